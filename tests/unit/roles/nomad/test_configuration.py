# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration that role ``nomad`` writes, rendered by Ansible itself for hosts that differ in one thing each."""

from __future__ import annotations

import json
import pathlib
import subprocess
import typing as t

import pytest

ROLE = pathlib.Path(__file__).resolve().parents[4] / "roles" / "nomad"
ADDRESS = "192.0.2.1"
#: Host and what its inventory says; those whose name starts with "server" are servers of all products.
HOSTS: dict[str, dict[str, t.Any]] = {
    "server": {},
    "server-old": {"nomad_version": "1.10.5"},
    "client": {},
    "client-old": {"nomad_version": "1.11.3", "nomad_default_ineligible": True},
    "client-new": {"nomad_version": "2.0.3", "nomad_default_ineligible": True},
    "client-offers": {
        "nomad_drivers": {"docker": {"allow_privileged": False}, "java": {}},
        "nomad_raw_exec": True,
        "nomad_host_volumes": {"data": {"path": "/srv/data", "read_only": True}},
        "nomad_cni": True,
    },
    "client-raw": {"nomad_drivers": {"raw_exec": {"no_cgroups": True}}},
    "device": {"nomad_telemetry": False},
    "alone": {"nomad_vault": False, "nomad_consul": False, "nomad_consul_servers_group": "nobody"},
}


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> dict[str, t.Any]:
    """What each host gets, by its name."""
    folder = tmp_path_factory.mktemp("nomad")
    servers = {"hosts": {name: None for name in HOSTS if name.startswith("server")}}
    clients = {"hosts": {name: None for name in HOSTS if name.startswith("client")}}
    shared = {
        "ansible_connection": "local",
        "ansible_facts": {"interfaces": []},
        "fleet_address": ADDRESS,
        "fleet_dir": "/srv/fleet",
        "fleet_max_offline": 100,
        "fleet_size": 100,
        "_nomad_gossip": {"secret": "gossip"},
        "_nomad_consul": {"secret": "consul"},
    }
    groups = {"consul_servers": servers, "vault_servers": servers, "nomad_servers": servers, "consul_clients": clients}
    inventory = {"all": {"hosts": HOSTS, "vars": shared, "children": groups}}
    (folder / "hosts.json").write_text(json.dumps(inventory))
    main = (ROLE / "tasks" / "main.yml").read_text()
    expression = " ".join(main.split('_service_config: "', 1)[1].split('"\n', 1)[0].split())
    files = [ROLE / "defaults" / "main.yml", *sorted((ROLE / "vars" / "main").glob("*.yml"))]
    play = {
        "hosts": "all",
        "gather_facts": False,
        # Defaults are taken as variables of the group, which the host's win over.
        "tasks": [
            {"ansible.builtin.copy": {"dest": f"{folder}/{{{{ inventory_hostname }}}}.json", "content": expression}}
        ],
        "vars_files": [str(path) for path in files[1:]],
    }
    (folder / "group_vars").mkdir()
    (folder / "group_vars" / "all.yml").write_text(files[0].read_text())
    (folder / "play.yml").write_text(json.dumps([play]))
    command = ["ansible-playbook", "-i", str(folder / "hosts.json"), str(folder / "play.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {name: json.loads((folder / f"{name}.json").read_text()) for name in HOSTS}


def test_keys_wait_for_the_version_that_knows_them(configuration: dict[str, t.Any]) -> None:
    assert configuration["server"]["server"]["client_introduction"] == {"enforcement": "strict"}
    assert "client_introduction" not in configuration["server-old"]["server"]
    assert configuration["client-new"]["client"]["default_ineligible"] is True
    assert "default_ineligible" not in configuration["client-old"]["client"]
    assert "default_ineligible" not in configuration["client"]["client"]


def test_only_drivers_that_are_named_are_offered(configuration: dict[str, t.Any]) -> None:
    plain, offers, raw = (configuration[name] for name in ("client", "client-offers", "client-raw"))
    assert plain["client"]["options"] == {"driver.allowlist": "exec"}
    assert plain["plugin"] == {"raw_exec": {"config": {"enabled": False}}}
    assert offers["client"]["options"] == {"driver.allowlist": "docker,java,raw_exec"}
    assert offers["plugin"] == {
        "docker": {"config": {"allow_privileged": False}},
        "raw_exec": {"config": {"enabled": True}},
    }
    assert raw["plugin"] == {"raw_exec": {"config": {"enabled": True, "no_cgroups": True}}}


def test_what_a_client_offers_besides(configuration: dict[str, t.Any]) -> None:
    offers = configuration["client-offers"]["client"]
    assert offers["host_volume"] == {"data": {"path": "/srv/data", "read_only": True}}
    assert offers["cni_path"] == "/usr/lib/cni"
    assert not {"host_volume", "cni_path"} & set(configuration["client"]["client"])


def test_identities_are_given_by_servers_and_used_by_clients(configuration: dict[str, t.Any]) -> None:
    server, client, device = (configuration[name] for name in ("server", "client", "device"))
    assert server["vault"]["default_identity"] == {"aud": ["vault.io"], "ttl": "1h"}
    assert server["consul"]["service_identity"]["aud"] == server["consul"]["task_identity"]["aud"] == ["consul.io"]
    assert "default_identity" not in client["vault"]
    assert client["vault"]["jwt_auth_backend_path"] == "jwt-nomad"
    assert (client["consul"]["service_auth_method"], client["consul"]["token"]) == ("nomad-workloads", "consul")
    assert device["vault"] == client["vault"]
    assert device["consul"] == {"auto_advertise": False, "client_auto_join": False, "server_auto_join": False}


def test_a_fleet_without_vault_and_consul_says_nothing_of_them(configuration: dict[str, t.Any]) -> None:
    assert "vault" not in configuration["alone"]
    assert set(configuration["alone"]["consul"].values()) == {False}


def test_telemetry_can_be_left_out(configuration: dict[str, t.Any]) -> None:
    assert configuration["server"]["telemetry"]["prometheus_metrics"] is True
    assert "telemetry" not in configuration["device"]
