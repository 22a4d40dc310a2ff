# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a second Nomad server beside the one of a folder.

    second.py FOLDER BINARY [--alone]      prints its addresses

FOLDER is that of the first server. The second one keeps its data in files, which a dev agent does not, and does not join
by itself; ``--alone`` makes it the leader of a cluster of its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "setup_servers" / "files"))
from processes import LIFETIME, free_ports, listens, spawn, wait

NAME = "nomad2"


def start(folder: Path, binary: str, *alone: str) -> None:
    """A server that waits for others, or leads itself."""
    config = json.loads((folder / "nomad.json").read_text())
    http, rpc, serf = free_ports(3)
    config.update(name="node2", data_dir=f"{folder}/{NAME}", bind_addr="127.0.0.1")
    config["advertise"] = dict.fromkeys(("http", "rpc", "serf"), "127.0.0.1")
    config["ports"] = {"http": http, "rpc": rpc, "serf": serf}
    config["server"].update(enabled=True, raft_multiplier=1, bootstrap_expect=int(bool(alone)))
    del config["client"]
    (folder / f"{NAME}.json").write_text(json.dumps(config))
    spawn(folder, NAME, [binary, "agent", f"-config={folder}/{NAME}.json", "-log-level=DEBUG"], LIFETIME)
    wait(folder, NAME, lambda: listens(http) and listens(serf))
    print(json.dumps({"serf": f"127.0.0.1:{serf}", "http": f"https://127.0.0.1:{http}"}))


if __name__ == "__main__":
    start(Path(sys.argv[1]), *sys.argv[2:])
