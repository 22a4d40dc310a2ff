#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the root keys of Nomad's keyring."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_root_key_info
version_added: 0.1.0
short_description: Read what is known of the root keys of Nomad's keyring
description:
  - Returns the ids, states and times of the root keys, in one request. The keys themselves are never returned by
    Nomad.
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
options: {}
"""

EXAMPLES = r"""
- name: See when the root key was made
  nomadic.fleet.nomad_root_key_info:
  register: keyring
"""

RETURN = r"""
root_keys:
  description: The keys, as the API gives them, the newest first; times in nanoseconds since 1970.
  returned: always
  type: list
  elements: dict
  sample: [{KeyID: 8e351da0-1e42-8535-7f66-b7ebf71782a7, State: active, Algorithm: aes256-gcm, CreateTime: 1795988087770720987, PublishTime: 0}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(_module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    keys = client.get(["operator", "keyring", "keys"]).data
    return {"changed": False, "root_keys": sorted(keys, key=lambda key: int(key["CreateTime"]), reverse=True)}


def main() -> None:
    """Run the module."""
    run("nomad", {}, work)


if __name__ == "__main__":
    main()
