# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what the collection promises, against real servers, and print a table of targets.

    make bench

Requests are counted in the servers' own logs, TLS sessions by a relay in between; the inventory has a program of
its own (inventory.py), and a fleet that is simulated. The last column says whether a target was held; the exit code
is the number of those that were missed.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from typing import Any, NamedTuple

BENCH = pathlib.Path(__file__).resolve().parent
SETUP = BENCH.parent / "integration" / "targets" / "setup_servers" / "files"
sys.path.insert(0, str(SETUP))

from ready import Api  # noqa: E402
from relay import Relay  # noqa: E402

import inventory  # noqa: E402
from inventory import VERDICT, Row  # noqa: E402

KEYS, SAMPLE, JOBS, DETAILED = 1000, 100, 1000, 100
SIMULATED = (1_000, 100_000)  # devices
#: How the servers note a request.
NOTED = {"consul": r"Request finished: method=\S+ url=(\S+)", "nomad": r"request complete: method=\S+ path=(\S+)"}


class Run(NamedTuple):
    """One task, measured."""

    seconds: float
    requests: int
    handshakes: int
    result: dict[str, Any]


class Server:
    """A server, the relay before it, and its log."""

    def __init__(self, product: str, state: dict[str, Any]) -> None:
        self.product = product
        self.api = Api(state["options"]["address"], pathlib.Path(state["options"]["ca_file"]))
        self.api.token = state["options"]["token"]
        self._log = pathlib.Path(state["log"])
        self._relay = Relay(urllib.parse.urlsplit(self.api.address).port or 0)
        self._options = {**state["options"], "address": f"https://127.0.0.1:{self._relay.port}"}

    def run(self, module: str, options: dict[str, Any], loop: list[str] | None = None) -> Run:
        """Run a task once."""
        task = {f"nomadic.fleet.{module}": {**self._options, **options}, **({"loop": loop} if loop else {})}
        first, handshakes = self._noted(), self._relay.handshakes
        with tempfile.TemporaryDirectory() as folder:
            play, result = pathlib.Path(folder) / "play.yml", pathlib.Path(folder) / "result.json"
            play.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))
            _playbook(play, result)
            measured = json.loads(result.read_text())
        # what tells that the log is complete is noted itself
        requests = self._noted() - first - 1
        return Run(measured["seconds"], requests, self._relay.handshakes - handshakes, measured["result"])

    def _noted(self) -> int:
        """The number of requests up to now, this one included."""
        marker = f"/v1/status/leader?marker={time.monotonic_ns()}"
        self.api.ask("GET", marker)
        end = time.monotonic() + 10
        while True:
            noted = re.findall(NOTED[self.product], self._log.read_text(errors="replace"))
            if marker in noted:
                return len(noted)
            if time.monotonic() > end:
                sys.exit(f"{self._log} does not note requests as {NOTED[self.product]!r}")
            time.sleep(0.1)


def _playbook(play: pathlib.Path, result: pathlib.Path) -> None:
    variables = {
        **os.environ,
        "ANSIBLE_CALLBACK_PLUGINS": str(BENCH / "callback_plugins"),
        "ANSIBLE_CALLBACKS_ENABLED": "seconds",
        "ANSIBLE_STDOUT_CALLBACK": "minimal",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "BENCH_RESULT": str(result),
    }
    command = ["ansible-playbook", "-i", "localhost,", "-c", "local", str(play)]
    command += ["-e", "ansible_python_interpreter={{ ansible_playbook_python }}"]
    done = subprocess.run(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"the task failed:\n{done.stdout[-3000:]}")


def consul(server: Server) -> tuple[list[Row], list[Run]]:
    """1,000 keys in one task, and in as many tasks."""
    tree = {f"service{number % 50}/setting{number}": f"value {number}" for number in range(KEYS)}
    options = {"prefix": "bench/tree", "tree": tree, "prune": "exact"}
    made = server.run("consul_kv_tree", options)
    again = server.run("consul_kv_tree", options)
    assert made.result["changed"], "no key was written"
    assert not again.result["changed"], "the second run changed something"
    assert len(server.api.ask("GET", "/v1/kv/bench/tree/?keys=true")) == KEYS
    items = [f"bench/one/{number}" for number in range(SAMPLE)]
    single = server.run("consul_kv", {"key": "{{ item }}", "value": "{{ item }}"}, loop=items)
    assert len(single.result["results"]) == SAMPLE
    scaled = single.seconds * KEYS / SAMPLE
    factor = scaled / made.seconds
    times = f"{factor:.0f} times ({made.seconds:.2f} s; {scaled:.0f} s, from {SAMPLE} items in {single.seconds:.1f} s)"
    return [
        Row(f"Consul: write {KEYS:,} keys in one task", "18 requests", f"{made.requests}", made.requests <= 18),
        Row("Consul: the same again, unchanged", "1 request", f"{again.requests}", again.requests <= 1),
        Row(f"Consul: faster than {KEYS:,} items of a one-key task", "200 times", times, factor >= 200),
    ], [made, again, single._replace(handshakes=-(-single.handshakes // SAMPLE))]


def nomad(server: Server) -> tuple[list[Row], list[Run]]:
    """1,000 jobs, as stubs and in full."""
    for number in range(JOBS):
        tasks = [{"Name": "nothing", "Driver": "raw_exec", "Config": {"command": "/bin/true"}}]
        job: dict[str, Any] = {
            "ID": f"bench-{number:04}",
            "Type": "batch",
            "ParameterizedJob": {},
            "Datacenters": ["dc1"],
        }
        job["TaskGroups"] = [{"Name": "nothing", "Tasks": tasks}]
        server.api.ask("PUT", "/v1/jobs", {"Job": job})
    stubs = server.run("nomad_job_info", {"prefix": "bench-"})
    full = server.run("nomad_job_info", {"prefix": "bench-00", "details": True})
    assert len(stubs.result["jobs"]) == JOBS, len(stubs.result["jobs"])
    assert len(full.result["jobs"]) == DETAILED, len(full.result["jobs"])
    assert all("TaskGroups" in job for job in full.result["jobs"])
    took = f"{stubs.requests} ({stubs.seconds:.2f} s)"
    return [
        Row(f"Nomad: list {JOBS:,} jobs", "3 requests", took, stubs.requests <= 3),
        Row(
            f"Nomad: read {DETAILED} jobs in full",
            f"{1 + DETAILED} requests",
            f"{full.requests} ({full.seconds:.2f} s)",
            full.requests <= 1 + DETAILED,
        ),
    ], [stubs, full]


def table(program: str, *arguments: str) -> list[Row]:
    """The rows of a program beside this one that prints such a table itself; its exit code is the number of misses."""
    command = [sys.executable, str(BENCH / program), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (held|missed) \|$", done.stdout, re.MULTILINE)
    if not found or done.returncode != sum(held == "missed" for *_row, held in found):
        sys.exit(f"{program} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return [Row(f"Rollouts: {what}", target, measured, held == "held") for what, target, measured, held in found]


def main() -> None:
    """Start, measure, tell, stop."""
    binaries = dict(word.split("=", 1) for word in sys.argv[1:])
    rows: list[Row] = []
    runs: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as folder:
        servers = [sys.executable, str(SETUP / "servers.py")]
        try:
            start = [*servers, "start", f"{folder}/servers", *(f"{name}={binaries[name]}" for name in NOTED)]
            done = subprocess.run(start, stdout=subprocess.PIPE, text=True, check=True)
            state = json.loads(done.stdout.strip().splitlines()[-1])
            for product, measure in (("consul", consul), ("nomad", nomad)):
                found, measured = measure(Server(product, state[product]))
                rows += found
                runs += measured
        finally:
            subprocess.run([*servers, "stop", f"{folder}/servers"], check=False)
    rows += table("rollout.py", *map(str, SIMULATED))
    rows += table("hosts.py")
    sessions = max(run.handshakes for run in runs)
    rows.append(Row("All of these: TLS sessions a task", "1", str(sessions), sessions == 1))
    rows += inventory.rows()
    print("\n| | target | measured | |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.target} | {row.measured} | {VERDICT[row.held]} |")
    sys.exit(sum(row.held is False for row in rows))


if __name__ == "__main__":
    main()
