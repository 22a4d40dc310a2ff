#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad ACL policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_policy
version_added: 0.1.0
short_description: Manage Nomad ACL policies
description:
  - Creates, changes and deletes an ACL policy.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Its name, of letters, digits and dashes.
    type: str
    required: true
  description:
    description: What it is for.
    type: str
  rules:
    description: The rules, in HCL or JSON, compared as text. White space around them means nothing. Needed to create a policy.
    type: str
  job_acl:
    description:
      - The workload that has this policy without a token, by its workload identity.
      - To take the policy from a workload again, delete the policy.
    type: dict
    suboptions:
      namespace:
        description: The namespace of the job.
        type: str
      job_id:
        description: The id of the job. Without it, all jobs of the namespace have the policy.
        type: str
      group:
        description: The task group of the job. Needs O(job_acl.job_id).
        type: str
      task:
        description: The task of the group. Needs O(job_acl.group).
        type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let operators see nodes
  nomadic.fleet.nomad_acl_policy:
    name: node-readers
    rules: |
      node { policy = "read" }

- name: Let the job of the shop read the variables of the mail server
  nomadic.fleet.nomad_acl_policy:
    name: shop-reads-mail
    rules: |
      namespace "default" {
        variables { path "mail/*" { capabilities = ["read"] } }
      }
    job_acl:
      namespace: default
      job_id: shop
"""

RETURN = r"""
policy:
  description: The policy, as the API gives it.
  returned: always
  type: dict
  sample: {Name: node-readers, Rules: 'node { policy = "read" }'}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("description"),
    f.text("rules"),
    f.nested("job_acl", *(f.text(part) for part in ("namespace", "job_id", "group", "task")), key="JobACL"),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    name = module.params["name"]
    path = ["acl", "policy", name]

    def read() -> dict[str, Any] | None:
        policy = client.read(path) or {}
        return {key: value for key, value in policy.items() if key != "RulesJSON"} or None  # which repeats the rules

    def write(policy: dict[str, Any]) -> dict[str, Any] | None:
        client.put(path, policy)
        return read()

    current = read()
    if not current and module.params["state"] == "present" and not module.params["rules"]:
        raise BadInput(f"rules: the policy {name} is not there yet, so its rules are needed.")
    return keep(module, FIELDS, current, write, lambda _: client.delete(path))


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(state=STATE), work, returns="policy")


if __name__ == "__main__":
    main()
