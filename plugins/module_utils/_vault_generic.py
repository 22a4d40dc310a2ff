# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Vault of which nothing is known but their path. Private to this collection: no promise to others."""

from __future__ import annotations

from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Rule, same

__all__ = ["Alike", "segments"]


def segments(path: str) -> list[str]:
    """The parts of a path as people write it, with or without /v1/ and slashes at its ends."""
    parts = [part for part in path.split("/") if part]
    return parts[1:] if parts[:1] == ["v1"] else parts


class Alike(Rule):
    """A value whose kind is not known: equal where Vault may mean the same."""

    def __init__(self, secret: bool = False, write_only: bool = False) -> None:
        self.secret = secret
        self.write_only = write_only

    def same(self, current: Any, given: Any) -> bool:
        return self.write_only or alike(current, given)


def alike(current: Any, given: Any) -> bool:
    """Equal as they are, as durations, as numbers in text, or as lists in another order or with commas."""
    if same(current, given):
        return True
    if isinstance(current, dict) and isinstance(given, dict):
        return all(alike(current.get(key), value) for key, value in given.items())
    if isinstance(current, list) or isinstance(given, list):
        left, right = _listed(current), _listed(given)
        return sorted(left, key=repr) == sorted(right, key=repr)
    if isinstance(current, bool) or isinstance(given, bool) or current is None or given is None:
        return str(current).lower() == str(given).lower()
    try:
        return nanoseconds(current) == nanoseconds(given)
    except BadInput:
        return str(current) == str(given)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return list(value or [])
