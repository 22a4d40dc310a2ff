# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading leases of Vault. Private to this collection: no promise to others."""

from __future__ import annotations

from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_generic import segments

__all__ = ["lease", "leases_below"]


def lease(client: VaultClient, lease_id: str) -> dict[str, Any] | None:
    """One lease, None where there is none: Vault answers 400 then."""
    answer = client.post(["sys", "leases", "lookup"], {"lease_id": lease_id}, accept=(400, 404))
    return answer.data["data"] if answer.status == 200 else None


def leases_below(client: VaultClient, prefix: str) -> list[str]:
    """What is below a prefix: ids of leases, and with a slash at the end further prefixes."""
    where = segments(prefix)
    return ["/".join([*where, key]) for key in client.list(["sys", "leases", "lookup", *where])]
