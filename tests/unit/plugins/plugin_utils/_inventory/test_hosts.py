# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure builder: plain data in, hosts and groups out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import hosts, nomad
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.addresses import NO_ADDRESS, finder
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import Grouping


class Fleet(NamedTuple):
    """What was built."""

    nodes: dict[str, hosts.Node]
    notes: list[hosts.Note]


def node(name: str = "kiosk-1", **more: Any) -> hosts.Node:
    """A projected node."""
    return {
        "id": f"id-{name}",
        "name": name,
        "address": "10.210.128.10",
        "datacenter": "dc1",
        "node_pool": "external",
        "node_class": "",
        "status": "ready",
        "ready": more.get("status", "ready") == "ready",
        "eligibility": "eligible",
        "drain": False,
        "version": "1.11.3",
        "driver": "",
        "region": "",
        "fleet_state": "",
        "index": 10,
        "scheduling_group": "kiosk",
        **more,
    }


def rules(**more: Any) -> hosts.Rules:
    """Rules as the plugin makes them by default."""
    return hosts.Rules(
        **{
            "grouping": Grouping(["scheduling_group", "node_pool"]),
            "address": finder("address_order", ["node"]),
            "external_address": finder("external_address_order", ["node"]),
            "fields": nomad.FIELDS,
            "hostvars": nomad.HOSTVARS,
            **more,
        }
    )


def build(nodes: list[hosts.Node], taken: Collection[str] = (), **more: Any) -> Fleet:
    """Hosts by name, and notes."""
    kept, notes = hosts.build(nodes, rules(**more), taken)
    return Fleet({one["name"]: one for one in kept}, notes)


def test_jump_is_for_external_nodes_only() -> None:
    nodes = [node("device-1"), node("cloud-1", node_pool="default")]
    made = build(nodes, ssh_arguments="-o X").nodes
    assert made["device-1"]["ssh"] == "-o HostKeyAlias=device-1 -o X"
    assert "ssh" not in made["cloud-1"]
    assert build([node()], ssh_arguments="-o X", host_key_alias=False).nodes["kiosk-1"]["ssh"] == "-o X"
    assert "ssh" not in build([node()]).nodes["kiosk-1"]


def test_variables_by_their_fields() -> None:
    made = build([node(driver="docker,raw_exec")]).nodes["kiosk-1"]
    assert hosts.variables(made, [("nomad_node_id", "id"), ("nomad_drivers", "driver"), ("nomad_meta", "meta")]) == {
        "nomad_node_id": "id-kiosk-1",
        "nomad_drivers": ["docker", "raw_exec"],
    }
    with pytest.raises(BadInput, match="'hostvars' has 'colour'"):
        rules(hostvars=["colour"])


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
    fleet = build([node(name), node("good")])
    assert list(fleet.nodes) == ["good"]
    assert [note.loud for note in fleet.notes] == [True]


def test_a_node_named_like_a_group_is_left_out() -> None:
    fleet = build([node("vault_servers"), node("group_kiosk"), node("good")], taken={"vault_servers"})
    assert list(fleet.nodes) == ["good"]
    assert len([note for note in fleet.notes if "that of a group" in note.text]) == 2


def test_the_newest_ready_node_holds_a_name() -> None:
    old, ghost, new = node(id="old", index=1), node(id="ghost", index=9, status="down"), node(id="new", index=5)
    for order in ([old, ghost, new], [new, old, ghost], [ghost, new, old]):
        fleet = build(list(order))
        assert [host["id"] for host in fleet.nodes.values()] == ["new"]
        assert sorted((note.loud, "ghost" in note.text) for note in fleet.notes) == [(False, True), (True, False)]


def test_an_external_node_never_takes_the_name_of_another() -> None:
    cloud = node(id="cloud", node_pool="default", index=1, status="down")
    fleet = build([node(id="device", index=9), cloud])
    assert fleet.nodes["kiosk-1"]["id"] == "cloud"
    assert fleet.notes[0].loud


def test_a_host_without_an_address_is_listed_and_goes_nowhere() -> None:
    fleet = build([node(address="127.0.0.1")])
    assert fleet.nodes["kiosk-1"]["host"] == NO_ADDRESS
    assert "external_address_order" in fleet.notes[0].text


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
    one, other = build([dict(one) for one in nodes]), build([dict(one) for one in reversed(nodes)])
    assert set(one.nodes) == {entry[0] for entry in entries}
    assert {name: host["id"] for name, host in one.nodes.items()} == {
        name: host["id"] for name, host in other.nodes.items()
    }


def test_across_regions_the_first_one_holds_a_name_and_it_is_said() -> None:
    one, other = node(id="a", region="paris", index=1), node(id="b", region="oslo", index=9, order=1)
    fleet = build([other, one])
    assert fleet.nodes["kiosk-1"]["id"] == "a"
    assert "oslo" in fleet.notes[0].text
    assert fleet.notes[0].loud
