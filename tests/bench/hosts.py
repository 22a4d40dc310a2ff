# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what a rollout to hosts costs beside plain ansible-playbook: the same three tasks on the same hosts, and print a table.

    python3 tests/stages/run.py --exec dev -- python tests/bench/hosts.py [HOSTS]

`make bench` runs it with 200 hosts, all of them this machine by the connection `local`. Both run as somebody who has tuned
them would: the example `ansible.cfg`, no facts, forks and shards for the cores that are there. They take turns, and begin in turns; what
counts is all that was spent, the start of Ansible and the store included. The exit code is the number of targets that were missed.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from typing import Any, NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOSTS, TARGET = 200, 1.1
CORES = min(4, len(os.sched_getaffinity(0)))
PROCESSES = max(1, CORES // 2)  # each has a main process of Ansible, which wants a core beside those of its modules
FORKS = 5 * CORES  # of all processes together: local modules need cores, not patience

#: A release is put in its place, switched to, and checked.
TASKS: list[dict[str, Any]] = [
    {"name": "Install", "ansible.builtin.copy": {"content": "{{ release }}\n", "dest": "{{ path }}.{{ release }}", "mode": "0600"}},
    {"name": "Switch", "ansible.builtin.file": {"src": "{{ path }}.{{ release }}", "dest": "{{ path }}", "state": "link", "force": True}},
    {"name": "Check", "ansible.builtin.command": {"argv": ["grep", "-qx", "{{ release }}", "{{ path }}"]}, "changed_when": False},
]  # fmt: skip


class Spent(NamedTuple):
    """Seconds of processors, and of the clock."""

    cpu: float
    wall: float


def run(folder: pathlib.Path, *arguments: str) -> Spent:
    """One ansible-playbook, with all that it starts."""
    environment = {
        **os.environ,
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
    }
    with (folder / "log").open("w") as log:
        begun = time.monotonic()
        command = ["ansible-playbook", "-i", "hosts.json", *arguments]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{(folder / 'log').read_text()[-3000:]}")
    return Spent(usage.ru_utime + usage.ru_stime, wall)


def prepare(folder: pathlib.Path, hosts: int) -> list[str]:
    """Inventory, playbook, and the play that rolls it out; the names of the hosts."""
    names = [f"host{number:04}" for number in range(hosts)]
    path = f"{folder}/hosts/{{{{ inventory_hostname }}}}"
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "path": path}
    play = {"hosts": "all", "gather_facts": False, "tasks": TASKS}
    rollout = {"nomadic.fleet.fleet_rollout": {"policy": "{{ release }}.json", "store": str(folder / "store")}}
    (folder / "hosts").mkdir()
    files: dict[str, Any] = {
        "hosts.json": {"all": {"hosts": {name: {} for name in names}, "vars": local}},
        "update.yml": [play],
        "rollout.yml": [{"hosts": "localhost", "gather_facts": False, "tasks": [rollout]}],
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    return names


def rolled_out(folder: pathlib.Path, release: str, hosts: int) -> Spent:
    """By the executor, all hosts in one wave, as the plain run has them."""
    shard = -(-hosts // PROCESSES)
    playbook = {
        "file": "update.yml",
        "variables": {"release": release},
        "forks": max(1, FORKS // PROCESSES),
        "shard": shard,
        "processes": PROCESSES,
    }
    policy = {
        "rollout": release,
        "track": "bench",
        "select": {"hosts": "all"},
        "update": {"playbook": playbook},
        "waves": {"sizes": ["100%"]},
        "timeout": {"device": "30m"},
    }
    (folder / f"{release}.json").write_text(json.dumps(policy))
    return run(folder, "-e", f"release={release}", "rollout.yml")


def plain(folder: pathlib.Path, release: str) -> Spent:
    """By one ansible-playbook."""
    return run(folder, "--forks", str(FORKS), "-e", f"release={release}", "update.yml")


def main(hosts: int) -> int:
    """Each of them twice, in turns."""
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as name:
        folder = pathlib.Path(name)
        names = prepare(folder, hosts)
        ours: list[Spent] = []
        theirs: list[Spent] = []
        for release in ("r1", "r2", "r3", "r4"):
            executor = release in ("r2", "r3")
            spent = rolled_out(folder, release, hosts) if executor else plain(folder, release)
            (ours if executor else theirs).append(spent)
            who = "executor playbook" if executor else "ansible-playbook"
            print(f"{who:>17}: {spent.cpu:.1f} s CPU, {spent.wall:.1f} s", flush=True)
            on = [(folder / "hosts" / host).read_text() for host in names]
            assert on == [f"{release}\n"] * hosts, "some host is not on the release"
    print("\n| what | target | measured | |\n|---|---|---|---|")
    missed = 0
    for number, what in enumerate(("CPU", "wall clock")):
        mine, plainly = (sum(one[number] for one in spent) / len(spent) for spent in (ours, theirs))
        held = mine / plainly <= TARGET
        missed += not held
        measured = f"{mine / plainly:.2f} ({mine:.1f} s and {plainly:.1f} s)"
        print(
            f"| 3 tasks on {hosts} hosts, executor playbook / ansible-playbook: {what} | <= {TARGET} times | {measured} | {'held' if held else 'missed'} |"
        )
    return missed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else HOSTS))
