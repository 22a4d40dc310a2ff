#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Initialise Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_init
version_added: 0.1.0
short_description: Initialise Vault
description:
  - Initialises a Vault, once. Vault never gives its key shares and its root token again.
  - With O(file) they go straight into that file, which is opened before Vault is asked, so that no interruption can lose them.
  - A Vault whose seal opens by itself (C(transit), C(awskms), C(pkcs11), ...) has recovery shares instead, which cannot unseal but allow for
    what needs several people, such as a new root token. O(shares), O(threshold) and O(pgp_keys) are about them then.
  - Without O(file) they are returned. The task must then have C(no_log) set to C(true), else the module refuses to run.
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
  shares:
    description: Into how many shares the unseal key is split.
    type: int
    default: 5
  threshold:
    description: How many shares unseal.
    type: int
    default: 3
  file:
    description:
      - File, on the host where the module runs, that gets the key shares and the root token as JSON (C(keys), or C(recovery_keys),
        and C(root_token)), mode 0600.
      - It must not exist yet.
    type: path
  pgp_keys:
    description: One public PGP key (base64 of its binary form) for each share, to encrypt it with.
    type: list
    elements: str
  root_token_pgp_key:
    description: A public PGP key to encrypt the root token with.
    type: str
"""

EXAMPLES = r"""
- name: Initialise Vault, its shares straight into a file
  nomadic.fleet.vault_init:
    address: https://10.0.0.1:8200
    ca_file: /srv/fleet/pki/vault/ca.pem
    shares: 5
    threshold: 3
    file: /srv/fleet/secrets/vault_init

- name: Initialise Vault, its shares in a variable
  nomadic.fleet.vault_init:
    address: https://10.0.0.1:8200
    ca_file: /srv/fleet/pki/vault/ca.pem
  no_log: true
  register: vault_keys

- name: Initialise Vault, each share for one person only
  nomadic.fleet.vault_init:
    address: https://10.0.0.1:8200
    ca_file: /srv/fleet/pki/vault/ca.pem
    shares: 2
    threshold: 2
    pgp_keys: "{{ ['alice.gpg', 'bob.gpg'] | map('ansible.builtin.extract', public_keys) }}"
    root_token_pgp_key: "{{ public_keys['alice.gpg'] }}"
    file: /srv/fleet/secrets/vault_init
"""

RETURN = r"""
shares:
  description: The key shares, or recovery shares, in hexadecimal (encrypted where O(pgp_keys) was given).
  returned: when they were made now, without O(file)
  type: list
  elements: str
shares_base64:
  description: The key shares in base64.
  returned: when they were made now, without O(file)
  type: list
  elements: str
root_token:
  description: The root token.
  returned: when it was initialised now, without O(file)
  type: str
initialized:
  description: Whether Vault is initialised now.
  returned: always
  type: bool
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._secret_files import kept
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_shares import (
    SHARES,
    for_recovery,
    told,
    wanted_shares,
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Once."""
    params = module.params
    body = wanted_shares(params)
    before = client.get(["sys", "init"], token="").data["initialized"]
    if not before and not params["file"]:
        refuse_to_print(module, "the unseal keys and the root token, where no `file` is given")
    outcome = Outcome(not before, {"initialized": before}, {"initialized": True}, initialized=before)
    if before or module.check_mode:
        return outcome
    if client.get(["sys", "seal-status"], token="").data["type"] != "shamir":
        body = for_recovery(body)
    if params["root_token_pgp_key"]:
        body["root_token_pgp_key"] = params["root_token_pgp_key"]
    with kept(params["file"], ", but Vault is not initialised") as keep:
        made = client.put(["sys", "init"], body, idempotent=False, token="").data
        outcome.extra.update(told(made, params["file"], keep), initialized=True)
    return outcome


def main() -> None:
    """Run the module."""
    run("vault", {**SHARES, "root_token_pgp_key": {"type": "str", "no_log": False}}, work)


if __name__ == "__main__":
    main()
