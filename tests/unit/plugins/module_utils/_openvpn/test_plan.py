# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a list means on a gateway, and what of it is to be done."""

from __future__ import annotations

import ipaddress
import json
import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import allow_list as lists
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.gateway import State
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.management import Session
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.plan import Plan, refuse_older

SHOP, WEB = ["10.0.0.40", "tcp", 443], ["10.0.0.40", "tcp", 80]
WEEK = 604800
NOBODY: dict[str, t.Any] = {"number": 1, "made": 1000, "prefix": "10.1.0.0/24", "devices": {}, "revoked": {}}


def device(index: int, *grants: list[t.Any], generation: int = 1) -> dict[str, t.Any]:
    """One of a document."""
    return {"address": f"10.1.0.{index}", "generation": generation, "grants": list(grants)}


def listed(number: int = 1, made: int = 1000, revoked: t.Any = None, **devices: t.Any) -> lists.AllowList:
    """A list."""
    return lists.parse(
        json.dumps({**NOBODY, "number": number, "made": made, "devices": devices, "revoked": revoked or {}})
    )


def applied(of: lists.AllowList, **changes: t.Any) -> State:
    """A gateway on which a list was applied."""
    sets = lists.wanted_sets(of.devices.values())
    state = State(
        kept=of,
        intact=True,
        files={name: lists.client_file(name, one, of.prefix) for name, one in of.devices.items()},
        sets=sets,
        boot=lists.elements(sets),
        revoked={},
    )
    return state._replace(**changes)


BARE = State(kept=None, intact=False, files={}, sets=None, boot="", revoked={})


def session(name: str, address: str) -> Session:
    """A connection."""
    return Session(1, name, address, "198.51.100.2:1194", 1000, 0, 0)


def planned(new: lists.AllowList, state: State, *connected: Session, now: float = 1000) -> Plan:
    """What is to be done."""
    return Plan(new, state, connected, now, WEEK)


def test_the_file_of_a_device() -> None:
    (one,) = listed(d=device(10, SHOP, WEB, ["10.0.0.9", "udp", 53], generation=3)).devices.values()
    text = lists.client_file("device1", one, ipaddress.IPv4Network("10.1.0.0/24"))
    assert text == (
        "# device1:3\nifconfig-push 10.1.0.10 255.255.255.0\n"
        'push "route 10.0.0.9 255.255.255.255"\npush "route 10.0.0.40 255.255.255.255"\n'
    )
    assert lists.address_in(text) == "10.1.0.10"


def test_the_sets_are_one_transaction() -> None:
    sets = lists.wanted_sets(listed(device1=device(10, SHOP), device2=device(11)).devices.values())
    text = lists.transaction(sets)
    assert text.startswith(
        "flush set inet nomadic_fleet_vpn device_addresses\nflush set inet nomadic_fleet_vpn device_grants\n"
    )
    assert "\t10.1.0.10 . 10.0.0.40 . tcp . 443,\n" in text
    assert "flush" not in lists.elements(sets)
    assert "add element" not in lists.elements({lists.ADDRESSES: frozenset(), lists.GRANTS: frozenset()})


@pytest.mark.parametrize("protocol", ["tcp", 6])
def test_the_sets_that_nft_prints(protocol: t.Any) -> None:
    output = {
        "nftables": [
            {"metainfo": {}},
            {"set": {"name": "base_grants", "elem": [{"concat": ["10.0.0.1", "tcp", 4647]}]}},
            {"set": {"name": "device_addresses", "elem": ["10.1.0.10", "10.1.0.11"]}},
            {"set": {"name": "device_grants", "elem": [{"concat": ["10.1.0.10", "10.0.0.40", protocol, 443]}]}},
        ]
    }
    expected = lists.wanted_sets(listed(device1=device(10, SHOP), device2=device(11)).devices.values())
    assert lists.sets_in_force(json.dumps(output)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        json.dumps({**NOBODY, "devices": {"a": device(10, ["10.0.0.40", "tcp; drop", 443])}}),
        json.dumps({**NOBODY, "devices": {"a": device(10, ["10.0.0.0/8", "tcp", 443])}}),
        json.dumps({**NOBODY, "devices": {"../a": device(10)}}),
        json.dumps({**NOBODY, "prefix": "x"}),
        json.dumps({key: value for key, value in NOBODY.items() if key != "number"}),
    ],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="document: it is no allow-list"):
        lists.parse(text)


def test_a_first_list() -> None:
    plan = planned(listed(device1=device(10, SHOP)), BARE)
    assert plan.changed
    assert plan.keep
    assert plan.lost == set()
    result = plan.result()
    assert (result["added"], result["removed"], result["cut"]) == (["device1"], [], [])
    assert result["diff"]["before"] == {"devices": {}, "revoked": [], "connections to end": []}
    assert result["diff"]["after"]["devices"]["device1"] == {
        "generation": 1,
        "address": "10.1.0.10",
        "routes": ["10.0.0.40"],
        "firewall": "open",
        "grants": ["10.0.0.40:443/tcp"],
    }


def test_the_same_list_changes_nothing() -> None:
    new = listed(device1=device(10, SHOP))
    plan = planned(new, applied(new), session("device1", "10.1.0.10"))
    assert not plan.changed
    diff = plan.result()["diff"]
    assert diff["before"] == diff["after"]


@pytest.mark.parametrize(
    ("after", "number", "kept"),
    [(60, 1, False), (WEEK / 7 - 1, 1, False), (WEEK / 7 + 1, 1, True), (60, 2, True), (-60, 1, False)],
)
def test_a_list_that_says_the_same_is_kept_when_the_old_one_ages(after: float, number: int, kept: bool) -> None:
    new = listed(number, int(1000 + after), device1=device(10))
    plan = planned(new, applied(listed(device1=device(10))), now=1000 + after)
    assert plan.keep is kept
    assert plan.changed is kept


def test_a_list_whose_signature_was_lost_is_written_again() -> None:
    new = listed(device1=device(10))
    assert planned(new, applied(new, intact=False)).keep


OLD = listed(device1=device(10, SHOP, WEB), device2=device(11))


@pytest.mark.parametrize(
    ("new", "cut", "lost"),
    [
        # A grant less, to an address that stays: no new route, so the connection stays.
        ({"device1": device(10, WEB), "device2": device(11)}, [], {"10.1.0.10"}),
        # A grant more there.
        ({"device1": device(10, SHOP, WEB, ["10.0.0.40", "udp", 53]), "device2": device(11)}, [], set()),
        # Another route: it has to be fetched.
        (
            {"device1": device(10, SHOP, WEB, ["10.0.0.9", "udp", 53]), "device2": device(11)},
            ["device1"],
            {"10.1.0.10"},
        ),
        # Off the list.
        ({"device1": device(10, SHOP, WEB)}, ["device2"], {"10.1.0.11"}),
        # A new generation, a new address.
        ({"device1": device(10, SHOP, WEB), "device2": device(11, generation=2)}, ["device2"], {"10.1.0.11"}),
        ({"device1": device(10, SHOP, WEB), "device2": device(12)}, ["device2"], {"10.1.0.11"}),
        # The address of one is given to another at once.
        ({"device1": device(10, SHOP, WEB), "device3": device(11)}, ["device2"], {"10.1.0.11"}),
    ],
)
def test_who_is_cut_off(new: dict[str, t.Any], cut: list[str], lost: set[str]) -> None:
    connected = [session("device1", "10.1.0.10"), session("device2", "10.1.0.11")]
    plan = planned(listed(2, **new), applied(OLD), *connected)
    assert plan.result()["cut"] == cut
    assert plan.lost == lost
    # Only who fetches a route is told to come back.
    assert [session.name for session in plan.to_return] == [name for name in cut if name == "device1"]
    # A run that was interrupted after files and firewall were done, and before connections were ended.
    done = applied(listed(2, **new), kept=OLD)
    again = planned(listed(2, **new), done, *connected)
    assert again.result()["cut"] == cut
    assert again.lost == lost


def test_what_somebody_has_changed_is_put_right() -> None:
    strange = applied(
        OLD,
        files={"stranger": "push route\n"},
        sets={**lists.wanted_sets([]), lists.ADDRESSES: frozenset([("10.1.0.99",)])},
    )
    plan = planned(OLD, strange, session("stranger", "10.1.0.99"))
    assert (plan.changes_files, plan.changes_firewall, plan.keep) == (True, True, False)
    assert plan.result()["cut"] == ["stranger"]
    assert "10.1.0.99" in plan.lost
    assert plan.result()["diff"]["before"]["addresses of nobody"] == {"10.1.0.99": []}


def test_a_connection_at_another_address_is_ended() -> None:
    assert planned(OLD, applied(OLD), session("device1", "10.1.0.77")).result()["cut"] == ["device1"]
    assert planned(OLD, applied(OLD), session("device1", "")).result()["cut"] == []


def test_a_revoked_device_is_never_let_in_again() -> None:
    first = planned(listed(2, revoked={"device2": 2}, device1=device(10, SHOP, WEB)), applied(OLD))
    assert first.revoked == {"device2": 2}
    back = planned(listed(3, device1=device(10, SHOP, WEB), device2=device(11)), applied(OLD, revoked={"device2": 2}))
    assert back.refused == ["device2"]
    assert "device2" not in back.files
    assert back.revoked == {}
    assert back.result()["diff"]["after"]["revoked"] == ["device2"]


def test_a_lower_number_is_refused() -> None:
    refuse_older(listed(1), BARE)
    refuse_older(listed(1), applied(OLD))
    with pytest.raises(BadInput, match="an older backup of the store was restored"):
        refuse_older(listed(1), applied(listed(2)))


class Recorder:
    """A gateway that only remembers what it was told to do."""

    def __init__(self) -> None:
        self.told: list[tuple[str, t.Any]] = []

    def __getattr__(self, name: str) -> t.Callable[..., None]:
        return lambda *what: self.told.append((name, what[0]))


def test_doors_are_closed_before_anything_is_written() -> None:
    new = listed(
        2, revoked={"device2": 2}, device1=device(10, ["10.0.0.9", "tcp", 443]), device3=device(12, generation=2), device4=device(13)
    )  # fmt: skip
    old = applied(listed(device1=device(10, SHOP), device2=device(11), device3=device(12)))
    plan = planned(new, old, session("device1", "10.1.0.10"), session("device2", "10.1.0.11"))
    gateway = Recorder()
    plan.apply(t.cast(t.Any, gateway), "", b"", "")
    assert [name for name, _what in gateway.told] == [
        "remove_files", "set_firewall", "forget_connections", "cut",
        "remember_revoked", "write_files", "load_at_boot", "restart", "keep",
    ]  # fmt: skip
    told = dict(gateway.told)
    # Who has another generation may not come in by his old file meanwhile; who only gets another route keeps it.
    assert told["remove_files"] == ["device2", "device3"]
    assert [one.name for one in told["cut"]] == ["device2"]
    assert sorted(told["write_files"]) == ["device1", "device3", "device4"]
