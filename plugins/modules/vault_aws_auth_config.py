#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Vault's AWS authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_aws_auth_config
version_added: 0.1.0
short_description: Configure how Vault asks AWS
description:
  - Sets how the auth method C(aws) asks AWS who somebody is. What is not given stays as it is.
  - Vault never returns O(secret_key). O(update_secret) says when it is sent.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_objects.update_secret
options:
  mount:
    description: Where it is mounted.
    type: str
    default: aws
  access_key:
    description: The access key of the account that asks. Default is what AWS gives the machine.
    type: str
  secret_key:
    description: Its secret key.
    type: str
  endpoint:
    description: The URL of EC2's API, where it is not AWS's.
    type: str
  iam_endpoint:
    description: The URL of IAM's API.
    type: str
  sts_endpoint:
    description: The URL of STS's API.
    type: str
  sts_region:
    description: The region of O(sts_endpoint).
    type: str
  use_sts_region_from_client:
    description: Whether STS is asked in the region that a login's signature names.
    type: bool
  iam_server_id_header_value:
    description: What the header C(X-Vault-AWS-IAM-Server-ID) of a signed request must be, so that a login meant for another Vault does not work here.
    type: str
  allowed_sts_header_values:
    description: Other headers that a signed request may have.
    type: list
    elements: str
  max_retries:
    description: How often AWS is asked again. V(-1) is the library's default.
    type: int
  role_arn:
    description: The role that is assumed to ask.
    type: str
"""

EXAMPLES = r"""
- name: Only logins that are meant for this Vault
  nomadic.fleet.vault_aws_auth_config:
    iam_server_id_header_value: vault.example.com
    sts_endpoint: https://sts.eu-central-1.amazonaws.com
    sts_region: eu-central-1
"""

RETURN = r"""
config:
  description: The configuration, as Vault has it, without secrets.
  returned: always
  type: dict
  sample: {mount: aws, iam_server_id_header_value: vault.example.com}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

FIELDS = Fields(
    f.text("mount", default="aws"),
    f.text("access_key", no_log=False),
    f.secret("secret_key"),
    f.text("endpoint"),
    f.text("iam_endpoint"),
    f.text("sts_endpoint"),
    f.text("sts_region"),
    f.flag("use_sts_region_from_client"),
    f.text("iam_server_id_header_value"),
    f.names("allowed_sts_header_values"),
    f.number("max_retries"),
    f.text("role_arn"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault keeps what is not given."""
    return keep_at(module, client, "auth/{mount}/config/client", FIELDS, partial=True)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE, update_secret=UPDATE_SECRET), work, returns="config")


if __name__ == "__main__":
    main()
