# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first usable address by the rules."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.addresses import finder

VPN = ["10.210.128.0/20", "10.211.0.0/20"]


def found(address: str, order: list[str], vpn: list[str] | None = None, **more: Any) -> str:
    """The address of a node by an order."""
    interfaces = {"tun0": ["::", "10.8.0.5"], "wlan0": ["127.0.0.1"]}
    return finder("address_order", order, vpn or [], lambda text, node: f"{node['name']}{text}")(
        {"name": "kiosk-1", "address": address, "interfaces": interfaces, **more}
    )


@pytest.mark.parametrize(
    ("address", "order", "expected"),
    [
        ("10.210.128.10", ["node"], "10.210.128.10"),
        ("2001:db8::1", ["node"], "2001:db8::1"),
        ("10.210.128.10", ["10.210.128.0/20"], "10.210.128.10"),
        ("10.210.10.11", ["10.210.128.0/20"], ""),
        ("127.0.0.1", ["node"], ""),
        ("127.0.0.1", ["127.0.0.0/8"], "127.0.0.1"),
        ("0.0.0.0", ["node"], ""),
        ("169.254.169.254", ["node"], ""),
        ("239.1.1.1", ["node"], ""),
        ("fe80::1%eth0", ["node"], ""),
        ("::1", ["node"], ""),
        ("::ffff:127.0.0.1", ["node"], ""),
        ("", ["node"], ""),
        ("127.1", ["node"], ""),
        ("-oProxyCommand=evil", ["node"], ""),
        ("server1.example.org", ["node"], ""),
        ("10.0.0.1", ["interface:tun0", "node"], "10.8.0.5"),
        ("10.0.0.1", ["interface:wlan0", "node"], "10.0.0.1"),
        ("10.0.0.1", ["expression:.example.org"], "kiosk-1.example.org"),
        ("10.0.0.1", ["expression: not a name!", "node"], "10.0.0.1"),
    ],
)
def test_the_first_usable_address_is_taken(address: str, order: list[str], expected: str) -> None:
    assert found(address, order) == expected


@pytest.mark.parametrize(
    ("address", "index", "expected"),
    [
        ("10.210.128.77", 0, "10.210.128.77"),
        ("10.210.128.10", 10, "10.210.128.10"),
        ("10.211.0.10", 10, "10.211.0.10"),
        ("10.210.128.11", 10, ""),  # another device's
        ("10.0.0.1", 0, ""),
    ],
)
def test_in_the_vpn_a_device_has_its_own_address_only(address: str, index: int, expected: str) -> None:
    assert found(address, ["vpn"], VPN, vpn_index=index) == expected


def test_the_registry_knows_the_address_of_a_device_that_is_not_there() -> None:
    assert found("", ["vpn", "registry"], VPN, vpn_index=10) == "10.210.128.10"
    assert found("", ["registry"], VPN) == ""
    assert found("", ["registry"], VPN, vpn_index=4095) == ""


@pytest.mark.parametrize(
    ("order", "vpn", "message"),
    [
        (["nearest"], [], "'address_order' has 'nearest'"),
        (["interface:"], [], "'address_order' has 'interface:'"),
        (["expression: "], [], "'address_order' has 'expression: '"),
        (["vpn"], [], "'vpn', which needs 'vpn_networks'"),
        (["registry"], [], "'registry', which needs 'vpn_networks'"),
        (["vpn"], ["10.0.0.1/8"], "'vpn_networks' has '10.0.0.1/8'"),
    ],
)
def test_rules_that_cannot_work_are_refused(order: list[str], vpn: list[str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        found("10.0.0.1", order, vpn)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_the_fast_check_agrees_with_the_library(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    mine = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    reserved = address.version == 4 and (address.packed[0] == 0 or address.packed[0] >= 224)
    mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    assert found(str(address), ["node"]) == ("" if mine or reserved or mapped else str(address))
