#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Introduction tokens for Nomad clients."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_introduction
version_added: 0.1.0
short_description: Make an introduction token for a Nomad client
description:
  - Makes the token with which a new client may join servers whose C(client_introduction) is C(strict) (Nomad 1.11 and later).
  - The servers keep nothing of it, so every run makes a new one. It is not single-use, so keep O(ttl) short.
  - The task must have C(no_log) set to C(true), else the module refuses to run.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
    details: Every run makes a new token.
options:
  node_name:
    description: The only name the client may join with.
    type: str
    required: true
  node_pool:
    description: The only node pool the client may join with.
    type: str
    default: default
  ttl:
    description: How long it is valid, such as V(10m). The servers' default and their maximum (V(30m)) apply.
    type: str
"""

EXAMPLES = r"""
- name: Introduce a device
  nomadic.fleet.nomad_introduction:
    node_name: device1
    node_pool: external
    ttl: 10m
  no_log: true
  register: introduction
"""

RETURN = r"""
token:
  description: The token (a JWT), for the client's variable E(NOMAD_CLIENT_INTRO_TOKEN). Absent in check mode.
  returned: success
  type: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._text import nanoseconds


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Ask for one."""
    params = module.params
    if module.check_mode:
        return {"changed": True}
    ttl = params["ttl"]
    body = {
        "NodeName": params["node_name"],
        "NodePool": params["node_pool"],
        "TTL": f"{nanoseconds(ttl, 'ttl')}ns" if ttl else "",
    }
    made = client.post(["acl", "identity", "client-introduction-token"], body).data["JWT"]
    return {"changed": True, "token": made}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "node_name": {"type": "str", "required": True},
        "node_pool": {"type": "str", "default": "default"},
        "ttl": {"type": "str"},
    }
    run("nomad", spec, work, secret_result="token")


if __name__ == "__main__":
    main()
