# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration and the policy that role ``vault`` writes, rendered by Ansible itself for hosts that differ in one thing each."""

from __future__ import annotations

import json
import pathlib
import subprocess
import typing as t

import pytest

ROLE = pathlib.Path(__file__).resolve().parents[4] / "roles" / "vault"
#: Host and what its inventory says; those whose name starts with "server" are one cluster.
HOSTS: dict[str, dict[str, t.Any]] = {
    "server1": {"fleet_address": "192.0.2.1"},
    "server2": {"fleet_address": "192.0.2.2", "vault_seal": {"transit": {"address": "https://seal.example.com:8200"}}},
    "server3": {"fleet_address": "192.0.2.3", "vault_storage": "consul", "vault_consul_path": "v/"},
    "alone": {"fleet_address": "192.0.2.4", "vault_servers_group": "single"},
    "people": {
        "fleet_address": "192.0.2.5",
        "vault_policies": {"ops": "rules"},
        "vault_auth": [{"type": "ldap", "path": "corp"}],
    },
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, t.Any]]:
    """What each host gets, by its name."""
    folder = tmp_path_factory.mktemp("vault")
    servers = {"hosts": {name: None for name in HOSTS if name.startswith("server")}}
    groups = {"vault_servers": servers, "consul_servers": servers, "single": {"hosts": {"alone": None}}}
    shared = {
        "ansible_connection": "local",
        "fleet_dir": "/srv/fleet",
        "fleet_name": "test",
        "fleet_api_host": "localhost",
        "fleet_max_offline": 100,
    }
    shared["_vault_consul"] = {"secret": "token of the servers"}
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": HOSTS, "vars": shared, "children": groups}}))
    content = "{{ {'config': _vault_wanted, 'rules': _vault_consul_rules, 'policy': lookup('ansible.builtin.template', policy)} | to_json }}"
    play = {
        "hosts": "all",
        "gather_facts": False,
        "vars": {"policy": str(ROLE / "templates" / "fleet-admin.hcl.j2")},
        "vars_files": [str(ROLE / "vars" / "main.yml")],
        "tasks": [
            {
                "ansible.builtin.copy": {
                    "dest": f"{folder}/{{{{ inventory_hostname }}}}.json",
                    "content": content,
                    "mode": "0600",
                }
            }
        ],
    }
    (folder / "group_vars").mkdir()
    (folder / "group_vars" / "all.yml").write_text((ROLE / "defaults" / "main.yml").read_text())
    (folder / "play.yml").write_text(json.dumps([play]))
    command = ["ansible-playbook", "-i", str(folder / "hosts.json"), str(folder / "play.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {name: json.loads((folder / f"{name}.json").read_text()) for name in HOSTS}


def test_servers_join_each_other(written: dict[str, dict[str, t.Any]]) -> None:
    raft = written["server1"]["config"]["storage"]["raft"]
    assert raft["node_id"] == "server1"
    assert [peer["leader_api_addr"] for peer in raft["retry_join"]] == [
        "https://192.0.2.2:8200",
        "https://192.0.2.3:8200",
    ]


def test_a_single_server_has_nobody_to_join(written: dict[str, dict[str, t.Any]]) -> None:
    """Vault does not start with an empty list."""
    assert "retry_join" not in written["alone"]["config"]["storage"]["raft"]


def test_a_seal_that_opens_by_itself(written: dict[str, dict[str, t.Any]]) -> None:
    assert written["server2"]["config"]["seal"] == HOSTS["server2"]["vault_seal"]
    assert "seal" not in written["server1"]["config"]


def test_data_in_consul(written: dict[str, dict[str, t.Any]]) -> None:
    """Over TLS to the own agent, with a token for this prefix; and nothing on the server."""
    assert written["server3"]["config"]["storage"] == {
        "consul": {
            "address": "127.0.0.1:8501",
            "scheme": "https",
            "tls_ca_file": "/etc/vault.d/tls/consul-ca.pem",
            "path": "v/",
            "token": "token of the servers",
        }
    }
    assert 'key_prefix "v/" {\n  policy = "write"' in written["server3"]["rules"]


def test_nothing_listens_on_all_addresses(written: dict[str, dict[str, t.Any]]) -> None:
    assert [each["tcp"]["address"] for each in written["server1"]["config"]["listener"]] == ["192.0.2.1:8200"]


def test_the_login_may_set_up_what_is_named_and_no_other(written: dict[str, dict[str, t.Any]]) -> None:
    policy, plain = written["people"]["policy"], written["server1"]["policy"]
    assert 'path "sys/policies/acl/ops"' in policy
    assert 'path "auth/corp/*"' in policy
    assert "corp" not in plain
    assert '"sys/policies/acl/ops"' not in plain
