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
  - Without it they are returned. The task must then have C(no_log) set to C(true), else the module refuses to run.
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
      - File, on the host where the module runs, that gets the key shares and the root token as JSON, mode 0600. It must not exist yet.
      - Its keys are C(keys) and C(root_token).
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
"""

RETURN = r"""
shares:
  description: The key shares in hexadecimal (encrypted where O(pgp_keys) was given).
  returned: when it was initialised now, without O(file)
  type: list
  elements: str
shares_base64:
  description: The key shares in base64.
  returned: when it was initialised now, without O(file)
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

import contextlib
import json
import os
from collections.abc import Iterator
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

#: What the module returns, and what Vault calls it.
RETURNED = {"shares": "keys", "shares_base64": "keys_base64", "root_token": "root_token"}


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Once."""
    params = module.params
    if not 1 <= params["threshold"] <= params["shares"] or (params["shares"] > 1 and params["threshold"] < 2):
        raise BadInput("threshold: it must be between 2 and the number of shares (1 of 1 share).")
    if params["pgp_keys"] and len(params["pgp_keys"]) != params["shares"]:
        raise BadInput(f"pgp_keys: {len(params['pgp_keys'])} keys were given for {params['shares']} shares.")
    before = client.get(["sys", "init"], token="").data["initialized"]
    now = {"initialized": True}
    if not before and not params["file"] and not module.no_log:
        raise BadInput(
            "This task returns the unseal keys and the root token: add `no_log: true` to it, or give `file`."
        )
    if before or module.check_mode:
        return Outcome(not before, {"initialized": before}, now, initialized=before)
    body = {
        "secret_shares": params["shares"],
        "secret_threshold": params["threshold"],
        "pgp_keys": params["pgp_keys"],
        "root_token_pgp_key": params["root_token_pgp_key"],
    }
    body = {key: value for key, value in body.items() if value}
    with kept(params["file"]) as keep:
        made = client.put(["sys", "init"], body, idempotent=False, token="").data
        keep({"keys": made["keys"], "root_token": made["root_token"]})
    secret = {name: made[key] for name, key in RETURNED.items() if not params["file"]}
    return Outcome(True, {"initialized": False}, now, initialized=True, **secret)


@contextlib.contextmanager
def kept(path: str | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A file that is there, with room in it, before its content can be had only once; gone again if nothing came."""
    if not path:
        yield lambda _content: None
        return
    room = 1 << 16  # more than any number of shares takes, reserved so that a full disk shows now
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.posix_fallocate(descriptor, 0, room)
    except FileExistsError:
        raise BadInput(f"file: {path} is there already, but Vault is not initialised; move it away.") from None
    except OSError as error:
        raise BadInput(f"file: cannot write {path}: {error.strerror}.") from error
    written = False

    def keep(content: dict[str, Any]) -> None:
        nonlocal written
        length = os.write(descriptor, json.dumps(content).encode())
        os.ftruncate(descriptor, length)
        os.fsync(descriptor)
        written = True

    try:
        yield keep
    finally:
        os.close(descriptor)
        if not written:
            os.unlink(path)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "file": {"type": "path"},
        "shares": {"type": "int", "default": 5},
        "threshold": {"type": "int", "default": 3},
        "pgp_keys": {"type": "list", "elements": "str", "no_log": False},
        "root_token_pgp_key": {"type": "str", "no_log": False},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
