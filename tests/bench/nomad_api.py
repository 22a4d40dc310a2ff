# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of any size, and a server that shows it as Nomad does: pages, filters, compressed answers, an index.

    python nomad_api.py HOSTS

prints its port and serves until its standard input ends. ``/requests`` tells how many requests came since it was asked last.
"""

from __future__ import annotations

import bisect
import gzip
import http.server
import json
import re
import sys
import threading
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

GROUPS = tuple(f"group-{number:02d}" for number in range(20))


def stub(number: int) -> dict[str, Any]:
    """A node as Nomad lists it."""
    return {
        "Address": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
        "ID": f"{number * 2654435761 % 2**32:08x}-0000-4000-8000-{number:012d}",
        "Attributes": None,
        "Datacenter": f"dc{number % 4}",
        "Name": f"node-{number:06d}",
        "NodePool": f"pool-{number % 5}",
        "NodeClass": f"class-{number % 8}",
        "Version": "1.11.3" if number % 3 else "1.10.5",
        "Drain": False,
        "SchedulingEligibility": "eligible",
        "Status": ("ready", "ready", "down")[number % 3],
        "StatusDescription": "",
        "Drivers": {
            name: {"Attributes": None, "Detected": True, "Healthy": True, "HealthDescription": "Healthy"}
            for name in ("docker", "raw_exec")
        },
        "HostVolumes": None,
        "LastDrain": None,
        "CreateIndex": number + 10,
        "ModifyIndex": number + 20,
    }


class ListApi:
    """The API replaced by a list: what the plugin gets once HTTP and JSON are done."""

    first_index = 1

    def __init__(self, stubs: Sequence[Mapping[str, Any]]) -> None:
        self._stubs = stubs

    def pages(self, filter_: str, _resources: bool) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Everything, or one group."""
        group = asked_group(filter_)
        yield self._stubs[GROUPS.index(group) :: len(GROUPS)] if group else self._stubs


def asked_group(filter_: str) -> str:
    """The scheduling group that a filter wants, or none."""
    found = re.fullmatch(r'Meta\.scheduling_group == "(.*)"', filter_)
    if filter_ and not found:
        raise ValueError(filter_)
    return found[1] if found else ""


class Nomad:
    """Lists of nodes in the order of their ids. A page is made when it is asked for first."""

    def __init__(self, hosts: int) -> None:
        ordered = sorted((stub(number)["ID"], number) for number in range(hosts))
        self._lists = {"": ordered}
        for place, group in enumerate(GROUPS):
            self._lists[group] = [entry for entry in ordered if entry[1] % len(GROUPS) == place]
        self._pages: dict[tuple[str, str, int], tuple[bytes, dict[str, str]]] = {}
        self.requests = 0

    def answer(self, target: str) -> tuple[bytes, dict[str, str]]:
        """One page, with its headers."""
        self.requests += 1
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query))
        key = (asked_group(query.get("filter", "")), query.get("next_token", ""), int(query.get("per_page", 0)))
        if key not in self._pages:
            self._pages[key] = self._page(*key)
        return self._pages[key]

    def _page(self, group: str, token: str, size: int) -> tuple[bytes, dict[str, str]]:
        nodes = self._lists[group]
        first = bisect.bisect_left(nodes, (token, 0))
        end = first + size if size else len(nodes)
        headers = {"X-Nomad-Index": "5000", "Content-Encoding": "gzip", "Content-Type": "application/json"}
        if end < len(nodes):
            headers["X-Nomad-NextToken"] = nodes[end][0]
        text = json.dumps([stub(number) for _id, number in nodes[first:end]])
        return gzip.compress(text.encode(), 1), headers


def main() -> None:
    """Serve until the parent is gone."""
    nomad = Nomad(int(sys.argv[1]))

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers: dict[str, str] = {}
            if self.path == "/requests":
                body, nomad.requests = str(nomad.requests).encode(), 0
            else:
                body, headers = nomad.answer(self.path)
            self.send_response(200)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_unused: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
