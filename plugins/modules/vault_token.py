#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_token
version_added: 0.1.0
short_description: Make and revoke tokens of Vault
description:
  - Makes a token and revokes it.
  - With O(file) the token goes straight into a file, mode 0600, and is made only where the file holds no valid token any more. The second run changes nothing.
  - Without it a token is made in every run and returned. The task must then have C(no_log) set to C(true), else the module refuses to run.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: With O(file), or to revoke.
options:
  role:
    description: The token role, see M(nomadic.fleet.vault_token_role).
    type: str
  policies:
    description: Its policies. Default is those of the one who makes it, or of the role.
    type: list
    elements: str
  no_default_policy:
    description: Whether the policy C(default) is left out.
    type: bool
  no_parent:
    description: Whether it lives on when the one that made it is gone.
    type: bool
  display_name:
    description: What the audit log shows.
    type: str
  meta:
    description: What the audit log shows besides, name to text.
    type: dict
  entity_alias:
    description: The entity's alias that it counts to. The role must allow it.
    type: str
  ttl:
    description: How long it lives before it is renewed, such as V(1h) or seconds.
    type: str
  explicit_max_ttl:
    description: How long it lives at most, whatever its renewals.
    type: str
  period:
    description: Makes it periodic, it lives for ever when it is renewed within this time.
    type: str
  num_uses:
    description: How often it may be used. V(0) is without a limit.
    type: int
  renewable:
    description: Whether it can be renewed.
    type: bool
  type:
    description: Which kind.
    type: str
    choices: [service, batch]
  file:
    description: The file, on the host where the module runs, that holds the token.
    type: path
  renew_before:
    description: Make another where the one in O(file) lives for less than this, such as V(24h) or seconds.
    type: str
    default: '0'
  accessor:
    description: The accessor of a token to revoke.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: A token for the servers of Nomad, kept in a file
  nomadic.fleet.vault_token:
    role: nomad-cluster
    period: 72h
    file: /etc/nomad.d/vault-token

- name: A token for this play
  nomadic.fleet.vault_token:
    policies: [deploy]
    ttl: 15m
  no_log: true
  register: deploy

- name: Revoke it
  nomadic.fleet.vault_token:
    accessor: "{{ deploy.token.accessor }}"
    state: absent
"""

RETURN = r"""
client_token:
  description: The token.
  returned: when it was made, without O(file)
  type: str
token:
  description: The token without itself, with its C(accessor), as Vault says it.
  returned: always
  type: dict
  sample: {accessor: 8609694a-cdbc-db9b-d345-e782dbb562ed, policies: [default, deploy], ttl: 900}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._durations import seconds
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync
from ansible_collections.nomadic.fleet.plugins.module_utils._secret_files import kept
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_tokens import token_in, token_of

FIELDS = Fields(
    f.names("policies"),
    f.flag("no_default_policy"),
    f.flag("no_parent"),
    f.text("display_name"),
    f.mapping("meta"),
    f.text("entity_alias"),
    f.duration("ttl", unit="text"),
    f.duration("explicit_max_ttl", unit="text"),
    f.duration("period", unit="text"),
    f.number("num_uses"),
    f.flag("renewable"),
    f.text("type", choices=["service", "batch"]),
)
HIDDEN = Fields(f.hidden("id"))


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """A token is never changed: there is a good one, or another is made."""
    params = module.params
    path = params["file"]
    if params["state"] == "present" and not path:
        refuse_to_print(module, "client_token")
    made: dict[str, Any] = {}
    current = token_in(client, path) if path else token_of(client, params["accessor"]) if params["accessor"] else None
    if params["state"] == "present" and current and 0 < current["ttl"] < seconds(params["renew_before"]):
        current = None

    def make(wanted: dict[str, Any]) -> dict[str, Any]:
        with kept(path and f"{path}.new") as keep:
            role = [params["role"]] if params["role"] else []
            made.update(client.post(["auth", "token", "create", *role], wanted, idempotent=False).data["auth"])
            keep(made["client_token"])
        if path:
            os.replace(f"{path}.new", path)
        return token_of(client, made["accessor"]) or {}

    def revoke(token: Any) -> None:
        client.post(["auth", "token", "revoke-accessor"], {"accessor": token["accessor"]})
        if path:
            os.unlink(path)

    wanted = FIELDS.wanted(params) if current is None else {}
    outcome = sync(params["state"], current, wanted, make, make, revoke, module.check_mode, HIDDEN.rules)
    if made and not path:
        outcome.extra["client_token"] = made["client_token"]
    return outcome


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(
        role={"type": "str"},
        file={"type": "path"},
        renew_before={"type": "str", "default": "0"},
        accessor={"type": "str"},
        state=STATE,
    )
    run("vault", spec, work, returns="token", required_if=[("state", "absent", ["accessor", "file"], True)])


if __name__ == "__main__":
    main()
