#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's AWS engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_aws_role
version_added: 0.1.0
short_description: Manage roles of Vault's AWS secret engine
description:
  - "Creates, changes and deletes a role: which AWS credentials Vault hands out at C(<mount>/creds/<name>)."
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  mount:
    description: Where the AWS engine is enabled.
    type: str
    default: aws
  name:
    description: Its name.
    type: str
    required: true
  credential_type:
    description: "How they are made: a new IAM user, or one of the calls of STS. Needed for a new role."
    type: str
    choices: [iam_user, assumed_role, federation_token, session_token]
  role_arns:
    description: The roles that may be assumed, all of them. Only with V(assumed_role).
    type: list
    elements: str
  policy_arns:
    description: "Managed policies, all of them: attached to the user, or narrowing what STS gives."
    type: list
    elements: str
  policy_document:
    description: An inline policy, as a dict or JSON text, compared as data.
    type: json
  iam_groups:
    description: The groups of the user, or whose policies narrow what STS gives, all of them.
    type: list
    elements: str
  iam_tags:
    description: The tags of the user, all of them.
    type: dict
  session_tags:
    description: The tags of the session, all of them. Only with V(assumed_role).
    type: dict
  external_id:
    description: The external id to assume the role with.
    type: str
  default_sts_ttl:
    description: How long they live, such as V(1h) or seconds. Not with V(iam_user).
    type: str
  max_sts_ttl:
    description: The longest life that can be asked for. Not with V(iam_user).
    type: str
  user_path:
    description: The path of the user, such as V(/vault/). Only with V(iam_user).
    type: str
  permissions_boundary_arn:
    description: The permissions boundary of the user. Only with V(iam_user).
    type: str
  mfa_serial_number:
    description: The second factor's serial number, with V(session_token).
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let devices ask for keys that put objects into one bucket
  nomadic.fleet.vault_aws_role:
    name: uploader
    credential_type: assumed_role
    role_arns: [arn:aws:iam::123456789012:role/uploader]
    default_sts_ttl: 1h
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: aws, name: uploader, credential_type: assumed_role, default_sts_ttl: 3600}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import json_text
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="aws"),
    f.text("name", required=True),
    f.text("credential_type", choices=["iam_user", "assumed_role", "federation_token", "session_token"]),
    f.names("role_arns"),
    f.names("policy_arns"),
    json_text("policy_document"),
    f.names("iam_groups"),
    f.mapping("iam_tags"),
    f.mapping("session_tags"),
    f.text("external_id"),
    f.duration("default_sts_ttl"),
    f.duration("max_sts_ttl"),
    f.text("user_path"),
    f.text("permissions_boundary_arn"),
    f.text("mfa_serial_number"),
)


def main() -> None:
    """Run the module."""
    run_at("{mount}/roles/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
