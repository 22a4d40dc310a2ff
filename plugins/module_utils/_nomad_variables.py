# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of Nomad without what their items hold.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN

#: The status of a refused check-and-set; the answer holds the variable as it is, with its secrets.
CONFLICT = 409


def path_of(path: str) -> list[str]:
    """The path of the API; slashes part a variable's path."""
    return ["var", *path.split("/")]


def named(variable: Mapping[str, Any] | None) -> dict[str, Any]:
    """The variable with the names of its items only."""
    if variable is None:
        return {}
    shown = {key: value for key, value in variable.items() if key not in ("Items", "Lock")}
    return {**shown, "ItemNames": sorted(variable["Items"])} if "Items" in variable else shown


def masked(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[dict[str, Any] | None]:
    """Both for a diff: each item by name, and which one becomes another."""
    old = (before or {}).get("Items") or {}

    def shown(variable: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if variable is None:
            return None
        items = {
            name: HIDDEN if old.get(name, value) == value else "(hidden, another one)"
            for name, value in variable["Items"].items()
        }
        return {"Path": variable["Path"], "Items": items}

    return [shown(before), shown(after)]
