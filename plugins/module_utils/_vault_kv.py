# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vault's KV engines, version 1 and 2: secrets, what is said about them, and their versions.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN, Outcome

CHANGED = "(hidden, changed)"


class Secret(NamedTuple):
    """A version of a secret; no data where it was deleted."""

    data: dict[str, Any] | None
    version: int


class Values(Field):
    """The keys and values of a secret: compared exactly, shown without the values."""

    def __init__(self, option: str) -> None:
        super().__init__(option, option, {"type": "dict", "no_log": True})

    def same(self, current: Any, given: Any) -> bool:
        return bool((current or {}) == given)

    def shown(self, value: Any) -> Any:
        return dict.fromkeys(value or {}, HIDDEN)


def told_apart(outcome: Outcome, key: str = "data") -> Outcome:
    """The same, with a diff that says which values differ."""
    diff = outcome.diff()
    before, after = ((one or {}).get(key) or {} for one in (outcome.before, outcome.after))
    for name in set(before) & set(after):
        if before[name] != after[name]:
            diff["after"][key][name] = CHANGED
    outcome.extra["diff"] = diff
    return outcome


class Kv:
    """One KV engine."""

    #: Which versions a state is for, by what they are now.
    DUE: Mapping[str, tuple[str, ...]] = {
        "deleted": ("there",),
        "undeleted": ("deleted",),
        "destroyed": ("there", "deleted"),
    }

    def __init__(self, client: VaultClient, mount: str) -> None:
        self._client = client
        self._mount = [part for part in mount.split("/") if part]
        about = client.get(["sys", "internal", "ui", "mounts", *self._mount]).data["data"]
        if about["type"] not in ("kv", "generic") or about["path"].strip("/") != "/".join(self._mount):
            raise BadInput(f"mount: {mount} is no KV engine; vault_mount_info lists what there is.")
        self.version = int((about.get("options") or {}).get("version") or 1)

    def _at(self, path: str, kind: str = "data") -> list[str]:
        parts = [part for part in path.split("/") if part]
        return [*self._mount, *([kind] if self.version == 2 else []), *parts]

    def read(self, path: str, version: int | None = None) -> Secret | None:
        """A secret, None where there never was one."""
        answer = self._client.get(self._at(path), {"version": version}, accept=(404,))
        body = answer.data.get("data") if isinstance(answer.data, Mapping) else None
        if body is None:
            return None
        return Secret(body, 0) if self.version == 1 else Secret(body["data"], body["metadata"]["version"])

    def write(self, path: str, data: Mapping[str, Any], replaces: int) -> int:
        """A new version, if that which it ``replaces`` is still the current one; its number."""
        if self.version == 1:
            self._client.post(self._at(path), data)
            return 0
        body = {"data": data, "options": {"cas": replaces}}
        return int(self._client.post(self._at(path), body, idempotent=False).data["data"]["version"])

    def metadata(self, path: str) -> dict[str, Any] | None:
        """What is said about a secret (version 2), None where there is none."""
        found: dict[str, Any] | None = self._client.read(self._at(path, "metadata"))
        return found

    def describe(self, path: str, metadata: Mapping[str, Any]) -> None:
        """Say something about a secret; what is not given stays."""
        self._client.post(self._at(path, "metadata"), metadata)

    def remove(self, path: str) -> None:
        """Everything."""
        self._client.delete(self._at(path, "metadata"))

    def names(self, path: str) -> list[str]:
        """What is below a path."""
        return self._client.list(self._at(path, "metadata"))

    def turn(self, path: str, state: str, versions: Sequence[int]) -> None:
        """Delete versions, bring them back or destroy them."""
        call = {"deleted": "delete", "undeleted": "undelete", "destroyed": "destroy"}[state]
        self._client.post(self._at(path, call), {"versions": list(versions)})

    @staticmethod
    def states(metadata: Mapping[str, Any]) -> dict[int, str]:
        """The versions and what they are: there, deleted or destroyed."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        return {
            int(number): "destroyed"
            if about["destroyed"]
            else "deleted"
            if "" < about["deletion_time"][: len(now)] <= now  # a future one is only announced
            else "there"
            for number, about in metadata["versions"].items()
        }
