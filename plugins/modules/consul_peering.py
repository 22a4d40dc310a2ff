#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul's cluster peerings."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_peering
version_added: 0.1.0
short_description: Manage Consul's cluster peerings
description:
  - Connects two clusters. One makes a token (without O(peering_token)), the other establishes the peering with it.
  - A peering that is there is left alone, whatever its state; the token is made once, and returned once.
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
    description: The name of the other cluster, as this one calls it.
    type: str
    required: true
  peering_token:
    description: The token that the other cluster made. Without it, this one makes a token.
    type: str
  server_external_addresses:
    description: The addresses at which the other cluster reaches the servers of this one; for a token. Default are their own.
    type: list
    elements: str
  meta:
    description: Metadata, as a whole. It cannot be changed later.
    type: dict
  wait_timeout:
    description: Seconds to wait until a peering that is deleted is gone.
    type: int
    default: 30
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Make a token for the other cluster
  nomadic.fleet.consul_peering:
    name: factory
  no_log: true
  register: invitation

- name: Establish the peering there
  nomadic.fleet.consul_peering:
    address: https://consul.factory.example:8501
    name: office
    peering_token: "{{ invitation.peering_token }}"
  when: invitation.peering_token is defined
"""

RETURN = r"""
peering:
  description: The peering, as the API gives it.
  returned: always
  type: dict
  sample: {Name: factory, State: PENDING}
peering_token:
  description: The token for the other cluster.
  returned: when it was made
  type: str
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, refuse_to_print, run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(f.text("name", required=True), f.mapping("meta", fixed=True))


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    path = ["peering", params["name"]]
    made: dict[str, Any] = {}
    if params["state"] == "present" and params["peering_token"] is None:
        refuse_to_print(module, "peering_token")

    def gone() -> bool:
        return client.find(path) is None

    def wait_gone() -> None:
        wait_for("The peering is gone", gone, params["wait_timeout"], client.sleep, 0.2)

    def create(_peering: Any) -> dict[str, Any]:
        wait_gone()
        body = {"PeerName": params["name"], "Meta": params["meta"]}
        if params["peering_token"]:
            client.post(["peering", "establish"], {**body, "PeeringToken": params["peering_token"]}, idempotent=False)
        else:
            more = {"ServerExternalAddresses": params["server_external_addresses"]}
            made["peering_token"] = client.post(["peering", "token"], {**body, **more}).data["PeeringToken"]
        return dict(client.get(path).data)

    def delete(_peering: Any) -> None:
        client.delete(path)
        wait_gone()

    current = client.read(path)
    if current and current["State"] in ("DELETING", "TERMINATED"):
        current = None if params["state"] == "present" and current["State"] == "DELETING" else current
    outcome = keep(module, FIELDS, current, create, delete)
    outcome.extra.update(made)
    return outcome


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(
        peering_token={"type": "str", "no_log": True},
        server_external_addresses={"type": "list", "elements": "str"},
        wait_timeout={"type": "int", "default": 30},
        state=STATE,
    )
    run("consul", spec, work, returns="peering")


if __name__ == "__main__":
    main()
