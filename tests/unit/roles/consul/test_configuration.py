# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the two configuration files of an agent: rendered by Ansible itself from the role's variables."""

from __future__ import annotations

import json
import pathlib
import subprocess
import typing as t

import pytest

ROLES = pathlib.Path(__file__).resolve().parents[4] / "roles"
SECRETS = {f"_consul_{name}": {"secret": f"secret of {name}"} for name in ("gossip", "agent", "dns", "replication")}
#: Fleets of one server and one client each, and what is set in them.
FLEETS: dict[str, dict[str, t.Any]] = {
    "plain": {},
    "passed through": {
        "consul_config": {
            "log_level": "DEBUG",
            "node_meta": {"rack": "1"},
            "limits": {"rpc_rate": 100},
            "acl": {"down_policy": "deny"},
            "leave_on_terminate": True,
        }
    },
    "auto_encrypt": {"consul_client_tls": "auto_encrypt"},
    "mesh": {"consul_connect": True, "consul_snapshot_calendar": ""},
    "dns": {"consul_dns": "resolved"},
    "second": {"consul_datacenter": "dc2", "consul_primary_datacenter": "dc1", "consul_wan_join": ["192.0.2.9"]},
}
#: What is asked of the role's variables.
WANTED = {
    "restart": "{{ _consul_restart_config }}",
    "reload": "{{ _consul_reload_config }}",
    "tokens": "{{ _consul_tokens }}",
    "grants": "{{ _consul_granted }}",
    "acl_api": "{{ _consul_acl_api }}",
}
#: By fleet, then "server" or "client", then the key of WANTED.
Fleets = dict[str, dict[str, dict[str, t.Any]]]


@pytest.fixture(scope="module")
def fleets(tmp_path_factory: pytest.TempPathFactory) -> Fleets:
    """What is wanted of each fleet, all rendered in one run."""
    folder = tmp_path_factory.mktemp("fleets")
    hosts, groups = {}, {}
    for fleet, given in FLEETS.items():
        names = {"consul_servers_group": f"{fleet} servers", "consul_clients_group": f"{fleet} clients"}
        for number, part in enumerate(("server", "client"), 1):
            hosts[f"{fleet}-{part}"] = {"fleet_address": f"192.0.2.{number}", **SECRETS, **names, **given}
            groups[names[f"consul_{part}s_group"]] = {"hosts": {f"{fleet}-{part}": None}}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "children": groups}}))
    # below the hosts' variables, as a role's defaults are
    defaults = [(ROLES / role / "defaults/main.yml").read_text() for role in ("common", "consul")]
    (folder / "group_vars").mkdir()
    (folder / "group_vars/all.yml").write_text("".join(text.replace("---\n", "") for text in defaults))
    # a file each, written on the controller without a module's process
    answer = {"directory": str(folder), "name": "{{ inventory_hostname }}", "value": "{{ wanted | to_json }}"}
    play = {
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        "vars_files": [str(ROLES / "consul/vars/main.yml")],
        "vars": {"wanted": WANTED},
        "tasks": [{"nomadic.fleet.fleet_secret": answer}],
    }
    (folder / "play.yml").write_text(json.dumps([play]))
    command = ["ansible-playbook", "-i", str(folder / "hosts.json"), str(folder / "play.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    parts = ("server", "client")
    return {fleet: {part: json.loads((folder / f"{fleet}-{part}").read_text()) for part in parts} for fleet in FLEETS}


def test_what_consul_takes_in_while_it_runs_stands_apart(fleets: Fleets) -> None:
    files = fleets["passed through"]["server"]
    assert files["reload"] == {"encrypt": "secret of gossip", "log_level": "DEBUG", "node_meta": {"rack": "1"}}
    assert files["restart"]["limits"] == {"rpc_rate": 100}
    assert not set(files["reload"]) & set(files["restart"])


def test_a_key_that_is_given_wins(fleets: Fleets) -> None:
    files = fleets["passed through"]["server"]
    assert files["restart"]["acl"]["down_policy"] == "deny"
    assert files["restart"]["acl"]["default_policy"] == "deny"
    assert files["restart"]["leave_on_terminate"] is True


def test_no_token_stands_in_a_file_where_it_can_be_given_at_run_time(fleets: Fleets) -> None:
    for host in ("server", "client"):
        acl = fleets["plain"][host]["restart"]["acl"]
        assert "tokens" not in acl
        assert acl["enable_token_persistence"] is True
    assert fleets["plain"]["client"]["tokens"] == {
        "agent": "secret of agent",
        "default": "",
        "dns": "",
        "replication": "",
    }


def test_nothing_is_open_that_nobody_asked_for(fleets: Fleets) -> None:
    config = fleets["plain"]["server"]["restart"]
    assert config["ports"] == {"http": -1, "https": 8501, "grpc": -1, "grpc_tls": -1}
    assert config["ui_config"] == {"enabled": False}
    assert config["connect"] == config["peering"] == {"enabled": False}
    assert config["acl"]["default_policy"] == "deny"
    assert (
        config["tls"]["defaults"]["verify_incoming"] is config["tls"]["internal_rpc"]["verify_server_hostname"] is True
    )
    assert config["enable_script_checks"] is config["enable_local_script_checks"] is False
    assert config["disable_remote_exec"] is True


def test_a_client_may_get_its_certificate_from_the_servers(fleets: Fleets) -> None:
    server = fleets["auto_encrypt"]["server"]["restart"]
    client = fleets["auto_encrypt"]["client"]["restart"]
    assert server["auto_encrypt"] == {"allow_tls": True}
    assert server["connect"] == {"enabled": True}
    assert "cert_file" in server["tls"]["defaults"]
    assert client["auto_encrypt"]["tls"] is True
    assert not {"cert_file", "key_file"} & set(client["tls"]["defaults"])
    # it has to show its token before anybody can give it one
    assert client["acl"]["tokens"]["agent"] == "secret of agent"
    assert "tokens" not in server["acl"]
    # asking for a certificate does not open the mesh
    assert server["ports"]["grpc_tls"] == -1


def test_the_mesh_is_opened_on_request(fleets: Fleets) -> None:
    config = fleets["mesh"]["client"]["restart"]
    assert config["connect"] == config["peering"] == {"enabled": True}
    assert config["ports"]["grpc_tls"] == 8503


def test_dns_answers_with_a_token_of_its_own(fleets: Fleets) -> None:
    asked = fleets["dns"]["client"]
    assert asked["tokens"]["dns"] == "secret of dns"
    assert asked["grants"] == ["fleet-dns", "fleet-snapshot"]
    assert fleets["mesh"]["client"]["grants"] == []


def test_a_second_datacenter_copies_from_the_first(fleets: Fleets) -> None:
    server, client = fleets["second"]["server"], fleets["second"]["client"]
    assert server["acl_api"] == "https://192.0.2.9:8501"
    assert server["restart"]["primary_datacenter"] == "dc1"
    assert server["restart"]["retry_join_wan"] == ["192.0.2.9"]
    assert server["restart"]["acl"]["enable_token_replication"] is True
    assert server["tokens"]["replication"] == "secret of replication"
    assert client["restart"]["acl"]["enable_token_replication"] is False
    assert client["tokens"]["replication"] == ""
    assert fleets["plain"]["server"]["acl_api"] == "https://192.0.2.1:8501"
