# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the Nomad inventory is, as ratios measured in one run on the same data.

Run it in the toolchain, from the checkout: ``python3 tests/stages/run.py --exec dev -- python tests/bench/inventory.py``.
Every measurement is a process of its own. Times are CPU seconds, the best of the repetitions, since the machine may
be busy; the load is printed with them. ``--large`` is the number of hosts of the large fleet; ``--check`` fails where a
ratio misses its target.
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import json
import os
import pathlib
import platform
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
GROUPS = 20
#: Eight expressions: five groups by value, two variables, one condition.
CONSTRUCTED: dict[str, Any] = {
    "keyed_groups": [
        {"key": key, "prefix": prefix}
        for key, prefix in (
            *(("nomad_datacenter", "dc"), ("node_pool", "pool"), ("nomad_node_class", "class")),
            *(("scheduling_group", "group"), ("nomad_status", "status")),
        )
    ],
    "compose": {"label": "nomad_datacenter ~ '-' ~ scheduling_group", "release": "nomad_version"},
    "groups": {"old": "nomad_version is version('1.11.0', '<')"},
}
HOSTVARS = [
    *("nomad_node_id", "nomad_status", "nomad_eligibility", "nomad_datacenter", "nomad_node_class"),
    *("nomad_version", "scheduling_group", "node_pool", "nomad_address"),
]
Row = tuple[str, str, str, str]


def group_of(number: int) -> str:
    """The scheduling group of a node."""
    return f"group-{number % GROUPS:02d}"


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


# -- the server -----------------------------------------------------------------------------------------------------


class Nomad:
    """Answers as Nomad does: pages in the order of ids, filters on the group, gzip. Pages are made once."""

    def __init__(self, hosts: int) -> None:
        numbers = sorted(range(hosts), key=lambda number: stub(number)["ID"])
        self.all = [json.dumps(stub(number)) for number in numbers]
        self.groups: dict[str, list[str]] = {}
        for number, text in zip(numbers, self.all, strict=True):
            self.groups.setdefault(group_of(number), []).append(text)
        self.pages: dict[tuple[str, int, int], bytes] = {}
        self.requests = 0

    def answer(self, target: str) -> tuple[bytes, dict[str, str]]:
        """One page."""
        self.requests += 1
        query = {key: value[0] for key, value in urllib.parse.parse_qs(urllib.parse.urlsplit(target).query).items()}
        wanted = re.search(r'"(.*)"', query.get("filter", ""))
        nodes = self.groups.get(wanted[1], []) if wanted else self.all
        first, size = int(query.get("next_token", 0)), int(query.get("per_page", 0)) or len(nodes)
        headers = {"X-Nomad-Index": "5000"}
        if first + size < len(nodes):
            headers["X-Nomad-NextToken"] = str(first + size)
        key = (wanted[1] if wanted else "", first, size)
        if key not in self.pages:
            self.pages[key] = gzip.compress(f"[{','.join(nodes[first : first + size])}]".encode(), 1)
        return self.pages[key], headers


def serve(hosts: int) -> None:
    """A process of its own: prints its port; prints the number of requests so far when it is asked."""
    nomad = Nomad(hosts)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/requests":
                body = str(nomad.requests).encode()
                headers: dict[str, str] = {}
                nomad.requests = 0
            else:
                body, headers = nomad.answer(self.path)
                headers = {**headers, "Content-Encoding": "gzip", "Content-Type": "application/json"}
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
    sys.stdin.read()  # until the parent is gone


# -- measurements in a process of their own -------------------------------------------------------------------------


def prepare() -> None:
    """Let Ansible find the collection, before anything of it is imported."""
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader([str(ROOT / "build" / "dev")])


def plugin_for(source: pathlib.Path, options: Mapping[str, Any]) -> Any:
    """The plugin as Ansible loads it."""
    from ansible.plugins.loader import inventory_loader

    source.write_text(json.dumps({"plugin": "nomadic.fleet.nomad", **options}))
    return inventory_loader.get("nomadic.fleet.nomad")


class ListApi:
    """The API replaced by a list, in the place of HTTP and JSON."""

    first_index = 1

    def __init__(self, stubs: Sequence[Mapping[str, Any]]) -> None:
        self.stubs = stubs

    def pages(self, filter_: str, resources: bool) -> Iterator[Any]:
        """Everything, or one group."""
        wanted = re.search(r'"group-(\d+)"', filter_)
        yield self.stubs if not wanted else self.stubs[int(wanted[1]) :: GROUPS]


def parse(kind: str, hosts: int, folder: pathlib.Path) -> dict[str, float]:
    """Parse one way: 'bulk' (hosts, variables, five groups, no rule), 'stock' (Ansible's own methods) or 'ours'."""
    from ansible.inventory.data import InventoryData
    from ansible.parsing.dataloader import DataLoader
    from ansible.plugins.inventory import Constructable

    from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad, plugin
    from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import variables

    stubs = [stub(number) for number in range(hosts)]
    inventory = InventoryData()
    source = folder / "bench.nomad.yml"
    options = {"group_by": [], "hostvars": HOSTVARS, "scheduling_groups": [group_of(n) for n in range(GROUPS)]}
    ours = plugin_for(source, {**options, **CONSTRUCTED})
    if kind == "bulk":
        carried = [("ansible_host", "address"), *((name, nomad.FIELDS[name]) for name in HOSTVARS)]
        nodes, _notes = nomad.collect(ListApi(stubs), nomad.Query(groups=[group_of(n) for n in range(GROUPS)]))
        fields = ("datacenter", "node_pool", "node_class", "scheduling_group", "status")
        rows = [(node["name"], variables(node, carried), [f"{key}_{node[key]}" for key in fields]) for node in nodes]
        start = time.process_time()
        for name, values, groups in rows:
            inventory.add_host(name)
            inventory.hosts[name].vars.update(values)
            for group in groups:
                inventory.add_group(group)
                inventory.add_child(group, name)
        return {"cpu": time.process_time() - start}
    nomad_api = nomad.ClientApi
    nomad.ClientApi = lambda _client, _stale: ListApi(stubs)
    if kind == "stock":

        class Stock:
            """The same plugin with Ansible's own construction."""

            entries: Sequence[Any] = ()

            def __init__(self, owner: Any, fields: Mapping[str, str]) -> None:
                self.owner, self.fields = owner, list(fields.items())

            def apply(self, host: Any, node: dict[str, Any]) -> None:
                """Every expression, compiled again."""
                known = variables(node, self.fields)
                Constructable._set_composite_vars(self.owner, CONSTRUCTED_TRUSTED["compose"], known, host.name)
                Constructable._add_host_to_composed_groups(self.owner, CONSTRUCTED_TRUSTED["groups"], known, host.name)
                Constructable._add_host_to_keyed_groups(
                    self.owner, CONSTRUCTED_TRUSTED["keyed_groups"], known, host.name
                )

        plugin.Constructor = Stock
    from ansible.template import trust_as_template

    CONSTRUCTED_TRUSTED.update(
        compose={name: trust_as_template(text) for name, text in CONSTRUCTED["compose"].items()},
        groups={name: trust_as_template(text) for name, text in CONSTRUCTED["groups"].items()},
        keyed_groups=[{**entry, "key": trust_as_template(entry["key"])} for entry in CONSTRUCTED["keyed_groups"]],
    )
    start = time.process_time()
    ours.parse(inventory, DataLoader(), str(source), cache=False)
    cpu = time.process_time() - start
    nomad.ClientApi = nomad_api
    assert len(inventory.hosts) == hosts
    assert len(inventory.groups) == 2 + 4 + 5 + 8 + GROUPS + 2 + 1, sorted(inventory.groups)
    return {"cpu": cpu}


CONSTRUCTED_TRUSTED: dict[str, Any] = {}


def store(hosts: int, folder: pathlib.Path) -> dict[str, float]:
    """One read of a store in a directory, and laying it over the nodes."""
    from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import node_key
    from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad, registry

    stubs = [stub(number) for number in range(hosts)]
    for number, node in enumerate(stubs):
        path = folder / "store" / f"{node_key(node['Name'])}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        record = {"name": node["Name"], "node_id": node["ID"], "state": "accepted", "group": group_of(number)}
        record |= {"pool": node["NodePool"], "region": "global", "generation": 1, "index": number + 10}
        path.write_text(json.dumps({"index": number + 1, "value": record}))
    start = time.process_time()
    records = registry.records(registry.directory(str(folder / "store")))
    read = time.process_time() - start
    start = time.process_time()
    nodes, _notes = nomad.collect(ListApi(stubs), nomad.Query(groups=[]))
    merged, _notes = registry.overlay(nodes, records, ["external"])
    assert len(merged) == hosts
    return {"read": read, "nodes": time.process_time() - start}


def warm(hosts: int, folder: pathlib.Path) -> dict[str, float]:
    """Reading the cached list alone: the cache plugin, the text, the nodes."""
    from ansible.plugins.inventory import get_cache_plugin

    from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import Cache

    start = time.process_time()
    entries = get_cache_plugin("jsonfile", _timeout=0, _uri=str(folder / "cache"), _prefix="ansible_inventory_")
    (path,) = (folder / "cache").iterdir()
    key = path.name.removeprefix("ansible_inventory_")
    found = Cache(entries, key, 0, print)._load()
    cpu = time.process_time() - start
    assert found
    assert len(found[1].nodes) == hosts
    return {"cpu": cpu}


# -- the table ------------------------------------------------------------------------------------------------------


def child(*arguments: object) -> dict[str, float]:
    """A measurement in a process of its own."""
    command = [sys.executable, str(pathlib.Path(__file__).resolve()), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def best(times: int, *all_arguments: Sequence[object]) -> list[float]:
    """The least CPU time of several processes each, taken in turns: other work on the machine only ever adds to it."""
    rounds = [[child(*arguments)["cpu"] for arguments in all_arguments] for _time in range(times)]
    return [min(times) for times in zip(*rounds, strict=True)]


def listed(folder: pathlib.Path, port: int, options: Mapping[str, Any]) -> dict[str, float]:
    """The whole ``ansible all --list-hosts``, against a server."""
    source = folder / "fleet.nomad.yml"
    address = f"http://127.0.0.1:{port}"
    source.write_text(
        json.dumps({"plugin": "nomadic.fleet.nomad", "address": address, "hostvars": HOSTVARS, **options})
    )
    enabled = {"ANSIBLE_INVENTORY_ENABLED": "nomadic.fleet.nomad", "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    environment = {**os.environ, **enabled, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "dev")}
    command = ["ansible", "-i", str(source), "all", "--list-hosts"]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return {"cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss / 1024}


def requests(port: int) -> int:
    """How many requests the server has seen since it was asked last."""
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/requests", timeout=60) as answer:
        return int(answer.read())


def table(small: int, stock_hosts: int, large: int, times: int) -> list[tuple[str, float, str, float | None, str]]:
    """Name, measured, unit, target (at most; negative: at least), how it came about."""
    rows: list[tuple[str, float, str, float | None, str]] = []
    bulk, ours = best(times, ("parse", "bulk", small), ("parse", "ours", small))
    stock = child("parse", "stock", stock_hosts)["cpu"] / stock_hosts
    told = f"{stock * 1e3:.2f} ms / {ours / small * 1e3:.3f} ms a host"
    if stock_hosts != small:
        told += f", stock measured on {stock_hosts:,}"
    rows.append((f"parse {small:,} hosts: stock / ours", stock / ours * small, "x", -40, told))
    rows.append((f"parse {small:,} hosts: ours / bulk fill", ours / bulk, "x", 1.3, f"{ours:.3f} s / {bulk:.3f} s"))
    (big,) = best(1, ("parse", "ours", large))
    growth = 1.1 * large / small
    rows.append((f"growth {small:,} -> {large:,}", big / ours, "x", growth, f"{ours:.3f} s -> {big:.2f} s"))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        command = [sys.executable, str(pathlib.Path(__file__).resolve()), "serve", str(large)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            port = int(server.stdout.readline())
            named = {**CONSTRUCTED, "group_by": [], "scheduling_groups": [group_of(n) for n in range(GROUPS)]}
            listed(folder, port, named)  # the server makes its pages
            requests(port)
            run = listed(folder, port, named)
            asked = requests(port)
            pages = -(-large // 5000) - 1 + GROUPS * max(0, -(-large // GROUPS // 5000) - 1)
            rows.append((f"{large:,} hosts --list-hosts, CPU", run["cpu"], "s", 10, "with HTTP and JSON"))
            rows.append((f"{large:,} hosts --list-hosts, memory", run["rss"], "MB", 350, "peak"))
            told = f"{GROUPS} groups, {pages} further pages"
            rows.append((f"requests, {large:,} hosts, no store", asked, "", GROUPS + 1 + pages, told))
            caching = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(folder / "cache")}
            listed(folder, port, {**named, **caching})
            requests(port)
            cached = listed(folder, port, {**named, **caching})
            rows.append((f"requests, {large:,} hosts, warm cache", requests(port), "", 0, ""))
            read = child("warm", large, folder)["cpu"]
            told = f"{read:.2f} s / {cached['cpu']:.2f} s"
            rows.append((f"warm cache / whole run, {large:,} hosts", read / cached["cpu"], "x", 0.1, told))
            server.terminate()
    kept = child("store", small)
    rows.append((f"one read of a store in a directory, {small:,} devices", kept["read"], "s", None, "files"))
    rows.append((f"node pages with that store, {small:,} nodes", kept["nodes"], "s", None, "without HTTP"))
    return rows


def main() -> int:
    """Print the table."""
    if len(sys.argv) > 2 and sys.argv[1] in ("serve", "parse", "store", "warm"):
        what, *rest = sys.argv[1:]
        if what == "serve":
            serve(int(rest[0]))
            return 0
        prepare()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            if what == "parse":
                found = parse(rest[0], int(rest[1]), folder)
            elif what == "store":
                found = store(int(rest[0]), folder)
            else:
                found = warm(int(rest[0]), pathlib.Path(rest[1]))
        print(json.dumps(found))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", type=int, default=10_000, help="hosts of the comparison with Ansible's own way")
    parser.add_argument("--stock", type=int, default=0, help="fewer hosts for Ansible's own way; its time is linear")
    parser.add_argument("--large", type=int, default=100_000, help="hosts of the large fleet")
    parser.add_argument("--times", type=int, default=5, help="repetitions of the fast measurements")
    parser.add_argument("--check", action="store_true", help="fail where a target is missed")
    given = parser.parse_args()
    before = os.getloadavg()[0]
    rows = table(given.small, given.stock or given.small, given.large, given.times)
    import ansible.release

    machine = f"{os.cpu_count()} CPUs, {platform.machine()}, Python {platform.python_version()}"
    print(f"ansible-core {ansible.release.__version__}, {machine}, load {before:.1f} to {os.getloadavg()[0]:.1f}")
    print(f"peak of this process's children {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB\n")
    print("| what | measured | target | |\n|---|---|---|---|")
    missed = 0
    for what, value, unit, target, how in rows:
        good = target is None or (value >= -target if target < 0 else value <= target)
        missed += not good
        shown = f"{value:.0f}" if value >= 20 or unit == "" else f"{value:.2f}"
        limit = "" if target is None else f"{'>=' if target < 0 else '<='} {abs(target):g}{' ' if unit else ''}{unit}"
        print(f"| {what} | {shown} {unit}{'' if good else ' (missed)'} | {limit} | {how} |")
    return 1 if missed and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
