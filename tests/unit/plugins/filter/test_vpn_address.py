# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.filter.vpn_address import FilterModule, vpn_address


def test_the_gateway_is_index_one() -> None:
    assert vpn_address("10.210.128.0/20") == {
        "address": "10.210.128.1",
        "network": "10.210.128.0",
        "netmask": "255.255.240.0",
        "size": 4096,
    }


@pytest.mark.parametrize(
    ("index", "address"),
    [(10, "10.210.128.10"), (256, "10.210.129.0"), (4094, "10.210.143.254"), ("11", "10.210.128.11")],
)
def test_an_index_is_added_to_the_base(index: int | str, address: str) -> None:
    assert vpn_address("10.210.128.0/20", index)["address"] == address  # type: ignore[arg-type]


@pytest.mark.parametrize("index", [0, -1, 4095, 5000])
def test_an_index_outside_names_the_variable(index: int) -> None:
    with pytest.raises(AnsibleFilterError, match="wider 'openvpn_prefix'"):
        vpn_address("10.210.128.0/20", index)


@pytest.mark.parametrize("prefix", ["10.210.128.1/20", "fleet", "10.0.0.0/40", ""])
def test_a_bad_prefix_names_the_variable(prefix: str) -> None:
    with pytest.raises(AnsibleFilterError, match="'openvpn_prefix' is an IPv4 prefix"):
        vpn_address(prefix)


def test_the_filter_is_registered() -> None:
    assert FilterModule().filters() == {"vpn_address": vpn_address}
