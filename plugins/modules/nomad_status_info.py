#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read who leads Nomad."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_status_info
version_added: 0.1.0
short_description: Read the leader, the peers and the regions of Nomad
description:
  - Returns who leads the region, which servers take part in Raft, and which regions are joined, in three requests.
  - No token is needed. A region without a leader is an answer, not an error.
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
- name: See whether there is a leader
  nomadic.fleet.nomad_status_info:
  register: status
  until: status.leader != ''
  retries: 10
"""

RETURN = r"""
leader:
  description: The RPC address of the leader; empty where there is none.
  returned: always
  type: str
  sample: 10.0.0.1:4647
peers:
  description: The RPC addresses of the Raft peers.
  returned: always
  type: list
  elements: str
  sample: ['10.0.0.1:4647', '10.0.0.2:4647', '10.0.0.3:4647']
regions:
  description: The regions.
  returned: always
  type: list
  elements: str
  sample: [global]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run

NO_LEADER = 500


def work(_module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    leader = client.get(["status", "leader"], accept=(NO_LEADER,))
    return {
        "changed": False,
        "leader": "" if leader.status == NO_LEADER else leader.data or "",
        "peers": sorted(client.get(["status", "peers"]).data),
        "regions": sorted(client.get(["regions"]).data),
    }


def main() -> None:
    """Run the module."""
    run("nomad", {}, work)


if __name__ == "__main__":
    main()
