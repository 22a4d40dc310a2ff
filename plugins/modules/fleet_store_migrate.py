#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_store_migrate
short_description: Move the fleet's store to another place
version_added: 0.1.0
description:
  - Copies everything (nodes, groups, rollouts) from one store to another, a directory or Consul, and compares it afterwards.
  - What was left keeps its content and a mark that says where it went; whoever opens it is told so. So the fleet never has two stores, and the
    way back is the same task with O(store) and O(to) exchanged.
  - Moves only to a store that is empty, that was left before (its content is replaced), or to which the same move was begun.
  - Holds the lock of the registry on both sides, and those of the rollouts that are not over. A rollout that runs is an error; pause it first, and start
    none meanwhile.
  - Interrupted anywhere, the same task again ends it.
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
  to:
    description: Where it goes, given as O(store) is.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Move the store into Consul
  nomadic.fleet.fleet_store_migrate:
    store: directory:/srv/fleet/acme/store
    to:
      address: https://10.0.0.1:8501
      ca_file: "{{ fleet_dir }}/pki/consul/ca.pem"
      token: "{{ fleet_store_token }}"
"""

RETURN = r"""
source:
  description: The store that is left.
  type: str
  returned: success
  sample: directory /srv/fleet/acme/store
target:
  description: The store that is used from now on.
  type: str
  returned: success
  sample: Consul at https://10.0.0.1:8501
entries:
  description: How many entries there are in it.
  type: int
  returned: success
  sample: 120
written:
  description: How many of them were written, or would be.
  type: int
  returned: success
  sample: 120
deleted:
  description: How many entries of the past were deleted from it, or would be.
  type: int
  returned: success
  sample: 0
"""
