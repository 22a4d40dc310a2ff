#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Vault's quotas."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_quota_config
version_added: 0.1.0
short_description: Configure quotas of Vault
description:
  - Sets what is common to all quotas.
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
  enable_rate_limit_audit_logging:
    description: Whether refused requests are written to audit devices.
    type: bool
  enable_rate_limit_response_headers:
    description: Whether answers say how many requests are left.
    type: bool
  rate_limit_exempt_paths:
    description: Paths without a limit, all of them. Vault has some of its own here, of its health.
    type: list
    elements: str
  absolute_rate_limit_exempt_paths:
    description: The same with the namespace in each.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Tell clients how many requests they have left
  nomadic.fleet.vault_quota_config:
    enable_rate_limit_response_headers: true
"""

RETURN = r"""
config:
  description: The configuration, as Vault has it.
  returned: always
  type: dict
  sample: {enable_rate_limit_response_headers: true, enable_rate_limit_audit_logging: false}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

FIELDS = Fields(
    f.flag("enable_rate_limit_audit_logging"),
    f.flag("enable_rate_limit_response_headers"),
    f.names("rate_limit_exempt_paths"),
    f.names("absolute_rate_limit_exempt_paths"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault replaces the whole."""
    return keep_at(module, client, "sys/quotas/config", FIELDS)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(), work, returns="config")


if __name__ == "__main__":
    main()
