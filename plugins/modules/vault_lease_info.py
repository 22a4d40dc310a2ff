#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read leases of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_lease_info
version_added: 0.1.0
short_description: Read leases of Vault
description:
  - Reads one lease, or lists what is below a prefix, with one request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  lease_id:
    description: The lease. None is found where it is gone; that is no error.
    type: str
  prefix:
    description: What to list below, such as V(database/creds/shop). Needs C(sudo).
    type: str
"""

EXAMPLES = r"""
- name: Are there passwords of the shop
  nomadic.fleet.vault_lease_info:
    prefix: database/creds/shop
  register: shop
"""

RETURN = r"""
leases:
  description: The lease with its times, or C(id) of each that was found. An id that ends with a slash stands for all below it.
  returned: always
  type: list
  elements: dict
  sample: [{id: database/creds/shop/2f6a614c}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_leases import lease, leases_below


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """One, or what is below a prefix."""
    if module.params["lease_id"]:
        found = lease(client, module.params["lease_id"])
        return {"changed": False, "leases": [found] if found else []}
    below = leases_below(client, module.params["prefix"])
    return {"changed": False, "leases": [{"id": one} for one in below]}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {"lease_id": {"type": "str"}, "prefix": {"type": "str"}}
    one = ["lease_id", "prefix"]
    run("vault", spec, work, required_one_of=[one], mutually_exclusive=[one])


if __name__ == "__main__":
    main()
