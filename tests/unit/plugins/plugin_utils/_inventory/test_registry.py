# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store laid over what the servers say: it decides, in every combination."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Entry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import MOVED, DirectoryStore, node_key
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node

POOLS = ("external", "external-pending")


def record(name: str = "kiosk-1", state: str = "accepted", **more: Any) -> dict[str, Any]:
    """A record of the store."""
    return {"name": name, "state": state, "group": "kiosk", "pool": "external", "region": "global", "index": 10, **more}


def node(name: str = "kiosk-1", node_id: str = "id-1", pool: str = "external", ready: bool = True) -> Node:
    """A node as it was read, with a claim that is not true."""
    return {
        **registry.absent_node({"name": name, "node_id": node_id, "pool": pool}),
        "status": "ready" if ready else "down",
        "ready": ready,
        "scheduling_group": "vault_servers",
    }


def told(nodes: list[Node], entries: list[dict[str, Any]]) -> dict[str, tuple[str, str, str]]:
    """Group, state and status by name."""
    merged, _notes = registry.overlay(nodes, entries, POOLS)
    return {one["name"]: (one["scheduling_group"], one["fleet_state"], one["status"]) for one in merged}


def test_the_group_of_the_store_counts_not_the_claim() -> None:
    assert told([node()], [record(node_id="id-1")]) == {"kiosk-1": ("kiosk", "accepted", "ready")}
    assert told([node()], [record(node_id="id-1", group="")]) == {"kiosk-1": ("", "accepted", "ready")}


def test_devices_that_have_not_joined_appear_with_their_state() -> None:
    entries = [record("a", "declared"), record("b", "issued"), record("c", "accepted", node_id="id-gone")]
    assert told([], entries) == {
        "a": ("kiosk", "declared", "absent"),
        "b": ("kiosk", "issued", "absent"),
        "c": ("kiosk", "disconnected", "absent"),
    }


@pytest.mark.parametrize("state", ["rejected", "retired", "revoked"])
def test_ghosts_do_not_appear(state: str) -> None:
    for pinned in ("id-1", ""):
        merged, notes = registry.overlay([node()], [record(state=state, node_id=pinned)], POOLS)
        assert merged == []
        assert notes[0].loud  # it is gone and yet ready
    assert told([], [record(state=state)]) == {}


def test_a_device_that_is_down_is_disconnected() -> None:
    assert told([node(ready=False)], [record(node_id="id-1")]) == {"kiosk-1": ("kiosk", "disconnected", "down")}
    assert told([node(ready=False)], [record(state="revoking")]) == {"kiosk-1": ("kiosk", "revoking", "down")}


def test_a_name_with_another_id_than_the_pinned_one_is_somebody_else() -> None:
    merged, notes = registry.overlay([node(node_id="id-2"), node(ready=False)], [record(node_id="id-1")], POOLS)
    assert [one["id"] for one in merged] == ["id-1"]
    assert "id-2" in notes[0].text
    assert notes[0].loud
    assert told([node(node_id="id-2")], [record(node_id="id-1")])["kiosk-1"][1:] == ("disconnected", "absent")


def test_a_pinned_device_keeps_its_name_whatever_it_calls_itself() -> None:
    merged, notes = registry.overlay([node(name="server1")], [record(node_id="id-1")], POOLS)
    assert [one["name"] for one in merged] == ["kiosk-1"]
    assert notes[0].loud


def test_external_nodes_without_a_record_are_left_out_others_stay() -> None:
    merged, notes = registry.overlay([node("new"), node("cloud", "id-2", "default")], [], POOLS)
    assert [one["name"] for one in merged] == ["cloud"]
    assert len(notes) == 1


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123"), st.booleans(), st.booleans()), max_size=5),
    st.dictionaries(
        st.sampled_from("abc"),
        st.tuples(st.sampled_from(["declared", "accepted", "revoked"]), st.sampled_from(["", "1", "2"])),
    ),
)
def test_every_device_of_the_store_appears_unless_it_is_gone(
    seen: list[tuple[str, str, bool, bool]], entries: dict[str, tuple[str, str]]
) -> None:
    ids = [pinned for _state, pinned in entries.values() if pinned]
    if len(ids) != len(set(ids)):  # the store pins an id once
        return
    nodes = [node(name, id_, "external" if external else "default", ready) for name, id_, external, ready in seen]
    merged, _notes = registry.overlay(
        nodes, [record(name, state, node_id=pinned) for name, (state, pinned) in entries.items()], POOLS
    )
    external = {one["name"] for one in merged if one.get("external")}
    assert external == {name for name, (state, _pinned) in entries.items() if state != "revoked"}
    assert all(one["scheduling_group"] == "kiosk" for one in merged if one.get("external"))


def test_records_come_from_a_directory(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    store.cas(node_key("kiosk-1"), record(), 0)
    assert registry.records(registry.directory(str(tmp_path))) == [record()]
    with pytest.raises(BadInput, match="no directory"):
        registry.directory(str(tmp_path / "absent"))


def test_a_damaged_record_is_an_error() -> None:
    class Odd:
        def get(self, key: str) -> None:
            assert key == MOVED

        def list(self, prefix: str) -> list[Entry]:
            return [Entry(prefix + "aa/x", {"state": "declared"}, 1)]

    with pytest.raises(BadInput, match="fleet/nodes/aa/x"):
        registry.records(Odd())


def test_a_store_that_was_left_is_refused(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    store.cas(node_key("kiosk-1"), record(), 0)
    store.cas(MOVED, {"to": "Consul at https://10.0.0.1:8501"}, 0)
    with pytest.raises(BadInput, match="moved to Consul at https://10.0.0.1:8501; use that one"):
        registry.records(registry.directory(str(tmp_path)))
