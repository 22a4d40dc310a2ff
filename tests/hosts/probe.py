# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside a test host (its Python reads this from standard input): try to reach places, print what answered."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from typing import Any

#: Seconds to wait for a way that must be closed, and for one that must be open (this machine may be busy).
PATIENCE = {False: 2.0, True: 10.0}


def attempt(kind: str, address: str, port: int, patience: float) -> bool:
    """Tell whether a place answers at all; a refusal by the other host is an answer too."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as link:
        try:
            link.settimeout(patience)
            link.connect(socket.getaddrinfo(address, port, family)[0][4])
            return True if kind == "tcp" else answers(link, patience)
        except ConnectionRefusedError:
            return True
        except OSError:
            return False


def answers(link: socket.socket, patience: float) -> bool:
    """Tell whether anything comes back for datagrams; the other end may start a moment later."""
    link.settimeout(0.5)
    for _attempt in range(int(patience / 0.5)):
        link.send(b"anybody?")
        try:
            return bool(link.recv(64))
        except TimeoutError:
            continue
    return False


def ip(*words: str) -> None:
    """Change the host's addresses or routes for the time of the test."""
    subprocess.run(["ip", *words], check=True)


def main() -> None:
    """Attempts with the same first step (a route, an address) go at once, one such group after the other."""
    results: dict[str, bool] = {}
    for via in dict.fromkeys(one["via"] for one in json.loads(sys.argv[1])):
        group = [one for one in json.loads(sys.argv[1]) if one["via"] == via]
        for one in group if via else []:
            ip("route", "replace", one["address"], "via", via)

        def work(one: dict[str, Any]) -> None:
            results[one["id"]] = attempt(one["kind"], one["address"], one["port"], PATIENCE[one["open"]])

        threads = [threading.Thread(target=work, args=(one,)) for one in group]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for one in group if via else []:
            ip("route", "del", one["address"], "via", via)
    shown = [subprocess.check_output(["ip", family, "route", "show", "default"], text=True) for family in ("-4", "-6")]
    print(json.dumps({"results": results, "default": "".join(shown).strip()}))


main()
