#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seal Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_seal
version_added: 0.1.0
short_description: Seal a Vault server
description:
  - 'Seals one Vault server: it forgets its key and answers nothing until it is unsealed (M(nomadic.fleet.vault_unseal)). A sealed one is left alone.'
  - A standby cannot be sealed on its own by the API; it forwards to the active server or refuses.
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
"""

EXAMPLES = r"""
- name: Seal Vault, now
  nomadic.fleet.vault_seal:
    address: https://10.0.0.1:8200
"""

RETURN = r"""
sealed:
  description: Whether it is sealed now.
  returned: always
  type: bool
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Once."""
    before = client.get(["sys", "seal-status"], token="").data["sealed"]
    if not before and not module.check_mode:
        client.put(["sys", "seal"])
    return Outcome(not before, {"sealed": before}, {"sealed": True}, sealed=True)


def main() -> None:
    """Run the module."""
    run("vault", {}, work)


if __name__ == "__main__":
    main()
