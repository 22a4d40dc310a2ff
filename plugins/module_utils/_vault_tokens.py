# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding tokens of Vault: one that is not valid (any more) is none. Private to this collection: no promise to others."""

from __future__ import annotations

from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

__all__ = ["token_in", "token_of"]


def token_of(client: VaultClient, accessor: str) -> dict[str, Any] | None:
    """The token of an accessor, without itself; Vault answers 400 where there is none."""
    answer = client.post(["auth", "token", "lookup-accessor"], {"accessor": accessor}, accept=(400, 404))
    return answer.data["data"] if answer.status == 200 else None


def token_in(client: VaultClient, path: str) -> dict[str, Any] | None:
    """The token in a file."""
    try:
        with open(path, encoding="utf-8") as file:
            token = file.read().strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(f"file: cannot read {path}: {error.strerror}.") from error
    client.secrets.add(token)
    answer = client.post(["auth", "token", "lookup"], {"token": token}, accept=(400, 403, 404))
    if answer.status != 200 and "bad token" not in answer.text:
        raise BadInput(f"file: Vault does not tell whether the token in {path} is valid; may this one look up others?")
    return answer.data["data"] if answer.status == 200 else None
