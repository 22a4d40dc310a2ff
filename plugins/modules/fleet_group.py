#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_group
short_description: Declare a scheduling group, and what its nodes may reach
version_added: 0.1.0
description:
  - Keeps the record of a scheduling group in the store of the fleet.
  - Once a fleet has declared a group, M(nomadic.fleet.fleet_node) refuses groups that are not.
  - A group that is in use is not deleted.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.store
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Name of the group, 1 to 63 characters of C(a-z), C(0-9) and C(-). It can never be changed.
    type: str
    required: true
  state:
    description:
      - Whether the group is declared.
      - V(absent) is refused while a node that is declared, issued, pending or accepted is in it; the error names some of them.
    type: str
    choices: [present, absent]
    default: present
  description:
    description: What the group is for, an empty text to remove it. Left as it is without.
    type: str
  grants:
    description:
      - What the nodes of the group may reach through the VPN besides what all may, all of it. An empty list removes them, without they are left as they are.
      - They are in force when M(nomadic.fleet.openvpn_grants) has brought them to the gateways, as the playbook C(nomadic.fleet.grants) does.
    type: list
    elements: dict
    suboptions:
      address:
        description: IPv4 address of the one host. A name is refused, since whoever answers for it would decide.
        type: str
        required: true
      protocol:
        description: Protocol.
        type: str
        choices: [tcp, udp]
        default: tcp
      port:
        description: Port, 1 to 65535.
        type: int
        required: true
seealso:
  - module: nomadic.fleet.fleet_node
  - module: nomadic.fleet.fleet_group_info
"""

EXAMPLES = r"""
- name: Declare a group whose devices may reach the shop
  nomadic.fleet.fleet_group:
    name: kiosk
    description: Screens in the shops
    grants:
      - {address: 10.0.0.40, port: 443}
    store: "{{ fleet_store }}"

- name: Delete one that nobody is in any more
  nomadic.fleet.fleet_group:
    name: sensor
    state: absent
    store: "{{ fleet_store }}"
"""

RETURN = r"""
group:
  description: The record as it is, or would be; empty if there is none.
  type: dict
  returned: always
  contains:
    name:
      description: Name of the group.
      type: str
    description:
      description: What it is for.
      type: str
    grants:
      description: What its nodes may reach, in the order of the addresses.
      type: list
      elements: dict
  sample:
    name: kiosk
    description: Screens in the shops
    grants: [{address: 10.0.0.40, protocol: tcp, port: 443}]
"""
