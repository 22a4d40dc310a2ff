#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unseal Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_unseal
version_added: 0.1.0
short_description: Unseal a Vault server
description:
  - Gives key shares to one Vault server until it is unsealed. An unsealed one is left alone.
  - With fewer shares than the threshold the server stays sealed and keeps what it got; the result says how many it has.
  - A server that was started with another C(seal) in its configuration waits for the shares of the old one, to move to the new one (O(migrate)).
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
  keys:
    description: Key shares. Not more than needed are sent.
    type: list
    elements: str
    required: true
  migrate:
    description:
      - Whether a server that waits to move to another seal may do so. It is for good once the active one has, and the shares are
        recovery shares then, where the new seal opens by itself.
      - Without it such a server is refused. One that does not wait for that is unsealed as ever.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait for the server to be unsealed after the last share (a new Raft member joins first).
    type: int
    default: 60
"""

EXAMPLES = r"""
- name: Unseal Vault
  nomadic.fleet.vault_unseal:
    address: https://10.0.0.1:8200
    keys: "{{ vault_keys.shares[:3] }}"

- name: Let a server that was restarted with a seal in its configuration move to it
  nomadic.fleet.vault_unseal:
    address: https://10.0.0.1:8200
    keys: "{{ vault_keys.shares[:3] }}"
    migrate: true
"""

RETURN = r"""
sealed:
  description: Whether it is still sealed.
  returned: always
  type: bool
progress:
  description: How many shares the server has, while it is sealed.
  returned: always
  type: int
threshold:
  description: How many shares it needs.
  returned: always
  type: int
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Give shares while it is sealed."""
    keys = [key.strip() for key in module.params["keys"]]
    client.secrets.update(key for key in keys if key)
    status = client.get(["sys", "seal-status"], token="").data
    if not status["initialized"]:
        raise BadInput("This Vault is not initialised: run nomadic.fleet.vault_init first.")
    before = {"sealed": status["sealed"]}
    if not status["sealed"]:
        return result(False, before, status)
    moving = status.get("migration", False)
    if moving and not module.params["migrate"]:
        raise BadInput(
            "migrate: this server was started with another seal in its configuration, and its shares would move it there. "
            "Set `migrate` to true, or put the old seal back into its configuration and restart it."
        )
    if module.check_mode:
        opens = len(set(keys)) >= status["t"] - status["progress"]
        return result(bool(keys), before, {**status, "sealed": not opens})
    foreign = status["progress"] > 0
    how = {"migrate": True} if moving else {}
    try:
        status = give(client, keys, how, status)
    except ApiError as error:
        if not foreign or "must be a valid" in error.words:
            raise
        # An earlier share was wrong.
        status = give(client, keys, how, client.get(["sys", "seal-status"], token="").data)
    if status["sealed"] and status["progress"] == 0 and len(set(keys)) >= status["t"]:

        def unsealed() -> Any:
            now = client.get(["sys", "seal-status"], token="").data
            return None if now["sealed"] else now

        status = wait_for("The unsealing of Vault", unsealed, module.params["wait_timeout"], client.sleep)
    return result(bool(keys), before, status)


def give(client: VaultClient, keys: list[str], how: dict[str, Any], status: dict[str, Any]) -> dict[str, Any]:
    """Send shares until it is open."""
    for key in keys:
        if status["sealed"]:
            try:
                status = client.put(["sys", "unseal"], {"key": key, **how}, token="").data
            except ApiError as error:
                error.args = (f"Vault refused the keys, at least one of them is wrong for this Vault. {error}",)
                raise
            if status["progress"] == 0:
                break  # that was the last one it needed; a Raft member may take a while to open
    return status


def result(changed: bool, before: dict[str, Any], status: dict[str, Any]) -> Outcome:
    """What is told."""
    after = {"sealed": status["sealed"]}
    return Outcome(changed, before, after, progress=status["progress"], threshold=status["t"], **after)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "keys": {"type": "list", "elements": "str", "required": True, "no_log": True},
        "migrate": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 60},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
