# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the Nomad inventory is: ratios measured in one run on the same data, and a few totals.

    make bench                                                                       with all other benchmarks
    python3 tests/stages/run.py --exec dev -- python tests/bench/inventory.py        this one alone, some minutes

Times are CPU seconds of processes of their own (``inventory_measure.py``). The API is a server on loopback
(``nomad_api.py``), whose time does not count. The exit code is the number of targets that were missed.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

BENCH = pathlib.Path(__file__).resolve().parent
SMALL, LARGE, PEER = 10_000, 100_000, 500
PER_PAGE = 5_000


class Row(NamedTuple):
    """One line of the table; a target that does not exist can be neither held nor missed."""

    what: str
    target: str
    measured: str
    held: bool | None


def measure(*arguments: object, environment: dict[str, str] | None = None) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, str(BENCH / "inventory_measure.py"), *map(str, arguments)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return dict(json.loads(done.stdout.splitlines()[-1]))


class Server:
    """The API, in a process of its own."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def requests(self) -> int:
        """How many requests came since this was asked last."""
        with urllib.request.urlopen(f"{self.address}/requests", timeout=60) as answer:
            return int(answer.read())

    def run(self, folder: pathlib.Path, **options: Any) -> tuple[dict[str, float], int]:
        """``ansible all --list-hosts``, and its requests."""
        from inventory_measure import OPTIONS, OURS

        source = folder / "fleet.nomad.yml"
        source.write_text(json.dumps({"plugin": OURS, "address": self.address, **OPTIONS, **options}))
        enabled = {"ANSIBLE_INVENTORY_ENABLED": OURS, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
        self.requests()
        return measure("run", source, environment=enabled), self.requests()


@contextlib.contextmanager
def server(hosts: int) -> Iterator[Server]:
    """Serve a fleet."""
    command = [sys.executable, str(BENCH / "nomad_api.py"), str(hosts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Server(int(process.stdout.readline()))
        finally:
            process.terminate()


def parsing(small: int, large: int) -> list[Row]:
    """What the plugin itself takes, once it has what the API says."""
    found = measure("parse", small)
    times = found["stock"] / found["ours"]
    each = f"({found['stock'] / small * 1e3:.2f} ms and {found['ours'] / small * 1e3:.3f} ms a host)"
    bare = f"({found['ours']:.3f} s and {found['bulk']:.3f} s)"
    grown = measure("growth", small, large)
    growth = grown["large"] / grown["small"]
    most = 1.1 * large / small
    took = f"({grown['small']:.2f} s and {grown['large']:.2f} s)"
    kept = measure("store", small)
    return [
        Row(
            f"{small:,} hosts, 8 expressions: faster than Ansible's own",
            "40 times",
            f"{times:.0f} times {each}",
            times >= 40,
        ),
        Row(
            f"{small:,} hosts, 8 expressions / a bare fill with the same hosts",
            "1.3 times",
            f"{found['ours/bulk']:.2f} times {bare}",
            found["ours/bulk"] <= 1.3,
        ),
        Row(
            f"growth from {small:,} to {large:,} hosts",
            f"{most:.0f} times",
            f"{growth:.1f} times {took}",
            growth <= most,
        ),
        Row(
            f"{small:,} nodes with a store in a folder",
            "-",
            f"{kept['read']:.2f} s for its one read, {kept['nodes']:.2f} s for the nodes",
            None,
        ),
    ]


def running(large: int) -> list[Row]:
    """The whole run of Ansible, with HTTP and JSON."""
    from nomad_api import GROUPS

    pages = -(-large // PER_PAGE) - 1 + len(GROUPS) * (-(-large // len(GROUPS) // PER_PAGE) - 1)
    most = len(GROUPS) + 1 + pages
    with tempfile.TemporaryDirectory() as name, server(large) as api:
        folder = pathlib.Path(name)
        whole, asked = api.run(folder)
        cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(folder / "cache")}
        api.run(folder, **cache)
        cached, again = api.run(folder, **cache)
    share = cached["cache"] / cached["cpu"]
    hosts = f"{large:,} hosts"
    return [
        Row(f"{hosts}, --list-hosts: CPU", "10 s", f"{whole['cpu']:.1f} s", whole["cpu"] <= 10),
        Row(f"{hosts}, --list-hosts: memory at its peak", "350 MB", f"{whole['rss']:.0f} MB", whole["rss"] <= 350),
        Row(f"{hosts}, {len(GROUPS)} groups, no store", f"{most} requests", f"{asked}", asked <= most),
        Row(f"{hosts}, warm cache", "0 requests", f"{again}", again == 0),
        Row(
            f"{hosts}, reading the warm cache / the whole run",
            "0.1",
            f"{share:.3f} ({cached['cache']:.2f} s of {cached['cpu']:.1f} s)",
            share <= 0.1,
        ),
    ]


def others(hosts: int, ours: int) -> list[Row]:
    """Plugins of other collections, with their API replaced by a list as well."""
    found = measure("peers", hosts, ours)
    own = found.pop("nomadic.fleet.nomad")
    return [
        Row(
            f"a host, 8 expressions: faster than {name}",
            "40 times",
            f"{each / own:.0f} times ({each * 1e3:.2f} ms and {own * 1e3:.3f} ms)",
            each / own >= 40,
        )
        for name, each in found.items()
    ]


def rows(small: int = SMALL, large: int = LARGE, peer: int = PEER) -> list[Row]:
    """The table."""
    return [*parsing(small, large), *running(large), *others(peer, small)]


VERDICT = {True: "held", False: "missed", None: "no target"}


def main() -> None:
    """Print the table; smaller numbers of hosts are for trying it out."""
    found = rows(*map(int, sys.argv[1:]))
    print("\n| | target | measured | |\n|---|---|---|---|")
    for row in found:
        print(f"| {row.what} | {row.target} | {row.measured} | {VERDICT[row.held]} |")
    sys.exit(sum(row.held is False for row in found))


if __name__ == "__main__":
    main()
