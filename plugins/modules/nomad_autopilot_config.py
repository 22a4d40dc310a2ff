#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Nomad's autopilot."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_autopilot_config
version_added: 0.1.0
short_description: Manage the configuration of Nomad's autopilot
description:
  - Changes how the servers of a region add and remove Raft peers by themselves. What is not given stays as it is.
  - A change of somebody else at the same time is not overwritten; the module then fails and asks to be run again.
  - Redundancy zones, custom upgrades and upgrade migration belong to Nomad Enterprise and have no options here; their
    values stay.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  cleanup_dead_servers:
    description: Whether failed servers are removed when others join, or at intervals.
    type: bool
  last_contact_threshold:
    description: How long a healthy server may be without contact to the leader, such as V(200ms).
    type: str
  max_trailing_logs:
    description: How many Raft entries a healthy server may be behind the leader.
    type: int
  min_quorum:
    description: How many voters are never cleaned up, at least.
    type: int
  server_stabilization_time:
    description: How long a new server must be healthy before it votes, such as V(10s).
    type: str
"""

EXAMPLES = r"""
- name: Never clean up below three servers
  nomadic.fleet.nomad_autopilot_config:
    cleanup_dead_servers: true
    min_quorum: 3
    server_stabilization_time: 30s
"""

RETURN = r"""
autopilot_config:
  description: The configuration, as the API gives it.
  returned: always
  type: dict
  sample: {CleanupDeadServers: true, LastContactThreshold: 200ms, MaxTrailingLogs: 250, MinQuorum: 3, ServerStabilizationTime: 30s}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_config import AUTOPILOT, autopilot, keep_config
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.flag("cleanup_dead_servers"),
    f.duration("last_contact_threshold", unit="text"),
    f.number("max_trailing_logs"),
    f.number("min_quorum"),
    f.duration("server_stabilization_time", unit="text"),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    return keep_config(module, client, FIELDS, AUTOPILOT, autopilot)


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(), work, returns="autopilot_config")


if __name__ == "__main__":
    main()
