# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The units as they are written: what each product is locked out of, and what a Nomad client must not lose."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import typing as t

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[4]
UNITS: dict[str, dict[str, t.Any]] = {
    "consul": {
        "_service_name": "consul",
        "_service_user": "consul",
        "_service_reload_with": ["/etc/consul.d/tls/cert.pem"],
    },
    "vault": {"_service_name": "vault", "_service_user": "vault", "_service_config": {"disable_mlock": True}},
    "vault_mlock": {"_service_name": "vault", "_service_user": "vault", "_service_config": {"disable_mlock": False}},
    "nomad_server": {"_service_name": "nomad", "_service_user": "nomad", "nomad_client": False},
    "nomad_client": {"_service_name": "nomad", "_service_user": "root", "nomad_client": True},
    "changed": {"_service_name": "consul", "_service_user": "consul", "_service_unit": {"ProtectSystem": "strict"}},
}
SERVERS = [name for name in UNITS if name != "nomad_client"]
#: What the vendors and systemd list for a service that needs no privilege.
LOCKED = {
    "DevicePolicy": "closed",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHome": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible",
    "RemoveIPC": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
}


@pytest.fixture(scope="session")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The section [Service] of each unit."""
    folder = tmp_path_factory.mktemp("units")
    (folder / "hosts.json").write_text(
        json.dumps({"all": {"hosts": UNITS, "vars": {"ansible_connection": "local", "_service_exec": "/bin/true"}}})
    )
    play = {
        "hosts": "all",
        "gather_facts": False,
        "vars": {"_service_description": "test"},
        "vars_files": [str(ROOT / "roles/service/vars/main.yml")],
        "tasks": [
            {
                "ansible.builtin.template": {
                    "src": str(ROOT / "roles/service/templates/unit.service.j2"),
                    "dest": f"{folder}/{{{{ inventory_hostname }}}}.service",
                    "mode": "0600",
                }
            }
        ],
    }
    (folder / "play.yml").write_text(json.dumps([play]))
    command = ["ansible-playbook", "--forks", "2", "-i", str(folder / "hosts.json"), str(folder / "play.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    read = {}
    for name in UNITS:
        section = (folder / f"{name}.service").read_text().partition("[Service]\n")[2].partition("\n\n")[0]
        read[name] = dict(line.split("=", 1) for line in section.splitlines())
        read[name]["Exec"] = "\n".join(line for line in section.splitlines() if line.startswith("Exec"))
    return read


@pytest.mark.parametrize("name", SERVERS)
def test_servers_are_locked_in(units: dict[str, dict[str, str]], name: str) -> None:
    assert {key: units[name].get(key) for key in LOCKED} == LOCKED
    assert units[name]["ProtectSystem"] in ("full", "strict")


@pytest.mark.parametrize("name", UNITS)
def test_no_core_dumps_and_enough_files(units: dict[str, dict[str, str]], name: str) -> None:
    assert (units[name]["LimitCORE"], units[name]["LimitNOFILE"]) == ("0", "65536")


@pytest.mark.parametrize("name", ["consul", "vault", "nomad_server"])
def test_servers_have_no_capability(units: dict[str, dict[str, str]], name: str) -> None:
    assert units[name]["CapabilityBoundingSet"] == ""
    assert "AmbientCapabilities" not in units[name]
    assert units[name]["User"] != "root"


def test_memory_of_vault_stays_off_the_disk(units: dict[str, dict[str, str]]) -> None:
    """Locked where the configuration asks for that, else never swapped out."""
    assert units["vault"]["MemorySwapMax"] == "0"
    assert "LimitMEMLOCK" not in units["vault"]
    assert units["vault_mlock"]["LimitMEMLOCK"] == "infinity"
    assert units["vault_mlock"]["CapabilityBoundingSet"] == "CAP_IPC_LOCK"
    assert units["vault_mlock"]["AmbientCapabilities"] == "CAP_IPC_LOCK"


def test_a_client_keeps_what_jobs_need(units: dict[str, dict[str, str]]) -> None:
    """Jobs inherit each filter; cgroups, mounts and namespaces are its work."""
    client = units["nomad_client"]
    assert not set(LOCKED) & set(client)
    assert not [key for key in client if key.startswith(("Protect", "Private", "Restrict", "SystemCall", "Capability"))]
    assert (client["Delegate"], client["TasksMax"], client["OOMScoreAdjust"]) == ("yes", "infinity", "-1000")
    assert (client["LimitNPROC"], client["KillMode"]) == ("infinity", "process")


def test_a_caller_may_change_it(units: dict[str, dict[str, str]]) -> None:
    assert units["changed"]["ProtectSystem"] == "strict"


def test_it_remembers_what_it_is_started_with(units: dict[str, dict[str, str]]) -> None:
    """Before the files are read, each kind among its own; what fails at that keeps no service from starting."""
    kinds = re.findall(r"^(Exec\w+)=-\+/bin/sh -c '.*' remember (.*)$", units["consul"]["Exec"], re.MULTILINE)
    assert kinds == [
        ("ExecReload", "reload /etc/consul.d/tls/cert.pem"),
        ("ExecStartPre", "restart /etc/consul.d/consul.json /etc/systemd/system/consul.service"),
        ("ExecStartPre", "reload /etc/consul.d/tls/cert.pem"),
    ]
    assert units["consul"]["Exec"].index("remember reload") < units["consul"]["Exec"].index("ExecReload=/bin/kill")
    assert "remember reload" not in units["vault"]["Exec"]
