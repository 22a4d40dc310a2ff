#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad scaling policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_scaling_policy_info
version_added: 0.1.0
short_description: List Nomad scaling policies
description:
  - Lists the scaling policies, which the C(scaling) blocks of jobs make.
  - The list takes one request. With O(details), one more for each policy.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  job:
    description: Only policies of the job with this id.
    type: str
  type:
    description: Only policies of this type, such as V(horizontal).
    type: str
  details:
    description: Whether each policy is returned in full, with its limits and what the autoscaler was told.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read how far a job may be scaled
  nomadic.fleet.nomad_scaling_policy_info:
    job: web
    details: true
  register: policies
"""

RETURN = r"""
scaling_policies:
  description: The policies as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 31b53813-df46-bd69-53b2-2f5c1f1e0e3b, Enabled: true, Type: horizontal, Target: {Job: web, Group: web}}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import DETAILS, detailed


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """A list."""
    params = module.params
    found = client.get(["scaling", "policies"], {"job": params["job"], "type": params["type"]}).data
    if params["details"]:
        found = detailed(found, lambda stub: client.read(["scaling", "policy", stub["ID"]]))
    return {"changed": False, "scaling_policies": found}


def main() -> None:
    """Run the module."""
    run("nomad", {"job": {"type": "str"}, "type": {"type": "str"}, "details": DETAILS}, work)


if __name__ == "__main__":
    main()
