# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one agent of Consul runs: its services and their checks.

An agent tells neither the target nor the TTL of a check. So the id of a check that Consul would number holds a
fingerprint of its definition here: another definition is another check, and the change is seen.
Private to this collection: no promise to others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient

MAINTENANCE = ("_node_maintenance", "_service_maintenance:")


def agent_checks(client: ConsulClient) -> dict[str, dict[str, Any]]:
    """The checks of the agent by their ids."""
    return dict(client.get(["agent", "checks"]).data or {})


def service_checks(client: ConsulClient, service_id: str) -> list[str]:
    """The ids of the checks of a service, maintenance left out."""
    checks = agent_checks(client)
    mine = [name for name, check in checks.items() if check["ServiceID"] == service_id]
    return sorted(name for name in mine if not name.startswith(MAINTENANCE))


def with_fingerprint(prefix: str, definition: Mapping[str, Any]) -> str:
    """An id that changes with the definition."""
    text = json.dumps(definition, sort_keys=True)
    return f"{prefix}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"
