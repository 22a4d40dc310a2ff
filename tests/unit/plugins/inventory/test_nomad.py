# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin in Ansible's own inventory manager, against a small server with Nomad's semantics."""

from __future__ import annotations

import datetime
import re
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.template import is_trusted_as_template
from fake_server import Answer, Fake, certificates, server_context
from inventory_harness import FakeConsul, FakeNomad, members, new_plugin, parse_file

from ansible_collections.nomadic.fleet.plugins.inventory import nomad as plugin_file
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import MOVED, DirectoryStore, node_key
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad as nomad_nodes
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import decoded
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import PREFIXES

NAME = "nomadic.fleet.nomad"
TOKEN = "3f1c9a52-0000-4000-8000-00000000cafe"


@pytest.fixture
def nomad() -> Iterator[FakeNomad]:
    """A server for one test."""
    fake = FakeNomad()
    yield fake
    fake.close()


@pytest.fixture(autouse=True)
def _environment(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine's, no waiting between tries."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


Parse = Callable[..., InventoryData]


@pytest.fixture
def parse(tmp_path: Path, nomad: FakeNomad) -> Parse:
    """Parse a source as Ansible does, into an inventory that may hold hosts already."""

    def run(inventory: InventoryData | None = None, refresh: bool = False, **options: Any) -> InventoryData:
        source = tmp_path / "fleet.nomad.yml"
        source.write_text(yaml.safe_dump({"plugin": NAME, "address": nomad.address, **options}, sort_keys=False))
        return parse_file(source, inventory, refresh)

    return run


def test_only_files_named_nomad_are_sources(tmp_path: Path) -> None:
    plugin = new_plugin()
    for name, expected in {
        "fleet.nomad.yml": True,
        "nomad.yaml": True,
        "hosts.yml": False,
        "nomad.json": False,
    }.items():
        path = tmp_path / name
        path.write_text("x")
        assert plugin.verify_file(str(path)) is expected
    assert plugin.verify_file(str(tmp_path / "absent.nomad.yml")) is False


def test_groups_hosts_and_few_variables(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("kiosk-1", "kiosk")
    nomad.add("sensor-1", "sensor", Status="down", NodeClass="arm box")
    nomad.add("cloud-1", NodePool="default", Address="10.210.10.21")
    inventory = parse(jump="root@10.210.10.2")
    assert members(inventory, "group_kiosk") == ["kiosk-1"]
    assert members(inventory, "group_sensor") == ["sensor-1"]
    assert members(inventory, "pool_external") == ["kiosk-1", "sensor-1"]
    assert members(inventory, "datacenter_dc1") == ["cloud-1", "kiosk-1", "sensor-1"]
    assert members(inventory, "class_arm_box") == members(inventory, "status_down") == ["sensor-1"]
    own = {key: value for key, value in inventory.hosts["kiosk-1"].vars.items() if not key.startswith("inventory_")}
    assert own == {
        "ansible_host": "10.210.128.10",
        "nomad_node_id": nomad.nodes[0]["ID"],
        "nomad_status": "ready",
        "nomad_eligibility": "eligible",
        "scheduling_group": "kiosk",
        "node_pool": "external",
        "ansible_ssh_common_args": "-o HostKeyAlias=kiosk-1 "
        "-o 'ProxyCommand=ssh -W '\"'\"'[%h]:%p'\"'\"' -o BatchMode=yes root@10.210.10.2'",
    }
    assert inventory.hosts["cloud-1"].vars["ansible_host"] == "10.210.10.21"
    assert "ansible_ssh_common_args" not in inventory.hosts["cloud-1"].vars


def test_k_plus_one_requests_and_pages(nomad: FakeNomad, parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nomad_nodes, "PER_PAGE", 1000)
    for number in range(2500):
        nomad.add(f"n{number}", f"g{number % 5}")
    inventory = parse(scheduling_groups=[f"g{number}" for number in range(5)])
    assert len(members(inventory, "group_g3")) == 500
    assert len(nomad.requests) == 5 + 1 + 2  # two further pages of all nodes
    assert not [path for path in nomad.requests if path.startswith("/v1/node/")]
    assert all("stale=true" in path for path in nomad.requests)


def test_groups_found_out(nomad: FakeNomad, parse: Parse) -> None:
    for number in range(60):
        nomad.add(f"n{number}", f"g{number % 6}" if number % 6 else "")
    inventory = parse()
    assert sorted(name for name in inventory.groups if name.startswith("group_")) == [
        f"group_g{n}" for n in range(1, 6)
    ]
    assert len(members(inventory, "group_g5")) == 10
    assert len(nomad.requests) <= 2 * 5 + 2


def test_text_of_the_api_is_never_a_template(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("evil", "{{ lookup('pipe', 'id') }}", Version="{{ 1 + 1 }}", NodePool="{% raw %}")
    inventory = parse(compose={"seen": "nomad_version", "glued": "'v' ~ nomad_version"}, details=True)
    variables = inventory.hosts["evil"].vars
    assert variables["scheduling_group"] == "{{ lookup('pipe', 'id') }}"
    assert variables["seen"] == "{{ 1 + 1 }}"
    assert variables["glued"] == "v{{ 1 + 1 }}"
    texts = [*variables.values(), *variables["nomad_meta"].values()]
    assert not [text for text in texts if isinstance(text, str) and is_trusted_as_template(text)]
    assert all(re.fullmatch(r"\w+", name) for name in inventory.groups)


def test_jump_arguments_are_no_template_either(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("kiosk-1", "kiosk")
    inventory = parse(jump="root@10.210.10.2", jump_private_key_file="{{ '/srv/key' }}")
    arguments = inventory.hosts["kiosk-1"].vars["ansible_ssh_common_args"]
    assert "IdentityFile=/srv/key" in arguments
    assert not is_trusted_as_template(arguments)


def test_a_host_of_another_source_only_joins_our_groups(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("server1", "vault_servers")
    nomad.add("device1", "vault_servers")
    nomad.add("vault_servers", "kiosk")
    static = InventoryData()
    static.add_group("vault_servers")
    static.add_host("server1", group="vault_servers")
    static.set_variable("server1", "ansible_host", "10.210.10.11")
    before = dict(static.hosts["server1"].vars)
    inventory = parse(
        static,
        jump="root@gw",
        compose={"made": "nomad_version"},
        groups={"by_condition": "true"},
        keyed_groups=[{"key": "scheduling_group", "prefix": "", "separator": ""}],
    )
    assert inventory.hosts["server1"].vars == before
    assert {group.name for group in inventory.hosts["server1"].groups} == {
        *("all", "vault_servers"),
        *("group_vault_servers", "pool_external", "datacenter_dc1", "status_ready"),
    }
    assert members(inventory, "by_condition") == ["device1"]
    assert "vault_servers" not in inventory.hosts


def test_without_keyed_groups_no_claim_reaches_a_group_of_the_servers(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("device1", "vault_servers", NodeClass="nomad_servers", NodePool="consul_servers", Datacenter="all")
    static = InventoryData()
    for group in ("vault_servers", "nomad_servers", "consul_servers"):
        static.add_group(group)
    inventory = parse(static)
    for group in ("vault_servers", "nomad_servers", "consul_servers"):
        assert members(inventory, group) == []


def test_localhost_stays_the_controller(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("localhost", "kiosk")
    assert "localhost" not in parse().hosts


def test_constructed_options(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("kiosk-1", "kiosk")
    nomad.add("sensor-1", "sensor", Version="1.10.0")
    inventory = parse(
        compose={"label": "nomad_datacenter ~ '-' ~ scheduling_group", "broken": "absent.x"},
        groups={"old": "nomad_version is version('1.11.0', '<')"},
        keyed_groups=[{"key": "nomad_version", "prefix": "v"}, {"key": "label", "prefix": "label"}],
    )
    assert inventory.hosts["kiosk-1"].vars["label"] == "dc1-kiosk"
    assert "broken" not in inventory.hosts["kiosk-1"].vars
    assert members(inventory, "old") == members(inventory, "v_1_10_0") == ["sensor-1"]
    assert members(inventory, "label_dc1_kiosk") == ["kiosk-1"]
    with pytest.raises(AnsibleError, match="broken"):
        parse(compose={"broken": "absent.x"}, strict=True)


def test_filters_go_to_the_server(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("kiosk-1", "kiosk")
    nomad.add("kiosk-2", "kiosk", Status="down")
    inventory = parse(filters=['Status == "ready"'], scheduling_groups=["kiosk"])
    assert sorted(inventory.hosts) == ["kiosk-1"]
    assert all('Status == "ready"' in urllib.parse.unquote_plus(path) for path in nomad.requests)
    with pytest.raises(AnsibleError, match="400.*\n.*'filters'"):
        parse(filters=["Status =="])


def test_token_from_a_file_beats_the_environment(
    nomad: FakeNomad, parse: Parse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomad.token = TOKEN
    nomad.add("kiosk-1", "kiosk")
    monkeypatch.setenv("NOMAD_TOKEN", "not-the-one")
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o600)
    monkeypatch.setenv("SECRETS", str(tmp_path))
    for given in ("token", str(path), "{{ lookup('env', 'SECRETS') }}/token", "$SECRETS/token"):
        assert members(parse(token_file=given), "group_kiosk") == ["kiosk-1"]


@pytest.mark.parametrize(
    ("mode", "content", "message"),
    [
        (0o640, TOKEN, "open to others .mode 0640.*chmod 600"),
        (0o604, TOKEN, "open to others"),
        (0o600, "", "must hold the token"),
        (0o600, "two words", "must hold the token"),
        (None, "", "cannot be read"),
    ],
)
def test_token_files_that_are_refused(
    nomad: FakeNomad, parse: Parse, tmp_path: Path, mode: int | None, content: str, message: str
) -> None:
    path = tmp_path / "token"
    if mode is not None:
        path.write_text(content)
        path.chmod(mode)
    with pytest.raises(AnsibleError, match=message) as caught:
        parse(token_file="token")
    assert TOKEN not in str(caught.value)
    assert nomad.requests == []


def test_environment_and_templates_of_the_connection(
    nomad: FakeNomad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomad.token = TOKEN
    nomad.add("kiosk-1", "kiosk")
    source = tmp_path / "nomad.yml"
    source.write_text(f"plugin: {NAME}\n")
    monkeypatch.setenv("NOMAD_ADDR", nomad.address)
    monkeypatch.setenv("NOMAD_TOKEN", TOKEN)
    assert members(parse_file(source), "group_kiosk") == ["kiosk-1"]
    monkeypatch.setenv("NOMAD_TOKEN", "wrong")
    monkeypatch.setenv("OTHER", TOKEN)
    source.write_text(f"plugin: {NAME}\ntoken: \"{{{{ lookup('env', 'OTHER') }}}}\"\n")
    assert members(parse_file(source), "group_kiosk") == ["kiosk-1"]
    source.write_text(f'plugin: {NAME}\ntoken: "{{{{ absent_variable }}}}"\n')
    with pytest.raises(AnsibleError, match="'token' cannot be rendered"):
        parse_file(source)


def test_the_cache_spares_every_request_and_holds_no_token(nomad: FakeNomad, parse: Parse, tmp_path: Path) -> None:
    nomad.token = TOKEN
    nomad.add("kiosk-1", "kiosk", Version="{{ 1 }}")
    folder = tmp_path / "cache"
    options = {
        "token": TOKEN,
        "cache": True,
        "cache_plugin": "jsonfile",
        "cache_connection": str(folder),
        "compose": {"seen": "nomad_version"},
    }
    first = parse(**options)
    count = len(nomad.requests)
    nomad.add("kiosk-2", "kiosk")
    second = parse(**options)
    assert len(nomad.requests) == count
    assert members(second, "group_kiosk") == ["kiosk-1"]
    assert second.hosts["kiosk-1"].vars == first.hosts["kiosk-1"].vars
    assert not is_trusted_as_template(second.hosts["kiosk-1"].vars["seen"])
    kept = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    lists = [str(decoded(text)) for found in kept for text in re.findall(r"[A-Za-z0-9+/=]{40,}", found)]
    assert "kiosk-1" in "".join(lists)
    assert TOKEN not in "".join([*kept, *lists])
    assert members(parse(**options, filters=['Status == "ready"']), "group_kiosk") == ["kiosk-1", "kiosk-2"]
    assert members(parse(refresh=True, **options), "group_kiosk") == ["kiosk-1", "kiosk-2"]
    assert members(parse(**options), "group_kiosk") == ["kiosk-1", "kiosk-2"]


@pytest.mark.parametrize("given", [{}, {"token": "00000000-0000-4000-8000-000000000000"}])
def test_no_token_and_a_wrong_one(nomad: FakeNomad, parse: Parse, given: dict[str, str]) -> None:
    nomad.token = TOKEN
    nomad.add("kiosk-1", "kiosk")
    empty = InventoryData()
    with pytest.raises(AnsibleError, match="403 .*Permission denied(.|\n)*Give a token that may read nodes") as caught:
        parse(empty, **given)
    assert "00000000" not in str(caught.value)
    assert not empty.hosts


@pytest.mark.parametrize("answer", [(403, "Permission denied"), (500, "rpc error"), (200, '[{"ID": "x", "Na')])
def test_a_later_page_that_fails_leaves_no_part(
    nomad: FakeNomad, parse: Parse, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str]
) -> None:
    monkeypatch.setattr(nomad_nodes, "PER_PAGE", 2)
    for number in range(5):
        nomad.add(f"kiosk-{number}", "kiosk")
    whole, empty = nomad.respond, InventoryData()
    monkeypatch.setattr(
        nomad, "respond", lambda path, query: (*answer, {}) if "next_token" in query else whole(path, query)
    )
    with pytest.raises(AnsibleError):
        parse(empty)
    assert any("next_token" in request for request in nomad.requests)
    assert not empty.hosts


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((403, "Permission denied"), "403.*\n.*'token_file'"),
        ((500, "rpc error"), "500"),
        ((200, "<html>welcome</html>"), "no list of nodes"),
        ((200, '[{"ID": "a", "Na'), "no list of nodes"),
    ],
)
def test_faults_of_the_api_are_one_clear_error(
    nomad: FakeNomad, parse: Parse, answer: tuple[int, str], message: str
) -> None:
    nomad.answer = answer
    inventory = InventoryData()
    with pytest.raises(AnsibleError, match=message) as caught:
        parse(inventory, token=TOKEN)
    assert "fleet.nomad.yml" in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert not inventory.hosts


def test_an_api_that_is_down_is_one_clear_error(nomad: FakeNomad, parse: Parse) -> None:
    nomad.close()
    with pytest.raises(AnsibleError, match="could not be reached"):
        parse()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scheduling_grops": ["kiosk"]}, "unknown option scheduling_grops"),
        ({"token": "a", "token_file": "b"}, "'token' and 'token_file' are both given"),
        ({"group_by": ["colour"]}, "colour"),
        ({"group_prefixes": {"status": ""}}, "empty prefix"),
        ({"jump": "a b"}, "'jump' is"),
        ({"address_order": ["nearest"]}, "'address_order' has 'nearest'"),
        ({"address": "ftp://x"}, "address must be a URL"),
        ({"ca_file": "absent.pem"}, "absent.pem"),
    ],
)
def test_options_that_cannot_be(nomad: FakeNomad, parse: Parse, options: dict[str, Any], message: str) -> None:
    with pytest.raises(AnsibleError, match=message):
        parse(**options)
    assert nomad.requests == []


def test_a_source_that_is_no_mapping(tmp_path: Path) -> None:
    source = tmp_path / "nomad.yml"
    source.write_text("- a\n")
    with pytest.raises(AnsibleError, match="must be a mapping"):
        parse_file(source)


def test_warnings_are_bounded(nomad: FakeNomad, parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("ansible.utils.display.Display.warning", lambda _self, text, *_a, **_k: said.append(text))
    for _number in range(50):
        nomad.add("bad name")
    parse()
    assert len([text for text in said if "bad name" in text]) <= 20
    assert [text for text in said if "more warnings" in text]


def test_hostvars_selects_what_hosts_carry_not_what_expressions_see(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("kiosk-1", "kiosk", Drivers={"docker": {"Healthy": True}})
    inventory = parse(
        hostvars=["nomad_drivers"],
        compose={"seen": "nomad_version"},
        group_by=["driver"],
        keyed_groups=[{"key": "node_pool"}],
    )
    own = {key: value for key, value in inventory.hosts["kiosk-1"].vars.items() if not key.startswith("inventory_")}
    assert own == {"ansible_host": "10.210.128.10", "nomad_drivers": ["docker"], "seen": "1.11.3"}
    assert members(inventory, "driver_docker") == members(inventory, "_external") == ["kiosk-1"]


def test_an_expression_is_an_address_rule(nomad: FakeNomad, parse: Parse) -> None:
    nomad.add("kiosk-1", "kiosk")
    nomad.add("{{ 1 }}", "kiosk")
    order = ["expression:nomad_name ~ '.' ~ scheduling_group ~ '.example.org'"]
    assert parse(external_address_order=order).hosts["kiosk-1"].vars["ansible_host"] == "kiosk-1.kiosk.example.org"
    order = ["expression:absent.x", "node"]
    assert parse(external_address_order=order).hosts["kiosk-1"].vars["ansible_host"] == "10.210.128.10"


# -- the store ------------------------------------------------------------------------------------------------------


def declare(folder: Path, name: str, state: str = "accepted", **more: Any) -> None:
    """Put a device into the store."""
    record = {"name": name, "state": state, "group": "kiosk", "pool": "external", "region": "global", "index": 10}
    DirectoryStore(folder / "store").cas(node_key(name), {**record, **more}, 0)


def test_the_store_decides_with_one_request_and_no_group_is_asked_for(
    nomad: FakeNomad, parse: Parse, tmp_path: Path
) -> None:
    liar = nomad.add("kiosk-1", "vault_servers")
    nomad.add("stranger", "kiosk")
    nomad.add("cloud-1", "web", NodePool="default")
    nomad.add("kiosk-9", "kiosk", Address="10.210.128.77")
    declare(tmp_path, "kiosk-1", node_id=liar["ID"])
    declare(tmp_path, "kiosk-2", "issued", index=11)
    declare(tmp_path, "kiosk-3", "revoked")
    declare(tmp_path, "kiosk-9", "pending", index=12)
    options = {"store": "store", "vpn_networks": ["10.210.128.0/20"], "group_by": ["scheduling_group", "fleet_state"]}
    inventory = parse(**options)
    assert sorted(inventory.hosts) == ["cloud-1", "kiosk-1", "kiosk-2", "kiosk-9"]
    assert members(inventory, "group_kiosk") == ["kiosk-1", "kiosk-2", "kiosk-9"]
    assert "group_vault_servers" not in inventory.groups
    assert members(inventory, "state_issued") == ["kiosk-2"]
    addresses = {name: host.vars["ansible_host"] for name, host in inventory.hosts.items()}
    assert addresses["kiosk-1"] == "10.210.128.10"
    assert addresses["kiosk-2"] == "10.210.128.11"  # by its index
    assert addresses["kiosk-9"] == "10.210.128.12"  # not the address of another that it advertises
    assert len(nomad.requests) == 1
    assert members(parse(scheduling_groups=["web"], **options), "group_web") == ["cloud-1"]


def test_a_store_in_consul(nomad: FakeNomad, parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    consul = FakeConsul()
    consul.values = {node_key("kiosk-1"): {"name": "kiosk-1", "state": "declared", "group": "kiosk"}}
    nomad.token = TOKEN
    nomad.add("cloud-1", NodePool="default")
    try:
        inventory = parse(token=TOKEN, store="consul", store_connection={"address": consul.address})
        assert members(inventory, "group_kiosk") == ["kiosk-1"]
        monkeypatch.setenv("CONSUL_HTTP_ADDR", consul.address)
        assert "kiosk-1" in parse(token=TOKEN, store="consul").hosts
        consul.answer = (500, "no cluster leader")
        empty = InventoryData()
        with pytest.raises(AnsibleError, match="Consul answered 500"):
            parse(empty, token=TOKEN, store="consul")
        assert not empty.hosts
        consul.answer = None
        consul.values[MOVED] = {"to": "directory /srv/fleet/store"}
        with pytest.raises(AnsibleError, match="moved to directory /srv/fleet/store"):
            parse(empty, token=TOKEN, store="consul")
        assert not empty.hosts
    finally:
        consul.close()


# -- several regions ------------------------------------------------------------------------------------------------


@pytest.fixture
def other() -> Iterator[FakeNomad]:
    """The servers of another region."""
    fake = FakeNomad()
    yield fake
    fake.close()


def test_several_regions_in_one_source(nomad: FakeNomad, other: FakeNomad, parse: Parse, tmp_path: Path) -> None:
    other.token = TOKEN
    (tmp_path / "oslo").write_text(TOKEN)
    (tmp_path / "oslo").chmod(0o600)
    nomad.add("kiosk-1", "kiosk")
    nomad.add("both", "kiosk")
    other.add("kiosk-2", "kiosk")
    other.add("both", "sensor", CreateIndex=99)
    regions = [{"region": "paris"}, {"region": "oslo", "address": other.address, "token_file": "oslo"}]
    inventory = parse(regions=regions, group_by=["scheduling_group", "region"])
    assert members(inventory, "region_paris") == ["both", "kiosk-1"]
    assert members(inventory, "region_oslo") == ["kiosk-2"]
    assert members(inventory, "group_kiosk") == ["both", "kiosk-1", "kiosk-2"]
    assert all("region=paris" in path for path in nomad.requests)
    assert all("region=oslo" in path for path in other.requests)


@pytest.mark.parametrize("answer", [(403, "Permission denied"), (500, "rpc error"), (200, '[{"ID":')])
def test_one_region_that_fails_fails_the_source_and_is_named(
    nomad: FakeNomad, other: FakeNomad, parse: Parse, answer: tuple[int, str]
) -> None:
    nomad.add("kiosk-1", "kiosk")
    other.answer = answer
    empty = InventoryData()
    regions = [{"region": "paris"}, {"region": "oslo", "address": other.address}, {"region": "rome"}]
    with pytest.raises(AnsibleError, match="region 'oslo': "):
        parse(empty, regions=regions)
    assert not empty.hosts


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"regions": [{"address": "http://x"}]}, "needs a 'region' of its own"),
        ({"regions": [{"region": "a"}, {"region": "a"}]}, "needs a 'region' of its own"),
        ({"regions": [{"region": "a", "adress": "x"}]}, "'regions' has 'adress'"),
        ({"regions": [{"region": "a", "token": "x", "token_file": "y"}]}, "are both given"),
        ({"group_by": ["region"]}, "'group_by' has 'region'"),
        ({"cache_stale_ok": True}, "'cache_stale_ok' needs 'cache: true'"),
        ({"store": "absent"}, "absent is no directory"),
        ({"vpn_networks": ["10.0.0.1/8"]}, "'vpn_networks' has"),
        ({"external_address_order": ["registry"]}, "needs 'vpn_networks'"),
        ({"hostvars": ["colour"]}, "colour"),
    ],
)
def test_more_options_that_cannot_be(nomad: FakeNomad, parse: Parse, options: dict[str, Any], message: str) -> None:
    with pytest.raises(AnsibleError, match=message):
        parse(**options)
    assert nomad.requests == []


# -- the cache ------------------------------------------------------------------------------------------------------


def test_one_request_asks_whether_anything_changed(
    nomad: FakeNomad, parse: Parse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomad.add("kiosk-1", "kiosk")
    folder = str(tmp_path / "cache")
    options = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": folder, "cache_timeout": 60}
    parse(**options)
    count = len(nomad.requests)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 61)
    assert members(parse(**options), "group_kiosk") == ["kiosk-1"]
    assert nomad.requests[count:] == ["/v1/nodes?stale=true&per_page=1"]
    nomad.add("kiosk-2", "kiosk")
    parse(**options)
    assert len(nomad.requests) == count + 1  # found to be true a moment ago
    monkeypatch.setattr("time.time", lambda: now + 200)
    assert members(parse(**options), "group_kiosk") == ["kiosk-1", "kiosk-2"]
    monkeypatch.setattr("time.time", lambda: now + 10_000)
    nomad.answer = (500, "rpc error")
    with pytest.raises(AnsibleError, match="500"):
        parse(**options)
    assert members(parse(cache_stale_ok=True, **options), "group_kiosk") == ["kiosk-1", "kiosk-2"]
    nomad.answer = (403, "Permission denied")
    with pytest.raises(AnsibleError, match="403"):
        parse(cache_stale_ok=True, **options)


# -- TLS ------------------------------------------------------------------------------------------------------------


def test_plain_text_on_a_tls_port_and_the_reverse(
    nomad: FakeNomad, parse: Parse, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AnsibleError, match="could not be reached(.|\n)*begins with http://"):
        parse(address=nomad.address.replace("http:", "https:"))
    with Fake(server_context(tls)) as server, pytest.raises(AnsibleError, match="could not be reached"):
        parse(address=server.address.replace("https:", "http:"))
    nomad.answer = (400, "Client sent an HTTP request to an HTTPS server.")
    with pytest.raises(AnsibleError, match="'address' begins with https://"):
        parse()


def test_an_expired_certificate_is_said_to_be_one(parse: Parse, tmp_path: Path) -> None:
    certificates(tmp_path, valid=datetime.timedelta(days=-1))
    with Fake(server_context(tmp_path)) as server, pytest.raises(AnsibleError, match="expired"):
        parse(address=server.address, ca_file=str(tmp_path / "ca.pem"))


def test_half_an_answer_is_an_error(parse: Parse) -> None:
    with Fake() as server:
        server.routes["GET", "/v1/nodes"] = Answer(200, '[{"ID": "a"}', {"Content-Length": "500"})
        empty = InventoryData()
        with pytest.raises(AnsibleError, match="could not be reached|no answer"):
            parse(empty, address=server.address, timeout=1)
        assert not empty.hosts


# -- size -----------------------------------------------------------------------------------------------------------


def test_ten_thousand_groups(nomad: FakeNomad, parse: Parse) -> None:
    for number in range(10_000):
        nomad.add(f"n{number}", NodeClass=f"c{number}")
    inventory = parse(scheduling_groups=[], group_by=["node_class"])
    assert len([name for name in inventory.groups if name.startswith("class_")]) == 10_000
    assert members(inventory, "class_c77") == ["n77"]


def test_a_node_named_like_a_group_that_an_expression_makes(nomad: FakeNomad, parse: Parse) -> None:
    for name in ("v_1_11_3", "a", "z"):
        nomad.add(name)
    inventory = parse(keyed_groups=[{"key": "nomad_version", "prefix": "v"}], compose={"x": "nomad_version"})
    assert sorted(inventory.hosts) == ["a", "z"]
    assert members(inventory, "v_1_11_3") == ["a", "z"]
    assert "x" not in inventory.groups["v_1_11_3"].vars
    nomad.nodes[0]["Name"] = "b"
    nomad.add("A_name")
    inventory = parse(keyed_groups=[{"key": "nomad_name", "prefix": "", "separator": ""}])
    assert inventory.hosts == {}


def test_the_documentation_names_what_there_is() -> None:
    options = new_plugin().option_definitions
    assert set(options["group_by"]["choices"]) == set(PREFIXES)
    assert set(options["hostvars"]["choices"]) == set(nomad_nodes.FIELDS)
    assert options["hostvars"]["default"] == list(nomad_nodes.HOSTVARS)
    description = " ".join(yaml.safe_load(plugin_file.DOCUMENTATION)["description"])
    assert not [name for name in nomad_nodes.FIELDS if f"C({name})" not in description]
    prefixes = " ".join(options["group_prefixes"]["description"])
    assert not [prefix for prefix in PREFIXES.values() if f"C({prefix})" not in prefixes]
