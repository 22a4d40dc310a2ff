#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read tokens of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_token_info
version_added: 0.1.0
short_description: Read tokens of Vault
description:
  - Reads the token that asks, or another by its accessor, never the token itself. Needs one request.
  - With O(all) it lists the accessors of all tokens (one request), with O(details) it reads them too (one more each). That needs C(sudo).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  accessor:
    description: The accessor of the token to read. None is found where it is not valid any more; that is no error.
    type: str
  all:
    description: Whether all tokens are read.
    type: bool
    default: false
  details:
    description: Whether all tokens are read, and not only their accessors listed.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: What may I do, and for how long
  nomadic.fleet.vault_token_info:
  register: me
"""

RETURN = r"""
tokens:
  description: What was found.
  returned: always
  type: list
  elements: dict
  sample: [{accessor: 8609694a-cdbc-db9b-d345-e782dbb562ed, policies: [root], ttl: 0}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_tokens import token_of


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """One, or all."""
    params = module.params
    if not params["all"] and not params["accessor"]:
        found = [client.read(["auth", "token", "lookup-self"])]
    else:
        accessors = client.list(["auth", "token", "accessors"]) if params["all"] else [params["accessor"]]
        details = params["details"] or not params["all"]
        found = [token_of(client, accessor) if details else {"accessor": accessor} for accessor in accessors]
    tokens = [{key: value for key, value in token.items() if key != "id"} for token in found if token]
    return {"changed": False, "tokens": tokens}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "accessor": {"type": "str"},
        "all": {"type": "bool", "default": False},
        "details": {"type": "bool", "default": False},
    }
    run("vault", spec, work, mutually_exclusive=[["accessor", "all"]])


if __name__ == "__main__":
    main()
