# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller: Ansible's own programs in processes of their own, and what they cost with all their children."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cluster import TOKEN

HERE = Path(__file__).resolve().parent
CALLBACKS = HERE.parent / "bench" / "callback_plugins"
ROLLOUT = "scale"
RELEASE = "2"


class Ran(NamedTuple):
    """A program that has ended."""

    output: str
    seconds: float
    cpu: float
    memory: int  # of its largest process, in MB
    code: int


def run(command: list[str], environ: Mapping[str, str], watch: Callable[[str], None] = lambda _line: None) -> Ran:
    """Run it, and have each line of its output watched."""
    begun = time.monotonic()
    env = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "ANSIBLE_CONFIG": str(HERE.parents[1] / "ansible.cfg"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        **environ,
    }
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            watch(line.rstrip())
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Ran("".join(lines), time.monotonic() - begun, cpu, usage.ru_maxrss // 1024, process.returncode)


class Controller:
    """What an operator has: a store, a policy, a token."""

    def __init__(self, folder: Path, address: str) -> None:
        self.store = folder / "store"
        self._folder, self._address = folder, address

    def enrol(self, devices: Mapping[str, Mapping[str, Any]]) -> None:
        """Write the store's records of all devices at once; one by one each of them would wait for the disk."""
        for number, (name, device) in enumerate(sorted(devices.items()), start=1):
            path = self.store / "fleet" / "nodes" / hashlib.sha256(name.encode()).hexdigest()[:2] / f"{name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            record = {"name": name, "state": "accepted", "index": number + 9, "pool": "external", "region": "global"}
            record.update(group=device["group"], node_id=device["id"], generation=1)
            path.write_text(json.dumps({"index": number, "value": record}))
        (self.store / ".index").write_text(f"{len(devices)}\n")

    def roll_out(self, policy: Mapping[str, Any], watch: Callable[[str], None]) -> tuple[Ran, dict[str, Any]]:
        """Run the action once: what it cost, and what it says."""
        play, path, said = (self._folder / name for name in ("play.json", "policy.json", "result.json"))
        path.write_text(json.dumps(policy))
        said.write_text("{}")
        task = {"policy": str(path), "address": self._address, "token": TOKEN, "store": str(self.store)}
        # The callback notes what went well; what did not is seen by the state that it says.
        tasks = [{"nomadic.fleet.fleet_rollout": task, "failed_when": False}]
        play.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
        environ = {
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "seconds",
            "ANSIBLE_STDOUT_CALLBACK": "minimal",
            "BENCH_RESULT": str(said),
        }
        ran = run(["ansible-playbook", "-i", "localhost,", "-c", "local", str(play)], environ, watch)
        return ran, json.loads(said.read_text()).get("result", {})

    def inventory(self) -> tuple[Ran, dict[str, Any]]:
        """The fleet as Ansible lists it."""
        source, listed = self._folder / "fleet.nomad.yml", self._folder / "inventory.json"
        options = {"plugin": "nomadic.fleet.nomad", "address": self._address, "token": TOKEN}
        source.write_text(json.dumps({**options, "store": str(self.store)}))
        command = ["ansible-inventory", "-i", str(source), "--list", "--export", "--output", str(listed)]
        enabled = {"ANSIBLE_INVENTORY_ENABLED": "nomadic.fleet.nomad"}
        ran = run(command, {**enabled, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"})
        if ran.code:
            sys.exit(f"ansible-inventory failed:\n{ran.output}")
        return ran, json.loads(listed.read_text())
