# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the store to a gateway: what the action signs is what the module applies. A real gateway has target action_openvpn_grants."""

from __future__ import annotations

import base64
import os
import pathlib
import stat
import typing as t

import pytest
import store_action

from ansible_collections.nomadic.fleet.plugins.action import fleet_group, fleet_node, openvpn_grants

KEY = base64.b64encode(b"k" * 32).decode()
# The sets that are in force are in a file; who asks gets them as nft prints them, and who loads some changes them.
NFT = """\
#!/usr/bin/env python3
import json, pathlib, re, sys
state = pathlib.Path(__file__).with_name("sets")
if sys.argv[1] == "--json":
    if not state.exists():
        sys.exit("Error: No such file or directory")
    print(state.read_text())
else:
    text = sys.stdin.read()
    assert text.startswith("flush set"), text
    sets = []
    for name, body in re.findall(r"add element inet nomadic_fleet_vpn (\\w+) {(.*?)}", text, re.DOTALL):
        rows = [[int(w) if w.isdigit() else w for w in line.strip(" \\t,").split(" . ")] for line in body.strip().splitlines()]
        sets.append({"set": {"name": name, "elem": [r[0] if len(r) == 1 else {"concat": r} for r in rows]}})
    state.write_text(json.dumps({"nftables": sets}))
"""
CONNTRACK = """\
#!/bin/sh
echo "$*" >> "$(dirname "$0")/forgotten"
echo "conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted." >&2
exit 1
"""


class Gateway:
    """A store, and a folder that stands for a gateway."""

    def __init__(self, folder: pathlib.Path, run_module: t.Callable[..., dict[str, t.Any]]) -> None:
        self.folder = folder
        self.etc = folder / "etc"
        self.bin = folder / "bin"
        self.store = str(folder / "store")
        self.run_module = run_module
        self.sent: dict[str, t.Any] = {}

    def tell(self, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
        """Run the action, and what it sends."""

        def execute(
            _self: t.Any, module_name: str, module_args: dict[str, t.Any], task_vars: t.Any
        ) -> dict[str, t.Any]:
            self.sent = module_args
            return self.run_module(module_name.rpartition(".")[2], module_args, check=check_mode)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(openvpn_grants.ActionModule, "_execute_module", execute)
            given = {
                "key": KEY,
                "prefix": "10.1.0.0/24",
                "revocations": str(self.folder / "revocations"),
                "directory": str(self.etc),
                "group": "root",
                "management": str(self.folder / "nobody"),
                **options,
            }
            return store_action.run(openvpn_grants, self.store, check_mode, **given)

    def forgotten(self) -> list[str]:
        """What conntrack was asked to forget."""
        path = self.bin / "forgotten"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def gateway(tmp_path: pathlib.Path, run_module: t.Any, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """One with a firewall, and a fleet of one group and two devices."""
    made = Gateway(tmp_path, run_module)
    made.bin.mkdir()
    for name, text in (("nft", NFT), ("conntrack", CONNTRACK)):
        (made.bin / name).write_text(text)
        (made.bin / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{made.bin}{os.pathsep}{os.environ['PATH']}")
    (made.bin / "sets").write_text('{"nftables": []}')
    store_action.run(fleet_group, made.store, name="kiosk", grants=[{"address": "10.0.0.40", "port": 443}])
    for number, group in (("1", "kiosk"), ("2", "")):
        node_id = f"11111111-2222-3333-4444-55555555555{number}"
        store_action.run(fleet_node, made.store, name=f"device{number}", group=group, placed=group, node_id=node_id)
    return made


def test_a_list_is_applied(gateway: Gateway) -> None:
    planned = gateway.tell(check_mode=True)
    assert (planned["changed"], planned["added"]) == (True, ["device1", "device2"])
    assert not gateway.etc.exists()
    told = gateway.tell()
    assert told["diff"]["after"]["devices"] == planned["diff"]["after"]["devices"]
    assert sorted(path.name for path in (gateway.etc / "ccd").iterdir()) == ["device1", "device2"]
    file = gateway.etc / "ccd" / "device1"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text().splitlines()[:2] == ["# device1:1", "ifconfig-push 10.1.0.10 255.255.255.0"]
    for name in ("list.json", "list.sig", "key.pem", "sets.nft"):
        assert stat.S_IMODE((gateway.etc / "allow-list" / name).stat().st_mode) == 0o600
    assert gateway.forgotten() == []
    again = gateway.tell()
    assert (again["changed"], again["number"]) == (False, told["number"])


def test_a_device_leaves(gateway: Gateway) -> None:
    number = gateway.tell()["number"]
    revocations = str(gateway.folder / "revocations")
    store_action.run(fleet_node, gateway.store, name="device1", state="revoking", revocations=revocations)
    told = gateway.tell()
    assert told["number"] > number
    assert told["removed"] == ["device1"]
    assert not (gateway.etc / "ccd" / "device1").exists()
    assert (gateway.etc / "allow-list" / "revoked").read_text() == "device1 2\n"
    assert gateway.forgotten() == ["--delete --src 10.1.0.10", "--delete --dst 10.1.0.10"]
    assert "10.1.0.10" not in (gateway.bin / "sets").read_text()


def test_the_key_is_nowhere(gateway: Gateway) -> None:
    told = gateway.tell()
    assert KEY not in str(told)
    assert KEY not in str(gateway.sent)


@pytest.mark.parametrize("key", ["", "no base64", base64.b64encode(b"short").decode()])
def test_a_key_that_is_none(gateway: Gateway, key: str) -> None:
    told = gateway.tell(key=key)
    assert told["msg"] == "openvpn_grants: key: it must be 32 bytes in base64, as fleet_secret makes them by default"


def test_what_is_not_signed_by_the_fleet_is_not_applied(gateway: Gateway) -> None:
    gateway.tell()
    forged = {**gateway.sent, "document": gateway.sent["document"].replace("10.1.0.11", "10.1.0.12")}
    refused = gateway.run_module("openvpn_allow_list", forged)
    assert refused["msg"].startswith("signature: it is not that of the fleet (")
    other = gateway.tell(key=base64.b64encode(b"o" * 32).decode(), renumber=True)
    assert "this gateway belongs to another fleet" in other["msg"]
    assert "device2" in (gateway.etc / "ccd" / "device2").read_text()
    assert "10.1.0.12" not in (gateway.etc / "ccd" / "device2").read_text()


def test_a_gateway_without_its_firewall(gateway: Gateway) -> None:
    (gateway.bin / "sets").unlink()
    assert gateway.tell(check_mode=True)["changed"]
    assert "has no firewall of the fleet's VPN" in gateway.tell()["msg"]
    assert not (gateway.etc / "ccd").exists()


def test_many_that_lose_something_are_forgotten_at_once(gateway: Gateway) -> None:
    for number in range(3, 25):
        node_id = f"11111111-2222-3333-4444-5555555555{number:02}"
        store_action.run(
            fleet_node, gateway.store, name=f"device{number}", group="kiosk", placed="kiosk", node_id=node_id
        )
    gateway.tell()
    store_action.run(fleet_group, gateway.store, name="kiosk", grants=[])
    gateway.tell()
    assert gateway.forgotten() == ["--delete --src 10.1.0.0/24", "--delete --dst 10.1.0.0/24"]
