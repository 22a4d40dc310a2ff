# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key shares of Vault: how many, to whom, and where they go, to a file or to a result that nobody prints.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._secret_files import Keep

__all__ = ["SHARES", "for_recovery", "give_shares", "told", "wanted_shares"]
SHARES: dict[str, Any] = {
    "shares": {"type": "int", "default": 5},
    "threshold": {"type": "int", "default": 3},
    "pgp_keys": {"type": "list", "elements": "str", "no_log": False},
    "file": {"type": "path"},
}
#: What the module returns, and what Vault calls it.
_RETURNED = {"shares": "keys", "shares_base64": "keys_base64", "root_token": "root_token"}


def wanted_shares(params: Mapping[str, Any]) -> dict[str, Any]:
    """What Vault is asked for."""
    shares, threshold, keys = params["shares"], params["threshold"], params["pgp_keys"]
    if not 1 <= threshold <= shares or (shares > 1 and threshold < 2):
        raise BadInput("threshold: it must be between 2 and the number of shares (1 of 1 share).")
    if keys and len(keys) != shares:
        raise BadInput(f"pgp_keys: {len(keys)} keys were given for {shares} shares.")
    body = {"secret_shares": shares, "secret_threshold": threshold}
    return {**body, "pgp_keys": keys} if keys else body


def for_recovery(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a Vault whose seal opens by itself: its shares recover, they do not unseal."""
    return {f"recovery_{name.replace('secret_', '')}": value for name, value in body.items()}


def give_shares(client: VaultClient, path: Sequence[str], nonce: str, keys: Sequence[str]) -> dict[str, Any]:
    """Give the shares that exist, as many as are needed; the answer to the last one."""
    client.secrets.update(keys)
    for key in keys:
        answer = dict(client.put(path, {"key": key, "nonce": nonce}, idempotent=False, token="").data)
        if answer.get("complete"):
            return answer
    raise BadInput(f"keys: these {len(keys)} are not enough for Vault.")


def told(made: Mapping[str, Any], file: str | None, keep: Keep) -> dict[str, Any]:
    """New shares go into the file; what is left is returned."""
    prefix = "recovery_" if made.get("recovery_keys") else ""
    keep(json.dumps({key: made[key] for key in (f"{prefix}keys", "root_token") if key in made}))
    names = {name: key if key == "root_token" else prefix + key for name, key in _RETURNED.items()}
    return {} if file else {name: made[key] for name, key in names.items() if key in made}
