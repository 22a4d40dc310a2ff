# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that are tried, not read from rules.

echo.py serve ADDRESS:PORT ...          send back whatever comes
echo.py try ADDRESS:PORT                exit 0 if a word comes back within 3 s
echo.py carry ADDRESS:PORT BYTES        exit 0 if so many random bytes come back as they were within 120 s
echo.py hold ADDRESS:PORT FILE SECONDS  one connection, a word every 0.1 s; FILE gets the time of each that came back
"""

from __future__ import annotations

import os
import pathlib
import socket
import sys
import threading
import time


def address(text: str) -> tuple[str, int]:
    """Host and port."""
    host, _colon, port = text.rpartition(":")
    return host, int(port)


def answer(connection: socket.socket) -> None:
    """Send everything back."""
    with connection:
        while data := connection.recv(65536):
            connection.sendall(data)


def serve(where: str) -> None:
    """Listen for good."""
    with socket.create_server(address(where)) as listener:
        while True:
            connection, _peer = listener.accept()
            threading.Thread(target=answer, args=(connection,), daemon=True).start()


def said_back(connection: socket.socket) -> bool:
    """Say a word, and hear it."""
    connection.sendall(b"word")
    return connection.recv(100) == b"word"


def carried(connection: socket.socket, size: int) -> bool:
    """Send, and read what comes back meanwhile."""
    data = os.urandom(size)
    sender = threading.Thread(target=connection.sendall, args=(data,), daemon=True)
    sender.start()
    back = b""
    while len(back) < size and (more := connection.recv(65536)):
        back += more
    return back == data


def hold(where: str, note: pathlib.Path, seconds: float) -> None:
    """Until it dies, or time is up."""
    end = time.monotonic() + seconds
    with socket.create_connection(address(where), 3) as connection:
        while time.monotonic() < end and said_back(connection):
            note.write_text(f"{time.time():.1f}\n")
            time.sleep(0.1)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        threads = [threading.Thread(target=serve, args=(where,)) for where in sys.argv[2:]]
        for thread in threads:
            thread.start()
    elif sys.argv[1] == "hold":
        hold(sys.argv[2], pathlib.Path(sys.argv[3]), float(sys.argv[4]))
    elif sys.argv[1] == "carry":
        with socket.create_connection(address(sys.argv[2]), 30) as wide:
            wide.settimeout(120)
            sys.exit(not carried(wide, int(sys.argv[3])))
    else:
        with socket.create_connection(address(sys.argv[2]), 3) as tried:
            tried.settimeout(3)
            sys.exit(not said_back(tried))
