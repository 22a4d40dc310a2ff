#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_group_info
short_description: Read the records of scheduling groups
version_added: 0.1.0
description:
  - Reads the groups that were declared, all of them or one.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.store
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  name:
    description: Name of a group. None is found where there is no such one, that is no error.
    type: str
  members:
    description: Whether the names of the nodes in each group are told, which takes one read of all nodes more.
    type: bool
    default: false
seealso:
  - module: nomadic.fleet.fleet_group
"""

EXAMPLES = r"""
- name: Read the groups with their devices
  nomadic.fleet.fleet_group_info:
    members: true
    store: "{{ fleet_store }}"
  register: fleet
"""

RETURN = r"""
groups:
  description: The records in the order of their names, each as M(nomadic.fleet.fleet_group) returns it.
  type: list
  elements: dict
  returned: always
  contains:
    members:
      description: Names of the nodes in it that are declared, issued, pending or accepted; with O(members=true) only.
      type: list
      elements: str
  sample:
    - {name: kiosk, description: Screens in the shops, grants: [{address: 10.0.0.40, protocol: tcp, port: 443}], members: [device1]}
"""
