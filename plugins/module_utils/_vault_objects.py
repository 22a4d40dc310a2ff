# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object of Vault that lives at one path: read with GET, written with POST, removed with DELETE, listed one above.

    FIELDS = Fields(f.text("mount", default="userpass"), f.text("name", required=True), f.names("token_policies"))
    run_at("auth/{mount}/users/{name}", FIELDS, "user")          # the module
    run_info_at("auth/{mount}/users/{name}", "users", mount={"type": "str", "default": "userpass"})     # its twin

Options that the path names are part of the object, but no part of what is sent.
Private to this collection: no promise to others.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Object, Outcome

__all__ = ["info_at", "keep_at", "place", "run_at", "run_info_at"]
_OPTION = re.compile(r"\{(\w+)\}")


def place(path: str, params: Mapping[str, Any]) -> list[str]:
    """The segments of a path, its {options} filled in; a mount may lie below others, as in team/aws."""
    filled: list[str] = []
    for part in path.split("/"):
        option = _OPTION.fullmatch(part)
        if not option:
            filled.append(part)
        elif option[1] == "mount":
            filled += [piece for piece in params["mount"].split("/") if piece]
        else:
            filled.append(str(params[option[1]]))
    if "" in filled:
        raise BadInput(f"{path}: the options that are part of this path cannot be empty.")
    return filled


def _named_in(path: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The options that a path names, with their values."""
    return {option: params[option] for option in _OPTION.findall(path)}


def keep_at(
    module: AnsibleModule,
    client: VaultClient,
    path: str,
    fields: Fields,
    *,
    partial: bool = False,
    read: Callable[[], Object | None] | None = None,
    write: Callable[[dict[str, Any]], Any] | None = None,
) -> Outcome:
    """Make the object at a path be as the options say, or be gone; the result is what Vault then has.

    An update sends every field of the table that Vault has and that can be changed, so that endpoints which replace the
    whole object lose nothing; with ``partial`` only what the user gave, for endpoints that keep the rest.
    ``read`` and ``write`` stand in for GET and POST where the API is different.
    """
    where = place(path, module.params)
    names = _named_in(path, module.params)
    given = fields.wanted(module.params)
    unread = {field.key: given[field.key] for field in fields if field.write_only and field.key in given}

    def found() -> dict[str, Any] | None:
        data = read() if read else client.read(where)
        return None if data is None else {**data, **names}

    def send(whole: dict[str, Any], keys: Container[str]) -> dict[str, Any] | None:
        body = {key: value for key, value in whole.items() if key in keys and key not in names and value is not None}
        if write:
            write(body)
        else:
            client.post(where, body)
        return {**(found() or {}), **unread}

    # Vault refuses some of its fixed fields even where they are as they were
    changeable = {field.key for field in fields if not field.fixed and (field.key in given or not partial)}
    return keep(
        module,
        fields,
        found(),
        lambda whole: send(whole, given),
        lambda _: client.delete(where),
        lambda whole: send(whole, changeable),
    )


def info_at(
    module: AnsibleModule, client: VaultClient, path: str, returns: str, secrets: Sequence[str] = ()
) -> dict[str, Any]:
    """What is at a path whose last part is {name}: one object, or all names (one request), with details (one more each).

    ``secrets`` are the keys that are left out.
    """
    params = module.params
    names = [params["name"]] if params["name"] else client.list(place(path.rpartition("/")[0], params))
    things = []
    for name in names:
        whose = {**params, "name": name}
        data = client.read(place(path, whose)) if params["name"] or params["details"] else {}
        if data is not None:
            shown = {key: value for key, value in data.items() if key not in secrets}
            things.append({**shown, **_named_in(path, whose)})
    return {"changed": False, returns: things}


def run_at(path: str, fields: Fields, returns: str, *, partial: bool = False, **more: Any) -> None:
    """The whole module of an object at a path; ``more`` are options that are no fields, as in ``Fields.spec``."""

    def work(module: AnsibleModule, client: VaultClient) -> Outcome:
        return keep_at(module, client, path, fields, partial=partial)

    run("vault", fields.spec(state=STATE, **more), work, returns=returns)


def run_info_at(path: str, returns: str, secrets: Sequence[str] = (), **more: Any) -> None:
    """The whole _info module of the objects at a path; ``more`` are the options that the path names besides name."""

    def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
        return info_at(module, client, path, returns, secrets)

    spec = {"name": {"type": "str"}, "details": {"type": "bool", "default": False}, **more}
    run("vault", spec, work)
