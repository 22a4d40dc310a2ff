#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read objects of Vault's OIDC provider."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_info
version_added: 0.1.0
short_description: Read objects of Vault's OIDC provider
description:
  - Read objects of Vault's OIDC provider, one or all.
  - Lists them with one request, reads one with one, and all of them with one each (O(details)).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects.info
options:
  kind:
    description: What to read.
    type: str
    required: true
    choices: [assignment, client, key, provider, role, scope]
"""

EXAMPLES = r"""
- name: Read one
  nomadic.fleet.vault_oidc_info:
    kind: assignment
    name: developers
  register: one

- name: Read all
  nomadic.fleet.vault_oidc_info:
    kind: assignment
    details: true
  register: all
"""

RETURN = r"""
objects:
  description: What was found; only names where O(details) is not set and no O(name) was given.
  returned: always
  type: list
  elements: dict
  sample: [{kind: assignment, name: developers}]
"""

from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_info_at

KIND: dict[str, Any] = {
    "type": "str",
    "required": True,
    "choices": ["assignment", "client", "key", "provider", "role", "scope"],
}


def main() -> None:
    """Run the module."""
    run_info_at("identity/oidc/{kind}/{name}", "objects", ("client_secret",), kind=KIND)


if __name__ == "__main__":
    main()
