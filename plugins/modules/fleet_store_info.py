#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_store_info
short_description: Say what is in the fleet's store
version_added: 0.1.0
description:
  - Counts the nodes by state, and names the groups and the rollouts. Reads the nodes shard by shard, so it needs little memory whatever the size of the fleet.
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
seealso:
  - module: nomadic.fleet.fleet_store_migrate
"""

EXAMPLES = r"""
- name: See how large the fleet is
  nomadic.fleet.fleet_store_info:
    store: "{{ fleet_store }}"
  register: fleet
"""

RETURN = r"""
place:
  description: Where the store is.
  type: str
  returned: success
  sample: Consul at https://10.0.0.1:8501
moved_to:
  description: Where everything went, if this store was left; empty for one in use. What is counted then is of the past.
  type: str
  returned: success
  sample: ""
nodes:
  description: How many nodes are in each state.
  type: dict
  returned: success
  sample: {declared: 2, issued: 0, pending: 0, accepted: 118, rejected: 0, revoking: 0, revoked: 1, retired: 3}
last_index:
  description: The highest VPN index that a node has, 0 if none has one.
  type: int
  returned: success
  sample: 131
groups:
  description: Names of the groups that were declared.
  type: list
  elements: str
  returned: success
  sample: [kiosk, sensor]
rollouts:
  description: Rollouts and their states.
  type: dict
  returned: success
  sample: {firmware-2.4.1: done}
"""
