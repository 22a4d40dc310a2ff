#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the auth methods of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_auth_mount_info
version_added: 0.1.0
short_description: Read the auth methods of Vault
description:
  - Lists the auth methods, with one request.
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
  path:
    description: The one to read. None is found where there is no such one; that is no error.
    type: str
"""

EXAMPLES = r"""
- name: Read them
  nomadic.fleet.vault_auth_mount_info:
  register: vault_auth
"""

RETURN = r"""
mounts:
  description: What was found.
  returned: always
  type: list
  elements: dict
  sample: [{path: approle, type: approle}]
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import run_mounts_info


def main() -> None:
    """Run the module."""
    run_mounts_info("auth", "mounts")


if __name__ == "__main__":
    main()
