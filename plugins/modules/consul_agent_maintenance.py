#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance mode of a Consul agent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_agent_maintenance
version_added: 0.1.0
short_description: Put a Consul node or service into maintenance
description:
  - Takes the node of the agent that is asked (O(address)), or one of its services, out of what Consul answers, and back.
  - The agent tells the catalog with its own token (M(nomadic.fleet.consul_agent_token), V(agent)), where access control is on.
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
  service_id:
    description: The id of a service; the whole node without.
    type: str
  reason:
    description: Why. Consul has a text of its own for none.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Take this node out of service
  nomadic.fleet.consul_agent_maintenance:
    reason: new disks

- name: Take it back
  nomadic.fleet.consul_agent_maintenance:
    state: absent
"""

RETURN = r"""
maintenance:
  description: The check that stands for the maintenance mode, as the API gives it.
  returned: always
  type: dict
  sample: {CheckID: _node_maintenance, Status: critical, Notes: new disks}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_agent import MAINTENANCE, agent_checks
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(f.text("reason", "Notes"))


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    service = module.params["service_id"]
    check = f"{MAINTENANCE[1]}{service}" if service else MAINTENANCE[0]
    path = ["agent", "service", "maintenance", service] if service else ["agent", "maintenance"]

    def enable(wanted: dict[str, Any]) -> dict[str, Any] | None:
        if current:  # the reason of a mode that is on does not change
            disable()
        client.put(path, params={"enable": True, "reason": wanted.get("Notes")})
        return agent_checks(client).get(check)

    def disable(*_unused: Any) -> None:
        client.put(path, params={"enable": False})

    current = agent_checks(client).get(check)
    return keep(module, FIELDS, current, enable, disable)


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(service_id={"type": "str"}, state=STATE), work, returns="maintenance")


if __name__ == "__main__":
    main()
