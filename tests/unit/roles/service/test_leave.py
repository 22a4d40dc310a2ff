# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be taken out of service: by Ansible itself, without a cluster."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import typing as t

import pytest

FIVE = ["a", "b", "c", "d", "e"]
THREE = FIVE[:3]
#: Server and what is known of its cluster, in which it is "a"; and the end of what it is told, or nothing where it may leave.
VOTES: dict[str, tuple[dict[str, t.Any], str]] = {
    "one-of-five": ({"_service_voters": FIVE, "_service_healthy": FIVE}, ""),
    "ill-one-of-five": ({"_service_voters": FIVE, "_service_healthy": FIVE[1:]}, ""),
    "one-of-five-and-another-ill": ({"_service_voters": FIVE, "_service_healthy": [*"acde"]}, ""),
    "one-of-five-and-two-ill": (
        {"_service_voters": FIVE, "_service_healthy": ["a", "d", "e"]},
        "Without it there are 4, and 2 of them healthy: too few to decide anything.",
    ),
    "one-of-three": (
        {"_service_voters": THREE, "_service_healthy": THREE},
        "Without it there are 2, and 2 of them healthy: a cluster of fewer than three stops when it loses another one.",
    ),
    "one-of-three-anyway": (
        {"_service_voters": THREE, "_service_healthy": ["a"], "service_leave_anyway": True},
        "",
    ),
    "without-a-vote": ({"_service_voters": ["b"], "_service_healthy": []}, ""),
}


def run(folder: pathlib.Path, entry: str, hosts: dict[str, dict[str, t.Any]], **variables: t.Any) -> dict[str, str]:
    """Run an entry point of the role on hosts; return what those that are refused are told."""
    shared = {"ansible_connection": "local", "_service_name": "nomad", "fleet_api_host": "localhost", **variables}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": shared}}))
    step = {"ansible.builtin.import_role": {"name": "nomadic.fleet.service", "tasks_from": entry}}
    (folder / "play.json").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [step]}]))
    command = ["ansible-playbook", "-i", str(folder / "hosts.json"), str(folder / "play.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ran = set(re.findall(r"^([\w-]+)\s+: ok=[1-9]", done.stdout, re.MULTILINE))
    assert ran == set(hosts), done.stdout + done.stderr
    return dict(re.findall(r'^fatal: \[([\w-]+)\].*"msg": "(.*)"', done.stdout, re.MULTILINE))


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    hosts = {name: variables for name, (variables, _words) in VOTES.items()}
    return run(tmp_path_factory.mktemp("votes"), "leave_vote", hosts, _service_leaving=["a"])


@pytest.mark.parametrize("name", VOTES)
def test_a_cluster_keeps_the_votes_that_it_needs(votes: dict[str, str], name: str) -> None:
    words = VOTES[name][1]
    if not words:
        assert name not in votes
    else:
        assert words in votes[name]
        assert "-e anyway=true" in votes[name]


def test_only_members_that_talk_to_no_api_are_taken_out(tmp_path: pathlib.Path) -> None:
    members = ["server1", "server2", "cloud1"]
    hosts: dict[str, dict[str, t.Any]] = {
        "right": {"_service_targets": ["server2", "cloud1"]},
        "nobody": {"_service_targets": []},
        "device": {"_service_targets": ["server2", "device1"]},
        "api-host": {"_service_targets": ["server2"], "fleet_api_host": "server2"},
    }
    told = run(tmp_path, "leave_target", hosts, _service_members=members)
    assert set(told) == {"nobody", "device", "api-host"}
    assert "-e target=server3" in told["nobody"]
    assert told["device"].startswith("device1 is neither")
    assert "-e fleet_api_host=HOST" in told["api-host"]
