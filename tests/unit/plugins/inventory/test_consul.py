# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Consul inventory in Ansible's own inventory, against a small server with Consul's semantics."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.template import is_trusted_as_template
from inventory_harness import FakeConsul, consul_file, members, new_plugin, parse_file

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import MOVED, DirectoryStore, node_key
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import consul as catalog
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import PREFIXES

NAME = "nomadic.fleet.consul"
TOKEN = "3f1c9a52-0000-4000-8000-00000000cafe"
Parse = Callable[..., InventoryData]


@pytest.fixture
def consul() -> Iterator[FakeConsul]:
    """A server for one test."""
    fake = FakeConsul()
    yield fake
    fake.close()


@pytest.fixture(autouse=True)
def _environment(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine's, no waiting between tries."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def parse(tmp_path: Path, consul: FakeConsul) -> Parse:
    """Parse a source as Ansible does, into an inventory that may hold hosts already."""

    def run(inventory: InventoryData | None = None, refresh: bool = False, **options: Any) -> InventoryData:
        source = tmp_path / "fleet.consul.yml"
        source.write_text(yaml.safe_dump({"plugin": NAME, "address": consul.address, **options}, sort_keys=False))
        return parse_file(source, inventory, refresh)

    return run


def device(name: str, state: str = "accepted", **more: Any) -> dict[str, Any]:
    """A record of the store."""
    return {"name": name, "state": state, "group": "kiosk", "pool": "external", "region": "global", "index": 10, **more}


def test_only_files_named_consul_are_sources(tmp_path: Path) -> None:
    plugin = new_plugin(consul_file)
    for name, expected in {"a.consul.yml": True, "consul.yaml": True, "nomad.yml": False, "consul.json": False}.items():
        (tmp_path / name).write_text("x")
        assert plugin.verify_file(str(tmp_path / name)) is expected


def test_groups_hosts_and_few_variables_by_two_requests(consul: FakeConsul, parse: Parse) -> None:
    consul.add("server1", "kiosk", meta={"role": "db"})
    consul.add("server2", status="critical")
    inventory = parse(keyed_groups=[{"key": "consul_meta.role", "prefix": "role"}])
    assert members(inventory, "group_kiosk") == members(inventory, "role_db") == ["server1"]
    assert members(inventory, "status_critical") == ["server2"]
    assert members(inventory, "datacenter_dc1") == ["server1", "server2"]
    own = {key: value for key, value in inventory.hosts["server1"].vars.items() if not key.startswith("inventory_")}
    assert own == {
        "ansible_host": "10.210.10.10",
        "consul_node_id": consul.nodes[0]["ID"],
        "consul_status": "passing",
        "scheduling_group": "kiosk",
    }
    assert len(consul.requests) == 2
    assert all("stale=true" in path for path in consul.requests)


def test_filters_datacenters_and_tagged_addresses(consul: FakeConsul, parse: Parse) -> None:
    consul.add("here", "kiosk")
    consul.add("there", "kiosk", Datacenter="dc2")
    consul.add("other", "sensor")
    inventory = parse(
        filters=['Meta.scheduling_group == "kiosk"'], datacenters=["dc1", "dc2"], address_order=["interface:wan"]
    )
    assert sorted(inventory.hosts) == ["here", "there"]
    assert inventory.hosts["here"].vars["ansible_host"] == "192.0.2.1"
    empty = InventoryData()
    with pytest.raises(AnsibleError, match="datacenter 'absent'.*No path to datacenter"):
        parse(empty, datacenters=["dc1", "absent"])
    assert not empty.hosts


def test_text_of_the_catalog_is_never_a_template(consul: FakeConsul, parse: Parse) -> None:
    consul.add("evil", "{{ lookup('pipe', 'id') }}", meta={"x": "{{ 1 + 1 }}"})
    variables = (
        parse(compose={"seen": "consul_meta.x"}, hostvars=["consul_meta", "scheduling_group"]).hosts["evil"].vars
    )
    assert variables["seen"] == "{{ 1 + 1 }}"
    texts = [*variables.values(), *variables["consul_meta"].values()]
    assert not [text for text in texts if isinstance(text, str) and is_trusted_as_template(text)]


def test_a_host_of_another_source_only_joins_our_groups(consul: FakeConsul, parse: Parse) -> None:
    consul.add("server1", "vault_servers")
    static = InventoryData()
    static.add_group("vault_servers")
    static.add_host("server1")
    before = dict(static.hosts["server1"].vars)
    inventory = parse(static, compose={"made": "consul_version"}, keyed_groups=[{"key": "scheduling_group"}])
    assert inventory.hosts["server1"].vars == before
    assert members(inventory, "vault_servers") == []
    assert members(inventory, "group_vault_servers") == ["server1"]


@pytest.mark.parametrize("where", ["consul", "folder"])
def test_the_registry_instead_of_the_catalog(consul: FakeConsul, parse: Parse, tmp_path: Path, where: str) -> None:
    records = [device("kiosk-1", "declared"), device("kiosk-2", "revoked"), device("kiosk-3", node_id="x", index=12)]
    options: dict[str, Any] = {}
    if where == "consul":
        consul.values = {node_key(one["name"]): one for one in records}
    else:
        options["store"] = "directory:store"
        for one in records:
            DirectoryStore(tmp_path / "store").cas(node_key(one["name"]), one, 0)
    inventory = parse(
        source="registry", vpn_networks=["10.210.128.0/20"], group_by=["scheduling_group", "fleet_state"], **options
    )
    assert members(inventory, "state_declared") == ["kiosk-1"]
    assert members(inventory, "state_disconnected") == ["kiosk-3"]
    assert members(inventory, "group_kiosk") == ["kiosk-1", "kiosk-3"]
    assert inventory.hosts["kiosk-3"].vars["ansible_host"] == "10.210.128.12"
    assert [request for request in consul.requests if "/catalog/" in request] == []
    assert len(consul.requests) == (2 if where == "consul" else 0)


def test_a_store_that_was_left_is_one_clear_error(consul: FakeConsul, parse: Parse) -> None:
    consul.values = {node_key("kiosk-1"): device("kiosk-1"), MOVED: {"to": "directory /srv/fleet/store"}}
    empty = InventoryData()
    with pytest.raises(AnsibleError, match="moved to directory /srv/fleet/store; use that one"):
        parse(empty, source="registry")
    assert not empty.hosts


def test_the_cache_knows_when_the_health_has_changed(
    consul: FakeConsul, parse: Parse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    consul.add("server1")
    options = {
        "cache": True,
        "cache_plugin": "jsonfile",
        "cache_connection": str(tmp_path / "cache"),
        "cache_timeout": 9,
    }
    parse(**options)
    consul.states["server1"] = "critical"
    parse(**options)
    assert len(consul.requests) == 2
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 100)
    assert members(parse(**options), "status_passing") == ["server1"]  # the index says that nothing has changed
    assert len(consul.requests) == 4
    consul.index += 1
    monkeypatch.setattr("time.time", lambda: now + 200)
    assert members(parse(**options), "status_critical") == ["server1"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((403, "ACL not found"), "403.*\n.*CONSUL_HTTP_TOKEN"),
        ((200, "<html>"), "no list of"),
        ((200, "[]"), "no node at all"),
    ],
)
def test_faults_are_one_clear_error(consul: FakeConsul, parse: Parse, answer: tuple[int, str], message: str) -> None:
    consul.answer = answer
    with pytest.raises(AnsibleError, match=message) as caught:
        parse(token=TOKEN)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"group_by": ["driver"]}, "driver"),
        ({"hostvars": ["nomad_node_id"]}, "nomad_node_id"),
        ({"region": "x"}, "unknown option region"),
        ({"source": "nomad"}, "nomad"),
        ({"source": "registry", "store": "absent"}, "'store' .*absent is no directory"),
        ({"store": "consul", "store_connection": {"adress": "x"}}, "'store_connection' has 'adress'"),
    ],
)
def test_options_that_cannot_be(consul: FakeConsul, parse: Parse, options: dict[str, Any], message: str) -> None:
    with pytest.raises(AnsibleError, match=message):
        parse(**options)
    assert consul.requests == []


def test_the_documentation_names_what_there_is() -> None:
    options = new_plugin(consul_file).option_definitions
    assert options["group_by"]["choices"] == list(catalog.GROUP_BY)
    assert set(catalog.GROUP_BY) <= set(PREFIXES)
    assert set(options["hostvars"]["choices"]) == set(catalog.FIELDS)
    assert options["hostvars"]["default"] == list(catalog.HOSTVARS)
    nomad = new_plugin().option_definitions
    own = {"regions", "region", "details", "max_details", "max_groups", "attributes"}
    assert set(nomad) - set(options) == own
    assert set(options) - set(nomad) == {"datacenter", "datacenters", "health", "source"}
