# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``inventory.py`` measures in a process of its own: CPU seconds, printed as JSON.

    python inventory_measure.py parse | growth | peers | run | store ARGUMENT...

What is compared is run in turns in one process, since other work on the machine slows down both alike.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import os
import pathlib
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import inventory_peers
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import Constructable
from ansible.plugins.loader import init_plugin_loader, inventory_loader
from nomad_api import GROUPS, ListApi, stub

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
#: With ``ansible_host`` and what is composed, every host carries twelve variables.
HOSTVARS = [
    *("nomad_node_id", "nomad_status", "nomad_eligibility", "nomad_datacenter", "nomad_node_class"),
    *("nomad_version", "scheduling_group", "node_pool", "nomad_address"),
]
OPTIONS = {**CONSTRUCTED, "group_by": [], "hostvars": HOSTVARS, "scheduling_groups": list(GROUPS)}
OURS = "nomadic.fleet.nomad"
PAIRS = 9


class Stock:
    """In the place of ``Constructor``: Ansible's own methods, which compile every expression for every host."""

    entries: Sequence[Any] = ()

    def __init__(self, plugin: Any, fields: Mapping[str, str]) -> None:
        self._plugin = plugin
        self._fields = list(fields.items())
        plugin._compose = functools.partial(Constructable._compose, plugin)

    def apply(self, host: Any, node: dict[str, Any]) -> None:
        """As every inventory plugin does it."""
        from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import variables

        plugin, known = self._plugin, variables(node, self._fields)
        plugin._set_composite_vars(plugin.get_option("compose"), known, host.name)
        plugin._add_host_to_composed_groups(plugin.get_option("groups"), known, host.name)
        plugin._add_host_to_keyed_groups(plugin.get_option("keyed_groups"), known, host.name)


class Fleet:
    """Nodes in a list, and what parses them."""

    def __init__(self, hosts: int) -> None:
        self.stubs = [stub(number) for number in range(hosts)]

    def parse(self, constructor: type | None = None) -> tuple[float, InventoryData]:
        """By the plugin, with its own construction or another one."""
        from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad, plugin

        kept = nomad.ClientApi, plugin.Constructor
        nomad.ClientApi = lambda _client, _stale: ListApi(self.stubs)
        plugin.Constructor = constructor or plugin.Constructor
        try:
            return parsed(OURS, OPTIONS)
        finally:
            nomad.ClientApi, plugin.Constructor = kept


@contextlib.contextmanager
def timed() -> Iterator[list[float]]:
    """The seconds of a block; what was there before it costs it nothing when Python looks for garbage."""
    seconds: list[float] = []
    gc.collect()
    gc.freeze()
    start = time.process_time()
    try:
        yield seconds
    finally:
        seconds.append(time.process_time() - start)
        gc.unfreeze()


def parsed(name: str, options: Mapping[str, Any], hosts: int = 0) -> tuple[float, InventoryData]:
    """Seconds that a plugin takes for a source, and the inventory."""
    inventory, plugin = InventoryData(), inventory_loader.get(name)
    if hosts:
        inventory_peers.REPLACE[name](plugin, hosts)
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / f"bench.{name.rpartition('.')[2]}.yml"
        source.write_text(json.dumps({"plugin": name, **options}))
        with timed() as seconds:
            plugin.parse(inventory, DataLoader(), str(source), cache=False)
    return seconds[0], inventory


def bulk(model: InventoryData) -> float:
    """Seconds for the same hosts, variables and groups by the least calls that Ansible offers, without any rule."""
    own = ("inventory_file", "inventory_dir")  # Ansible sets them
    rows = [
        (
            name,
            {key: value for key, value in host.vars.items() if key not in own},
            [str(group) for group in host.groups],
        )
        for name, host in model.hosts.items()
    ]
    inventory = InventoryData()
    with timed() as seconds:
        for name, variables, groups in rows:
            inventory.add_host(name)
            inventory.hosts[name].vars.update(variables)
            for group in groups:
                inventory.add_group(group)
                inventory.add_child(group, name)
    assert content(inventory) == content(model)
    return seconds[0]


def content(inventory: InventoryData) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """All that is in an inventory."""
    hosts = {name: host.vars for name, host in inventory.hosts.items()}
    return hosts, {name: sorted(map(str, group.hosts)) for name, group in inventory.groups.items()}


# -- measurements ---------------------------------------------------------------------------------------------------


def parse(hosts: int) -> dict[str, float]:
    """The plugin, a bare fill, and the plugin with Ansible's own construction."""
    fleet = Fleet(hosts)
    _seconds, model = fleet.parse()
    pairs = [(fleet.parse()[0], bulk(model)) for _pair in range(PAIRS)]
    stock, inventory = fleet.parse(Stock)
    assert content(inventory) == content(model)
    return {
        "ours": statistics.median(ours for ours, _bare in pairs),
        "bulk": statistics.median(bare for _ours, bare in pairs),
        "ours/bulk": statistics.median(ours / bare for ours, bare in pairs),
        "stock": stock,
    }


def growth(small: int, large: int) -> dict[str, float]:
    """A small fleet and a large one."""
    fleets = Fleet(small), Fleet(large)
    rounds = [[fleet.parse()[0] for fleet in fleets] for _round in range(5)]
    return dict(zip(("small", "large"), map(min, zip(*rounds, strict=True)), strict=True))


def peers(hosts: int, ours: int) -> dict[str, float]:
    """Seconds a host: the plugin, and those of other collections."""
    fleet = Fleet(ours)
    found: dict[str, list[float]] = {}
    for _round in range(3):
        found.setdefault(OURS, []).append(fleet.parse()[0] / ours)
        for name, options in inventory_peers.OPTIONS.items():
            seconds, inventory = parsed(name, options, hosts)
            assert len(inventory.hosts) == hosts
            assert {"old", "group_group_00", "pool_pool_0"} <= set(inventory.groups), sorted(inventory.groups)
            found.setdefault(name, []).append(seconds / hosts)
    return {name: min(times) for name, times in found.items()}


def run(source: str) -> dict[str, float]:
    """``ansible all --list-hosts`` from its start to its end; how much of it was reading the cache; MB at its peak."""
    from ansible.cli.adhoc import AdHocCLI

    from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import Cache

    warnings.filterwarnings("ignore", message="AnsibleCollectionFinder")  # it is there already
    reading: list[float] = []
    load = Cache._load

    def watched(cache: Cache) -> Any:
        start = time.process_time()
        try:
            return load(cache)
        finally:
            reading.append(time.process_time() - start)

    Cache._load = watched
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = AdHocCLI(["ansible", "-i", source, "all", "--list-hosts"]).run()
    assert not code
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss / 1024, "cache": sum(reading)}


def store(hosts: int) -> dict[str, float]:
    """One read of a store in a folder, and the nodes with what it decides."""
    from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import node_key
    from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad, registry

    fleet = Fleet(hosts)
    with tempfile.TemporaryDirectory() as folder:
        for number, node in enumerate(fleet.stubs):
            path = pathlib.Path(folder) / f"{node_key(node['Name'])}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            record = {"name": node["Name"], "node_id": node["ID"], "state": "accepted", "index": number + 10}
            record |= {"group": GROUPS[number % len(GROUPS)], "pool": node["NodePool"], "generation": 1}
            path.write_text(json.dumps({"index": number + 1, "value": record}))
        start = time.process_time()
        records = registry.records(registry.directory(folder))
        read = time.process_time() - start
    start = time.process_time()
    nodes, _notes = nomad.collect(ListApi(fleet.stubs), nomad.Query(groups=[]))
    merged, _notes = registry.overlay(nodes, records, ["external"])
    assert len(merged) == hosts
    return {"read": read, "nodes": time.process_time() - start}


def main() -> None:
    """Measure one thing."""
    what, *arguments = sys.argv[1:]
    folders = [pathlib.Path(path) for path in os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep)]
    if what == "peers":
        folders += inventory_peers.folders()
    init_plugin_loader([str(path) for path in folders])
    found = run(arguments[0]) if what == "run" else globals()[what](*map(int, arguments))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
