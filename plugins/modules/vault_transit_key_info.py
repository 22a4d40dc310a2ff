#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read keys of Vault's transit engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_transit_key_info
version_added: 0.1.0
short_description: Read keys of Vault's transit secret engine
description:
  - Returns the key of a name, or all. One request, one more for each key with O(details).
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
  mount:
    description: Where the transit engine is enabled.
    type: str
    default: transit
  name:
    description: Only this key, in full.
    type: str
  details:
    description: Whether keys are returned in full, with their versions and public keys.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Look for keys
  nomadic.fleet.vault_transit_key_info:
  register: transit
"""

RETURN = r"""
transit_keys:
  description: The keys, without what is secret.
  returned: always
  type: list
  elements: dict
  sample: [{mount: transit, name: shop, type: aes256-gcm96, latest_version: 3}]
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_info_at


def main() -> None:
    """Run the module."""
    run_info_at("{mount}/keys/{name}", "transit_keys", mount={"type": "str", "default": "transit"})


if __name__ == "__main__":
    main()
