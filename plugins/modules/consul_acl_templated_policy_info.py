#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's templated policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_templated_policy_info
version_added: 0.1.0
short_description: Read Consul's policy templates
description:
  - Returns the templates from which tokens, roles and binding rules may take policies. One request.
  - The templates are part of Consul; nothing can be changed.
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
options:
  name:
    description: Only the template of this name, such as V(builtin/service).
    type: str
"""

EXAMPLES = r"""
- name: See what the template for services allows
  nomadic.fleet.consul_acl_templated_policy_info:
    name: builtin/service
  register: template
"""

RETURN = r"""
templated_policies:
  description: The templates as the API gives them, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample: [{TemplateName: builtin/dns, Schema: "", Template: "node_prefix \"\" { policy = \"read\" }"}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """All, then the one asked for: the list is short and complete."""
    name = module.params["name"]
    every = client.get(["acl", "templated-policies"]).data
    return {"changed": False, "templated_policies": [every[key] for key in sorted(every) if name in (None, key)]}


def main() -> None:
    """Run the module."""
    run("consul", {"name": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
