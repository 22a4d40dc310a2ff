#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's AWS authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_aws_auth_role
version_added: 0.1.0
short_description: Manage who logs in to Vault with an identity of AWS
description:
  - Creates, changes and deletes a role of the auth method C(aws).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_token_fields
options:
  mount:
    description: Where it is mounted.
    type: str
    default: aws
  name:
    description: The name of the role. Vault makes it lower case.
    type: str
    required: true
  auth_type:
    description: Whether one logs in with a signed request (Vault takes this for a new role) or as an EC2 instance. It cannot be changed later.
    type: str
    choices: [iam, ec2]
  bound_iam_principal_arn:
    description: ARNs, one of which must log in, with C(*) at the end for several. Only C(iam).
    type: list
    elements: str
  resolve_aws_unique_ids:
    description:
      - Whether ARNs are turned into AWS's internal ids, so that a user who was made anew does not count as the old one.
      - It cannot be switched off later.
    type: bool
  inferred_entity_type:
    description: What an identity is inferred to be; then the C(bound_*) options of C(ec2) can be used.
    type: str
    choices: [ec2_instance]
  inferred_aws_region:
    description: The region in which it is looked for.
    type: str
  bound_account_id:
    description: AWS accounts, one of which it must be of.
    type: list
    elements: str
  bound_ami_id:
    description: AMIs, one of which it must run.
    type: list
    elements: str
  bound_ec2_instance_id:
    description: Instances, one of which it must be.
    type: list
    elements: str
  bound_iam_instance_profile_arn:
    description: Instance profiles, one of which it must have.
    type: list
    elements: str
  bound_iam_role_arn:
    description: IAM roles, one of which its instance profile must have.
    type: list
    elements: str
  bound_region:
    description: Regions, one of which it must be in.
    type: list
    elements: str
  bound_subnet_id:
    description: Subnets, one of which it must be in.
    type: list
    elements: str
  bound_vpc_id:
    description: VPCs, one of which it must be in.
    type: list
    elements: str
  role_tag:
    description: The tag of an instance that says more about it. Only C(ec2).
    type: str
  allow_instance_migration:
    description: Whether an instance may log in again after it moved. Only C(ec2).
    type: bool
  disallow_reauthentication:
    description: Whether an instance may log in only once. Only C(ec2).
    type: bool
"""

EXAMPLES = r"""
- name: Let the deployment role of AWS log in
  nomadic.fleet.vault_aws_auth_role:
    name: deploy
    auth_type: iam
    bound_iam_principal_arn: [arn:aws:iam::123456789012:role/deploy]
    token_policies: [deploy]
    token_ttl: 15m
"""

RETURN = r"""
role:
  description: The role, as Vault has it.
  returned: always
  type: dict
  sample: {mount: aws, name: deploy, auth_type: iam, token_policies: [deploy], token_ttl: 900}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import TOKEN_FIELDS
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="aws"),
    f.text("name", required=True),
    f.text("auth_type", choices=["iam", "ec2"], fixed=True),
    f.names("bound_iam_principal_arn"),
    f.flag("resolve_aws_unique_ids"),
    f.text("inferred_entity_type", choices=["ec2_instance"]),
    f.text("inferred_aws_region"),
    f.names("bound_account_id"),
    f.names("bound_ami_id"),
    f.names("bound_ec2_instance_id"),
    f.names("bound_iam_instance_profile_arn"),
    f.names("bound_iam_role_arn"),
    f.names("bound_region"),
    f.names("bound_subnet_id"),
    f.names("bound_vpc_id"),
    f.text("role_tag"),
    f.flag("allow_instance_migration"),
    f.flag("disallow_reauthentication"),
    *TOKEN_FIELDS,
)


def main() -> None:
    """Run the module."""
    run_at("auth/{mount}/role/{name}", FIELDS, "role", partial=True)


if __name__ == "__main__":
    main()
