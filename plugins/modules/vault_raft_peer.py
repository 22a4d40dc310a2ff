#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of Vault's Raft cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_raft_peer
version_added: 0.1.0
short_description: Manage the members of Vault's Raft cluster
description:
  - Removes a server from the Raft cluster, or lets one join.
  - To join, the new server itself is asked (O(address)), and is to be unsealed afterwards. One that is initialised already is left alone.
  - To remove, any other server is asked.
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
  server_id:
    description: The id of the server to remove, its C(node_id). Needed with O(state=absent).
    type: str
  leader_api_addr:
    description: The API address of a member. Needed with O(state=present).
    type: str
  leader_ca_cert:
    description: The CA certificate (PEM) that must have signed that of the member.
    type: str
  leader_client_cert:
    description: A client certificate (PEM) for the member.
    type: str
  leader_client_key:
    description: The key of O(leader_client_cert) (PEM).
    type: str
  leader_tls_servername:
    description: The name that the certificate of the member must carry.
    type: str
  retry:
    description: Whether Vault tries again by itself where the member cannot be reached.
    type: bool
    default: false
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let the second server join the first
  nomadic.fleet.vault_raft_peer:
    address: https://10.0.0.2:8200
    leader_api_addr: https://10.0.0.1:8200
    leader_ca_cert: "{{ lookup('ansible.builtin.file', 'ca.pem') }}"

- name: Remove a server that is gone
  nomadic.fleet.vault_raft_peer:
    server_id: server3
    state: absent
"""

RETURN = r"""
peer:
  description: The member.
  returned: always
  type: dict
  sample: {leader_api_addr: 'https://10.0.0.1:8200'}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

JOIN: dict[str, Any] = {
    "leader_api_addr": {"type": "str"},
    "leader_ca_cert": {"type": "str"},
    "leader_client_cert": {"type": "str"},
    "leader_client_key": {"type": "str", "no_log": True},
    "leader_tls_servername": {"type": "str"},
    "retry": {"type": "bool", "default": False},
}


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Two requests that have little in common: a member is removed by another, and joins by itself."""
    return join(module, client) if module.params["state"] == "present" else remove(module, client)


def join(module: AnsibleModule, client: VaultClient) -> Outcome:
    """A server that was initialised cannot join any more."""
    peer = {"leader_api_addr": module.params["leader_api_addr"]}
    if client.get(["sys", "seal-status"], token="").data["initialized"]:
        return Outcome(False, peer, peer)
    if not module.check_mode:
        body = {key: module.params[key] for key in JOIN if module.params[key] is not None}
        answer = client.post(["sys", "storage", "raft", "join"], body, token="").data
        if not answer["joined"] and not module.params["retry"]:
            raise BadInput(f"leader_api_addr: the server could not join {peer['leader_api_addr']}.")
    return Outcome(True, None, peer)


def remove(module: AnsibleModule, client: VaultClient) -> Outcome:
    """By its id."""
    servers = client.read(["sys", "storage", "raft", "configuration"])["config"]["servers"]
    peer = next((server for server in servers if server["node_id"] == module.params["server_id"]), None)
    if peer and not module.check_mode:
        client.post(["sys", "storage", "raft", "remove-peer"], {"server_id": peer["node_id"]})
    return Outcome(bool(peer), peer, None)


def main() -> None:
    """Run the module."""
    needed = [("state", "present", ["leader_api_addr"]), ("state", "absent", ["server_id"])]
    run("vault", {"server_id": {"type": "str"}, **JOIN, "state": STATE}, work, returns="peer", required_if=needed)


if __name__ == "__main__":
    main()
