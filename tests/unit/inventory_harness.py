# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory plugins in Ansible's own inventory, and small servers with the semantics of Nomad and Consul."""

from __future__ import annotations

import base64
import http.server
import json
import re
import threading
import types
import urllib.parse
from pathlib import Path
from typing import Any

import yaml
from ansible import constants
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache

from ansible_collections.nomadic.fleet.plugins.doc_fragments import inventory as shared_options
from ansible_collections.nomadic.fleet.plugins.inventory import consul as consul_file
from ansible_collections.nomadic.fleet.plugins.inventory import nomad as nomad_file

FRAGMENTS = (constructed, inventory_cache, shared_options)


class Server:
    """A server on loopback; ``respond`` says what."""

    token_header = ""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.token = ""
        self.answer: tuple[int, str] | None = None
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                fake.requests.append(urllib.parse.unquote(self.path))
                status, body, headers = fake.answered(self.path, self.headers.get(fake.token_header, ""))
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

    def answered(self, target: str, token: str) -> tuple[int, str, dict[str, str]]:
        """The answer to a request: a fault, a refusal, or what the product says."""
        if self.answer:
            return (*self.answer, {})
        if token != self.token:
            return 403, "Permission denied", {}
        url = urllib.parse.urlsplit(target)
        return self.respond(url.path, {key: values[0] for key, values in urllib.parse.parse_qs(url.query).items()})

    def respond(self, path: str, query: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        """What the product says."""
        raise NotImplementedError


class FakeNomad(Server):
    """Lists show stubs (no Meta), filters see Meta, lists come in pages, a wrong token is refused."""

    token_header = "X-Nomad-Token"

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[dict[str, Any]] = []
        self.index = 100

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
        self.index += 1
        return node

    def respond(self, path: str, query: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        """Nodes."""
        if path.startswith("/v1/node/"):
            found = [node for node in self.nodes if node["ID"] == path.removeprefix("/v1/node/")]
            return (200, json.dumps(found[0]), {}) if found else (404, "node not found", {})
        try:
            matching = [node for node in self.nodes if self.matches(node, query.get("filter", ""))]
        except ValueError as error:
            return 400, f"failed to read filter expression: {error}", {}
        matching = sorted(
            (node for node in matching if node["ID"] >= query.get("next_token", "")), key=lambda node: node["ID"]
        )
        size = int(query.get("per_page", 0)) or len(matching)
        headers = {"X-Nomad-Index": str(self.index)}
        if len(matching) > size:
            headers["X-Nomad-NextToken"] = matching[size]["ID"]
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


class FakeConsul(Server):
    """A catalog that shows metadata, checks, and a key-value store."""

    token_header = "X-Consul-Token"

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[dict[str, Any]] = []
        self.states: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self.index = 100

    def add(self, name: str, group: str = "", status: str = "passing", **more: Any) -> None:
        """Register a node."""
        number = len(self.nodes) + 10
        meta = {"consul-version": "1.20.6", **({"scheduling_group": group} if group else {}), **more.pop("meta", {})}
        self.nodes.append(
            {
                "ID": f"00000000-0000-4000-8000-{number:012d}",
                "Node": name,
                "Address": f"10.210.10.{number}",
                "Datacenter": "dc1",
                "TaggedAddresses": {"wan": "192.0.2.1"},
                "Meta": meta,
                "CreateIndex": number,
                **more,
            }
        )
        self.states[name] = status
        self.index += 1

    def respond(self, path: str, query: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        """Nodes, checks or values."""
        headers = {"X-Consul-Index": str(self.index)}
        text = query.get("filter", "")
        if path == "/v1/catalog/nodes":
            wanted = query.get("dc", "dc1")
            found = [node for node in self.nodes if node["Datacenter"] == wanted and self.matches(node, text)]
            return (200, json.dumps(found), headers) if wanted != "absent" else (500, "No path to datacenter", {})
        if path == "/v1/health/state/any":
            checks = [{"Node": name, "CheckID": "serfHealth", "Status": state} for name, state in self.states.items()]
            return 200, json.dumps(checks if text == 'CheckID == "serfHealth"' else []), headers
        prefix = path.removeprefix("/v1/kv/")
        entries = [
            {"Key": key, "Value": base64.b64encode(json.dumps(value).encode()).decode(), "ModifyIndex": 1}
            for key, value in self.values.items()
            if key.startswith(prefix)
        ]
        return (200, json.dumps(entries), headers) if entries else (404, "", headers)

    @staticmethod
    def matches(node: dict[str, Any], text: str) -> bool:
        """As much of the filter language as is asked for."""
        if not text:
            return True
        found = re.fullmatch(r'(Meta\.)?([\w-]+) == "([^"]*)"', text)
        if not found:
            return False
        return bool((node["Meta"] if found[1] else node).get(found[2], "") == found[3])


def new_plugin(file: types.ModuleType = nomad_file) -> Any:
    """The plugin as Ansible's loader hands it out (the loader itself works in the integration targets)."""
    options: dict[str, Any] = {}
    for text in (*(one.ModuleDocFragment.DOCUMENTATION for one in FRAGMENTS), file.DOCUMENTATION):
        options.update(yaml.safe_load(text).get("options") or {})
    name = file.InventoryModule.NAME
    constants.config.initialize_plugin_configuration_definitions("inventory", name, options)
    plugin = file.InventoryModule()
    plugin._load_name = plugin.ansible_name = name
    plugin._redirected_names = [name]
    return plugin


def parse_file(source: Path, inventory: InventoryData | None = None, refresh: bool = False) -> InventoryData:
    """One source, one plugin."""
    inventory = inventory or InventoryData()
    plugin = new_plugin(consul_file if "consul" in source.name else nomad_file)
    plugin.parse(inventory, DataLoader(), str(source), cache=not refresh)
    if hasattr(plugin, "_cache"):
        plugin.update_cache_if_changed()
    inventory.reconcile_inventory()
    return inventory


def members(inventory: InventoryData, group: str) -> list[str]:
    """Hosts of a group."""
    return [host.name for host in inventory.groups[group].get_hosts()]
