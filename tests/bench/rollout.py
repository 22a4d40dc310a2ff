# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the engine of rollouts on simulated devices, with the store of small fleets, and print a table.

    python3 tests/stages/run.py --exec dev -- python tests/bench/rollout.py [DEVICES ..]

`make bench` runs it with 1,000 and 100,000 devices.

The devices count for themselves what they ran: 3 % fail, 1 % are lost, 5 % are offline and come back. What is measured is
the engine with its store, which lies in memory where there is such a disk; Nomad and the network are not. The exit code is
the number of targets that were missed.
"""

from __future__ import annotations

import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
import typing as t

DEFAULT = (1_000, 100_000, 1_000_000)
STEPS = 5  # gate, offering, following, closing, judging: each of them ends with a write of the state
MICROSECONDS, MEGABYTES, KILOBYTES = 30.0, 64.0, 380.0
BUILD = pathlib.Path(__file__).resolve().parents[2] / "build" / "dev"
MEMORY = pathlib.Path("/dev/shm")
BACK_AT = 1_001_000.0

POLICY = """
rollout: simulated
track: simulated
select: {all: true}
update: {batch: {command: /opt/update, args: ["2"]}}
verify: {command: /opt/update, args: [--version], expect: "2"}
waves: {canary: 1, start: 10, factor: 2, max: 1000}
failure: {percent: 50}
offline: catch_up
timeout: {rollout: 60d}
"""


class Simulated:
    """Devices, scheduler, clock and doorkeeper in one, with next to no memory of its own."""

    def __init__(self, devices: int) -> None:
        self.devices = devices
        self.ran = bytearray(devices)
        self.time = 1_000_000.0
        self.largest = 0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += max(seconds, 30)

    def ask(self, gate: t.Any) -> str:
        del gate
        return ""

    def _device(self, number: int) -> t.Any:
        online = number % 20 != 7 or self.time >= BACK_AT
        return ports.Device(f"{number:08x}-0000-4000-8000-000000000000", f"device-{number:07d}", online)

    def select(self, select: t.Any) -> list[t.Any]:
        del select
        return [self._device(number) for number in range(self.devices)]

    def look(self, ids: t.Collection[str]) -> dict[str, t.Any]:
        return {id_: self._device(int(id_[:8], 16)) for id_ in ids}

    def lost(self, ids: t.Collection[str]) -> set[str]:
        return {id_ for id_ in ids if not self.look([id_])[id_].online}

    def submit(self, offer: t.Any) -> None:
        for id_ in offer.devices:
            number = int(id_[:8], 16)
            self.ran[number] += 1
            assert self.ran[number] == 1, "a device ran twice"

    def observe(self, offer: t.Any, exact: bool = False) -> t.Any:
        del exact
        results = {id_: ports.Result(self._outcome(int(id_[:8], 16))) for id_ in offer.devices}
        return ports.Seen(True, 0, {}, results)

    @staticmethod
    def _outcome(number: int) -> str:
        if number % 100 in (3, 33, 63):
            return judge.FAILED
        return judge.LOST if number % 100 == 42 else judge.SUCCEEDED

    def stop(self, offer: t.Any) -> None:
        del offer

    def hold(self, offer: t.Any, held: bool) -> None:
        del offer, held

    def promote(self, offer: t.Any) -> None:
        del offer

    def record(self, offer: t.Any, ids: t.Collection[str]) -> list[str]:
        del offer, ids
        return []


def measure(devices: int) -> dict[str, t.Any]:
    """One rollout in this process."""
    world = Simulated(devices)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        disk = store.DirectoryStore(folder)
        parts = journal.Ports(store=disk, fleet=world, executor=world, clock=world, door=world, who="bench")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begun, cpu = time.monotonic(), time.process_time()
        report = rollout.Rollout(parsing.load(POLICY), parts).act("start", max_wait=1e9)
        cpu, seconds = time.process_time() - cpu, time.monotonic() - begun
        files = list(pathlib.Path(folder).rglob("*.json"))
        largest = max(path.stat().st_size for path in files) / 1024
        waves = sum("/waves/" in str(path) for path in files)
    # Canaries come first, and none of the first devices fails, so every device must have an outcome at the end.
    assert report.state == "done", report.message
    assert sum(report.counts.values()) == devices
    assert world.ran.count(1) == devices
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "devices": devices,
        "waves": waves,
        "cpu": cpu,
        "seconds": seconds,
        "largest": largest,
        "memory": after,
        "before": before,
    }


def main(sizes: t.Sequence[int]) -> int:
    """Every size in a process of its own, since memory is never given back."""
    found = []
    for devices in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(devices)], stdout=subprocess.PIPE, text=True, check=True
        )
        found.append(json.loads(done.stdout))
        one = found[-1]
        print(
            f"{one['devices']:>9,} devices: {one['waves']:>5} waves, {one['seconds']:.0f} s, {one['cpu']:.1f} s CPU, "
            f"{one['memory']:.0f} MB",
            flush=True,
        )
    last = found[-1]
    step = last["cpu"] / last["devices"] / STEPS * 1e6
    rows = [
        (f"CPU a device and step of a wave, {last['devices']:,} devices", step, MICROSECONDS, "microseconds"),
        ("largest document in the store", max(one["largest"] for one in found), KILOBYTES, "KiB"),
    ]
    flat = [one for one in found if one["devices"] <= 100_000]
    if len(flat) > 1:
        grown = flat[-1]["memory"] - flat[0]["memory"]
        rows.append(
            (f"more memory for {flat[-1]['devices']:,} devices than for {flat[0]['devices']:,}", grown, MEGABYTES, "MB")
        )
    print("\n| what | target | measured | |\n|---|---|---|---|")
    for what, measured, target, unit in rows:
        print(f"| {what} | <= {target:g} {unit} | {measured:.1f} | {'held' if measured <= target else 'missed'} |")
    return sum(measured > target for _what, measured, target, _unit in rows)


sys.path.insert(0, str(BUILD))
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import (  # noqa: E402
    journal,
    judge,
    parsing,
    ports,
    rollout,
    store,
)

if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        sys.exit(main([int(text) for text in sys.argv[1:]] or DEFAULT))
