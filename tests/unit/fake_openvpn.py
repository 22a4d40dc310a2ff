# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A management socket that says what a real OpenVPN (2.6.14) said."""

from __future__ import annotations

import contextlib
import pathlib
import socket
import threading
import typing as t

HELLO = ">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n"
STATUS = (
    "TITLE\tOpenVPN 2.6.14 x86_64-pc-linux-gnu\r\n"
    "TIME\t2026-11-30 04:30:00\t1796013000\r\n"
    "HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tVirtual IPv6 Address\tBytes Received\tBytes Sent\t"
    "Connected Since\tConnected Since (time_t)\tUsername\tClient ID\tPeer ID\tData Channel Cipher\r\n"
    "{}"
    "HEADER\tROUTING_TABLE\tVirtual Address\tCommon Name\tReal Address\tLast Ref\tLast Ref (time_t)\r\n"
    "ROUTING_TABLE\t10.1.0.11\tdevice2\t198.51.100.3:1194\t2026-11-30 04:30:00\t1796013000\r\n"
    "GLOBAL_STATS\tMax bcast/mcast queue length\t0\r\n"
    "END\r\n"
)
ROW = "CLIENT_LIST\t{}\t198.51.100.{}:1194\t{}\t\t3000\t4000\t2026-11-30 04:00:00\t1796011200\tUNDEF\t{}\t0\tAES-256-GCM\r\n"
ONE, TWO, NEW = (
    ROW.format("device1", 2, "10.1.0.10", 5),
    ROW.format("device2", 3, "10.1.0.11", 4),
    ROW.format("UNDEF", 4, "", 6),
)


@contextlib.contextmanager
def openvpn(path: pathlib.Path, rows: dict[int, str], stubborn: bool = False) -> t.Iterator[list[str]]:
    """Answers as OpenVPN does; returns what it was asked."""
    asked: list[str] = []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(1)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = listener.accept()
                with connection, connection.makefile("rw", newline="") as lines:
                    lines.write(HELLO)
                    lines.flush()
                    for line in lines:
                        asked.append(line.strip())
                        if line.startswith("status"):
                            lines.write(">CLIENT:ADDRESS,5,10.1.0.10,1\r\n" + STATUS.format("".join(rows.values())))
                        else:
                            word = line.split()[1]
                            names = {row.split("\t")[1]: id_ for id_, row in rows.items()}
                            number = int(word) if line.startswith("client-") else names.get(word, 0)
                            known = number in rows
                            if not stubborn:
                                rows.pop(number, None)
                            lines.write("SUCCESS: client-kill command succeeded\r\n" if known else "ERROR: no such\r\n")
                        lines.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        listener.close()
