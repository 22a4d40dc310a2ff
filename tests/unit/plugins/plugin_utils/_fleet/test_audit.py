# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail: no entry can be changed, taken out or put in unseen."""

from __future__ import annotations

import copy
import typing as t

import pytest
from fleet_model import make_policy, world

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import audit


def trail() -> tuple[list[dict[str, t.Any]], dict[str, t.Any]]:
    """What a rollout writes."""
    here = world("a", "b", "c")
    here.act(make_policy())
    state = here.store.get("fleet/rollouts/firmware-2/state")
    assert state is not None
    return [entry.value for entry in here.store.list("fleet/rollouts/firmware-2/audit/")], state.value["last"]


def test_a_trail_that_nobody_touched() -> None:
    entries, last = trail()
    assert len(entries) == 6
    assert audit.broken(entries, last) == ""
    assert entries[0]["previous"] == ""
    assert {"at", "who", "hash", "what", "state", "wave", "counts"} <= set(entries[0])


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("key", ["at", "who", "what", "counts", "previous", "digest"])
def test_a_changed_entry(number: int, key: str) -> None:
    entries, last = trail()
    entries[number] = {**entries[number], key: "x"}
    assert audit.broken(entries, last) != ""


@pytest.mark.parametrize("number", range(6))
def test_an_entry_that_is_missing_or_comes_twice(number: int) -> None:
    entries, last = trail()
    assert audit.broken(entries[:number] + entries[number + 1 :], last) != ""
    assert audit.broken([*entries[:number], entries[number], *entries[number:]], last) != ""


def test_a_rewritten_end() -> None:
    """Who rewrites the rest of the chain too is betrayed by the state."""
    entries, last = trail()
    forged = copy.deepcopy(entries)
    forged[-1] = audit.follow(forged[-2], {**forged[-1], "who": "nobody"})
    assert audit.broken(forged, last) == "entries after number 6 are missing, or the last one was changed"
    assert audit.broken([], last) != ""
