#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bootstrap Consul's ACLs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_bootstrap
version_added: 0.1.0
short_description: Bootstrap Consul's access control
description:
  - Makes the first management token, with the secret that is given, so that nothing secret has to be caught and kept.
  - Where that secret is valid already, nothing changes. Where another one was used, the module says so and fails.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
    details: Consul does not tell without a write whether it is bootstrapped; unless the secret is valid, a change is announced.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  secret:
    description:
      - The secret id of the management token, a UUID. It is never returned.
      - P(nomadic.fleet.fleet_secret#module) makes and keeps one.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Bootstrap the ACLs of Consul
  nomadic.fleet.consul_acl_bootstrap:
    address: https://10.0.0.1:8501
    ca_file: "{{ fleet_dir }}/pki/consul/ca.pem"
    secret: "{{ bootstrap.secret }}"
"""

RETURN = r"""
accessor_id:
  description: The accessor of the management token.
  returned: when known
  type: str
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._bootstrap import OPTIONS, bootstrap
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

MANAGEMENT = "00000000-0000-0000-0000-000000000001"


def is_management(token: Mapping[str, Any]) -> bool:
    """Whether a token may do everything."""
    return MANAGEMENT in [policy["ID"] for policy in token.get("Policies") or []]


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Try the secret, else bootstrap with it."""
    return bootstrap(module, client, is_management)


def main() -> None:
    """Run the module."""
    run("consul", OPTIONS, work)


if __name__ == "__main__":
    main()
