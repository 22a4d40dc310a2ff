# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device's wrapper, run by a real shell against real files; systemd's part is done without (FLEET_RUN=direct)."""

from __future__ import annotations

import pathlib
import subprocess
import time

import pytest
from attempt_device import SHELLS, Device, cut_power, pids

#: An update that says its steps, and fails or hangs in one of them.
STEPS = """#!/bin/sh
case $1 in
    --version) cat "$STATE/release"; exit 0 ;;
    1) echo "$1" >> "$STATE/ran"; echo 1 > "$STATE/release"; exit 0 ;;
esac
for step in check stage switch health; do
    sh "$FLEET_WRAPPER" mark "$step" || exit 1
    [ "$step" != switch ] || echo "$1" > "$STATE/release"
    [ "$step" != "${HANG_AT:-}" ] || { : > "$STATE/hangs"; sleep 30; }
    [ "$step" != "${FAIL_AT:-}" ] || exit 1
done
"""


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[0])
def device(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Device:
    return Device(tmp_path, request.param)


def test_update_and_ledger(device: Device) -> None:
    done = device.run("2")
    assert (done.returncode, device.release) == (0, "2"), done.stdout + done.stderr
    assert "on '2'" in done.stdout
    again = device.run("2")
    assert (again.returncode, device.ran) == (0, ["2"])
    assert "a1 0 on '2'" in device.call("list").stdout


def test_already_there(device: Device) -> None:
    assert device.run("1").returncode == 0
    assert device.ran == []


@pytest.mark.parametrize(("version", "code"), [("broken", 11), ("fails", 11), ("reject", 20)])
def test_what_fails_goes_back(device: Device, version: str, code: int) -> None:
    done = device.run(version, expect="9")
    assert (done.returncode, device.release) == (code, "1"), done.stdout + done.stderr
    assert device.run(version, expect="9").returncode == code
    assert device.ran.count(version) == 1
    assert len(done.stdout.splitlines()) < 10


def test_without_a_way_back(device: Device) -> None:
    done = device.run("fails", revert=False)
    assert done.returncode == 10
    assert "no space" in done.stdout


def test_too_slow(device: Device) -> None:
    done = device.run("slow", limit=1)
    assert (done.returncode, device.release) == (12, "1"), done.stdout
    assert "took longer than 1 s" in done.stdout


def test_superseded_and_same_order(device: Device) -> None:
    assert device.run("2", attempt="new", order=5).returncode == 0
    done = device.run("1", attempt="old", order=4)
    assert (done.returncode, device.release) == (21, "2")
    assert device.run("3", attempt="next", order=5).returncode == 0


def test_locked(device: Device) -> None:
    device.call("lock")
    assert (device.run("2").returncode, device.ran) == (22, [])
    device.call("unlock")
    assert device.run("2").returncode == 0


def test_artifact(device: Device) -> None:
    folder = device.path / "task" / "local"
    folder.mkdir(parents=True)
    (folder / "payload").write_text("7\n")
    device.environment["NOMAD_TASK_DIR"] = str(folder)
    assert device.run("file", expect="7").returncode == 0
    assert device.release == "7"
    assert not (device.path / "ledger" / "attempts" / "a1" / "artifact").exists()


@pytest.mark.parametrize("wrong", [["--attempt", "../x"], ["--order", "one"], ["--track", ""], ["--colour", "red"]])
def test_wrong_arguments(device: Device, wrong: list[str]) -> None:
    command = device.arguments("2")
    spot = command.index("--attempt")
    command[spot:spot] = wrong
    if wrong[0] in command[spot + 2 :]:
        again = command.index(wrong[0], spot + 2)
        del command[again : again + 2]
    done = subprocess.run(command, env=device.environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, device.ran) == (64, [])


def begin(device: Device) -> subprocess.Popen[bytes]:
    """Start a slow update and wait until it has changed something."""
    watcher = subprocess.Popen(device.arguments("slow", limit=20), env=device.environment, stdout=subprocess.DEVNULL)
    for _try in range(100):
        if device.release == "half":
            return watcher
        time.sleep(0.1)
    raise AssertionError("the update did not begin")


def test_stopping_the_job_does_not_cut_the_update(device: Device) -> None:
    watcher = begin(device)
    watcher.kill()
    watcher.wait()
    assert pids(device)
    cut_power(device)


def test_power_cut_is_judged_at_boot(device: Device) -> None:
    watcher = begin(device)
    watcher.kill()
    watcher.wait()
    cut_power(device)
    assert device.release == "half"
    judged = device.call("judge")
    assert "interrupted before it was committed; the previous release '1' is back" in judged.stdout
    assert device.release == "1"
    assert device.call("judge").stdout == ""
    assert (device.run("slow").returncode, device.ran.count("slow")) == (11, 1)


def test_a_killed_update_is_judged_by_its_watcher(device: Device) -> None:
    watcher = begin(device)
    cut_power(device)
    assert watcher.wait(timeout=30) == 11
    assert device.release == "1"


def test_one_at_a_time(device: Device) -> None:
    watcher = begin(device)
    other = device.run("3", attempt="other", order=2)
    assert other.returncode == 10
    assert "another attempt is running" in other.stdout
    assert device.call("judge").stdout == ""
    watcher.kill()
    watcher.wait()
    cut_power(device)


def test_an_update_that_says_its_steps(device: Device) -> None:
    """What fails before the switch is not taken back, since nothing was changed."""
    device.update.write_text(STEPS)
    for step, code, words in [
        ("check", 10, "in its step 'check', before anything was changed"),
        ("stage", 10, "in its step 'stage', before anything was changed"),
        ("switch", 11, "the previous release '1' is back"),
        ("health", 11, "the previous release '1' is back"),
        ("never", 0, "on '2'"),
    ]:
        device.environment["FAIL_AT"] = step
        done = device.run("2", attempt=step)
        assert (done.returncode, words in done.stdout) == (code, True), done.stdout
    assert device.ran == ["1", "1"]  # the way back, twice


def test_no_step_comes_twice_or_before_another(device: Device) -> None:
    assert device.call("mark", "switch").returncode == 64
    device.update.write_text(STEPS.replace("for step in check stage", "for step in stage check"))
    done = device.run("2")
    assert (done.returncode, "'check' comes before 'stage'" in done.stdout) == (10, True), done.stdout


@pytest.mark.parametrize(("step", "code", "release"), [("stage", 10, "1"), ("switch", 11, "1"), ("health", 11, "1")])
def test_power_cut_in_a_step(device: Device, step: str, code: int, release: str) -> None:
    device.update.write_text(STEPS)
    device.environment["HANG_AT"] = step
    watcher = subprocess.Popen(device.arguments("2", limit=20), env=device.environment, stdout=subprocess.DEVNULL)
    while not (device.path / "hangs").exists():
        time.sleep(0.05)
    watcher.kill()
    watcher.wait()
    cut_power(device)
    device.call("judge")
    done = device.run("2")
    assert (done.returncode, device.release) == (code, release), done.stdout
    assert device.ran == ([] if step == "stage" else ["1"])


def test_the_dead_man_takes_back_what_nobody_watches(device: Device) -> None:
    """No watcher, no update, no boot: a timer of its own judges."""
    device.environment["FLEET_DEADMAN"] = "17"
    watcher = begin(device)
    watcher.kill()
    watcher.wait()
    cut_power(device)
    assert device.release == "half"
    end = time.monotonic() + 60
    while "the previous release '1' is back" not in (said := device.call("list").stdout) and time.monotonic() < end:
        time.sleep(0.2)
    assert "the previous release '1' is back" in said
    assert device.release == "1"
