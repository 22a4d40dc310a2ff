# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role decides from a host's facts and from its variables: by Ansible itself, on facts that were written down.

Each case is a host of one inventory, so that one run decides them all. The preflight's own tasks judge the choices; that this
machine itself may be no place for Nomad is another message.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import typing as t

import pytest
import yaml

FACTS = pathlib.Path(__file__).parent / "facts"
SUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FILE = {"nomad_install": "file", "nomad_source": "/srv/nomad", "nomad_checksum": SUM}
PRESENT = {"nomad_install": "present", "nomad_source": "/bin/true"}

#: A name, the host's facts and its variables.
RIGHT: dict[str, tuple[str, dict[str, t.Any]]] = {
    "archive": ("debian-11", {}),
    "archive_redhat": ("rocky-9", {}),
    "apt": ("debian-13", {"nomad_install": "apt"}),
    "apt_ubuntu": ("ubuntu-24.04", {"nomad_install": "apt"}),
    "apt_raspios": ("raspios-12", {"nomad_install": "apt"}),
    "file": ("rocky-9", FILE),
    "present": ("raspios-12", PRESENT),
}
WRONG: dict[str, tuple[str, dict[str, t.Any]]] = {
    "archive_with_source": ("debian-12", {"nomad_source": "/srv/nomad"}),
    "archive_with_sum": ("debian-12", {"nomad_checksum": SUM}),
    "apt_redhat": ("rocky-9", {"nomad_install": "apt"}),
    "file_without_sum": ("debian-12", {**FILE, "nomad_checksum": ""}),
    "file_short_sum": ("debian-12", {**FILE, "nomad_checksum": SUM[:8]}),
    "file_without_source": ("debian-12", {**FILE, "nomad_source": ""}),
    "file_relative": ("debian-12", {**FILE, "nomad_source": "nomad"}),
    "present_without_source": ("debian-12", {"nomad_install": "present"}),
    "unknown_source": ("debian-12", {"nomad_install": "container"}),
    "unknown_family": ("alpine-3", {}),
}
#: What is written down for each host of a known family.
VALUES = ("_service_binary", "_service_pushed", "_service_package_names", "_service_family")


@pytest.fixture(scope="session")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, t.Any]]:
    """What the role said about each case, and what its expressions gave."""
    folder = tmp_path_factory.mktemp("decided")
    hosts = {}
    for name, (facts, variables) in {**RIGHT, **WRONG}.items():
        hosts[name] = {"recorded": yaml.safe_load((FACTS / f"{facts}.yml").read_text()), **variables}
    service = {"_service_name": "nomad", "_service_version": "1.11.3"}
    everywhere = {"ansible_connection": "local", "fleet_dir": "/srv/fleet", "_service_packages": ["gpgv", "openssl"]}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": everywhere}}))
    keys = yaml.safe_load((FACTS / "debian-12.yml").read_text())
    given = {key: f"{{{{ recorded.{key} }}}}" for key in keys}
    result = {value: f"{{{{ {value} if right else '' }}}}" for value in VALUES}
    right = "{{ ansible_facts['os_family'] in _service_families }}"
    tasks = [
        {"ansible.builtin.set_fact": {**given, "cacheable": True}},
        {
            "block": [
                {
                    "ansible.builtin.import_role": {"name": "nomadic.fleet.service", "tasks_from": "preflight"},
                    "vars": service,
                }
            ],
            "rescue": [{"ansible.builtin.set_fact": {"said": "{{ ansible_failed_result.msg }}"}}],
        },
        {
            "ansible.builtin.set_fact": {"decided": "{{ result | combine({'said': said | default('')}) }}"},
            "vars": {**service, "right": right, "result": result},
        },
        {
            "ansible.builtin.copy": {
                "content": "{{ dict(hostvars.keys() | zip(hostvars.values() | map(attribute='decided'))) | to_json }}",
                "dest": f"{folder}/decided.json",
                "mode": "0600",
            },
            "run_once": True,
        },
    ]
    (folder / "play.yml").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks}]))
    command = ["ansible-playbook", "--forks", "2", "-i", str(folder / "hosts.json"), str(folder / "play.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return t.cast(dict[str, dict[str, t.Any]], json.loads((folder / "decided.json").read_text()))


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_choice_passes(decided: dict[str, dict[str, t.Any]], name: str) -> None:
    assert "cannot get nomad" not in decided[name]["said"]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_choice_is_refused(decided: dict[str, dict[str, t.Any]], name: str) -> None:
    said = decided[name]["said"]
    assert f"{name} (" in said
    assert (
        f"cannot get nomad with 'nomad_install: {WRONG[name][1].get('nomad_install', 'archive')}'. Possible are" in said
    )


def test_versions_stand_side_by_side(decided: dict[str, dict[str, t.Any]]) -> None:
    """A file of one's own may change under the same version; what is present stays where it is."""
    assert {name: decided[name]["_service_binary"] for name in ("archive", "apt", "file", "present")} == {
        "archive": "/opt/nomadic.fleet/nomad/1.11.3/nomad",
        "apt": "/opt/nomadic.fleet/nomad/1.11.3/nomad",
        "file": "/opt/nomadic.fleet/nomad/1.11.3-9f86d081/nomad",
        "present": "/bin/true",
    }


def test_the_controller_keeps_a_release_a_machine(decided: dict[str, dict[str, t.Any]]) -> None:
    assert decided["archive"]["_service_pushed"] == "/srv/fleet/archives/nomad/1.11.3/x86_64/nomad"
    assert decided["apt"]["_service_pushed"] == "/srv/fleet/archives/nomad/1.11.3/aarch64/nomad"


@pytest.mark.parametrize(
    ("name", "tool", "packages"),
    [
        ("archive", "dpkg-query", ["gpgv", "openssl"]),
        ("apt_ubuntu", "dpkg-query", ["gpgv", "openssl"]),
        ("apt_raspios", "dpkg-query", ["gpgv", "openssl"]),
        ("archive_redhat", "rpm", ["gnupg2", "openssl"]),
    ],
)
def test_packages_of_a_family(decided: dict[str, dict[str, t.Any]], name: str, tool: str, packages: list[str]) -> None:
    assert decided[name]["_service_family"]["query"][0] == tool
    assert decided[name]["_service_package_names"] == packages
