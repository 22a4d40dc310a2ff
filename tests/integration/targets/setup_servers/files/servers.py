# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and stop single Nomad, Consul and Vault servers on loopback, TLS and ACLs on, for integration targets.

    servers.py start FOLDER nomad=/path/of/nomad consul=/path/of/consul vault=/path/of/vault
    servers.py stop FOLDER

``start`` prints a JSON object: product -> address and pid, and ca_file. Servers end by themselves after LIFETIME seconds.
"""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LIFETIME = 900
NAMES = ("localhost", "server.global.nomad", "client.global.nomad", "server.dc1.consul")
READY = {
    "nomad": "/v1/status/leader",
    "consul": "/v1/status/leader",
    "vault": "/v1/sys/seal-status",
}


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.socket() for _number in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def certificates(folder: Path) -> None:
    """A CA and one certificate for all servers."""
    now = datetime.datetime.now(datetime.UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "integration CA")])

    def builder(name: x509.Name, public: Any) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(name).issuer_name(ca_name).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
        return made.not_valid_after(now + datetime.timedelta(days=1))

    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    ca = builder(ca_name, ca_key.public_key()).add_extension(x509.BasicConstraints(True, 0), critical=True)
    ca = ca.add_extension(usage, critical=True)
    ca = ca.add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
    names = [x509.DNSName(name) for name in NAMES] + [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server.global.nomad")])
    cert = builder(subject, key.public_key()).add_extension(x509.SubjectAlternativeName(names), critical=False)
    both = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH, x509.ExtendedKeyUsageOID.CLIENT_AUTH])
    cert = cert.add_extension(both, critical=False)
    cert = cert.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (folder / "cert.pem").write_bytes(cert.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "key.pem").chmod(0o600)


def nomad(folder: Path, binary: str) -> tuple[int, list[str]]:
    """A dev agent (server and client) with TLS and ACLs."""
    http, rpc, serf = free_ports(3)
    tls: dict[str, Any] = {"http": True, "rpc": True, "verify_server_hostname": True, "verify_https_client": False}
    tls.update(ca_file=f"{folder}/ca.pem", cert_file=f"{folder}/cert.pem", key_file=f"{folder}/key.pem")
    config = {
        "name": "node1",
        "ports": {"http": http, "rpc": rpc, "serf": serf},
        "tls": tls,
        "acl": {"enabled": True},
        "disable_update_check": True,
        "client": {"cpu_total_compute": 4000, "meta": {"kind": "test"}},
        "consul": {"address": "127.0.0.1:1"},
    }
    (folder / "nomad.json").write_text(json.dumps(config))
    return http, [binary, "agent", "-dev", f"-config={folder}/nomad.json", "-log-level=INFO"]


def consul(folder: Path, binary: str) -> tuple[int, list[str]]:
    """One server that elects itself."""
    https, serf, server = free_ports(3)
    tls = {"ca_file": f"{folder}/ca.pem", "cert_file": f"{folder}/cert.pem", "key_file": f"{folder}/key.pem"}
    config = {
        "node_name": "server1",
        "data_dir": f"{folder}/consul",
        "server": True,
        "bootstrap_expect": 1,
        "bind_addr": "127.0.0.1",
        "client_addr": "127.0.0.1",
        "ports": {
            "http": -1,
            "https": https,
            "dns": -1,
            "grpc": -1,
            "grpc_tls": -1,
            "serf_lan": serf,
            "serf_wan": -1,
            "server": server,
        },
        "tls": {"defaults": {**tls, "verify_incoming": False, "verify_outgoing": True}},
        "acl": {"enabled": True, "default_policy": "deny", "enable_token_persistence": True},
        "disable_update_check": True,
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
        "storage": {"raft": {"path": f"{folder}/vault", "node_id": "server1"}},
        "listener": {"tcp": listener},
        "api_addr": f"https://127.0.0.1:{api}",
        "cluster_addr": f"https://127.0.0.1:{cluster}",
        "disable_mlock": True,
    }
    (folder / "vault.json").write_text(json.dumps(config))
    return api, [binary, "server", f"-config={folder}/vault.json"]


def answer(url: str, ca_file: Path) -> str:
    """What it says, empty when it does not yet."""
    try:
        context = ssl.create_default_context(cafile=str(ca_file))
        with urllib.request.urlopen(url, timeout=2, context=context) as reply:
            return str(reply.read().decode())
    except urllib.error.HTTPError as error:
        return "" if error.code >= 500 else str(error.code)
    except OSError:
        return ""


def start(folder: Path, binaries: dict[str, str]) -> dict[str, Any]:
    """Start what is asked for, and wait until each has a leader."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificates(folder)
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder)}
    state: dict[str, Any] = {}
    for product, binary in binaries.items():
        port, command = {"nomad": nomad, "consul": consul, "vault": vault}[product](folder, binary)
        with (folder / f"{product}.log").open("wb") as log:
            process = subprocess.Popen(
                ["timeout", "-k", "10", str(LIFETIME), *command],
                env=clean,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        state[product] = {"pid": process.pid, "address": f"https://127.0.0.1:{port}"}
        (folder / "state.json").write_text(json.dumps(state))
    for product, entry in state.items():
        end = time.monotonic() + 60
        while len(answer(entry["address"] + READY[product], folder / "ca.pem")) < 3:
            if time.monotonic() > end:
                tail = (folder / f"{product}.log").read_text()[-3000:]
                stop(folder)
                sys.exit(f"{product} did not come up:\n{tail}")
            time.sleep(0.1)
    return {
        **state,
        "ca_file": str(folder / "ca.pem"),
        "cert": str(folder / "cert.pem"),
        "key": str(folder / "key.pem"),
    }


def stop(folder: Path) -> None:
    """End what this script started."""
    state = folder / "state.json"
    if not state.exists():
        return
    pids = [entry["pid"] for entry in json.loads(state.read_text()).values()]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            try:
                os.killpg(pid, number) if number == signal.SIGKILL else os.kill(pid, number)
            except ProcessLookupError:
                continue
        end = time.monotonic() + 15
        while any(Path(f"/proc/{pid}/comm").exists() and _alive(pid) for pid in pids) and time.monotonic() < end:
            time.sleep(0.1)
    state.unlink()


def _alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def main() -> None:
    """Entry."""
    verb, folder = sys.argv[1], Path(sys.argv[2])
    if verb == "start":
        print(json.dumps(start(folder, dict(item.split("=", 1) for item in sys.argv[3:]))))
    else:
        stop(folder)


if __name__ == "__main__":
    main()
