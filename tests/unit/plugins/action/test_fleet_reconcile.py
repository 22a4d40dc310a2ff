# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that holds Nomad against the registry: options, result, diff, and what is printed."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_node, fleet_reconcile
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.drift import ISOLATE, Finding, Judgement, Move
from ansible_collections.nomadic.fleet.plugins.plugin_utils._reconcile import Done, Reconciler, Wish

NOWHERE = "http://127.0.0.1:9"
FOUND = Judgement(
    [
        Finding("second", "a", "id-2", "the registry pins id-1", ISOLATE),
        Finding("gone", "b", "id-3", "Nomad knows no node of this id"),
    ],
    [
        Move("c", "id-4", "kiosk", "sensor", online=True, emptied=False, release=True),
        Move("d", "id-5", "", "kiosk", online=False, emptied=False, release=True),
    ],
)


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Wish, bool]]:
    """What the reconciler is asked for; it answers that it has done all of it but for one node."""
    asked: list[tuple[Wish, bool]] = []

    def answer(_self: Reconciler, wish: Wish, check_mode: bool) -> Done:
        asked.append((wish, check_mode))
        return Done(FOUND) if check_mode else Done(FOUND, {"id-2": "no"} if wish.repair else {}, acted=True)

    monkeypatch.setattr(Reconciler, "run", answer)
    return asked


def test_options_and_result(
    tmp_path: pathlib.Path, wishes: list[tuple[Wish, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(fleet_reconcile.display, "display", printed.append)
    run(fleet_node, str(tmp_path), name="a")
    given: dict[str, t.Any] = {"nodes": ["a"], "networks": ["10.0.0.0/8"], "purge_after": "2d", "show": True}
    found = run(fleet_reconcile, str(tmp_path), address=NOWHERE, **given)
    wish, check_mode = wishes[0]
    assert (wish.names, [str(one) for one in wish.networks], wish.repair, wish.purge_after) == (
        ["a"],
        ["10.0.0.0/8"],
        False,
        172800,
    )
    assert not check_mode
    assert found["changed"]
    assert "failed" not in found
    assert found["drift"][0]["act"] == "isolate"
    assert "enroll_replace" in found["drift"][0]["hint"]
    assert [(one["done"], one["error"]) for one in found["moves"]] == [(True, ""), (False, "the device is away")]
    assert found["diff"] == {
        "before": {"c": {"group": "kiosk"}, "id-2": ""},
        "after": {"c": {"group": "sensor"}, "id-2": "isolate"},
    }
    assert printed == found["lines"]
    assert printed[0] == (
        "a (id-2) second: the registry pins id-1; its work was taken. To do: find out who uses the name; a device that was installed"
        " anew: run nomadic.fleet.enroll -e target=a -e enroll_replace=true"
    )


def test_check_mode_and_an_error(tmp_path: pathlib.Path, wishes: list[tuple[Wish, bool]]) -> None:
    planned = run(fleet_reconcile, str(tmp_path), check_mode=True, address=NOWHERE)
    assert wishes[0][1]
    assert planned["changed"]
    assert [one["done"] for one in planned["moves"]] == [False, False]
    failed = run(fleet_reconcile, str(tmp_path), address=NOWHERE, repair=True)
    assert failed["failed"]
    assert failed["msg"] == "fleet_reconcile: no"
    assert failed["drift"][0]["error"] == "no"
    assert "could not isolate it: no" in failed["lines"][0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"nodes": ["b", "a"]}, "nodes: the registry has no b; fleet_node_info lists them"),
        ({"networks": ["10.0.0.1/8"]}, "networks: 10.0.0.1/8 has host bits set; give prefixes such as 10.210.128.0/20"),
        ({"purge_after": "soon"}, "purge_after: "),
        ({}, "could not be reached"),
    ],
)
def test_what_is_refused(tmp_path: pathlib.Path, given: dict[str, t.Any], words: str) -> None:
    run(fleet_node, str(tmp_path), name="a")
    found = run(fleet_reconcile, str(tmp_path), address=NOWHERE, **given)
    assert found["failed"]
    assert words in found["msg"]
