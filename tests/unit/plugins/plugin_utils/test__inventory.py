# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure builder: plain data in, hosts and groups out."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils import _inventory as inv
from ansible_collections.nomadic.fleet.plugins.plugin_utils import _nodes


def node(name: str = "kiosk-1", **more: Any) -> _nodes.Node:
    """A projected node."""
    return {
        "id": f"id-{name}",
        "name": name,
        "address": "10.210.128.10",
        "datacenter": "dc1",
        "node_pool": "external",
        "node_class": "",
        "status": "ready",
        "eligibility": "eligible",
        "drain": False,
        "version": "1.11.3",
        "index": 10,
        "scheduling_group": "kiosk",
        **more,
    }


def test_groups_with_prefixes_and_safe_names() -> None:
    host = inv.build([node(datacenter="dc-1.paris", node_class="big box")], inv.Rules()).hosts[0]
    assert host.groups == ["group_kiosk", "pool_external", "datacenter_dc_1_paris", "class_big_box", "status_ready"]
    rules = inv.Rules(
        group_by=["scheduling_group", "drain", "eligibility", "version"], prefixes={"scheduling_group": "fleet_"}
    )
    assert inv.build([node()], rules).hosts[0].groups == [
        "fleet_kiosk",
        "drain_false",
        "eligibility_eligible",
        "version_1_11_3",
    ]


def test_a_node_cannot_name_a_group_of_the_servers() -> None:
    host = inv.build([node(scheduling_group="vault_servers", node_class="vault_servers")], inv.Rules()).hosts[0]
    assert "group_vault_servers" in host.groups
    assert "vault_servers" not in host.groups
    with pytest.raises(BadInput, match="empty prefix"):
        inv.Rules(prefixes={"scheduling_group": ""})


def test_variables_are_few_and_jump_is_for_external_nodes_only() -> None:
    rules = inv.Rules(ssh_arguments="-o X")
    device, server = inv.build([node("device-1"), node("cloud-1", node_pool="default")], rules).hosts
    assert device.variables == {
        "ansible_host": "10.210.128.10",
        "nomad_node_id": "id-device-1",
        "nomad_status": "ready",
        "nomad_eligibility": "eligible",
        "scheduling_group": "kiosk",
        "node_pool": "external",
        "ansible_ssh_common_args": "-o HostKeyAlias=device-1 -o X",
    }
    assert "ansible_ssh_common_args" not in server.variables
    plain = inv.build([node()], inv.Rules(ssh_arguments="-o X", host_key_alias=False)).hosts[0]
    assert plain.variables["ansible_ssh_common_args"] == "-o X"
    assert "ansible_ssh_common_args" not in inv.build([node()], inv.Rules()).hosts[0].variables


@pytest.mark.parametrize(
    "name",
    [
        "localhost",
        "LOCALHOST",
        "127.0.0.1",
        "::1",
        "all",
        "ungrouped",
        "",
        "-oProxyCommand=x",
        "a b",
        "a:!b",
        "a[1:3]",
        "*",
        "~x",
        "a,b",
        "é",
        "a\n",
        "{{ x }}",
    ],
)
def test_names_that_mean_something_else_are_left_out(name: str) -> None:
    fleet = inv.build([node(name), node("good")], inv.Rules())
    assert [host.name for host in fleet.hosts] == ["good"]
    assert [note.loud for note in fleet.notes] == [True]


def test_a_node_named_like_a_group_is_left_out() -> None:
    fleet = inv.build([node("vault_servers"), node("group_kiosk"), node("good")], inv.Rules(), taken={"vault_servers"})
    assert [host.name for host in fleet.hosts] == ["good"]
    assert len([note for note in fleet.notes if "that of a group" in note.text]) == 2


def test_the_newest_ready_node_holds_a_name() -> None:
    old, ghost, new = node(id="old", index=1), node(id="ghost", index=9, status="down"), node(id="new", index=5)
    for order in ([old, ghost, new], [new, old, ghost], [ghost, new, old]):
        fleet = inv.build(order, inv.Rules())
        assert [host.variables["nomad_node_id"] for host in fleet.hosts] == ["new"]
        assert sorted((note.loud, "ghost" in note.text) for note in fleet.notes) == [(False, True), (True, False)]


def test_an_external_node_never_takes_the_name_of_another() -> None:
    cloud = node(id="cloud", node_pool="default", index=1, status="down")
    fleet = inv.build([node(id="device", index=9), cloud], inv.Rules())
    assert fleet.hosts[0].variables["nomad_node_id"] == "cloud"
    assert fleet.notes[0].loud


@pytest.mark.parametrize(
    ("address", "order", "expected"),
    [
        ("10.210.128.10", ["advertised"], "10.210.128.10"),
        ("2001:db8::1", ["advertised"], "2001:db8::1"),
        ("10.210.128.10", ["10.210.128.0/20"], "10.210.128.10"),
        ("10.210.10.11", ["10.210.128.0/20"], ""),
        ("127.0.0.1", ["advertised"], ""),
        ("127.0.0.1", ["127.0.0.0/8"], "127.0.0.1"),
        ("0.0.0.0", ["advertised"], ""),
        ("169.254.169.254", ["advertised"], ""),
        ("fe80::1%eth0", ["advertised"], ""),
        ("", ["advertised"], ""),
        ("-oProxyCommand=evil", ["advertised"], ""),
        ("server1.example.org", ["advertised"], ""),
        ("10.0.0.1", ["interface:tun0", "advertised"], "10.8.0.5"),
        ("10.0.0.1", ["interface:wlan0", "advertised"], "10.0.0.1"),
    ],
)
def test_the_first_usable_address_is_taken(address: str, order: list[str], expected: str) -> None:
    interfaces = {"tun0": ["::", "10.8.0.5"], "wlan0": ["127.0.0.1"]}
    assert inv.choose_address({"address": address, "interfaces": interfaces}, order) == expected


def test_a_host_without_an_address_is_listed_and_goes_nowhere() -> None:
    fleet = inv.build([node(address="127.0.0.1")], inv.Rules())
    assert fleet.hosts[0].variables["ansible_host"] == inv.NO_ADDRESS
    assert "external_address_order" in fleet.notes[0].text


def test_interfaces_are_only_needed_when_a_rule_wants_them() -> None:
    assert inv.Rules(external_address_order=["interface:tun0"]).needs_interfaces
    assert not inv.Rules().needs_interfaces


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"group_by": ["colour"]}, "'group_by' has 'colour'"),
        ({"prefixes": {"colour": "x"}}, "'group_prefixes' has 'colour'"),
        ({"prefixes": {"status": " "}}, "empty prefix"),
        ({"address_order": ["vpn"]}, "'address_order' has 'vpn'"),
        ({"external_address_order": ["interface:"]}, "'external_address_order' has 'interface:'"),
    ],
)
def test_rules_that_cannot_work_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        inv.Rules(**options)


def test_ssh_arguments_survive_both_splits() -> None:
    text = inv.ssh_arguments(
        "root@10.210.10.2:2222", "/srv/my fleet/100%/key", "/srv/known", ["ControlPath=~/.ssh/fleet-%C"]
    )
    outer = shlex.split(text)
    assert outer[:3] == ["-o", "UserKnownHostsFile=/srv/known", "-o"]
    inner = shlex.split(outer[3].removeprefix("ProxyCommand="))
    assert inner == [
        *["ssh", "-W", "[%h]:%p"],
        *["-o", "ControlPath=~/.ssh/fleet-%%C"],
        *["-o", "UserKnownHostsFile=/srv/known"],
        *["-o", "IdentitiesOnly=yes"],
        *["-o", 'IdentityFile="/srv/my fleet/100%%/key"'],
        *["-o", "BatchMode=yes", "-p", "2222", "root@10.210.10.2"],
    ]


@pytest.mark.parametrize(
    ("jump", "end"),
    [
        ("gw", ["gw"]),
        ("ops@gw.example.org", ["ops@gw.example.org"]),
        ("ops@[2001:db8::1]:22", ["-p", "22", "ops@2001:db8::1"]),
    ],
)
def test_jump_hosts(jump: str, end: list[str]) -> None:
    inner = shlex.split(shlex.split(inv.ssh_arguments(jump))[1])
    assert inner[-len(end) :] == end


@pytest.mark.parametrize("jump", ["-oProxyCommand=x", "a b", "root@", "@gw", "gw:ssh", "root@-x", "2001:db8::1"])
def test_a_jump_that_is_none_is_refused(jump: str) -> None:
    with pytest.raises(BadInput, match="'jump' is"):
        inv.ssh_arguments(jump)


def test_jump_options_are_options() -> None:
    with pytest.raises(BadInput, match="'jump_options' has '-v'"):
        inv.ssh_arguments("gw", options=["-v"])
    assert inv.ssh_arguments() == ""
    assert inv.ssh_arguments(known_hosts="/srv/known") == "-o UserKnownHostsFile=/srv/known"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.sampled_from(["external", "default"]), st.booleans(), st.integers(0, 5)
        ),
        max_size=8,
    )
)
def test_every_name_has_exactly_one_host_whatever_the_order(entries: list[tuple[str, str, bool, int]]) -> None:
    nodes = [
        node(name, id=str(number), node_pool=pool, status="ready" if ready else "down", index=index * 10 + number)
        for number, (name, pool, ready, index) in enumerate(entries)
    ]
    one, other = inv.build(nodes, inv.Rules()), inv.build(list(reversed(nodes)), inv.Rules())
    assert sorted(host.name for host in one.hosts) == sorted({entry[0] for entry in entries})
    ids = {host.name: host.variables["nomad_node_id"] for host in one.hosts}
    assert ids == {host.name: host.variables["nomad_node_id"] for host in other.hosts}
