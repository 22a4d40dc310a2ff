#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the CA of Consul's service mesh."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_connect_ca_info
version_added: 0.1.0
short_description: Read the CA of Consul's service mesh
description:
  - Returns the roots of the service mesh, and how they are made. Two requests.
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
- name: Read the root certificates
  nomadic.fleet.consul_connect_ca_info:
  register: mesh
"""

RETURN = r"""
roots:
  description: The root certificates as the API gives them, that which signs has C(Active).
  returned: always
  type: list
  elements: dict
  sample: [{ID: "0a:1b", Name: Consul CA Primary Cert, Active: true}]
trust_domain:
  description: The domain of the services' names.
  returned: always
  type: str
connect_ca:
  description: The configuration, without secrets.
  returned: always
  type: dict
  sample: {Provider: consul, Config: {LeafCertTTL: 72h}}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import veiled
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(_module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """Two reads."""
    roots = client.get(["connect", "ca", "roots"]).data
    config = veiled(client.get(["connect", "ca", "configuration"]).data)
    return {
        "changed": False,
        "roots": roots["Roots"],
        "trust_domain": roots["TrustDomain"],
        "connect_ca": config,
    }


def main() -> None:
    """Run the module."""
    run("consul", {}, work)


if __name__ == "__main__":
    main()
