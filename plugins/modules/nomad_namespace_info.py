#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad namespaces."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_namespace_info
version_added: 0.1.0
short_description: Read Nomad namespaces
description:
  - Returns one namespace, or all of them, or those of a prefix, in one request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  name:
    description: Only the one of this name; none is an empty list, not an error.
    type: str
  prefix:
    description: Only those whose names begin like this.
    type: str
"""

EXAMPLES = r"""
- name: Find out which namespaces the shop has
  nomadic.fleet.nomad_namespace_info:
    prefix: shop-
  register: shop
"""

RETURN = r"""
namespaces:
  description: The namespaces, as the API gives them, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample: [{Name: shop-live, Description: The shop, Capabilities: null, Meta: {team: shop}}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_lists import NAME_OR_PREFIX, one_or_all


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    found = one_or_all(client, ["namespace"], ["namespaces"], module.params)
    return {"changed": False, "namespaces": found}


def main() -> None:
    """Run the module."""
    run("nomad", NAME_OR_PREFIX, work, mutually_exclusive=[("name", "prefix")])


if __name__ == "__main__":
    main()
