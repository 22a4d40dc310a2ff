# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Nomad servers on loopback, with ACLs, that can be killed and come back."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration" / "targets" / "setup_servers" / "files"))

from processes import free_ports, remove, running, spawn

TOKEN = "8f0f3c1e-5d0a-4c39-9b1e-3a1c2b7d9e11"
#: A silent node is down soon, and a new leader does not wait five minutes for nodes that may be alive.
HEARTBEATS = {"min_heartbeat_ttl": "4s", "failover_heartbeat_ttl": "45s"}
PER_SECOND = 200


class Cluster:
    """One server, or three; ``grace`` are the seconds by which a heartbeat may be late."""

    def __init__(self, folder: Path, nomad: str, servers: int, grace: int, lifetime: int) -> None:
        self.folder, self._nomad, self._grace, self._lifetime = folder, nomad, grace, lifetime
        ports = free_ports(3 * servers)
        self._ports = {f"server-{number}": ports[3 * number : 3 * number + 3] for number in range(servers)}
        self.http = [port for port, _rpc, _serf in self._ports.values()]
        self.rpc = [f"127.0.0.1:{port}" for _http, port, _serf in self._ports.values()]
        for name in self._ports:
            (folder / f"{name}.json").write_text(json.dumps(self._settings(name)))

    def _settings(self, name: str) -> dict[str, Any]:
        http, rpc, serf = self._ports[name]
        others = [f"127.0.0.1:{port}" for other, (_http, _rpc, port) in self._ports.items() if other != name]
        return {
            "name": name,
            "data_dir": str(self.folder / name),
            "bind_addr": "127.0.0.1",
            "advertise": dict.fromkeys(("http", "rpc", "serf"), "127.0.0.1"),
            "ports": {"http": http, "rpc": rpc, "serf": serf},
            "server": {
                "enabled": True,
                "bootstrap_expect": len(self._ports),
                "client_introduction": {"enforcement": "none"},
                "max_heartbeats_per_second": PER_SECOND,
                "server_join": {"retry_join": others, "retry_interval": "1s"},
                "heartbeat_grace": f"{self._grace}s",
                **HEARTBEATS,
            },
            # All nodes and all requests come from one address here.
            "limits": {"rpc_max_conns_per_client": 0, "http_max_conns_per_client": 0},
            "acl": {"enabled": True},
            "disable_update_check": True,
            "log_level": "WARN",
        }

    def start(self) -> None:
        """Start all, wait for a leader, and make the token and the namespace of rollouts."""
        for name in self._ports:
            self._spawn(name)
        self.ask_until("/v1/acl/bootstrap", {"BootstrapSecret": TOKEN})
        self.ask_until("/v1/namespace/fleet-rollout", {"Name": "fleet-rollout"})

    def _spawn(self, name: str) -> None:
        command = [self._nomad, "agent", "-config", str(self.folder / f"{name}.json")]
        spawn(self.folder, name, command, self._lifetime)

    def kill_leader(self) -> str:
        """End the leader from one moment to the next."""
        leader = self.ask_until("/v1/status/leader")
        name = next(name for name, (_http, rpc, _serf) in self._ports.items() if str(leader).endswith(f":{rpc}"))
        os.killpg(running(self.folder)[name][0], signal.SIGKILL)
        return name

    def revive(self, name: str) -> None:
        """Start a server again that was killed."""
        self._spawn(name)

    def stop(self) -> None:
        """Stop all, and remove their folder."""
        remove(self.folder)

    def memory(self) -> int:
        """The most memory that one of them has needed, in MB."""
        return max(self._status(pid, "VmHWM") for pid in self._pids()) // 1024

    def cpu(self) -> float:
        """Seconds of those that run now."""
        ticks = os.sysconf("SC_CLK_TCK")
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._pids()]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / ticks

    def _pids(self) -> list[str]:
        """The servers; what was started is "timeout", which has one child."""
        parents = [pid for pid, _at in running(self.folder).values()]
        return [Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0] for pid in parents]

    @staticmethod
    def _status(pid: str, field: str) -> int:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer of the first server that has one."""
        data = None if body is None else json.dumps(body).encode()
        last = OSError("there is no server")
        for port in self.http:
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"X-Nomad-Token": TOKEN})
            try:
                with urllib.request.urlopen(request, timeout=60) as reply:
                    return json.loads(reply.read() or b"null")
            except OSError as error:
                last = error
        raise last

    def ask_until(self, path: str, body: Any = None, seconds: float = 60) -> Any:
        """The answer, as soon as there is one that is not empty."""
        end = time.monotonic() + seconds
        while True:
            try:
                # A namespace is made without a word.
                if (answer := self.ask(path, body)) or body is not None:
                    return answer
            except OSError as error:
                if time.monotonic() > end:
                    said = error.read().decode() if isinstance(error, urllib.error.HTTPError) else str(error)
                    raise RuntimeError(f"{path}: {said}") from error
            time.sleep(0.1)

    def nodes(self, condition: str = "") -> list[dict[str, Any]]:
        """Nodes, as the servers list them."""
        found: list[dict[str, Any]] = self.ask(
            f"/v1/nodes?filter={urllib.parse.quote(condition)}" if condition else "/v1/nodes"
        )
        return found
