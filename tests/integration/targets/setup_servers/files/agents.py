# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How single Nomad, Consul and Vault servers are configured: TLS, ACLs and gossip encryption on, everything on loopback.

Nomad and Consul log at DEBUG, for their record of requests is the proof of what was written.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from processes import free_ports

#: A folder and a binary in; the port of the API and the command out.
Agent = Callable[[Path, str], tuple[int, list[str]]]


def _gossip_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def nomad(folder: Path, binary: str) -> tuple[int, list[str]]:
    """A dev agent: server and client in one, with raw_exec."""
    http, rpc, serf = free_ports(3)
    tls: dict[str, Any] = {"http": True, "rpc": True, "verify_server_hostname": True, "verify_https_client": False}
    tls.update(ca_file=f"{folder}/ca.pem", cert_file=f"{folder}/cert.pem", key_file=f"{folder}/key.pem")
    config = {
        "name": "node1",
        "data_dir": f"{folder}/n",  # short: sockets of CSI plugins are in it, and their paths end at 107 characters
        "ports": {"http": http, "rpc": rpc, "serf": serf},
        "tls": tls,
        "acl": {"enabled": True},
        "disable_update_check": True,
        "server": {"encrypt": _gossip_key()},
        "client": {"cpu_total_compute": 4000, "meta": {"kind": "test"}},
        "consul": {"address": "127.0.0.1:1"},
    }
    (folder / "nomad.json").write_text(json.dumps(config))
    return http, [binary, "agent", "-dev", f"-config={folder}/nomad.json", "-log-level=DEBUG"]


def consul(folder: Path, binary: str) -> tuple[int, list[str]]:
    """One server that elects itself."""
    https, serf, server = free_ports(3)
    tls = {"ca_file": f"{folder}/ca.pem", "cert_file": f"{folder}/cert.pem", "key_file": f"{folder}/key.pem"}
    closed = dict.fromkeys(("http", "dns", "grpc", "grpc_tls", "serf_wan"), -1)
    config = {
        "node_name": "server1",
        "data_dir": f"{folder}/consul",
        "server": True,
        "bootstrap_expect": 1,
        "bind_addr": "127.0.0.1",
        "client_addr": "127.0.0.1",
        "ports": {**closed, "https": https, "serf_lan": serf, "server": server},
        "tls": {"defaults": {**tls, "verify_incoming": False, "verify_outgoing": True}},
        "acl": {"enabled": True, "default_policy": "deny", "enable_token_persistence": True},
        "connect": {"enabled": True},
        "encrypt": _gossip_key(),
        "disable_update_check": True,
        "log_level": "DEBUG",
        "performance": {"raft_multiplier": 1},
    }
    (folder / "consul.json").write_text(json.dumps(config))
    return https, [binary, "agent", f"-config-file={folder}/consul.json"]


def vault(folder: Path, binary: str) -> tuple[int, list[str]]:
    """One server that is not initialised, on Raft."""
    (folder / "vault").mkdir()
    api, cluster = free_ports(2)
    listener = {
        "address": f"127.0.0.1:{api}",
        "cluster_address": f"127.0.0.1:{cluster}",
        "tls_cert_file": f"{folder}/cert.pem",
        "tls_key_file": f"{folder}/key.pem",
    }
    config = {
        "storage": {"raft": {"path": f"{folder}/vault", "node_id": f"server-{api}", "performance_multiplier": 1}},
        "listener": {"tcp": listener},
        "api_addr": f"https://127.0.0.1:{api}",
        "cluster_addr": f"https://127.0.0.1:{cluster}",
        "disable_mlock": True,
    }
    (folder / "vault.json").write_text(json.dumps(config))
    return api, [binary, "server", f"-config={folder}/vault.json"]


AGENTS: dict[str, Agent] = {"nomad": nomad, "consul": consul, "vault": vault}
