#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Health checks of a Consul agent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_agent_check
version_added: 0.1.0
short_description: Register health checks with a Consul agent
description:
  - Registers a health check, of the node or of a service, with the agent that is asked (O(address)), takes it away, and says
    what the check of a TTL shall say.
  - An agent does not tell the target of a check. So the id of a check without O(id) holds a fingerprint of its definition,
    and a change of it is seen; of a check with an id of its own, the definition is sent with another change only.
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
  name:
    description: Its name; the check is found by it, among those of O(service_id) or of the node.
    type: str
    required: true
  service_id:
    description: The id of the service it belongs to. It belongs to the node without.
    type: str
  id:
    description: An id of its own, for a program that sends its own updates of a TTL. It cannot be changed later.
    type: str
  definition:
    description: 'What is done, as the API takes it, such as C({http: "http://127.0.0.1/", interval: 10s}) or C({ttl: 30s}). A new one needs it.'
    type: dict
  secret_definition:
    description: What is secret of it, such as a header; it is put over O(definition).
    type: dict
  notes:
    description: What it is for.
    type: str
  status:
    description: What it says. That of a check which is no TTL is only set when it is new.
    type: str
    choices: [passing, warning, critical]
  output:
    description: What it says besides, with O(status).
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Watch the disk with a job that reports
  nomadic.fleet.consul_agent_check:
    name: disk
    id: disk
    definition:
      ttl: 10m
    notes: Sent by the nightly job

- name: Report
  nomadic.fleet.consul_agent_check:
    name: disk
    id: disk
    status: warning
    output: 91 % full
"""

RETURN = r"""
check:
  description: The check, as the API gives it.
  returned: always
  type: dict
  sample: {CheckID: disk, Name: disk, Type: ttl, Status: warning, Output: 91 % full}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_agent import agent_checks, with_fingerprint
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import document
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

DEFINITION = document("definition", "Definition")
FIELDS = Fields(
    f.text("name", required=True),
    f.text("service_id", fixed=True),
    f.text("id", "CheckID"),
    f.text("notes"),
    f.text("status", choices=["passing", "warning", "critical"]),
    f.text("output"),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    definition = DEFINITION.given(params)
    current = find(client, params)
    if definition is not None and not params["id"]:
        params["id"] = with_fingerprint(params["name"], definition)
    if current and current["Type"] != "ttl":
        params["status"] = params["output"] = None  # its own doing
    if current is None and definition is None and params["state"] == "present":
        raise BadInput("definition: there is no such check; a new one needs it, such as {ttl: 30s}.")

    def write(check: dict[str, Any]) -> dict[str, Any] | None:
        if definition is not None:
            body = {"Name": check["Name"], "ID": check["CheckID"], "Notes": check.get("Notes")}
            more = {"ServiceID": check.get("ServiceID"), "Status": check.get("Status")}
            client.put(["agent", "check", "register"], {**definition, **body, **more})
            if current and current["CheckID"] != check["CheckID"]:
                delete(current)
        if params["output"] is not None or (current and params["status"]):
            report = {"Status": check.get("Status"), "Output": check.get("Output")}
            client.put(["agent", "check", "update", check["CheckID"]], report)
        return find(client, params)

    def delete(check: Mapping[str, Any]) -> None:
        client.put(["agent", "check", "deregister", check["CheckID"]])

    return keep(module, FIELDS, current, write, delete)


def find(client: ConsulClient, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The check of this name, or of the id that is given."""
    known = agent_checks(client)
    if params["id"] in known:
        return known[params["id"]]
    owner = params["service_id"] or ""
    named = [check for check in known.values() if (check["Name"], check["ServiceID"]) == (params["name"], owner)]
    return named[0] if named else None


def main() -> None:
    """Run the module."""
    run(
        "consul", FIELDS.spec(**DEFINITION.spec(), state=STATE), work, returns="check", required_by={"output": "status"}
    )


if __name__ == "__main__":
    main()
