# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a server of this machine's loopback into the cloud of setup_openvpn: what comes there is carried to it as it is.

carry.py FOLDER ADDRESS:PORT TARGET:PORT      FOLDER is that of setup_openvpn, with which it ends; the address is that of its server
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

from processes import LIFETIME, spawn, wait

CLONE_NEWNET = 0x40000000


def place(text: str) -> tuple[str, int]:
    """Host and port."""
    host, _colon, port = text.rpartition(":")
    return host, int(port)


def listen(pid: str, where: str) -> socket.socket:
    """A socket of that namespace; this process stays in its own, and connects from there."""
    libc = ctypes.CDLL(None, use_errno=True)
    own, other = os.open("/proc/self/ns/net", os.O_RDONLY), os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        if libc.setns(other, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        listener = socket.create_server(place(where))
        if libc.setns(own, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        return listener
    finally:
        os.close(own)
        os.close(other)


def pour(source: socket.socket, sink: socket.socket) -> None:
    """One direction, to its end."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        sink.close()


def serve(pid: str, where: str, target: str) -> None:
    """Carry connections for good."""
    with listen(pid, where) as listener:
        print("listens", flush=True)
        while True:
            near, _peer = listener.accept()
            far = socket.create_connection(place(target))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=pour, args=pair, daemon=True).start()


def main() -> None:
    """Start it."""
    folder, where, target = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    pid = (folder / "server" / "pid").read_text().strip()
    spawn(folder, "relay", [sys.executable, __file__, "serve", pid, where, target], LIFETIME)
    wait(folder, "relay", lambda: "listens" in (folder / "relay.log").read_text())


if __name__ == "__main__":
    serve(*sys.argv[2:]) if sys.argv[1] == "serve" else main()
