#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad ACL auth methods."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_auth_method_info
version_added: 0.1.0
short_description: Read Nomad ACL auth methods
description:
  - Returns one auth method, or all of them, or those of a prefix, in one request.
  - The list of the API holds names and types only; with O(details), one more request for each method fetches the
    rest.
  - Nomad itself puts C(redacted) in the place of secrets.
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
  name:
    description: Only the one of this name; none is an empty list, not an error.
    type: str
  prefix:
    description: Only those whose names begin like this.
    type: str
  details:
    description: Whether the configurations of several methods are read too, with one request each.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read how people log in
  nomadic.fleet.nomad_acl_auth_method_info:
    name: company
  register: company
"""

RETURN = r"""
auth_methods:
  description: The auth methods, as the API gives them, in the order of their names. C(Config) only with O(name) or O(details).
  returned: always
  type: list
  elements: dict
  sample: [{Name: company, Type: OIDC, Default: true, TokenLocality: global, MaxTokenTTL: 8h0m0s}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_lists import NAME_OR_PREFIX, one_or_all


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    found = one_or_all(client, ["acl", "auth-method"], ["acl", "auth-methods"], module.params)
    return {"changed": False, "auth_methods": found}


def main() -> None:
    """Run the module."""
    run(
        "nomad",
        {**NAME_OR_PREFIX, "details": {"type": "bool", "default": False}},
        work,
        mutually_exclusive=[("name", "prefix")],
    )


if __name__ == "__main__":
    main()
