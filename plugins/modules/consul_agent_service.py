#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of a Consul agent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_agent_service
version_added: 0.1.0
short_description: Register services with a Consul agent
description:
  - Registers a service, with its health checks, with the agent that is asked (O(address)), and takes it away.
  - A registration is one whole. What is not given stays as it is, except O(checks), which are all or none.
  - An agent does not tell the targets of its checks. So the id of a check without C(CheckID) holds a fingerprint of
    its definition, and a change of it is seen; of a check with an id of its own, only the id is compared.
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
    description: Its name.
    type: str
    required: true
  id:
    description: Its id on the agent. Default is its name.
    type: str
  kind:
    description: What kind of service, for proxies and gateways, such as V(connect-proxy). It cannot be changed later.
    type: str
  service_address:
    description: Its address. Default is the agent's.
    type: str
  port:
    description: Its port.
    type: int
  socket_path:
    description: The path of its Unix socket, instead of address and port.
    type: str
  tags:
    description: Its tags, all of them.
    type: list
    elements: str
  meta:
    description: Metadata, as a whole.
    type: dict
  tagged_addresses:
    description: 'More addresses of it, as the API takes them, such as C({lan: {address: 10.0.0.7, port: 80}}).'
    type: dict
  weights:
    description: How DNS weighs it.
    type: dict
    suboptions:
      passing:
        description: The weight when its checks pass.
        type: int
      warning:
        description: The weight when one warns.
        type: int
  enable_tag_override:
    description: Whether others may change its tags.
    type: bool
  proxy:
    description: The settings of a proxy, as the API takes them.
    type: dict
  secret_proxy:
    description: What is secret of them; it is put over O(proxy).
    type: dict
  connect:
    description: 'The settings of the service mesh, as the API takes them, such as C({native: true}).'
    type: dict
  secret_connect:
    description: What is secret of them; it is put over O(connect).
    type: dict
  checks:
    description:
      - 'The health checks, all of them, as the API takes them, such as C({name: up, http: "http://127.0.0.1/", interval: 10s}).'
      - Where the definition holds a secret, as a header may, add C(no_log) to the task.
    type: list
    elements: dict
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Register a web service
  nomadic.fleet.consul_agent_service:
    name: web
    port: 8080
    tags: [v1]
    checks:
      - Name: answers
        HTTP: http://127.0.0.1:8080/health
        Interval: 10s
        Timeout: 2s
"""

RETURN = r"""
service:
  description: The service, as the API gives it, and the ids of its checks.
  returned: always
  type: dict
  sample: {ID: web, Service: web, Port: 8080, Tags: [v1], Checks: ["service:web:0c1d2e3f4a5b"]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_agent import service_checks, with_fingerprint
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import document, overlay
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("id"),
    f.text("name", "Service", required=True, fixed=True),
    f.text("kind", fixed=True),
    f.text("service_address", "Address"),
    f.number("port"),
    f.text("socket_path"),
    f.names("tags"),
    f.mapping("meta"),
    document("tagged_addresses", "TaggedAddresses", secrets=False),
    f.nested("weights", f.number("passing", no_log=False), f.number("warning")),
    f.flag("enable_tag_override"),
    document("proxy", "Proxy"),
    document("connect", "Connect"),
    f.names("check_ids", "Checks"),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    params["id"] = service_id = params["id"] or params["name"]
    checks = with_ids(params["checks"], service_id) if params["checks"] is not None else None
    params["check_ids"] = None if checks is None else [check["CheckID"] for check in checks]

    def read() -> dict[str, Any] | None:
        service = client.read(["agent", "service", service_id])
        return service and {**service, "Checks": service_checks(client, service_id)}

    def write(service: dict[str, Any]) -> dict[str, Any] | None:
        body = {key: value for key, value in service.items() if key in FIELDS.rules and key != "Checks"}
        body["Name"] = body.pop("Service")
        if checks is not None:
            body["Checks"] = checks
        client.put(["agent", "service", "register"], body, {"replace-existing-checks": checks is not None or None})
        return read()

    def delete(_service: Any) -> None:
        client.put(["agent", "service", "deregister", service_id])

    return keep(module, FIELDS, read(), write, delete)


def with_ids(checks: Sequence[Mapping[str, Any]], service_id: str) -> list[dict[str, Any]]:
    """The checks, each with an id that changes with its definition where it has none."""
    known = [overlay({"CheckID": ""}, check) for check in checks]
    return [
        {**check, "CheckID": check["CheckID"] or with_fingerprint(f"service:{service_id}", check)} for check in known
    ]


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(checks={"type": "list", "elements": "dict"}, state=STATE)
    del spec["check_ids"]
    run("consul", spec, work, returns="service")


if __name__ == "__main__":
    main()
