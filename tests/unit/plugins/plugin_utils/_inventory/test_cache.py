# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the cache is used, asked about, refreshed, and used although it is old."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, ConnectionFailed, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import (
    Cache,
    Listing,
    Reading,
    encoded,
    is_down,
    key_of,
)

DOWN = ConnectionFailed("Nomad", "http://x", "refused")


class World:
    """A server that counts, a clock, and a cache plugin."""

    def __init__(self, indexes: list[int | None]) -> None:
        self.time = 1000.0
        self.asked: list[str] = []
        self.current = indexes
        self.fault: FleetError | None = None
        self.entries: dict[str, Any] = {}
        self.said: list[str] = []

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.fault:
            raise self.fault

    def everything(self) -> Listing:
        """The whole list."""
        self._ask("everything")
        return Listing([{"name": f"n{len(self.asked)}"}], None, list(self.current))

    def indexes(self) -> list[int | None]:
        """Only the indexes."""
        self._ask("indexes")
        return list(self.current)

    def records(self) -> list[dict[str, Any]] | None:
        """The store."""
        return None

    def read(self, stale_ok: bool = False, key: str = "k", timeout: int = 60) -> str:
        """Name of the first node."""
        cache = Cache(self.entries, key, timeout, self.said.append, lambda: self.time)
        reading = Reading(self.everything, self.indexes, self.records)
        return str(cache.read(reading, stale_ok, self.said.append).nodes[0]["name"])


def test_nothing_is_asked_within_the_timeout() -> None:
    world = World([5])
    assert [world.read(), world.read()] == ["n1", "n1"]
    world.time += 59
    assert world.read() == "n1"
    assert world.asked == ["everything"]


def test_one_request_after_it_and_the_list_again_if_nothing_changed() -> None:
    world = World([5, 7])
    world.read()
    world.time += 61
    assert world.read() == "n1"
    assert world.asked == ["everything", "indexes"]
    world.time += 30
    assert world.read() == "n1"  # found to be true 30 seconds ago
    assert len(world.asked) == 2
    world.time += 61
    world.current = [5, 8]
    assert world.read() == "n4"
    assert world.asked == ["everything", "indexes", "indexes", "everything"]


@pytest.mark.parametrize("indexes", [[None], [5, None], []])
def test_without_an_index_it_may_have_changed(indexes: list[int | None]) -> None:
    world = World(indexes)
    world.read()
    world.time += 61
    assert world.read() == "n2"


def test_a_clock_that_went_back_is_no_reason_to_trust() -> None:
    world = World([5])
    world.read()
    world.time -= 500
    world.read()
    assert world.asked == ["everything", "indexes"]


def test_an_old_list_is_used_only_where_it_is_wanted_and_the_server_is_down() -> None:
    world = World([5])
    world.read()
    world.time += 10_000
    world.fault = DOWN
    with pytest.raises(ConnectionFailed):
        world.read()
    assert world.read(stale_ok=True) == "n1"
    assert "cache_stale_ok" in world.said[-1]
    world.fault = ApiError("Nomad", "GET", "/v1/nodes", 403, "Permission denied")
    with pytest.raises(ApiError):
        world.read(stale_ok=True)
    with pytest.raises(ApiError):
        world.read(stale_ok=True, key="another")


def test_what_is_down() -> None:
    assert is_down(DOWN)
    assert is_down(ApiError("Nomad", "GET", "/", 500, "no leader"))
    assert not is_down(ApiError("Nomad", "GET", "/", 429, "slow down"))


OLD = {"version": 0, "time": 1, "nodes": []}


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps(OLD), encoded(OLD), encoded({}), "eA==", None, {"a": 1}])
def test_what_is_no_list_is_read_anew(text: Any) -> None:
    world = World([5])
    world.entries["k"] = text
    assert world.read() == "n1"


def test_the_list_is_one_text() -> None:
    world = World([5])
    world.read()
    assert isinstance(world.entries["k"], str)


def test_keys_differ_by_what_decides() -> None:
    keys = {
        key_of("p", {"address": "a"}, ["f"]),
        key_of("p", {"address": "b"}, ["f"]),
        key_of("p", {"address": "a"}, []),
    }
    assert len(keys) == 3
