# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail: every entry holds the digest of the one before, so that none can be changed or taken out unseen."""

from __future__ import annotations

import hashlib
import json
import typing as t

Document = dict[str, t.Any]


def digest(entry: t.Mapping[str, t.Any]) -> str:
    """What stands for an entry and all before it."""
    content = {key: value for key, value in entry.items() if key != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def follow(previous: t.Mapping[str, t.Any] | None, entry: Document) -> Document:
    """The entry, chained to the one before."""
    chained = {**entry, "previous": previous["digest"] if previous else ""}
    return {**chained, "digest": digest(chained)}


def broken(entries: t.Iterable[t.Mapping[str, t.Any]], last: t.Mapping[str, t.Any]) -> str:
    """What is wrong with a trail that must end with ``last``; empty if nothing is."""
    before, number = "", 0
    for number, entry in enumerate(entries, start=1):
        if entry.get("previous") != before:
            return f"entry {number} does not follow the one before it"
        if entry.get("digest") != digest(entry):
            return f"entry {number} was changed"
        before = entry["digest"]
    if before != last.get("digest"):
        return f"entries after number {number} are missing, or the last one was changed"
    return ""
