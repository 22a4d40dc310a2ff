# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the task of a rollout adds to the engine: options, files, signals, and what it returns."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import typing as t

import pytest
import yaml
from fleet_model import DOCUMENT, World, world

from ansible_collections.nomadic.fleet.plugins.action import fleet_rollout
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors import deployment, jobs, playbook, reach
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import batch, judge, nodes, ports, schema


class Task:
    def __init__(self, **args: t.Any) -> None:
        self.args = args
        self.check_mode = False
        self.diff = False
        self.async_val = 0
        self.environment: list[t.Any] = []
        self.action = "nomadic.fleet.fleet_rollout"


class Runner:
    """The plugin with a model of the world behind its ports."""

    def __init__(self, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = tmp_path / "policy.yml"
        self.path.write_text(yaml.safe_dump(DOCUMENT))
        self.world = world("a", "b")
        self.lines: list[str] = []
        monkeypatch.setattr(reach, "connect", lambda options: options)
        monkeypatch.setattr(reach, "NomadFleet", lambda *_args: self.world)
        monkeypatch.setattr(batch, "BatchExecutor", lambda *_args: self.world)
        monkeypatch.setattr(fleet_rollout, "Doorkeeper", lambda _client: self.world)
        monkeypatch.setattr(fleet_rollout, "SystemClock", lambda: self.world.clock)
        monkeypatch.setattr(fleet_rollout, "opened", lambda _store: contextlib.nullcontext(self.world.store))
        monkeypatch.setattr(fleet_rollout.display, "display", self.lines.append)

    def run(self, check_mode: bool = False, **args: t.Any) -> dict[str, t.Any]:
        task = Task(policy=str(self.path), store="/store", **args)
        task.check_mode = check_mode
        plugin = object.__new__(fleet_rollout.ActionModule)
        plugin._task = task
        plugin._connection = type("Connection", (), {"_shell": type("Shell", (), {"tmpdir": None})})
        plugin._supports_async = False
        plugin._supports_check_mode = True
        return plugin.run(task_vars={})


@pytest.fixture
def runner(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return Runner(tmp_path, monkeypatch)


def test_done(runner: Runner) -> None:
    result = runner.run()
    assert (result["failed"], result["changed"], result["state"], result["counts"]) == (
        False,
        True,
        "done",
        {"succeeded": 2},
    )
    assert "go on with: ansible-playbook nomadic.fleet.update" in runner.lines[0]
    assert runner.lines[1].startswith("[00:00] started by ")
    again = runner.run()
    assert (again["failed"], again["changed"]) == (False, False)


def test_stopped_by_thresholds(runner: Runner) -> None:
    runner.world = world("b", a=[judge.FAILED])
    result = runner.run()
    assert (result["failed"], result["state"]) == (True, "paused")
    assert "1 of 1 canaries did not succeed" in result["msg"]
    assert f"ansible-playbook nomadic.fleet.update -e rollout={runner.path} -e verb=resume" in result["msg"]


def test_check_mode(runner: Runner) -> None:
    result = runner.run(check_mode=True)
    assert (result["changed"], result["state"], runner.world.store.data) == (True, "planned", {})
    assert any("wave 1: canary, 1 devices (a)" in line for line in runner.lines)
    runner.run()
    before = dict(runner.world.store.data)
    assert runner.run(check_mode=True)["changed"] is False
    assert runner.run(check_mode=True, verb="abort")["changed"] is False
    assert runner.world.store.data == before


def test_simulated(runner: Runner) -> None:
    result = runner.run(simulate=True)
    assert (result["changed"], result["state"], runner.world.store.data, runner.world.jobs) == (
        False,
        "planned",
        {},
        {},
    )
    assert any("if it fails on 100 % of the devices: stopped in 5 of 5 tries" in line for line in runner.lines)
    assert "not about the verb abort" in runner.run(simulate=True, verb="abort")["msg"]


def test_a_long_wait(runner: Runner) -> None:
    runner.path.write_text(yaml.safe_dump({**DOCUMENT, "soak": "2h"}))
    result = runner.run(max_wait="10s")
    assert (result["failed"], result["state"]) == (False, "soaking")
    assert "Next step at 1970-01-12T15:" in result["msg"]


@pytest.mark.parametrize(
    ("text", "args", "says"),
    [
        ("rollot: x", {}, "policy.yml: rollot: unknown key, did you mean 'rollout'?"),
        (None, {}, "policy: cannot read"),
        ("", {"verb": "skip"}, "skip: say for which device, with 'node'"),
        ("", {"verb": "stop"}, "'stop' is unknown"),
        (yaml.safe_dump(DOCUMENT), {"max_wait": "long"}, "max_wait: 'long' is not a duration"),
        (yaml.safe_dump(DOCUMENT), {"verb": "resume"}, "never started"),
    ],
)
def test_errors(runner: Runner, text: str | None, args: dict[str, t.Any], says: str) -> None:
    if text is None:
        runner.path.unlink()
    else:
        runner.path.write_text(text)
    result = runner.run(**args)
    assert result["failed"]
    assert says in result["msg"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_release_the_lock(runner: Runner, number: int) -> None:
    before = signal.getsignal(number)
    runner.world.clock.on_sleep = lambda: os.kill(os.getpid(), number)
    result = runner.run()
    assert result["failed"]
    assert "interrupted by SIG" in result["msg"]
    assert "To go on: ansible-playbook nomadic.fleet.update" in result["msg"]
    assert not runner.world.store.held
    assert signal.getsignal(number) == before
    runner.world.clock.on_sleep = lambda: None
    assert runner.run()["counts"] == {"succeeded": 2}


def test_a_dead_parent(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.getppid()
    runner.world.clock.on_sleep = lambda: monkeypatch.setattr(os, "getppid", lambda: 1 if real != 1 else 2)
    assert "is gone; nothing more is written" in runner.run()["msg"]


def test_the_models_are_ports() -> None:
    here = World([])
    assert isinstance(here.store.lock("x").__enter__().name, str)
    assert {"select", "look"} <= set(dir(nodes.NomadFleet))
    verbs = {"submit", "observe", "stop", "hold", "promote", "record"}
    for one in (batch.BatchExecutor, deployment.DeploymentExecutor, playbook.PlaybookExecutor, ports.Executor, World):
        assert verbs <= set(dir(one))
    assert {"select", "look"} <= set(dir(jobs.Jobs))
    assert schema.RELEASE
