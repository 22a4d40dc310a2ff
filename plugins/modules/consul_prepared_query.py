#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul's prepared queries."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_prepared_query
version_added: 0.1.0
short_description: Manage Consul's prepared queries
description:
  - Creates, changes and deletes a prepared query, found by its name. What is not given stays as it is.
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
    description: Its name, or the beginning of the names a template answers to.
    type: str
    required: true
  session:
    description: The id of a session, with whose end the query goes. It stays for ever without.
    type: str
  query_token:
    description:
      - The secret id of the token with which it is executed. That of the one who asks without.
      - Compared where O(token) may manage everything; Consul shows it to nobody else, who then cannot change the query either.
    type: str
  service:
    description: What is searched for. A new query needs it.
    type: dict
    suboptions:
      service:
        description: The name of the service.
        type: str
        required: true
      failover:
        description: Where to search when there is no healthy instance here.
        type: dict
        suboptions:
          nearest_n:
            description: How many of the nearest datacenters.
            type: int
          datacenters:
            description: Datacenters, in this order, after the nearest.
            type: list
            elements: str
          targets:
            description: Datacenters and peers, in this order, instead of the other two.
            type: list
            elements: dict
            suboptions:
              datacenter:
                description: A datacenter.
                type: str
              peer:
                description: The name of a peering.
                type: str
      only_passing:
        description: Whether instances with a warning are left out, too.
        type: bool
      ignore_check_ids:
        description: The ids of checks that do not count.
        type: list
        elements: str
      near:
        description: The node by whose distance the answer is sorted; V(_agent) for that of the agent that is asked.
        type: str
      tags:
        description: The tags an instance must have; one with C(!) before it, the tag it must not have.
        type: list
        elements: str
      node_meta:
        description: The metadata its node must have.
        type: dict
      service_meta:
        description: The metadata it must have.
        type: dict
      connect:
        description: Whether only instances in the service mesh are found.
        type: bool
  dns:
    description: How DNS answers.
    type: dict
    suboptions:
      ttl:
        description: How long the answer is valid, such as V(10s).
        type: str
  template:
    description: Makes it a template, for all names that begin with its own.
    type: dict
    suboptions:
      type:
        description: The kind of template.
        type: str
        choices: [name_prefix_match]
      regexp:
        description: A regular expression on the name, whose groups the query may use.
        type: str
      remove_empty_tags:
        description: Whether tags that turn out empty are left out.
        type: bool
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Find the database here, else in the other datacenters
  nomadic.fleet.consul_prepared_query:
    name: postgres
    service:
      service: postgres
      tags: [primary]
      only_passing: true
      failover:
        nearest_n: 2
    dns:
      ttl: 10s
"""

RETURN = r"""
prepared_query:
  description: The query, as the API gives it, without its token.
  returned: always
  type: dict
  sample: {ID: 8f246b77-f3e1-ff88-5b48-8ec93abf3e05, Name: postgres}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("session"),
    f.text("query_token", "Token", secret=True),
    f.nested(
        "service",
        f.text("service", required=True),
        f.nested(
            "failover",
            f.number("nearest_n"),
            f.ordered("datacenters"),
            f.many("targets", f.text("datacenter"), f.text("peer"), in_order=True),
        ),
        f.flag("only_passing"),
        f.names("ignore_check_ids", "IgnoreCheckIDs"),
        f.text("near"),
        f.names("tags"),
        f.mapping("node_meta"),
        f.mapping("service_meta"),
        f.flag("connect"),
    ),
    f.nested("dns", f.duration("ttl", unit="text")),
    f.nested(
        "template",
        f.text("type", choices=["name_prefix_match"]),
        f.text("regexp"),
        f.flag("remove_empty_tags"),
    ),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""

    def create(query: dict[str, Any]) -> dict[str, Any]:
        made = client.post(["query"], query, idempotent=False).data
        return dict(client.get(["query", made["ID"]]).data[0])

    def update(query: dict[str, Any]) -> dict[str, Any]:
        client.put(["query", query["ID"]], query)
        return dict(client.get(["query", query["ID"]]).data[0])

    def delete(query: Mapping[str, Any]) -> None:
        client.delete(["query", query["ID"]])

    known = [query for query in client.get(["query"]).data if query["Name"] == module.params["name"]]
    return keep(module, FIELDS, known[0] if known else None, create, delete, update)


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(state=STATE), work, returns="prepared_query")


if __name__ == "__main__":
    main()
