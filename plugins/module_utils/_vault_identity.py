# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Aliases of Vault's identities: found by name and mount, changed by id. Private to this collection: no promise to others."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import mount_at

__all__ = ["ALIAS", "id_of", "keep_alias"]
#: Options of an alias that are no fields: they are looked up.
ALIAS: dict[str, Any] = {"mount": {"type": "str"}, "owner": {"type": "str"}}


def id_of(client: VaultClient, kind: str, name: str) -> str:
    """The id of an entity or a group."""
    found = client.read(["identity", kind, "name", name])
    if not found:
        raise BadInput(f"Vault has no {kind} {name!r}.")
    return str(found["id"])


def keep_alias(module: AnsibleModule, client: VaultClient, kind: str, fields: Fields) -> Outcome:
    """Make an alias of an entity or a group be as the options say, or be gone."""
    params = module.params
    if params["mount"]:
        mount = mount_at(client, "auth", params["mount"])
        if not mount:
            raise BadInput(f"mount: Vault has no auth method at {params['mount']!r}.")
        params["mount_accessor"] = mount["accessor"]
    if params["owner"] and params["state"] == "present":
        params["canonical_id"] = id_of(client, kind, params["owner"])
    which = {"alias_name": params["name"], "alias_mount_accessor": params["mount_accessor"]}

    def found() -> dict[str, Any] | None:
        owner = (client.post(["identity", "lookup", kind], which).data or {}).get("data")
        aliases = [] if not owner else [owner["alias"]] if kind == "group" else owner["aliases"]
        return next(({**alias, "name": params["name"]} for alias in aliases if is_it(alias, which)), None)

    def create(alias: dict[str, Any]) -> dict[str, Any] | None:
        client.post(["identity", f"{kind}-alias"], alias)
        return found()

    def update(alias: dict[str, Any]) -> dict[str, Any] | None:
        body = {key: alias[key] for key in fields.rules if alias.get(key) is not None}
        client.post(["identity", f"{kind}-alias", "id", alias["id"]], body)
        return found()

    def delete(alias: Any) -> None:
        client.delete(["identity", f"{kind}-alias", "id", alias["id"]])

    return keep(module, fields, found(), create, delete, update)


def is_it(alias: dict[str, Any], which: dict[str, str]) -> bool:
    """Vault compares names without regard to case."""
    name = str(alias.get("name")).lower() == which["alias_name"].lower()
    return name and alias.get("mount_accessor") == which["alias_mount_accessor"]
