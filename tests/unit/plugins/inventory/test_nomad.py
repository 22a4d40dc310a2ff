# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin in Ansible's own inventory manager, against a small server with Nomad's semantics."""

from __future__ import annotations

import http.server
import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache
from ansible.template import is_trusted_as_template

from ansible_collections.nomadic.fleet.plugins.doc_fragments import inventory as shared_options
from ansible_collections.nomadic.fleet.plugins.inventory import nomad as plugin_file
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad as nomad_nodes
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import PREFIXES

NAME = "nomadic.fleet.nomad"
TOKEN = "3f1c9a52-0000-4000-8000-00000000cafe"


class FakeNomad:
    """Lists show stubs (no Meta), filters see Meta, lists come in pages, a wrong token is refused."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.token = ""
        self.answer: tuple[int, str] | None = None
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                fake.requests.append(urllib.parse.unquote(self.path))
                status, body, headers = fake.respond(self.path, self.headers.get("X-Nomad-Token", ""))
                raw = body.encode()
                self.send_response(status)
                for key, value in {"Content-Length": str(len(raw)), **headers}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_unused: Any) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def add(self, name: str, group: str = "", **more: Any) -> dict[str, Any]:
        """Register a node."""
        number = len(self.nodes) + 10
        meta = {"scheduling_group": group} if group else {}
        node = {
            "ID": f"00000000-0000-4000-8000-{number:012d}",
            "Name": name,
            "Address": f"10.210.128.{number % 250}",
            "Datacenter": "dc1",
            "NodePool": "external",
            "NodeClass": "",
            "Status": "ready",
            "SchedulingEligibility": "eligible",
            "Drain": False,
            "Version": "1.11.3",
            "CreateIndex": number,
            "Meta": meta,
            "Attributes": {"os.name": "debian"},
            **more,
        }
        self.nodes.append(node)
        return node

    def respond(self, target: str, token: str) -> tuple[int, str, dict[str, str]]:
        """Answer a request."""
        if self.answer:
            return (*self.answer, {})
        if token != self.token:
            return 403, "Permission denied", {}
        url = urllib.parse.urlsplit(target)
        query = {key: values[0] for key, values in urllib.parse.parse_qs(url.query).items()}
        if url.path.startswith("/v1/node/"):
            found = [node for node in self.nodes if node["ID"] == url.path.removeprefix("/v1/node/")]
            return (200, json.dumps(found[0]), {}) if found else (404, "node not found", {})
        try:
            matching = [node for node in self.nodes if self.matches(node, query.get("filter", ""))]
        except ValueError as error:
            return 400, f"failed to read filter expression: {error}", {}
        matching = sorted(
            (node for node in matching if node["ID"] >= query.get("next_token", "")), key=lambda node: node["ID"]
        )
        size = int(query.get("per_page", 0)) or len(matching)
        headers = {"X-Nomad-NextToken": matching[size]["ID"]} if len(matching) > size else {}
        return 200, json.dumps([self.stub(node) for node in matching[:size]]), headers

    @staticmethod
    def stub(node: dict[str, Any]) -> dict[str, Any]:
        """A node as lists show it."""
        return {key: value for key, value in node.items() if key not in ("Meta", "Attributes")}

    @staticmethod
    def matches(node: dict[str, Any], text: str) -> bool:
        """As much of the filter language as is asked for."""
        for part in re.split(r"\)? and \(?", text.strip()) if text else []:
            part = part.strip("()")
            found = re.fullmatch(r'(Meta\.)?(\w+) (?:== ("[^"]*")|(is not empty))', part)
            if not found:
                raise ValueError(part)
            value = (node["Meta"] if found[1] else node).get(found[2], "")
            if not (value == json.loads(found[3]) if found[3] else value):
                return False
        return True


@pytest.fixture
def nomad() -> Iterator[FakeNomad]:
    """A server for one test."""
    fake = FakeNomad()
    yield fake
    fake.close()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine's, no waiting between tries."""
    for name in ("ADDR", "TOKEN", "CACERT", "REGION", "NAMESPACE", "CLIENT_CERT", "CLIENT_KEY", "SKIP_VERIFY"):
        monkeypatch.delenv(f"NOMAD_{name}", raising=False)
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


def new_plugin() -> plugin_file.InventoryModule:
    """The plugin as Ansible's loader hands it out (the loader itself works in the integration target)."""
    fragments = (constructed.ModuleDocFragment.DOCUMENTATION, inventory_cache.ModuleDocFragment.DOCUMENTATION)
    options: dict[str, Any] = {}
    for text in (*fragments, shared_options.ModuleDocFragment.DOCUMENTATION, plugin_file.DOCUMENTATION):
        options.update(yaml.safe_load(text)["options"])
    constants.config.initialize_plugin_configuration_definitions("inventory", NAME, options)
    plugin = plugin_file.InventoryModule()
    plugin._load_name = plugin.ansible_name = NAME
    plugin._redirected_names = [NAME]
    return plugin


def parse_file(source: Path, inventory: InventoryData | None = None, refresh: bool = False) -> InventoryData:
    """One source, one plugin."""
    inventory = inventory or InventoryData()
    plugin = new_plugin()
    plugin.parse(inventory, DataLoader(), str(source), cache=not refresh)
    if hasattr(plugin, "_cache"):
        plugin.update_cache_if_changed()
    inventory.reconcile_inventory()
    return inventory


def members(inventory: InventoryData, group: str) -> list[str]:
    """Hosts of a group."""
    return [host.name for host in inventory.groups[group].get_hosts()]


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
    assert TOKEN not in "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert members(parse(**options, filters=['Status == "ready"']), "group_kiosk") == ["kiosk-1", "kiosk-2"]
    assert members(parse(refresh=True, **options), "group_kiosk") == ["kiosk-1", "kiosk-2"]
    assert members(parse(**options), "group_kiosk") == ["kiosk-1", "kiosk-2"]


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


def test_the_documentation_names_what_there_is() -> None:
    options = new_plugin().option_definitions
    assert set(options["group_by"]["choices"]) == set(PREFIXES)
    assert set(options["hostvars"]["choices"]) == set(nomad_nodes.FIELDS)
    assert options["hostvars"]["default"] == list(nomad_nodes.HOSTVARS)
    description = " ".join(yaml.safe_load(plugin_file.DOCUMENTATION)["description"])
    assert not [name for name in nomad_nodes.FIELDS if f"C({name})" not in description]
    prefixes = " ".join(options["group_prefixes"]["description"])
    assert not [prefix for prefix in PREFIXES.values() if f"C({prefix})" not in prefixes]
