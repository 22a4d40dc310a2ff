# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor playbook with real processes, of which the ansible-playbook is a stand-in that does what a file says."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import typing as t

import pytest
import yaml

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors import inventory, invocation, playbook
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.callbacks import fleet_outcomes
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Offer, Result, Seen, SystemClock

# Hosts are named after what becomes of them. "asleep" starts something in a session of its own, and waits with it.
STAND_IN = """#!{python}
import json, os, subprocess, sys, time
hosts = open(sys.argv[sys.argv.index("--limit") + 1][1:]).read().split()
folder = os.path.dirname(os.environ["FLEET_OUTCOMES"])
open(folder + "/ran", "a").write(" ".join(hosts) + "\\n")
for host in hosts:
    kind = host.split("-")[0]
    if kind == "asleep":
        sleeper = subprocess.Popen(["sleep", "300"], start_new_session=True)
        open(folder + "/pids", "a").write(f"{{os.getpid()}} {{sleeper.pid}}\\n")
        sleeper.wait()
    if kind == "slow":
        time.sleep(1.5)
    if kind in ("done", "failed", "unreachable", "slow"):
        line = {{"host": host, "outcome": "done" if kind == "slow" else kind, "task": "Install"}}
        open(os.environ["FLEET_OUTCOMES"], "a").write(json.dumps(line) + "\\n")
print("the last words")
sys.exit(2)
"""


class Scene:
    def __init__(self, tmp_path: pathlib.Path, **changes: t.Any) -> None:
        given = {
            "file": "site.yml",
            "variables": {},
            "forks": 5,
            "shard": 10,
            "processes": 2,
            "idempotent": True,
            "timeout": 60,
        }
        self.update = policy.Playbook(**{**given, **changes})
        self.folder = tmp_path / "kept"
        self.home = tmp_path
        (tmp_path / "site.yml").write_text("[]")
        (tmp_path / "group_vars").mkdir(exist_ok=True)
        self.said: list[str] = []
        self.again()

    def again(self) -> None:
        """Another process."""
        self.executor = playbook.PlaybookExecutor(
            ["-i", "x,"], self.home, self.folder, SystemClock(), lambda: None, self.said.append
        )

    def offer(self, *names: str) -> Offer:
        return Offer("fleet-x-w1-a1", "x", "x", 1, {name: name for name in names}, self.update)

    def ended(self, offer: Offer) -> Seen:
        self.executor.submit(offer)
        for _look in range(300):
            seen = self.executor.observe(offer)
            if seen.finished:
                return seen
            time.sleep(0.05)
        raise AssertionError("it did not end")

    def ran(self) -> list[list[str]]:
        path = self.folder / "fleet-x-w1-a1" / "ran"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def scene(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Scene]:
    stand_in(tmp_path, monkeypatch)
    found = Scene(tmp_path)
    yield found
    found.executor.close()


def stand_in(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "stand-in"
    path.write_text(STAND_IN.format(python=sys.executable))
    path.chmod(0o755)
    monkeypatch.setattr(playbook, "program", lambda: str(path))


def pids(scene: Scene) -> list[int]:
    path = scene.folder / "fleet-x-w1-a1" / "pids"
    for _look in range(200):
        if path.exists() and path.read_text().strip():
            return [int(word) for word in path.read_text().split()]
        time.sleep(0.05)
    raise AssertionError("nothing was started")


def gone(some: t.Iterable[int]) -> bool:
    for _look in range(200):
        alive = [pid for pid in some if pathlib.Path(f"/proc/{pid}/stat").exists()]
        alive = [
            pid for pid in alive if pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        ]
        if not alive:
            return True
        time.sleep(0.05)
    return False


def test_outcomes(scene: Scene) -> None:
    seen = scene.ended(scene.offer("done-1", "failed-1", "unreachable-1", "left-1"))
    assert seen.results == {
        "done-1": Result(judge.SUCCEEDED),
        "failed-1": Result(judge.FAILED, "task 'Install'"),
        "unreachable-1": Result(judge.FAILED, "unreachable, in task 'Install'"),
        "left-1": Result(judge.FAILED, "not done with when ansible-playbook ended: the last words"),
    }
    assert (seen.counts["succeeded"], seen.counts["failed"], seen.running) == (1, 3, 0)


def test_what_is_run(scene: Scene) -> None:
    scene.ended(scene.offer("done-1"))
    folder = scene.folder / "fleet-x-w1-a1"
    assert (folder / "play" / "group_vars").is_symlink()
    plays = json.loads((folder / "play" / ".fleet-rollout.yml").read_text())
    assert plays[0] == {"ansible.builtin.import_playbook": str(scene.home / "site.yml")}
    assert plays[1]["tasks"][0]["name"] == fleet_outcomes.END
    assert plays[1]["tasks"][0]["run_once"]
    assert json.loads((folder / "variables.yml").read_text()) == {
        "fleet_rollout_name": "x",
        "fleet_rollout_attempt": "fleet-x-w1-a1",
    }
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "shard-0000.log").stat().st_mode & 0o777 == 0o600


def test_shards_have_their_turn(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch)
    scene = Scene(tmp_path, shard=2, processes=1)
    offer = scene.offer("slow-1", "done-1", "done-2", "done-3", "failed-4")
    scene.executor.submit(offer)
    assert (scene.executor.observe(offer).running, scene.ran()[1:]) == (2, [])
    assert scene.ended(offer).counts["succeeded"] == 4
    assert scene.ran() == [["slow-1", "done-1"], ["done-2", "done-3"], ["failed-4"]]


@pytest.mark.parametrize("idempotent", [True, False])
def test_taken_over(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, idempotent: bool) -> None:
    """done-1 has an outcome, half a line was written of done-2, and done-3 was not begun."""
    stand_in(tmp_path, monkeypatch)
    scene = Scene(tmp_path, idempotent=idempotent)
    folder = scene.folder / "fleet-x-w1-a1"
    folder.mkdir(parents=True)
    (folder / "shard-0000.hosts").write_text("done-1\ndone-2\n")
    (folder / "shard-0000.jsonl").write_text(
        '{"host": "done-1", "outcome": "done", "task": ""}\n{"host": "done-2", "ou'
    )
    seen = scene.ended(scene.offer("done-1", "done-2", "done-3"))
    assert scene.ran() == [["done-2", "done-3"] if idempotent else ["done-3"]]
    assert seen.results["done-2"] == (Result(judge.SUCCEEDED) if idempotent else playbook.INTERRUPTED)
    assert seen.results["done-1"] == seen.results["done-3"] == Result(judge.SUCCEEDED)


def test_stopped(scene: Scene) -> None:
    offer = scene.offer("asleep-1", "done-1")
    scene.executor.submit(offer)
    started = pids(scene)
    assert scene.executor.observe(offer, exact=True).results["asleep-1"] == playbook.LATE
    scene.executor.stop(offer)
    assert gone(started)
    scene.again()
    scene.executor.submit(offer)
    assert scene.executor.observe(offer, exact=True).results["done-1"] == playbook.INTERRUPTED
    assert len(scene.ran()) == 1


def test_held_until_what_was_begun_is_over(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch)
    scene = Scene(tmp_path, shard=1, processes=1)
    offer = scene.offer("slow-1", "done-2")
    scene.executor.submit(offer)
    scene.executor.hold(offer, True)
    assert (scene.ran(), scene.executor._outcomes(offer)) == ([["slow-1"]], {"slow-1": Result(judge.SUCCEEDED)})
    scene.again()
    assert scene.ended(offer).counts["succeeded"] == 2
    assert scene.ran() == [["slow-1"], ["done-2"]]


def test_all_ends_with_a_controller_that_is_killed(scene: Scene) -> None:
    offer = scene.offer("asleep-1")
    controller = os.fork()
    if not controller:
        scene.executor.submit(offer)
        time.sleep(60)
        os._exit(0)
    started = pids(scene)
    os.kill(controller, signal.SIGKILL)
    os.waitpid(controller, 0)
    assert gone(started)


@pytest.mark.parametrize("name", ["nothing.yml", "a.b", "../x"])
def test_a_playbook_that_is_not_there(scene: Scene, name: str) -> None:
    with pytest.raises(BadInput, match="there is no file"):
        playbook.located(name, scene.home)


def test_a_playbook_of_a_collection(scene: Scene) -> None:
    assert playbook.located("nomadic.fleet.restart", scene.home) is None
    assert playbook.located("site.yml", scene.home) == scene.home / "site.yml"


def test_what_is_passed_on(tmp_path: pathlib.Path) -> None:
    options = {
        "inventory": ("hosts.yml", "more.yml"), "remote_user": "admin", "become": True, "vault_ids": ["prod@/pw"],
        "extra_vars": ("@all.yml", "password=hunter2 rollout=x", '{"a": [1]}'), "verbosity": 2, "become_password_file": "/become",
    }  # fmt: skip
    found = invocation.arguments(options, tmp_path)
    assert found == [
        "--inventory", "hosts.yml", "--inventory", "more.yml", "--user", "admin", "--become-password-file", "/become", "--become",
        "--vault-id", "prod@/pw", "--extra-vars", "@all.yml", "--extra-vars", f"@{tmp_path}/variables-1.yml",
        "--extra-vars", f"@{tmp_path}/variables-2.yml", "-vv",
    ]  # fmt: skip
    assert [yaml.safe_load((tmp_path / f"variables-{number}.yml").read_text()) for number in (1, 2)] == [
        {"password": "hunter2"},
        {"a": [1]},
    ]
    assert (tmp_path / "variables-1.yml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            {"ask_pass": True},
            "--ask-pass: what is typed cannot be passed on to the processes of a rollout; use --connection",
        ),
        ({"become_ask_pass": True}, "use --become-password-file"),
        ({"ask_vault_pass": True}, "use --vault-password-file"),
        ({"vault_ids": ["prod@prompt"]}, "--vault-id prod@prompt: what is typed cannot be passed on"),
    ],
)
def test_what_is_typed_is_refused(options: dict[str, t.Any], says: str) -> None:
    with pytest.raises(BadInput) as error:
        invocation.refuse_typed(options)
    assert says in str(error.value)


def test_hosts_of_the_inventory() -> None:
    hosts = inventory.Inventory({"all": ["c", "a", "b", "d"], "web": ["a", "b"], "old": ["b"], "ungrouped": ["d"]})
    names = {
        text: [one.name for one in hosts.select(policy.Select(hosts=text))]
        for text in ("web:!old", "all", "d,c", "web:&old")
    }
    assert names == {"web:!old": ["a"], "all": ["c", "a", "b", "d"], "d,c": ["c", "d"], "web:&old": ["b"]}
    assert sorted(hosts.look(["a", "x"])) == ["a"]
    assert [one.id for one in hosts.select(policy.Select(nodes=("a",)))] == ["a"]
    for select in (policy.Select(hosts="wep"), policy.Select(hosts="localhost"), policy.Select(nodes=("x",))):
        with pytest.raises(BadInput, match="no host"):
            hosts.select(select)


def test_what_the_callback_tells(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_OUTCOMES", str(tmp_path / "out"))

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def get_name(self) -> str:
            return self.name

    class Outcome:
        def __init__(self, task: str) -> None:
            self.host, self.task = Named("a"), Named(task)
            self.result = {"msg": "hunter2", "ansible_play_hosts": ["b", "c"]}

    told = fleet_outcomes.CallbackModule()
    told.v2_runner_on_ok(Outcome("Install"))
    told.v2_runner_on_failed(Outcome("Try"), ignore_errors=True)
    told.v2_runner_on_failed(Outcome("Install"))
    told.v2_runner_on_unreachable(Outcome("Gather"))
    told.v2_runner_on_ok(Outcome(fleet_outcomes.END))
    lines = (tmp_path / "out").read_text().splitlines()
    told_of = [(json.loads(line)["host"], json.loads(line)["outcome"]) for line in lines]
    assert told_of == [("a", "failed"), ("a", "unreachable"), ("b", "done"), ("c", "done")]
    assert "hunter2" not in str(lines)


def test_a_command_that_ends_by_itself(tmp_path: pathlib.Path) -> None:
    path = playbook.HERE / "shard.py"
    with subprocess.Popen(
        [sys.executable, path, tmp_path / "log", "sh", "-c", "echo said; exit 3"], stdin=subprocess.PIPE
    ) as shard:
        assert shard.wait() == 3
    assert (tmp_path / "log").read_text() == "said\n"
