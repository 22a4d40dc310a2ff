#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_node
short_description: Declare an external node, or forget it
version_added: 0.1.0
description:
  - Keeps the record of an external node in the store of the fleet.
  - A new record gets the lowest free VPN index from 10 on. The index never changes as long as the record exists.
  - What is not given is left as it is. A record with a O(node_id) is V(accepted), one without is V(declared).
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
    description:
      - Name of the node, 1 to 63 characters of C(a-z), C(0-9) and C(-). It can never be changed.
      - Reserved words such as V(localhost), V(server) or V(gateway) are refused.
    type: str
    required: true
  state:
    description:
      - Whether the node has a record.
      - V(absent) only forgets it, take its access away first.
    type: str
    choices: [declared, absent]
    default: declared
  group:
    description: Scheduling group that the node is to be in, an empty text for none.
    type: str
  pool:
    description: Node pool that it is to be in, V(external) for a new record. The pools V(default) and V(all) are refused.
    type: str
  region:
    description: Nomad region that it joins, V(global) for a new record.
    type: str
  node_id:
    description: Id of its Nomad node. From then on a node of this name with another id is not offered anything.
    type: str
"""

EXAMPLES = r"""
- name: Declare a device
  nomadic.fleet.fleet_node:
    name: device1
    group: kiosk
    store: "{{ fleet_store }}"
  register: device
"""

RETURN = r"""
record:
  description: The record as it is, empty if there is none.
  type: dict
  returned: always
  sample:
    name: device1
    state: declared
    index: 10
    group: kiosk
    pool: external
    region: global
    node_id: ""
    generation: 1
"""
