#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vault's auth methods."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_auth_mount
version_added: 0.1.0
short_description: Manage the auth methods of Vault
description:
  - Enables, tunes and disables an auth method. Disabling one revokes all tokens that came from it.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  path:
    description: Where it is mounted, without C(auth/).
    type: str
    required: true
  type:
    description: Its type, such as V(approle) or V(jwt). Needed to enable it; it cannot be changed later.
    type: str
  description:
    description: What it is for.
    type: str
  local:
    description: Whether it stays in this cluster where there is replication. It cannot be changed later.
    type: bool
  seal_wrap:
    description: Whether its storage is wrapped by the seal (Enterprise only). It cannot be changed later.
    type: bool
  options:
    description: Options of this type of auth method, all of them.
    type: dict
  default_lease_ttl:
    description: How long its tokens live before they are renewed, such as V(1h) or seconds. V(0) is the system's default.
    type: str
  max_lease_ttl:
    description: How long its tokens live at most, such as V(24h) or seconds. V(0) is the system's maximum.
    type: str
  listing_visibility:
    description: Whether it is listed to everybody (V(unauth)), so that the UI offers it, or to nobody without a token.
    type: str
    choices: [unauth, hidden]
  token_type:
    description: Which kind of tokens it gives; the two defaults can be overridden by a role.
    type: str
    choices: [default-service, default-batch, service, batch]
  audit_non_hmac_request_keys:
    description: Keys of requests that audit devices write in clear.
    type: list
    elements: str
  audit_non_hmac_response_keys:
    description: Keys of answers that audit devices write in clear.
    type: list
    elements: str
  passthrough_request_headers:
    description: Headers of requests that it gets.
    type: list
    elements: str
  allowed_response_headers:
    description: Headers that it may set in answers.
    type: list
    elements: str
  plugin_version:
    description: The version of the plugin that runs it.
    type: str
  user_lockout:
    description: When users who fail to log in are locked out. Only for C(userpass), C(ldap) and C(approle).
    type: dict
    suboptions:
      lockout_threshold:
        description: After how many failed logins a user is locked out.
        type: int
      lockout_duration:
        description: For how long, such as V(15m) or seconds.
        type: str
      lockout_counter_reset_duration:
        description: After which time without a failed login the count begins again.
        type: str
      lockout_disable:
        description: Whether nobody is locked out.
        type: bool
"""

EXAMPLES = r"""
- name: Enable AppRole
  nomadic.fleet.vault_auth_mount:
    path: approle
    type: approle
    description: Machines
    max_lease_ttl: 24h

- name: Offer passwords in the UI
  nomadic.fleet.vault_auth_mount:
    path: userpass
    type: userpass
    listing_visibility: unauth
    user_lockout:
      lockout_threshold: 10
"""

RETURN = r"""
mount:
  description: The auth method, as Vault has it.
  returned: always
  type: dict
  sample: {path: approle, type: approle, description: Machines, config: {max_lease_ttl: 86400}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import mount_at, mount_segments

FIELDS = Fields(
    f.text("path", required=True),
    f.text("type", fixed=True),
    f.text("description"),
    f.flag("local", fixed=True),
    f.flag("seal_wrap", fixed=True),
    f.mapping("options"),
    f.inside(
        "config",
        f.duration("default_lease_ttl", unit="text"),
        f.duration("max_lease_ttl", unit="text"),
        f.text("listing_visibility", choices=["unauth", "hidden"]),
        f.text("token_type", choices=["default-service", "default-batch", "service", "batch"]),
        f.names("audit_non_hmac_request_keys", no_log=False),
        f.names("audit_non_hmac_response_keys", no_log=False),
        f.names("passthrough_request_headers", no_log=False),
        f.names("allowed_response_headers"),
        f.text("plugin_version"),
        f.nested(
            "user_lockout",
            f.number("lockout_threshold"),
            f.duration("lockout_duration"),
            f.duration("lockout_counter_reset_duration"),
            f.flag("lockout_disable"),
            key="user_lockout_config",
        ),
    ),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Enabled with one request, tuned with another."""
    where = mount_segments("auth", module.params["path"])
    given = FIELDS.wanted(module.params)

    def found() -> dict[str, Any] | None:
        return readable(mount_at(client, "auth", module.params["path"]))

    def tune(_mount: Mapping[str, Any]) -> dict[str, Any] | None:
        body = {key: given[key] for key in ("description", "options") if key in given}
        lockout = given.get("config", {}).get("user_lockout_config") or {}
        texts = {key: value if isinstance(value, bool) else str(value) for key, value in lockout.items()}
        client.post([*where, "tune"], {**body, **given.get("config", {}), "user_lockout_config": texts})
        return found()

    def enable(mount: dict[str, Any]) -> dict[str, Any] | None:
        config = dict(mount.pop("config", {}))
        lockout = config.pop("user_lockout_config", None)
        client.post(where, {**mount, "config": config})
        return tune(mount) if lockout else found()

    return keep(module, FIELDS, found(), enable, lambda _: client.delete(where), tune)


def readable(mount: dict[str, Any] | None) -> dict[str, Any] | None:
    """The mount with the lockout's keys as they are written."""
    lockout = mount and mount["config"].get("user_lockout_config")
    if not mount or not lockout:
        return mount
    names = {key[len("user_") :]: value for key, value in lockout.items()}
    return {**mount, "config": {**mount["config"], "user_lockout_config": names}}


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="mount")


if __name__ == "__main__":
    main()
