# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, or kill, a second Nomad server beside the one of a folder.

    second.py start FOLDER BINARY [--alone]      prints its addresses
    second.py kill FOLDER

FOLDER is that of the first server. The second one keeps its data in files, which a dev agent does not, and does not join
by itself; ``--alone`` makes it the leader of a cluster of its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "setup_servers" / "files"))
from processes import LIFETIME, free_ports, listens, running, spawn, wait

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


def kill(folder: Path) -> None:
    """At once, as if its machine was gone."""
    os.killpg(running(folder)[NAME][0], signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(Path(sys.argv[2]), *sys.argv[3:])
    else:
        kill(Path(sys.argv[2]))
