#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad ACL tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_token_info
version_added: 0.1.0
short_description: Read Nomad ACL tokens, without their secrets
description:
  - Returns tokens by accessor or name, or all of them, in one request for every thousand. Secrets are never returned.
  - Only a token with O(accessor_id) shows with which C(ExpirationTTL) it was made; C(ExpirationTime) is always there.
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
  accessor_id:
    description: Only the token of this accessor; none is an empty list, not an error.
    type: str
  name:
    description: Only the tokens of this name; names need not be unique.
    type: str
  filter:
    description: An expression that the servers filter by, such as V(Type == "management").
    type: str
"""

EXAMPLES = r"""
- name: Find management tokens
  nomadic.fleet.nomad_acl_token_info:
    filter: Type == "management"
  register: management

- name: See when the token of the inventory ends
  nomadic.fleet.nomad_acl_token_info:
    name: inventory
  register: inventory
"""

RETURN = r"""
acl_tokens:
  description: The tokens without their secrets, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample:
    - AccessorID: 5e3bb0bd-1a0e-4a4a-a43e-3d4e4a1f0a37
      Name: inventory
      Type: client
      Policies: [node-readers]
      Global: false
      ExpirationTime: null
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read, without secrets."""
    params = module.params
    if params["accessor_id"]:
        found = client.read(["acl", "token", params["accessor_id"]])
        tokens = [found] if found else []
    else:
        parts = [f"Name == {quoted(params['name'])}"] if params["name"] is not None else []
        parts += [f"({params['filter']})"] if params["filter"] else []
        pages = client.pages(["acl", "tokens"], {"filter": " and ".join(parts) or None})
        tokens = sorted(
            (token for page in pages for token in page), key=lambda token: (token["Name"], token["AccessorID"])
        )
    shown = [{key: value for key, value in token.items() if key != "SecretID"} for token in tokens]
    return {"changed": False, "acl_tokens": shown}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {"accessor_id": {"type": "str"}, "name": {"type": "str"}, "filter": {"type": "str"}}
    run("nomad", spec, work, mutually_exclusive=[("accessor_id", "name"), ("accessor_id", "filter")])


if __name__ == "__main__":
    main()
