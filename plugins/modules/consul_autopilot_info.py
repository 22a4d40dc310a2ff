#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's autopilot."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_autopilot_info
version_added: 0.1.0
short_description: Read Consul's autopilot
description:
  - Returns the configuration of autopilot, and how it sees the servers. Two requests.
  - Servers that are not healthy are an answer, and no error.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
"""

EXAMPLES = r"""
- name: Ask how many servers may fail
  nomadic.fleet.consul_autopilot_info:
  register: autopilot
"""

RETURN = r"""
config:
  description: The configuration, as the API gives it.
  returned: always
  type: dict
  sample: {CleanupDeadServers: true, MinQuorum: 3}
health:
  description: The health of the servers, as the API gives it.
  returned: always
  type: dict
  sample: {Healthy: true, FailureTolerance: 1, Servers: []}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(_module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """Two reads; 429 is how Consul says that a server is ill."""
    base = ["operator", "autopilot"]
    health = client.get([*base, "health"], accept=(429,)).data
    return {"changed": False, "config": client.get([*base, "configuration"]).data, "health": health}


def main() -> None:
    """Run the module."""
    run("consul", {}, work)


if __name__ == "__main__":
    main()
