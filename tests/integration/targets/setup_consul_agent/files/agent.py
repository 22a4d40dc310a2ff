# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start one more agent of Consul, beside a server that setup_servers started.

    agent.py FOLDER BINARY NAME CONFIG

CONFIG is JSON, put over the configuration of a server. Prints the agent's address, its ports and its process.
"""

from __future__ import annotations

import json
import pathlib
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

import agents
import processes
from ready import Api


def over(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The one put over the other, dictionaries key by key; None takes a key away."""
    whole = {
        **base,
        **{key: over(base.get(key) or {}, item) if isinstance(item, dict) else item for key, item in more.items()},
    }
    return {key: item for key, item in whole.items() if item is not None}


def main() -> None:
    """Entry."""
    folder, binary, name = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    folder.mkdir(mode=0o700)
    port, command = agents.consul(folder, binary)
    file = folder / "consul.json"
    config = over({**json.loads(file.read_text()), "node_name": name}, json.loads(sys.argv[4]))
    if config["ports"].get("grpc_tls") == 0:  # any
        (config["ports"]["grpc_tls"],) = processes.free_ports(1)
    file.write_text(json.dumps(config))
    pid = processes.spawn(folder, name, command, processes.LIFETIME)
    address = f"https://127.0.0.1:{port}"
    api = Api(address, pathlib.Path(config["tls"]["defaults"]["ca_file"]))
    # One that waits to be joined to a cluster has no leader.
    led = config.get("retry_join") or config.get("bootstrap_expect")
    processes.wait(folder, name, lambda: api.answers("/v1/status/leader" if led else "/v1/agent/self"))
    print(json.dumps({"address": address, "ports": config["ports"], "pid": pid}))


if __name__ == "__main__":
    main()
