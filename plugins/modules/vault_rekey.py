#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rekey Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_rekey
version_added: 0.1.0
short_description: Split Vault's unseal key anew
description:
  - Makes new key shares where there are not as many as there should be, or in every run (O(always)). The old ones are void then.
  - With O(file) they go straight into that file, which is opened before Vault is asked.
  - Without it the task must have C(no_log) set to C(true), else the module refuses to run.
  - This does not change the key that encrypts the storage, see M(nomadic.fleet.vault_rotate).
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
    support: partial
    details: Not with O(always).
options:
  keys:
    description: Key shares that exist, at least as many as unseal.
    type: list
    elements: str
    required: true
  shares:
    description: Into how many shares the unseal key is split.
    type: int
    default: 5
  threshold:
    description: How many shares unseal.
    type: int
    default: 3
  file:
    description: File, on the host where the module runs, that gets the key shares as JSON (C(keys)), mode 0600. It must not exist yet.
    type: path
  pgp_keys:
    description: One public PGP key (base64 of its binary form) for each share, to encrypt it with.
    type: list
    elements: str
  always:
    description: Whether new ones are made even where there are as many as there should be, such as when somebody left.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Seven people instead of five
  nomadic.fleet.vault_rekey:
    keys: "{{ old_shares }}"
    shares: 7
    threshold: 4
    file: /srv/fleet/secrets/vault_shares
"""

RETURN = r"""
shares:
  description: The key shares in hexadecimal (encrypted where O(pgp_keys) was given).
  returned: when they were made now, without O(file)
  type: list
  elements: str
shares_base64:
  description: The key shares in base64.
  returned: when they were made now, without O(file)
  type: list
  elements: str
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._secret_files import kept
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_shares import (
    SHARES,
    give_shares,
    told,
    wanted_shares,
)

INIT = ["sys", "rekey", "init"]


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Where there are not as many as wanted."""
    params = module.params
    body = wanted_shares(params)
    seal = client.get(["sys", "seal-status"], token="").data
    before = {"shares": seal["n"], "threshold": seal["t"]}
    after = {key: params[key] for key in before}
    needed = params["always"] or before != after
    outcome = Outcome(needed, before, {**after, "generation": "new"} if needed else after)
    if needed and not params["file"]:
        refuse_to_print(module, "the unseal keys, where no `file` is given")
    if needed and not module.check_mode:
        with kept(params["file"]) as keep:
            nonce = client.put(INIT, body, idempotent=False, token="").data["nonce"]
            try:
                made = give_shares(client, ["sys", "rekey", "update"], nonce, params["keys"])
            except FleetError:
                client.delete(INIT, body={"nonce": nonce}, token="")
                raise
            outcome.extra.update(told(made, params["file"], keep))
    return outcome


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "keys": {"type": "list", "elements": "str", "required": True, "no_log": True},
        "always": {"type": "bool", "default": False},
    }
    run("vault", {**SHARES, **spec}, work)


if __name__ == "__main__":
    main()
