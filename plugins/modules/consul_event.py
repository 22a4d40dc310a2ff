#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul user events."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_event
version_added: 0.1.0
short_description: Fire a Consul event
description:
  - Fires an event, which agents pass on to their watches. An action; each run fires one.
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
options:
  name:
    description: Its name.
    type: str
    required: true
  payload:
    description: What is said with it, as text. Some hundred bytes are the most. All agents can read it; put no secret into it.
    type: str
  node:
    description: A regular expression; only agents of nodes whose name matches take notice.
    type: str
  service:
    description: A regular expression; only agents with a service whose name matches take notice.
    type: str
  tag:
    description: A regular expression; only agents with a service that has such a tag, too. Needs O(service).
    type: str
"""

EXAMPLES = r"""
- name: Let the web servers fetch their content
  nomadic.fleet.consul_event:
    name: fetch
    payload: release-17
    service: ^web$
"""

RETURN = r"""
event:
  description: The event, as the API gives it. Empty in check mode.
  returned: always
  type: dict
  sample: {ID: b54fe110-7af5-cafc-d1fb-afc8ba432b1c, Name: fetch, ServiceFilter: ^web$}
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
    """Fire."""
    params = module.params
    if module.check_mode:
        return {"changed": True, "event": {}}
    query = {option: params[option] for option in ("node", "service", "tag")}
    body = params["payload"].encode() if params["payload"] else None
    answer = client.put(["event", "fire", params["name"]], body, query, idempotent=False)
    return {"changed": True, "event": answer.data}


def main() -> None:
    """Run the module."""
    options = {option: {"type": "str"} for option in ("payload", "node", "service", "tag")}
    spec = {"name": {"type": "str", "required": True}, **options}
    run("consul", spec, work, required_by={"tag": "service"})


if __name__ == "__main__":
    main()
