#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leases of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_lease
version_added: 0.1.0
short_description: Revoke leases of Vault
description:
  - Revokes a lease, or all leases whose ids begin with a prefix.
  - A lease that is gone already is left alone.
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
    support: full
options:
  lease_id:
    description: The lease.
    type: str
  prefix:
    description: What the ids of the leases begin with, such as V(database/creds/shop).
    type: str
  force:
    description: Whether leases below O(prefix) are forgotten even where the engine cannot revoke the secret behind them. They are then still valid there.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Revoke all passwords of the shop
  nomadic.fleet.vault_lease:
    prefix: database/creds/shop
"""

RETURN = r"""
lease:
  description: Empty, as it is gone.
  returned: always
  type: dict
  sample: {}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Object, Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_generic import segments
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_leases import lease, leases_below


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """One by its id, or all below a prefix."""
    params = module.params
    before: Object | None = lease(client, params["lease_id"]) if params["lease_id"] else None
    if params["prefix"]:
        below = leases_below(client, params["prefix"])
        before = {"prefix": params["prefix"], "leases": below} if below else None
    if before and not module.check_mode:
        if params["lease_id"]:
            client.post(["sys", "leases", "revoke"], {"lease_id": params["lease_id"], "sync": True})
        else:
            kind = "revoke-force" if params["force"] else "revoke-prefix"
            client.post(
                ["sys", "leases", kind, *segments(params["prefix"])], None if params["force"] else {"sync": True}
            )
    return Outcome(bool(before), before, None)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "lease_id": {"type": "str"},
        "prefix": {"type": "str"},
        "force": {"type": "bool", "default": False},
    }
    one = ["lease_id", "prefix"]
    run("vault", spec, work, returns="lease", required_one_of=[one], mutually_exclusive=[one])


if __name__ == "__main__":
    main()
