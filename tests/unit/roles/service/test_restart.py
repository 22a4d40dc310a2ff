# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which order members are restarted, and what a run says when one does not come back: by Ansible itself, without a service."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import typing as t

import yaml

RESTART = pathlib.Path(__file__).resolve().parents[4] / "playbooks" / "restart.yml"
#: The restarts of Consul, as the playbook has them.
PLAY = next(play for play in yaml.safe_load(RESTART.read_text()) if play["name"] == "Restart the members of Consul")
#: Members in the order of the inventory, with their part in the cluster.
PARTS = {
    "client1": "client",
    "server3": "follower",
    "server1": "leader",
    "server2": "follower",
    "client2": "down",
    "server4": "down",
}


def run(folder: pathlib.Path, plays: list[dict[str, t.Any]], **variables: t.Any) -> subprocess.CompletedProcess[str]:
    """Run plays on a host for each member."""
    hosts = {
        name: {
            "_service_part": part.replace("down", "follower"),
            "_service_in_force": {"rc": {"down": 3}.get(part, 2)},
        }
        for name, part in PARTS.items()
    }
    shared = {"ansible_connection": "local", "_service_name": "consul", **variables}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": shared}}))
    (folder / "play.json").write_text(json.dumps(plays))
    command = ["ansible-playbook", "--forks", "6", "-i", str(folder / "hosts.json"), str(folder / "play.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def sort(due: bool) -> dict[str, t.Any]:
    """A play that puts the members into their groups."""
    task = {"ansible.builtin.import_role": {"name": "nomadic.fleet.service", "tasks_from": "sort"}}
    return {
        "hosts": "all",
        "gather_facts": False,
        "vars": {} if due else {"_service_in_force": {"rc": 0}},
        "tasks": [task],
    }


def test_who_is_down_comes_first_and_the_leader_after_all_servers(tmp_path: pathlib.Path) -> None:
    """Within a part it is the order of the inventory, so that a run can be foretold."""
    turns = {**PLAY, "tasks": [{"ansible.builtin.debug": {"msg": "turn of {{ inventory_hostname }}"}}]}
    done = run(tmp_path, [sort(True), turns])
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r'"turn of (\w+)"', done.stdout) == [
        "client2",
        "server4",
        "server3",
        "server2",
        "server1",
        "client1",
    ]


def test_who_runs_on_what_it_has_is_not_restarted(tmp_path: pathlib.Path) -> None:
    turns = {**PLAY, "tasks": [{"ansible.builtin.debug": {"msg": "turn of {{ inventory_hostname }}"}}]}
    done = run(tmp_path, [sort(False), turns])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "turn of" not in done.stdout


def test_the_first_that_fails_ends_the_restarts(tmp_path: pathlib.Path) -> None:
    """Here the secrets cannot be read, which is the first step of the role."""
    done = run(tmp_path, [sort(True), PLAY], fleet_dir="", fleet_address="192.0.2.1")
    assert done.returncode
    said = re.findall(r"The restart of consul on (\w+) stopped at '([^']+)'", done.stdout)
    assert said[0] == ("client2", "Read the gossip key")
    assert {host for host, _task in said} == {"client2"}
    assert "nomadic.fleet.restart" in done.stdout
