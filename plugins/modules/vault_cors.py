#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CORS settings of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_cors
version_added: 0.1.0
short_description: Manage which web pages may talk to Vault
description:
  - Sets which origins a browser may send requests to Vault from, or switches that off.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  allowed_origins:
    description: The origins, such as V(https://ui.example.com), or V(*). Needed to switch it on.
    type: list
    elements: str
  allowed_headers:
    description: Headers that may be sent besides those of Vault itself.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Let a dashboard ask Vault
  nomadic.fleet.vault_cors:
    allowed_origins: [https://dashboard.example.com]
"""

RETURN = r"""
cors:
  description: The settings, as Vault has them, with its own headers among C(allowed_headers).
  returned: always
  type: dict
  sample: {enabled: true, allowed_origins: ['https://dashboard.example.com']}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

#: Vault adds these to what it is given.
OWN = (
    "Content-Type",
    "X-Requested-With",
    "X-Vault-AWS-IAM-Server-ID",
    "X-Vault-MFA",
    "X-Vault-No-Request-Forwarding",
    "X-Vault-Wrap-Format",
    "X-Vault-Wrap-TTL",
    "X-Vault-Policy-Override",
    "Authorization",
    "X-Vault-Token",
)


def added(value: Any) -> list[str]:
    """The headers that are not Vault's own."""
    return sorted(set(value or ()) - set(OWN))


FIELDS = Fields(
    f.names("allowed_origins"),
    Field("allowed_headers", "allowed_headers", {"type": "list", "elements": "str"}, alike=added),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Switched off is absent; Vault replaces the whole."""

    def read() -> Any:
        cors = client.read(["sys", "config", "cors"])
        return cors if cors["enabled"] else None

    def write(cors: dict[str, Any]) -> None:
        client.post(["sys", "config", "cors"], {**cors, "allowed_headers": added(cors.get("allowed_headers"))})

    return keep_at(module, client, "sys/config/cors", FIELDS, read=read, write=write)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="cors")


if __name__ == "__main__":
    main()
