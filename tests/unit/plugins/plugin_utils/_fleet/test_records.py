# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of external nodes."""

from __future__ import annotations

import typing as t

import pytest
from fleet_model import MemoryStore

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.records import settle

ID = "11111111-2222-3333-4444-555555555555"


def declare(store: MemoryStore, name: str, check_mode: bool = False, state: str = "declared", **wished: t.Any) -> t.Any:
    return settle(store, name, state, wished, check_mode)


def test_index_is_the_lowest_free_and_stays() -> None:
    store = MemoryStore()
    assert [declare(store, name).after["index"] for name in ("a", "b", "c")] == [10, 11, 12]
    assert declare(store, "b", state="absent").changed
    assert not declare(store, "b", state="absent").changed
    assert declare(store, "d").after["index"] == 11
    again = declare(store, "c", group="kiosk")
    assert (again.changed, again.after["index"], again.before["group"], again.after["group"]) == (True, 12, "", "kiosk")


def test_a_new_record() -> None:
    store = MemoryStore()
    wanted = {
        "name": "a", "state": "declared", "index": 10, "group": "kiosk", "pool": "external", "region": "global", "node_id": "", "generation": 1,
    }  # fmt: skip
    assert declare(store, "a", group="kiosk").after == wanted
    assert declare(store, "a", group="kiosk").changed is False
    assert declare(store, "a").after == wanted


def test_an_id_means_accepted() -> None:
    store = MemoryStore()
    declare(store, "a")
    assert declare(store, "a", node_id=ID).after["state"] == "accepted"
    assert declare(store, "a").after["state"] == "accepted"
    assert declare(store, "a", node_id="").after["state"] == "declared"


def test_check_mode_writes_nothing() -> None:
    store = MemoryStore()
    outcome = declare(store, "a", check_mode=True)
    assert (outcome.changed, outcome.after["index"]) == (True, 10)
    assert store.data == {}


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a-", "a" * 64, "a.b", "localhost", "server", "ungrouped"])
def test_bad_names(name: str) -> None:
    with pytest.raises(BadInput, match="name: "):
        declare(MemoryStore(), name)


@pytest.mark.parametrize(("option", "value"), [("pool", "default"), ("pool", "A"), ("group", "a b"), ("node_id", "x")])
def test_bad_values(option: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"{option}: "):
        declare(MemoryStore(), "a", **{option: value})
