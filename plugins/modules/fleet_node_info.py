#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_node_info
short_description: Read the records of external nodes
version_added: 0.1.0
description:
  - Reads the fleet's registry, in one read. What all options that are given match is returned, so all nodes without any.
  - It says what was decided. Whether an accepted node is connected now is known to Nomad; the inventory plugin P(nomadic.fleet.nomad#inventory) shows both.
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
    description: Name of a node. None is found where there is no such one, that is no error.
    type: str
  state:
    description: States.
    type: list
    elements: str
    choices: [declared, issued, pending, accepted, rejected, revoking, revoked, retired]
  group:
    description: Scheduling groups; an empty text stands for those that are in none.
    type: list
    elements: str
  pool:
    description: Node pools.
    type: list
    elements: str
  region:
    description: Nomad regions.
    type: list
    elements: str
  node_id:
    description: Id of a Nomad node.
    type: str
  revocations:
    description:
      - The file of the controller to which M(nomadic.fleet.fleet_node) adds every revocation.
      - A node that is on it is returned as V(revoking) where the store, restored from an older backup, says otherwise or nothing.
    type: path
seealso:
  - module: nomadic.fleet.fleet_node
"""

EXAMPLES = r"""
- name: Find the devices that wait to be accepted
  nomadic.fleet.fleet_node_info:
    state: [pending]
    store: "{{ fleet_store }}"
  register: waiting

- name: Count the fleet
  nomadic.fleet.fleet_node_info:
    store: "{{ fleet_store }}"
  register: fleet
"""

RETURN = r"""
nodes:
  description: The records in the order of their names, each as M(nomadic.fleet.fleet_node) returns it.
  type: list
  elements: dict
  returned: always
  sample:
    - name: device1
      state: accepted
      index: 10
      group: kiosk
      placed: kiosk
      pool: external
      region: global
      node_id: 5ec2e7c0-0000-4000-8000-000000000001
      generation: 1
counts:
  description: How many of them are in each state.
  type: dict
  returned: always
  sample: {declared: 0, issued: 0, pending: 0, accepted: 1, rejected: 0, revoking: 0, revoked: 0, retired: 0}
"""
