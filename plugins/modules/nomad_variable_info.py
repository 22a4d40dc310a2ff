#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad variables."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_variable_info
version_added: 0.1.0
short_description: Read Nomad variables
description:
  - Returns one variable with the names of its items, or the paths of all variables, or of those of a prefix, in one
    request for every thousand.
  - What the items hold is returned only with O(return_items=true), in a task that hides it.
  - The list of the API holds no items; with O(details) or O(return_items), one more request for each variable fetches
    them.
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
  path:
    description: Only the variable of this path; none is an empty list, not an error.
    type: str
  prefix:
    description: Only the variables whose paths begin like this.
    type: str
  details:
    description: Whether the names of the items of several variables are read too, with one request each.
    type: bool
    default: false
  return_items:
    description: Whether C(Items) is returned. The task must then have C(no_log) set to C(true).
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Find out which items the shop has
  nomadic.fleet.nomad_variable_info:
    path: nomad/jobs/shop
  register: shop

- name: Read them
  nomadic.fleet.nomad_variable_info:
    path: nomad/jobs/shop
    return_items: true
  no_log: true
  register: shop_items

- name: List the variables of all namespaces
  nomadic.fleet.nomad_variable_info:
    namespace: '*'
  register: everything
"""

RETURN = r"""
variables:
  description:
    - The variables, in the order of their paths. C(ItemNames) only with O(path) or O(details), C(Items) only with O(return_items).
  returned: always
  type: list
  elements: dict
  sample: [{Namespace: default, Path: nomad/jobs/shop, ItemNames: [database, password], ModifyIndex: 19}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_variables import named, path_of


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read, by default names only."""
    params = module.params
    if params["return_items"]:
        refuse_to_print(module, "Items")
    if params["path"] is not None:
        found = [client.read(path_of(params["path"]))]
    else:
        found = [stub for page in client.pages(["vars"], {"prefix": params["prefix"]}) for stub in page]
        if params["details"] or params["return_items"]:
            found = [client.read(path_of(stub["Path"]), {"namespace": stub["Namespace"]}) for stub in found]
    variables = [
        {**named(variable), **({"Items": variable["Items"]} if params["return_items"] else {})}
        for variable in found
        if variable
    ]
    return {"changed": False, "variables": sorted(variables, key=lambda item: (item["Path"], item["Namespace"]))}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "path": {"type": "str"},
        "prefix": {"type": "str"},
        "details": {"type": "bool", "default": False},
        "return_items": {"type": "bool", "default": False},
    }
    run("nomad", spec, work, mutually_exclusive=[("path", "prefix")])


if __name__ == "__main__":
    main()
