#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that are registered in Consul's catalog from outside."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_catalog_service
version_added: 0.1.0
short_description: Register services in Consul's catalog
description:
  - Registers and takes away a service of a node that runs no agent; see M(nomadic.fleet.consul_catalog_node) for the node.
  - Services of an agent are registered with M(nomadic.fleet.consul_agent_service); an agent takes away what it does not know.
  - What is not given stays as it is.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
  - nomadic.fleet.consul.checks
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  node:
    description: The name of its node, which must be there.
    type: str
    required: true
  name:
    description: Its name.
    type: str
    required: true
  id:
    description: Its id on the node. Default is its name.
    type: str
  service_address:
    description: Its address. Default is the node's.
    type: str
  port:
    description: Its port.
    type: int
  tags:
    description: Its tags, all of them.
    type: list
    elements: str
  meta:
    description: Metadata, as a whole.
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
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Register the database as a service
  nomadic.fleet.consul_catalog_service:
    node: db.example.com
    name: postgres
    port: 5432
    tags: [primary]
    checks:
      - check_id: postgres-up
        name: Answers
        status: passing
        definition:
          TCP: 192.0.2.17:5432
          Interval: 30s
"""

RETURN = r"""
service:
  description: The service, as the API gives it.
  returned: always
  type: dict
  sample: {ID: postgres, Service: postgres, Port: 5432, Tags: [primary]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_catalog import (
    CHECKS,
    deregister,
    read_checks,
    read_node,
    register,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted

FIELDS = Fields(
    f.text("id"),
    f.text("name", "Service", required=True, fixed=True),
    f.text("service_address", "Address"),
    f.number("port"),
    f.names("tags"),
    f.mapping("meta"),
    f.nested("weights", f.number("passing", no_log=False), f.number("warning")),
    f.flag("enable_tag_override"),
    CHECKS,
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    node = params["node"]
    params["id"] = params["id"] or params["name"]

    def read() -> dict[str, Any] | None:
        found = client.get(["catalog", "node-services", node], {"filter": f"ID == {quoted(params['id'])}"}).data
        services = (found or {}).get("Services") or []
        if services and params["checks"] is not None:
            services[0]["Checks"] = read_checks(client, node, params["id"])
        return services[0] if services else None

    def write(service: dict[str, Any]) -> dict[str, Any] | None:
        body = {key: value for key, value in service.items() if key in FIELDS.rules and key != "Checks"}
        whole = {"SkipNodeUpdate": True, "Service": body, "Checks": service.get("Checks")}
        register(client, node, whole, params["id"])
        return read()

    current = read()
    if current is None and params["state"] == "present" and read_node(client, node) is None:
        raise BadInput(f"node: there is no node {node}; register it with nomadic.fleet.consul_catalog_node first.")
    return keep(module, FIELDS, current, write, lambda _: deregister(client, node, ServiceID=params["id"]))


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(node={"type": "str", "required": True}, state=STATE)
    run("consul", spec, work, returns="service")


if __name__ == "__main__":
    main()
