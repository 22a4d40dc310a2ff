#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the configuration and the health of Nomad's autopilot."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_autopilot_info
version_added: 0.1.0
short_description: Read what Nomad's autopilot is told and what it sees
description:
  - Returns the configuration of the autopilot, and how healthy it finds the servers of the region, in two requests.
  - Unhealthy servers are an answer, not an error.
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
options: {}
"""

EXAMPLES = r"""
- name: Find out how many servers may fail
  nomadic.fleet.nomad_autopilot_info:
  register: autopilot

- name: Stop where none may
  ansible.builtin.assert:
    that: autopilot.health.FailureTolerance > 0
"""

RETURN = r"""
autopilot_config:
  description: The configuration, as the API gives it.
  returned: always
  type: dict
  sample: {CleanupDeadServers: true, LastContactThreshold: 200ms, MaxTrailingLogs: 250, MinQuorum: 3, ServerStabilizationTime: 30s}
health:
  description: The health of the servers, as the API gives it.
  returned: always
  type: dict
  sample:
    Healthy: true
    FailureTolerance: 1
    Leader: 1d978c9b-a364-d6f0-4beb-40a0ab2d18e3
    Voters: [1d978c9b-a364-d6f0-4beb-40a0ab2d18e3]
    Servers: [{ID: 1d978c9b-a364-d6f0-4beb-40a0ab2d18e3, Name: server1.global, Healthy: true, Voter: true, Leader: true}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_config import autopilot

UNHEALTHY = 429


def work(_module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    health = client.get(["operator", "autopilot", "health"], accept=(UNHEALTHY,)).data
    return {"changed": False, "autopilot_config": autopilot(client), "health": health}


def main() -> None:
    """Run the module."""
    run("nomad", {}, work)


if __name__ == "__main__":
    main()
