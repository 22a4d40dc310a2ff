#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a root token of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_generate_root
version_added: 0.1.0
short_description: Make a root token of Vault with key shares
description:
  - Makes a root token in every run, for when the first one was revoked, as it should be.
  - Revoke this one after its use, too (M(nomadic.fleet.vault_token)).
  - With O(file) it goes straight into that file, which is opened before Vault is asked.
  - Without it the task must have C(no_log) set to C(true), else the module refuses to run.
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
    support: none
    details: Every run makes a token.
options:
  keys:
    description: Key shares, at least as many as unseal.
    type: list
    elements: str
    required: true
  file:
    description: File, on the host where the module runs, that gets the token, mode 0600. It must not exist yet.
    type: path
"""

EXAMPLES = r"""
- name: Make a root token
  nomadic.fleet.vault_generate_root:
    keys: "{{ shares }}"
  no_log: true
  register: root
"""

RETURN = r"""
root_token:
  description: The token.
  returned: without O(file)
  type: str
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import base64
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN, Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._secret_files import kept
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_shares import give_shares

ATTEMPT = ["sys", "generate-root", "attempt"]


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault hides the token with a password that it gave before."""
    file = module.params["file"]
    if not file:
        refuse_to_print(module, "the root token, where no `file` is given")
    outcome = Outcome(True, None, {"root_token": HIDDEN})
    if not module.check_mode:
        with kept(file) as keep:
            begun = client.put(ATTEMPT, idempotent=False, token="").data
            try:
                update = ["sys", "generate-root", "update"]
                made = give_shares(client, update, begun["nonce"], module.params["keys"])
            except FleetError:
                client.delete(ATTEMPT, token="")
                raise
            token = decoded(made["encoded_token"], begun["otp"])
            keep(token)
        if not file:
            outcome.extra["root_token"] = token
    return outcome


def decoded(encoded: str, password: str) -> str:
    """The token: base64 without its padding, each byte combined with one of the password."""
    hidden = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    return bytes(one ^ other for one, other in zip(hidden, password.encode())).decode()


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "keys": {"type": "list", "elements": "str", "required": True, "no_log": True},
        "file": {"type": "path"},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
