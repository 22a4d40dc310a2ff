# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Vault's secret engines do differently: words instead of 404, lists as text, settings at several paths.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, changes, same, unordered
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

__all__ = ["Some", "joined", "json_text", "keep_settings", "key_lengths", "read_unless"]


def joined(option: str, **spec: Any) -> Field:
    """A list whose order means nothing, which the API takes or returns as one text with commas."""

    def alike(value: Any) -> list[str]:
        return unordered([part.strip() for part in _text(value).split(",") if part.strip()])

    return Field(option, option, {"type": "list", "elements": "str", **spec}, ",".join, alike)


def _text(value: str | Sequence[str] | None) -> str:
    return value if isinstance(value, str) else ",".join(value or ())


def json_text(option: str) -> Field:
    """A JSON document, given as text or as a dict, compared as data."""

    def write(value: str) -> str:
        document = _document(value)
        if document is None:
            raise BadInput(f"{option} is not JSON.")
        return json.dumps(document, separators=(",", ":")) if value else ""  # as engines keep it

    return Field(option, option, {"type": "json"}, write, _document)


def _document(value: Any) -> Any:
    try:
        return json.loads(value) if value else {}
    except ValueError:
        return None


def key_lengths(option: str) -> Field:
    """Kinds of key to their lengths: one number, or several, in any order."""

    def write(value: Mapping[str, Any]) -> dict[str, list[int]]:
        lengths = {kind: item if isinstance(item, list) else str(item).split(",") for kind, item in value.items()}
        return {kind: [int(length) for length in item] for kind, item in lengths.items()}

    def alike(value: Any) -> dict[str, list[int]]:
        return {kind: sorted(item) for kind, item in write(value or {}).items()}

    return Field(option, option, {"type": "dict", "no_log": False}, write, alike)


class Some(Field):
    """A dict of settings, of which only the keys that the user gave are compared; the others stay."""

    def __init__(self, option: str) -> None:
        super().__init__(option, option, {"type": "dict"})

    def same(self, current: Any, given: Any) -> bool:
        there = current or {}
        return all(same(there.get(key), value) or _told(there.get(key)) == _told(value) for key, value in given.items())

    def merged(self, current: Any, given: Any) -> Any:
        return {**(current or {}), **given}


def _told(value: Any) -> str:
    """As an engine returns what it keeps as text."""
    return str(value).lower() if isinstance(value, (bool, int, float)) else str(value)


def read_unless(client: VaultClient, path: Sequence[str], words: str) -> dict[str, Any] | None:
    """The object at a path; None where the engine says with these words, and an error, that there is none."""
    answer = client.request("GET", path, accept=(400, 404, 500))
    if answer.status == 404 or (answer.status != 200 and words in answer.text):
        return None
    return dict(answer.data["data"] if answer.status == 200 else client.read(path))  # asked again for the right error


def keep_settings(module: AnsibleModule, client: VaultClient, fields: Fields) -> Outcome:
    """The settings of an engine: each key of the table is a path below {mount}/config, with options of its own.

    Only the paths for which the user gave something are read, and only those that differ are written, as a whole.
    """
    given = {part: value for part, value in fields.wanted(module.params).items() if part != "mount"}
    removed = module.params.get("state") == "absent"
    base = place("{mount}/config", module.params)
    parts = [part for part in fields.rules if part != "mount" and (removed or part in given)]
    now: dict[str, Any] = {part: client.read([*base, part]) for part in parts}
    current = {"mount": module.params["mount"], **{part: value for part, value in now.items() if value is not None}}

    def write(whole: Mapping[str, Any]) -> dict[str, Any]:
        different = changes(current, given, fields.rules)
        for part in different or given:
            known = getattr(fields.rules[part], "fields", Fields()).rules
            client.post([*base, part], {key: value for key, value in whole[part].items() if key in known})
        return {**whole, **{part: client.read([*base, part]) for part in different}}

    def delete(_settings: Mapping[str, Any]) -> None:
        for part in parts:
            if now[part] is not None:
                client.delete([*base, part])

    return keep(module, fields, current if len(current) > 1 or not removed else None, write, delete)
