#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials from Vault's engines."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_credentials
version_added: 0.1.0
short_description: Have Vault make credentials
description:
  - "Reads a path at which an engine makes credentials: a Nomad, Consul, database, AWS or RabbitMQ engine, one-time
    passwords, and passwords that Vault changes from time to time."
  - "What comes with a lease was made for this task, which is a change: every run makes others, and check mode makes
    none. What has none, as C(static-creds), is no change."
  - The credentials end with their lease. They end with the token that asked as well.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
    details: Credentials with a lease are made anew by every run.
options:
  path:
    description:
      - Where they are made, such as V(nomad/creds/reader), V(database/static-creds/shop) or V(aws/sts/uploader).
    type: str
    required: true
  data:
    description: What is asked for, such as C(ttl) or C(role_arn). The path is written to then, instead of read.
    type: dict
"""

EXAMPLES = r"""
- name: Ask for a user of the shop's database
  nomadic.fleet.vault_credentials:
    path: database/creds/shop-reader
  no_log: true
  register: shop

- name: Ask for keys of AWS for half an hour
  nomadic.fleet.vault_credentials:
    path: aws/sts/uploader
    data: {ttl: 30m}
  no_log: true
  register: uploader
"""

RETURN = r"""
credentials:
  description: "What the engine made. The task needs C(no_log: true)."
  returned: always, except in check mode
  type: dict
  sample: {username: v-token-shop-reader-x1y2, password: (hidden)}
lease_id:
  description: The lease, empty where there is none.
  returned: always, except in check mode
  type: str
  sample: database/creds/shop-reader/2f6a614c-4aa2-7b19-24b9-ad944a8d4de6
lease_duration:
  description: How long they are valid, in seconds.
  returned: always, except in check mode
  type: int
  sample: 3600
renewable:
  description: Whether the lease can be renewed.
  returned: always, except in check mode
  type: bool
  sample: true
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """One call."""
    path = [part for part in module.params["path"].split("/") if part]
    if len(path) < 2:
        raise BadInput("path must be a mount and a path below it, such as nomad/creds/reader.")
    if module.check_mode:
        return {"changed": True}
    method = "GET" if module.params["data"] is None else "POST"
    answer = client.request(method, path, body=module.params["data"], idempotent=False).data
    lease = {key: answer[key] for key in ("lease_id", "lease_duration", "renewable")}
    return {"changed": bool(answer["lease_id"]), "credentials": answer["data"], **lease}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {"path": {"type": "str", "required": True}, "data": {"type": "dict"}}
    run("vault", spec, work, secret_result="the credentials")


if __name__ == "__main__":
    main()
