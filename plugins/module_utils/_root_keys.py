# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root keys of Nomad's keyring: when one is to be rotated or removed.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._text import nanoseconds


def states(keys: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Each key and its state."""
    return {key["KeyID"]: key["State"] for key in keys}


def removable(key_id: str, known: Mapping[str, str]) -> bool:
    """Whether it is there; the active one is refused."""
    if known.get(key_id) == "active":
        raise BadInput(f"id: the key {key_id} is the active one; rotate first, then remove it.")
    return key_id in known


def rotation_needed(params: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the newest key is too old; one that waits for its time is new enough."""
    waiting = any(key["State"] == "prepublished" for key in keys)
    if waiting and (params["prepublish"] or params["max_age"] is not None):
        return False
    age = nanoseconds(params["max_age"], "max_age") if params["max_age"] is not None else 0
    active = [key["CreateTime"] for key in keys if key["State"] == "active"]
    return not active or time.time_ns() - max(active) >= age


def rotation(params: Mapping[str, Any]) -> dict[str, Any]:
    """The query of a rotation."""
    after = nanoseconds(params["prepublish"], "prepublish") if params["prepublish"] else 0
    return {"full": True if params["full"] else None, "publish_time": time.time_ns() + after if after else None}
