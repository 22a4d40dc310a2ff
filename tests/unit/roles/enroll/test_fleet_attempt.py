# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device's wrapper, run by a real shell against real files; systemd's part is done without (FLEET_RUN=direct)."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

import pytest

WRAPPER = pathlib.Path(__file__).parents[4] / "roles" / "enroll" / "files" / "fleet-attempt"
SHELLS = [["sh"], *([["busybox", "sh"]] if shutil.which("busybox") else [])]
UPDATE = """#!/bin/sh
# update VERSION | --version; what it does is decided by the version
case $1 in
    --version) cat "$STATE/release"; exit 0 ;;
esac
echo "$1" >> "$STATE/ran"
case $1 in
    reject) exit 20 ;;
    broken) echo broken > "$STATE/release"; exit 0 ;;
    fails) echo half > "$STATE/release"; echo "no space"; exit 3 ;;
    slow) echo half > "$STATE/release"; sleep 30 ;;
    file) cat "$FLEET_ARTIFACT/payload" > "$STATE/release"; exit 0 ;;
esac
echo "$1" > "$STATE/release"
"""


class Device:
    """A directory that plays a device."""

    def __init__(self, path: pathlib.Path, shell: list[str]) -> None:
        self.path = path
        self.shell = shell
        self.update = path / "it's an update"
        self.update.write_text(UPDATE)
        self.update.chmod(0o755)
        (path / "release").write_text("1\n")
        self.environment = {
            "PATH": os.environ["PATH"],
            "FLEET_ROOT": str(path / "ledger"),
            "FLEET_RUN": "direct",
            "STATE": str(path),
        }

    @property
    def release(self) -> str:
        return (self.path / "release").read_text().strip()

    @property
    def ran(self) -> list[str]:
        found = self.path / "ran"
        return found.read_text().split() if found.exists() else []

    def arguments(
        self, version: str, attempt: str = "a1", order: int = 1, expect: str = "", limit: int = 5, revert: bool = True
    ) -> list[str]:
        update = str(self.update)
        back = ["--revert", update, "--revert-arg", self.release] if revert else []
        return [
            *self.shell, str(WRAPPER), "run", "--attempt", attempt, "--track", "firmware", "--order", str(order),
            "--timeout", str(limit), "--expect", expect or version, "--verify", update, "--verify-arg", "--version",
            *back, "--", update, version,
        ]  # fmt: skip

    def run(self, *args: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = self.arguments(*args, **options)  # type: ignore[arg-type]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)

    def call(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [*self.shell, str(WRAPPER), *args]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)


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


def pids(device: Device) -> list[int]:
    """Processes of the update, without the one that only watches."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
            marked = str(device.path).encode() in (entry / "environ").read_bytes()
        except OSError:
            continue
        if marked and b"\0run\0" not in words:
            found.append(int(entry.name))
    return found


def cut_power(device: Device) -> None:
    """Everything of the update dies at once: all of it stands still first, else a parent might still record what its child died of."""
    still: set[int] = set()
    while more := set(pids(device)) - still:
        still |= more
        for pid in more:
            send(pid, signal.SIGSTOP)
    for pid in still:
        send(pid, signal.SIGKILL)
    # A process that dies keeps its locks for a moment.
    end = time.monotonic() + 30
    while any(map(has_files, still)):
        assert time.monotonic() < end
        time.sleep(0.01)


def has_files(pid: int) -> bool:
    """Whether a process is there, and is more than an entry for its parent to read."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


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
