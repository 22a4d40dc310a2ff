# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of OpenVPN's management socket: who is connected, and the end of a connection.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ConnectionFailed, TimedOut

PRODUCT = "OpenVPN"
#: The option of modules that talk to it.
SOCKET: dict[str, dict[str, Any]] = {"management": {"type": "path", "default": "/run/openvpn-server/fleet.sock"}}
#: OpenVPN serves one client at a time and lets the next one wait.
TIMEOUT = 15
#: What a client that has not shown its certificate yet is called.
NOBODY = "UNDEF"


class Session(NamedTuple):
    """One connection of a device."""

    id: int
    name: str
    #: Empty until the device has got it.
    address: str
    #: Where it comes from, with the port.
    real_address: str
    #: Seconds since the epoch.
    since: int
    bytes_received: int
    bytes_sent: int


def sessions(text: str) -> list[Session]:
    """What OpenVPN answers to ``status 3``, in the order of names."""
    columns: list[str] = []
    found = []
    for line in text.splitlines():
        words = line.split("\t")
        if words[:2] == ["HEADER", "CLIENT_LIST"]:
            columns = words[2:]
        elif words[0] == "CLIENT_LIST":
            row = dict(zip(columns, words[1:]))
            if row["Common Name"] != NOBODY:
                found.append(
                    Session(
                        id=int(row["Client ID"]),
                        name=row["Common Name"],
                        address=row["Virtual Address"],
                        real_address=row["Real Address"],
                        since=int(row["Connected Since (time_t)"]),
                        bytes_received=int(row["Bytes Received"]),
                        bytes_sent=int(row["Bytes Sent"]),
                    )
                )
    return sorted(found, key=lambda session: (session.name, session.id))


def shown(session: Session) -> dict[str, Any]:
    """A connection as modules return it."""
    return {**session._asdict(), "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(session.since))}


class Management:
    """A conversation with one OpenVPN."""

    def __init__(self, path: str, connection: socket.socket, lines: Iterable[str]) -> None:
        self.path = path
        self._connection = connection
        self._lines = lines

    def sessions(self) -> list[Session]:
        """Who is connected now."""
        return sessions(self._ask("status 3", "END"))

    def restart(self, which: Collection[Session]) -> None:
        """Tell these devices to connect anew. OpenVPN forgets the connection when they do, or after 5 s."""
        for session in which:
            self._ask(f"client-kill {session.id}", "SUCCESS:", "ERROR:")  # an error: it has gone by itself
        self._wait_for_end(which, 10)

    def cut(self, which: Collection[Session]) -> None:
        """End all connections under these names now. The devices are not told; they notice that nobody answers."""
        for name in sorted({session.name for session in which}):
            self._ask(f"kill {name}", "SUCCESS:", "ERROR:")
        self._wait_for_end(which, 5)

    def _wait_for_end(self, which: Collection[Session], seconds: float) -> None:
        ids = {session.id for session in which}
        end = time.monotonic() + seconds
        while left := [session.name for session in self.sessions() if session.id in ids]:
            if time.monotonic() > end:
                raise TimedOut(
                    f"OpenVPN at {self.path} did not end the connection of {', '.join(left)} in {seconds:g} s."
                )
            time.sleep(0.1)

    def _ask(self, command: str, *last: str) -> str:
        """Send a command; the lines up to one that begins with one of these words."""
        try:
            self._connection.sendall(f"{command}\n".encode())
            lines: list[str] = []
            for line in self._lines:
                if not line.startswith(">"):  # news of what happens meanwhile
                    lines.append(line.rstrip("\r\n"))
                    if lines[-1].startswith(last):
                        return "\n".join(lines)
        except OSError as error:
            raise ConnectionFailed(PRODUCT, self.path, str(error)) from error
        raise ConnectionFailed(PRODUCT, self.path, f"it hung up before it answered '{command}'")


@contextlib.contextmanager
def connected(path: str) -> Iterator[Management | None]:
    """A conversation; None where no OpenVPN listens, so that nobody is connected."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.closing(connection):
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            yield None
            return
        except OSError as error:
            hint = "Run as root." if os.geteuid() else ""
            raise ConnectionFailed(PRODUCT, path, error.strerror or str(error), hint) from error
        with connection.makefile("r", encoding="utf-8", errors="replace", newline="\n") as lines:
            yield Management(path, connection, lines)
