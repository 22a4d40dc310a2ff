# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that reads rollouts: the face of the audit trail, and of explain, without a policy."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
import store_action
from fleet_model import make_policy, world

from ansible_collections.nomadic.fleet.plugins.action import fleet_rollout_info
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore

BACK = {
    "batch": {"command": "/opt/update", "args": ["1"]},
    "verify": {"command": "/opt/update", "args": ["--version"], "expect": "1"},
}


def run(store: pathlib.Path, **args: t.Any) -> dict[str, t.Any]:
    return store_action.run(fleet_rollout_info, str(store), **args)


@pytest.fixture
def store(tmp_path: pathlib.Path) -> pathlib.Path:
    """A rollout that was rolled back, in a store on disk."""
    here = world("a", "b", c=[judge.FAILED, judge.SUCCEEDED])
    here.store = DirectoryStore(tmp_path)  # type: ignore[assignment]
    report = here.act(make_policy(rollback=BACK, failure={"count": 1, "then": "rollback"}))
    assert report.state == "rolled_back"
    return tmp_path


def test_all(store: pathlib.Path) -> None:
    result = run(store)
    assert not result["changed"]
    assert [(one["rollout"], one["state"]) for one in result["rollouts"]] == [
        ("firmware-2", "rolled_back"),
        ("firmware-2.rollback", "done"),
    ]
    assert [(one["order"], one["audit_broken"]) for one in result["rollouts"]] == [(1, ""), (2, "")]
    assert result["rollouts"][0]["audit"][0]["what"] == "started by tester: 3 devices"


def test_one_device(store: pathlib.Path) -> None:
    result = run(store, rollout="firmware-2", node="c")
    assert result["rollouts"][0]["message"] == "c: failed in wave 2"
    assert "is no member" in run(store, rollout="firmware-2", node="zz")["msg"]


def test_a_trail_that_somebody_changed(store: pathlib.Path) -> None:
    path = store / "fleet/rollouts/firmware-2/audit/000002.json"
    path.write_text(path.read_text().replace("wave 1", "wave 9"))
    assert run(store, rollout="firmware-2")["rollouts"][0]["audit_broken"] == "entry 2 was changed"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"rollout": "other"}, "'other' was never started; started were: firmware-2, firmware-2.rollback"),
        ({"node": "a"}, "give 'rollout' too"),
    ],
)
def test_wrong(store: pathlib.Path, args: dict[str, str], says: str) -> None:
    result = run(store, **args)
    assert result["failed"]
    assert says in result["msg"]


def test_an_empty_store(tmp_path: pathlib.Path) -> None:
    assert run(tmp_path)["rollouts"] == []
