#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Consul's autopilot."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_autopilot_config
version_added: 0.1.0
short_description: Configure Consul's autopilot
description:
  - Sets how the servers look after themselves. What is not given stays as it is.
  - A change is written only if nobody else changed it meanwhile.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  cleanup_dead_servers:
    description: Whether a dead server is removed when a new one joins.
    type: bool
  last_contact_threshold:
    description: How long a server may be without contact to the leader, such as V(200ms).
    type: str
  max_trailing_logs:
    description: How many log entries a server may be behind.
    type: int
  min_quorum:
    description: How many servers are left, at least, when dead ones are removed.
    type: int
  server_stabilization_time:
    description: How long a new server must be healthy before it votes, such as V(10s).
    type: str
"""

EXAMPLES = r"""
- name: Keep at least three servers
  nomadic.fleet.consul_autopilot_config:
    cleanup_dead_servers: true
    min_quorum: 3
    server_stabilization_time: 30s
"""

RETURN = r"""
autopilot_config:
  description: The configuration, as the API gives it.
  returned: always
  type: dict
  sample: {CleanupDeadServers: true, MinQuorum: 3, ServerStabilizationTime: 30s}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.flag("cleanup_dead_servers"),
    f.duration("last_contact_threshold", unit="text"),
    f.number("max_trailing_logs"),
    f.number("min_quorum"),
    f.duration("server_stabilization_time", unit="text"),
)
PATH = ["operator", "autopilot", "configuration"]


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    current = dict(client.get(PATH).data)

    def write(config: dict[str, Any]) -> dict[str, Any]:
        if client.put(PATH, config, {"cas": current["ModifyIndex"]}).data is not True:
            raise BadInput("The configuration was changed by somebody else in this moment; run the task again.")
        return dict(client.get(PATH).data)

    return keep(module, FIELDS, current, write, lambda _: None)  # it is always there


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(), work, returns="autopilot_config")


if __name__ == "__main__":
    main()
