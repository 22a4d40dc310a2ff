#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the state of a Vault server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_status_info
version_added: 0.1.0
short_description: Tell whether Vault is initialised, sealed, active
description:
  - Asks one Vault server for its health. Needs no token. A sealed Vault or a standby is an answer, not an error.
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
"""

EXAMPLES = r"""
- name: Look at Vault
  nomadic.fleet.vault_status_info:
    address: https://10.0.0.1:8200
  register: vault_status
"""

RETURN = r"""
initialized:
  description: Whether it is initialised.
  returned: always
  type: bool
sealed:
  description: Whether it is sealed.
  returned: always
  type: bool
standby:
  description: Whether it is a standby. V(true) while it is sealed.
  returned: always
  type: bool
vault_version:
  description: The version that runs.
  returned: always
  type: str
leader_address:
  description: The API address of the active server, empty where there is none.
  returned: always
  type: str
seal:
  description: The whole answer of C(sys/seal-status), with the threshold (C(t)), shares (C(n)) and C(progress).
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Three reads."""
    seal = client.get(["sys", "seal-status"], token="").data
    calm = {"standbyok": True, "perfstandbyok": True, "sealedcode": 200, "uninitcode": 200}
    health = client.get(["sys", "health"], calm, token="", accept=(429, 472, 473, 474, 501, 503)).data
    leader = {} if seal["sealed"] else client.get(["sys", "leader"], token="").data
    return {
        "changed": False,
        "initialized": seal["initialized"],
        "sealed": seal["sealed"],
        "standby": health["standby"],
        "vault_version": health["version"],
        "leader_address": leader.get("leader_address") or "",
        "seal": seal,
    }


def main() -> None:
    """Run the module."""
    run("vault", {}, work)


if __name__ == "__main__":
    main()
