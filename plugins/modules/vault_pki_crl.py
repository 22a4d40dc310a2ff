#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make revocation lists of Vault's PKI engine anew."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_crl
version_added: 0.1.0
short_description: Make the revocation lists of Vault's PKI secret engine anew
description:
  - Has Vault make its revocation lists at once, instead of at the next moment it would. Every run does, and is a
    change.
  - How lists are made by themselves is said with M(nomadic.fleet.vault_pki_config).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
options:
  mount:
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  delta:
    description: Whether only the list of what was revoked since is made.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Publish revocations now
  nomadic.fleet.vault_pki_crl:
"""

RETURN = r"""
rotated:
  description: Whether Vault made the lists.
  returned: always, except in check mode
  type: bool
  sample: true
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """A GET that writes: Vault has it so."""
    if module.check_mode:
        return {"changed": True}
    which = "rotate-delta" if module.params["delta"] else "rotate"
    answer = client.get(place("{mount}/crl/{which}", {**module.params, "which": which}))
    return {"changed": True, "rotated": answer.data["data"]["success"]}


def main() -> None:
    """Run the module."""
    run("vault", {"mount": {"type": "str", "default": "pki"}, "delta": {"type": "bool", "default": False}}, work)


if __name__ == "__main__":
    main()
