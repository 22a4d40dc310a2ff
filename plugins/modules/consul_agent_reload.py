#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reload a Consul agent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_agent_reload
version_added: 0.1.0
short_description: Let a Consul agent read its configuration again
description:
  - Lets the agent that is asked (O(address)) read its configuration again, as a SIGHUP does. An action; each run does it.
  - What can only be changed by a restart, the agent says in its log.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
    details: It acts in every run.
"""

EXAMPLES = r"""
- name: Reload the agent
  nomadic.fleet.consul_agent_reload:
"""

RETURN = r"""
reloaded:
  description: Whether it was done; false in check mode.
  returned: always
  type: bool
diff:
  description: Nothing; an action has no state.
  returned: never
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """Reload."""
    if not module.check_mode:
        client.put(["agent", "reload"])
    return {"changed": True, "reloaded": not module.check_mode}


def main() -> None:
    """Run the module."""
    run("consul", {}, work)


if __name__ == "__main__":
    main()
