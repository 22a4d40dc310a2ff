#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Vault's AWS engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_aws_root_config
version_added: 0.1.0
short_description: Manage the settings of Vault's AWS secret engine
description:
  - The credentials and endpoints with which Vault asks AWS for others, and how long IAM users live.
  - Vault cannot be told to forget these settings; disable the engine with M(nomadic.fleet.vault_mount) instead.
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
  access_key:
    description: The id of the access key. Without one Vault uses what AWS's library finds where Vault runs.
    type: str
  secret_key:
    description: The secret access key. Vault never returns it; another O(access_key) shows that it is new.
    type: str
  region:
    description: The region.
    type: str
  iam_endpoint:
    description: The URL of IAM, where it is not AWS's own.
    type: str
  sts_endpoint:
    description: The URL of STS, where it is not AWS's own.
    type: str
  sts_region:
    description: The region of STS.
    type: str
  sts_fallback_endpoints:
    description: URLs of STS that are tried next, in order.
    type: list
    elements: str
  sts_fallback_regions:
    description: Their regions, in the same order.
    type: list
    elements: str
  max_retries:
    description: How often a call is tried again; V(-1) leaves it to AWS's library.
    type: int
  username_template:
    description: How users are named, a template.
    type: str
  role_arn:
    description: The role that Vault assumes with a token of its own (Enterprise only).
    type: str
  lease:
    description: How long an IAM user lives, such as V(1h). Together with O(lease_max).
    type: str
  lease_max:
    description: How long it can be renewed. Together with O(lease).
    type: str
  update_secret:
    description:
      - When O(secret_key) is sent, which Vault never returns.
      - V(on_change) sends it when it is new here or something else differs, V(always) in every run, which then is a
        change.
    type: str
    default: on_change
    choices: [on_change, always]
"""

EXAMPLES = r"""
- name: Let Vault hand out AWS credentials
  nomadic.fleet.vault_aws_root_config:
    access_key: AKIAIOSFODNN7EXAMPLE
    secret_key: "{{ secret_key }}"
    region: eu-central-1
    lease: 1h
    lease_max: 24h
"""

RETURN = r"""
config:
  description: The settings, by their paths below C(<mount>/config), those that the task gives.
  returned: always
  type: dict
  sample: {mount: aws, root: {access_key: AKIAIOSFODNN7EXAMPLE, region: eu-central-1}, lease: {lease: 1h0m0s, lease_max: 24h0m0s}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import keep_settings

FIELDS = Fields(
    f.text("mount", default="aws"),
    f.inside(
        "root",
        f.text("access_key", no_log=False),
        f.secret("secret_key"),
        f.text("region"),
        f.text("iam_endpoint"),
        f.text("sts_endpoint"),
        f.text("sts_region"),
        f.ordered("sts_fallback_endpoints"),
        f.ordered("sts_fallback_regions"),
        f.number("max_retries"),
        f.text("username_template"),
        f.text("role_arn"),
    ),
    f.inside("lease", f.duration("lease", unit="text"), f.duration("lease_max", unit="text")),
)


def main() -> None:
    """Run the module."""
    run(
        "vault",
        FIELDS.spec(update_secret=UPDATE_SECRET),
        lambda module, client: keep_settings(module, client, FIELDS),
        returns="config",
        required_together=[["lease", "lease_max"], ["access_key", "secret_key"]],
    )


if __name__ == "__main__":
    main()
