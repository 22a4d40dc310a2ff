# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``site`` refuses before it touches any host: run by Ansible itself, on inventories that are wrong in one way each."""

from __future__ import annotations

import json
import pathlib
import subprocess
import typing as t

import pytest

SERVERS = ("consul_servers", "vault_servers", "nomad_servers")


def fleet(servers: int = 3, **changes: t.Any) -> dict[str, t.Any]:
    """A right inventory, with changes."""
    hosts = {f"server{number}": {"fleet_address": f"192.0.2.{number}"} for number in range(servers)}
    groups = {group: {"hosts": dict.fromkeys(hosts)} for group in SERVERS}
    groups.update(changes.pop("groups", {}))
    variables = {"fleet_dir": "/nowhere/fleet", **changes}
    return {"all": {"hosts": hosts, "children": groups, "vars": variables}}


def preflight(folder: pathlib.Path, inventory: dict[str, t.Any]) -> tuple[int, str]:
    """Run the entry point; return the exit code and the output on one line."""
    (folder / "hosts.json").write_text(json.dumps(inventory))
    step = {"ansible.builtin.import_role": {"name": "nomadic.fleet.service", "tasks_from": "inventory"}}
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [step]}
    (folder / "play.yml").write_text(json.dumps([play]))
    command = ["ansible-playbook", "-i", str(folder / "hosts.json"), str(folder / "play.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_a_right_inventory_passes(tmp_path: pathlib.Path) -> None:
    code, output = preflight(tmp_path, fleet())
    assert code == 0, output


@pytest.mark.parametrize(
    ("inventory", "says"),
    [
        (fleet(fleet_dir=""), "'fleet_dir' is ''"),
        (fleet(fleet_dir="relative/path"), "'fleet_dir' is 'relative/path'"),
        (fleet(servers=0), "Group 'consul_servers' has 0 hosts"),
        (fleet(servers=2), "Group 'consul_servers' has 2 hosts. Every server votes, so their number must be odd"),
        (
            fleet(groups={"vault_servers": {"hosts": {"server1": None, "server2": None}}}),
            "Group 'vault_servers' has 2 hosts",
        ),
        (fleet(groups={"nomad_servers": {"hosts": {"other": None}}}), "Server 'other' has no 'fleet_address'"),
    ],
    ids=["no fleet_dir", "relative fleet_dir", "no servers", "even servers", "even vaults", "no address"],
)
def test_a_wrong_one_is_refused(tmp_path: pathlib.Path, inventory: dict[str, t.Any], says: str) -> None:
    code, output = preflight(tmp_path, inventory)
    assert code != 0
    assert says in output


def test_a_fleet_dir_inside_the_collection_is_refused(tmp_path: pathlib.Path) -> None:
    root = pathlib.Path(__file__).resolve().parents[4]
    code, output = preflight(tmp_path, fleet(fleet_dir=str(root / "fleet")))
    assert code != 0
    assert "outside the collection" in output


def test_a_fleet_without_vault_passes(tmp_path: pathlib.Path) -> None:
    inventory = fleet()
    del inventory["all"]["children"]["vault_servers"]
    code, output = preflight(tmp_path, inventory)
    assert code == 0, output


def test_a_fleet_without_nomad_is_none(tmp_path: pathlib.Path) -> None:
    inventory = fleet()
    inventory["all"]["children"] = {}
    code, output = preflight(tmp_path, inventory)
    assert code != 0
    assert "Group 'nomad_servers' has 0 hosts" in output
