#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read ACL policies of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_policy_info
version_added: 0.1.0
short_description: Read ACL policies of Vault
description:
  - Reads one or all ACL policies of Vault.
  - Lists them with one request, reads one with one, and all of them with one each (O(details)).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects.info
"""

EXAMPLES = r"""
- name: Read one
  nomadic.fleet.vault_policy_info:
    name: shop
  register: one

- name: Read all
  nomadic.fleet.vault_policy_info:
    details: true
  register: all
"""

RETURN = r"""
policies:
  description: What was found; only names where O(details) is not set and no O(name) was given.
  returned: always
  type: list
  elements: dict
  sample: [{name: shop}]
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_info_at


def main() -> None:
    """Run the module."""
    run_info_at("sys/policies/acl/{name}", "policies")


if __name__ == "__main__":
    main()
