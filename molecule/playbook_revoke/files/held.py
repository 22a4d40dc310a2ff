# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold a connection to an SSH server that was opened while it was granted, and speak on it later.

held.py ADDRESS FOLDER     FOLDER/ready when it stands and another one was answered; FOLDER/ask makes it speak; FOLDER/answer says what came
"""

from __future__ import annotations

import pathlib
import socket
import sys
import time


def opened(address: str) -> socket.socket:
    """A connection whose server has said hello."""
    connection = socket.create_connection((address, 22), 5)
    connection.settimeout(5)
    if not connection.recv(300).startswith(b"SSH-"):
        sys.exit("no SSH server")
    return connection


def answered(connection: socket.socket) -> bool:
    """Say hello, and hear the server's proposal."""
    try:
        connection.sendall(b"SSH-2.0-held\r\n")
        return bool(connection.recv(300))
    except OSError:
        return False


def main() -> None:
    """Entry."""
    address, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    held = opened(address)
    with opened(address) as other:
        if not answered(other):
            sys.exit("nothing is answered")
    (folder / "ready").touch()
    end = time.monotonic() + 100  # the server waits for a login for 120 s
    while not (folder / "ask").exists() and time.monotonic() < end:
        time.sleep(0.2)
    (folder / "answer").write_text("answered" if answered(held) else "silent")


if __name__ == "__main__":
    main()
