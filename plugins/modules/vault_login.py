#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One login to Vault for many tasks."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_login
version_added: 0.1.0
short_description: Log in to Vault once for many tasks
description:
  - Returns a token that later tasks take as their option C(token), and revokes it when they are done.
  - Without this module each task with the option O(login) logs in by itself, once for each host, and revokes its own
    token. That is simpler and safer. Log in once where a play has many tasks, or where a secret id may be used once.
  - A task that logs in must have C(no_log) set to C(true), else the module refuses to run.
  - A login is a session and no object, so neither its begin nor its end is reported as a change.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
    details: Logs in in check mode as well, since the tasks after it need the token. Does not revoke in check mode.
  diff_mode:
    support: none
  idempotent:
    support: partial
    details: Every login makes a new token. A token that is revoked already is left alone.
options:
  state:
    description:
      - With V(present) a token is made by O(login). It is left to the tasks that follow, and to O(state=absent).
      - With V(absent) the token in O(token) is revoked, and with it every lease and child token made with it. A token
        that is not revoked expires at the end of its time.
    type: str
    choices: [present, absent]
    default: present
"""

EXAMPLES = r"""
- name: Use one login for many tasks
  block:
    - name: Log in
      nomadic.fleet.vault_login:
        address: https://vault.example:8200
        login:
          method: approle
          role_id: "{{ role_id }}"
          secret_id: "{{ secret_id }}"
      no_log: true
      register: session

    - name: Write a policy
      nomadic.fleet.vault_policy:
        address: https://vault.example:8200
        token: "{{ session.token }}"
        name: readers
        policy: |
          path "kv/data/app/*" { capabilities = ["read"] }
  always:
    - name: Log out
      nomadic.fleet.vault_login:
        address: https://vault.example:8200
        token: "{{ session.token }}"
        state: absent
      when: session.token is defined
"""

RETURN = r"""
token:
  description: The token.
  returned: when O(state=present)
  type: str
auth:
  description: What Vault says about it, as its API names it.
  returned: when O(state=present)
  type: dict
  sample:
    accessor: 2eDhYyoXhvVLzKfAn4bDCAsf
    entity_id: 0ed3e5a1-2a72-a4dc-6f29-2a3e6a9f3d3f
    lease_duration: 3600
    metadata: {role_name: fleet-admin}
    orphan: true
    policies: [default, fleet-admin]
    renewable: true
    token_type: service
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, refuse_to_print, run


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Begin or end a session."""
    if module.params["state"] == "absent":
        return end(client, module.check_mode)
    refuse_to_print(module, "token")
    if not client.login:
        raise BadInput("login is needed, with a method that makes a token (method token does not).")
    token = client.credential()
    client.keep_token = True
    auth = {key: value for key, value in client.auth.items() if key != "client_token"}
    return {"changed": False, "token": token, "auth": auth}


def end(client: VaultClient, check_mode: bool) -> dict[str, Any]:
    """Revoke the token; one that is none any more is what was wanted."""
    if client.login or not client.token:
        raise BadInput("token is needed: that of an earlier login, to be revoked.")
    if not check_mode:
        path = ["auth", "token", "revoke-self"]
        answer = client.post(path, idempotent=False, accept=(403,))
        if answer.status == 403 and "invalid token" not in answer.text:
            client.post(path, idempotent=False)
    return {"changed": False}


def main() -> None:
    """Run the module."""
    run("vault", {"state": STATE}, work)


if __name__ == "__main__":
    main()
