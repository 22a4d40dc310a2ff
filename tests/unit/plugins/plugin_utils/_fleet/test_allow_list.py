# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gateway is told of the store, and the number it is told under."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import allow_list
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.revocations import Revocations
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore

GRANT = {"address": "10.0.0.40", "protocol": "tcp", "port": 443}


def node(name: str, state: str, index: int = 10, group: str = "kiosk", generation: int = 1) -> dict[str, t.Any]:
    """A record."""
    return {"name": name, "state": state, "index": index, "group": group, "generation": generation}


@pytest.mark.parametrize(
    ("state", "admitted", "grants"),
    [
        ("declared", False, 0),
        ("issued", True, 0),
        ("pending", True, 0),
        ("accepted", True, 1),
        ("rejected", False, 0),
        ("retired", False, 0),
        ("revoking", False, 0),
        ("revoked", False, 0),
    ],
)
def test_who_is_admitted_and_what_he_is_granted(state: str, admitted: bool, grants: int) -> None:
    found = allow_list.members([node("device1", state)], [{"name": "kiosk", "grants": [GRANT]}])
    assert ("device1" in found.devices) is admitted
    if admitted:
        assert len(found.devices["device1"][2]) == grants
    assert ("device1" in found.revoked) is (state in ("revoking", "revoked"))


@pytest.mark.parametrize("placed", ["kiosk", "", "sensor"])
def test_while_it_moves_it_is_granted_neither_groups_ways(placed: str) -> None:
    grants = [{"name": "kiosk", "grants": [GRANT]}, {"name": "sensor", "grants": [GRANT, {**GRANT, "port": 80}]}]
    found = allow_list.members([{**node("device1", "accepted"), "placed": placed}], grants)
    assert len(found.devices["device1"][2]) == (1 if placed == "kiosk" else 0)


def test_the_document() -> None:
    found = allow_list.members(
        [node("device1", "accepted"), node("device2", "issued", 11, ""), node("device3", "revoked", 0, "", 4)],
        [{"name": "kiosk", "grants": [GRANT]}],
    )
    text = allow_list.document(found, 7, 1000.9, "10.210.128.0/20")
    assert '\n"made": 1000,\n' in text  # what the program reads that is asked at boot
    assert json.loads(text) == {
        "number": 7,
        "made": 1000,
        "prefix": "10.210.128.0/20",
        "devices": {
            "device1": {"address": "10.210.128.10", "generation": 1, "grants": [["10.0.0.40", "tcp", 443]]},
            "device2": {"address": "10.210.128.11", "generation": 1, "grants": []},
        },
        "revoked": {"device3": 4},
    }


@pytest.mark.parametrize(
    ("prefix", "index", "why"),
    [
        ("10.0.0.0/28", 15, "has no address for device1, whose index is 15"),
        ("10.0.0.1/28", 10, "has host bits set"),
        ("nonsense", 10, "IPv4 prefix, such as"),
    ],
)
def test_a_prefix_that_does_not_do(prefix: str, index: int, why: str) -> None:
    found = allow_list.members([node("device1", "issued", index)], [])
    with pytest.raises(BadInput, match=why):
        allow_list.document(found, 1, 1, prefix)


@pytest.fixture
def registry(tmp_path: pathlib.Path) -> Registry:
    """A registry with one device."""
    made = Registry(DirectoryStore(tmp_path / "store"), wait=1, revocations=Revocations(tmp_path / "revocations"))
    made.keep_node("device1", "declared", {"group": "kiosk"})
    made.keep_node("device1", "issued", {})
    return made


def test_the_number_rises_with_what_gateways_have_to_know(registry: Registry) -> None:
    def number(now: float, **more: t.Any) -> int:
        return allow_list.current(registry, now, **more)[0]

    assert number(1000, check_mode=True) == 1000
    assert registry.store.get(allow_list.KEY) is None
    assert number(1000) == 1000
    assert number(2000) == 1000  # nothing has changed
    registry.keep_group("kiosk", "present", {"grants": [GRANT]})
    assert number(2000) == 1000  # nobody is granted that who is only issued
    registry.keep_node("device1", "accepted", {"node_id": "11111111-2222-3333-4444-555555555555"})
    assert number(1500) == 1000  # nor who does not work in his group yet
    registry.keep_node("device1", "declared", {"placed": "kiosk"})
    assert number(1500, check_mode=True) == 1500
    assert number(900) == 1001  # a clock that goes back does not
    assert number(3000, renumber=True) == 3000
    registry.keep_node("device1", "revoking", {})
    assert number(2999.5) == 3001
    registry.keep_node("device2", "declared", {})
    assert number(4000) == 3001


def test_what_was_read_before_the_lock_is_read_again(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else two at once would give the old members the newer number."""
    real, reads = registry.nodes, []

    def nodes(**wanted: t.Any) -> list[dict[str, t.Any]]:
        found = real(**wanted)
        if not reads:
            registry.keep_node("device1", "revoking", {})
        reads.append(1)
        return found

    monkeypatch.setattr(registry, "nodes", nodes)
    _number, found = allow_list.current(registry, 1000)
    assert found.devices == {}
    assert found.revoked == {"device1": 2}


def test_the_list_of_revocations_counts_against_the_store(registry: Registry) -> None:
    registry.revocations.add("device1", 2)  # type: ignore[union-attr]
    _number, found = allow_list.current(registry, 1000)
    assert found.devices == {}
    assert found.revoked == {"device1": 2}
