# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rollout by the real action on real Nomad servers with simulated devices, held against what the devices know.

    trial.py --nomad /path/of/nomad --python /venv/bin/python [--devices 500] [--servers 1] [--kills 0]

3 % of the devices fail, 5 % are offline and come back, 1 % are lost in the middle of the update, 2 % reboot before they
could tell how it went. With --kills the leader is killed so often in the middle of a wave, and comes back; whatever the
action says to such a server, it is typed once more. Prints a table; the exit code is the number of targets that were
missed.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import table
import verdict
from balancer import Balancer
from cluster import Cluster
from controller import RELEASE, ROLLOUT, Controller, Ran
from table import Found

HERE = Path(__file__).resolve().parent
LIFETIME = 3000
SEED = 7
MAX_WAVE = 1000
LARGE = 0.15  # of the fleet, or as large as a wave may be: in waves of that size a leader is killed
LOSING_FROM = 0.3  # of the fleet: whoever is lost holds a wave up, so the small ones lose nobody
RUNS = 6  # as often as anybody would type it again
OVER = ("done", "failed", "aborted", "paused")
COMMAND = "/opt/update"


def _small(devices: int, kills: int) -> bool:
    return devices <= 500 and not kills


def policy(devices: int, kills: int) -> dict[str, Any]:
    """A canary, a tenth of the fleet or so, then all the rest in waves as large as they may be.

    An update takes a second at most. How long it may take is what servers may need that are busy, or without a leader; and
    the more devices they have, the less often they hear of one: until they know that it is lost takes longer.
    """
    silent = f"{max(50, devices // 100)}s"
    return {
        "rollout": ROLLOUT,
        "track": "firmware",
        "select": {"all": True},
        "update": {"batch": {"command": COMMAND, "args": [RELEASE], "revert": {"command": COMMAND, "args": ["1"]}}},
        "verify": {"command": COMMAND, "args": ["--version"], "expect": RELEASE},
        "waves": {"canary": 1, "start": min(100, devices // 5), "factor": 5, "max": MAX_WAVE},
        "failure": {"percent": 15},
        "timeout": {"device": "1s", "silent": "23s"} if _small(devices, kills) else {"device": "15s", "silent": silent},
        "offline": "catch_up",
    }


class Devices:
    """The simulated ones, in a process of their own."""

    def __init__(self, python: str, number: int, servers: list[str]) -> None:
        words = [python, str(HERE / "devices.py"), str(number), str(SEED), str(LOSING_FROM), *servers]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._read() != "ready":
            sys.exit("the devices did not come up")

    def report(self) -> dict[str, Any]:
        """What all of them know."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._read())
        return answer

    def stop(self) -> None:
        """End them."""
        self._process.kill()
        self._process.wait()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class Trial:
    """One of them."""

    def __init__(self, options: argparse.Namespace, cluster: Cluster) -> None:
        self.options, self.cluster = options, cluster
        self.waves = 0
        self.killed: list[str] = []
        self._lock = threading.Lock()

    def run(self) -> Found:
        """All of it."""
        self.cluster.start()
        begun = time.monotonic()
        devices = Devices(self.options.python, self.options.devices, self.cluster.rpc)
        try:
            registering = time.monotonic() - begun
            enlisted = devices.report()["devices"]
            balancer = Balancer(self.cluster.http)
            controller = Controller(self.cluster.folder, f"http://127.0.0.1:{balancer.port}")
            controller.enrol(enlisted)
            self._wait_for_the_away(enlisted)
            listing, inventory = controller.inventory()
            asked, begun = len(balancer.requests), time.monotonic()
            runs, result = self._roll_out(controller)
            wall = time.monotonic() - begun
            report = devices.report()
            nodes = self._published(report["devices"])
            return Found(
                devices=report["devices"],
                store=controller.store,
                result=result,
                nodes=nodes,
                inventory=inventory,
                runs=runs,
                listing=listing,
                listing_requests=asked,
                requests=balancer.requests[asked:],
                waves=self.waves,
                killed=self.killed,
                kills=self.options.kills,
                registering=registering,
                wall=wall,
                devices_memory=report["memory"],
                server_memory=self.cluster.memory(),
            )
        finally:
            devices.stop()

    def _wait_for_the_away(self, devices: verdict.Devices) -> None:
        """Until the servers know who is away."""
        wanted = sum(device["ready"] for device in devices.values())
        end = time.monotonic() + 180
        while len(self.cluster.nodes('Status == "ready"')) != wanted:
            if time.monotonic() > end:
                sys.exit(f"not {wanted} nodes are ready")
            time.sleep(0.5)

    def _published(self, devices: verdict.Devices) -> list[dict[str, Any]]:
        """Nodes that say that they are on the release, once they have told all servers so."""
        end = time.monotonic() + 20
        while True:
            nodes = self.cluster.nodes(f'Meta.fleet_release == "{RELEASE}"')
            if not verdict.published(nodes, devices) or time.monotonic() > end:
                return nodes
            time.sleep(0.5)

    def _roll_out(self, controller: Controller) -> tuple[list[Ran], dict[str, Any]]:
        """Type it until it is over."""
        runs: list[Ran] = []
        result: dict[str, Any] = {}
        while len(runs) < RUNS and result.get("state") not in OVER:
            ran, result = controller.roll_out(policy(self.options.devices, self.options.kills), self._watch)
            runs.append(ran)
            if result.get("state") not in OVER:
                print(
                    f"run {len(runs)} ended before the rollout: {result.get('msg') or ran.output[-2000:]}", flush=True
                )
                time.sleep(2)
        return runs, result

    def _watch(self, line: str) -> None:
        """Show the progress, note when waves begin, and kill leaders."""
        print(f"  {line}", flush=True)
        found = re.search(r"wave (\d+)[^:]*: (\d+) devices offered", line)
        if found:
            self.waves += 1
            large = int(found[2]) >= min(LARGE * self.options.devices, MAX_WAVE)
            if large and len(self.killed) < self.options.kills:
                threading.Timer(2, self._kill).start()

    def _kill(self) -> None:
        with self._lock:
            name = self.cluster.kill_leader()
            self.killed.append(name)
            print(f"  killed {name}, the leader", flush=True)
            time.sleep(5)
            self.cluster.revive(name)


def main() -> int:
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nomad", required=True, help="path of the binary")
    parser.add_argument("--python", required=True, help="with tests/requirements-scale.txt")
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="an existing one, in which to make another one")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="scale-", dir=options.folder))
    grace = 6 if _small(options.devices, options.kills) else 15
    cluster = Cluster(folder, options.nomad, options.servers, grace, LIFETIME)
    try:
        found = Trial(options, cluster).run()
        rows = list(table.rows(found))
        for problem in table.problems(found):
            print(f"  {problem}")
    finally:
        cluster.stop()
    print(f"\n{options.devices:,} devices, {options.servers} servers, {time.monotonic() - begun:.0f} s in all\n")
    print("| what | target | measured | |\n|---|---|---|---|")
    for what, target, measured, held in rows:
        print(f"| {what} | {target} | {measured} | {'' if held is None else 'held' if held else 'missed'} |")
    return sum(row.held is False for row in rows)


if __name__ == "__main__":
    sys.exit(main())
