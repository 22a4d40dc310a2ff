#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let Vault's active server step down."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_step_down
version_added: 0.1.0
short_description: Let the active Vault server give its place to another
description:
  - Lets the server that is asked step down where it is the active one. A standby is left alone, so this can run on all servers, one after the other.
  - 'A server without others becomes active again after some seconds. For an upgrade, end the process instead: it is faster and loses no request.'
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
    details: A server that is active again steps down again.
"""

EXAMPLES = r"""
- name: Give the place of the active server to another
  nomadic.fleet.vault_step_down:
    address: https://10.0.0.1:8200
"""

RETURN = r"""
active:
  description: Whether this server was the active one.
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
    """A standby would forward it."""
    active = client.get(["sys", "leader"], token="").data["is_self"]
    if active and not module.check_mode:
        client.put(["sys", "step-down"], idempotent=False)
    return Outcome(active, {"active": active}, {"active": False}, active=active)


def main() -> None:
    """Run the module."""
    run("vault", {}, work)


if __name__ == "__main__":
    main()
