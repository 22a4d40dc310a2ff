# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of groups."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.groups import grants, settled


def grant(address: str = "10.0.0.9", protocol: str = "tcp", port: int = 443) -> dict[str, t.Any]:
    return {"address": address, "protocol": protocol, "port": port}


def test_what_is_not_given_stays() -> None:
    first = settled("kiosk", None, {"description": " In shops\n", "grants": [grant()]})
    assert first == {"name": "kiosk", "description": "In shops", "grants": [grant()]}
    assert settled("kiosk", first, {}) == first
    assert settled("kiosk", first, {"grants": []})["grants"] == []


def test_grants_are_in_one_order_and_each_once() -> None:
    given = [grant(port=80), grant(" 10.0.0.1 "), grant(port=80), grant(protocol="udp", port=53)]
    assert grants(given) == [grant("10.0.0.1"), grant(port=80), grant(protocol="udp", port=53)]
    assert grants(list(reversed(given))) == grants(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (grant("db.example.com"), r"grants\[0\].address: 'db.example.com' is no IPv4 address"),
        (grant("10.0.0.0/8"), "no IPv4 address"),
        (grant("::1"), "no IPv4 address"),
        (grant("0.0.0.0"), "no address of one host"),
        (grant("127.0.0.1"), "no address of one host"),
        (grant("224.0.0.1"), "no address of one host"),
        (grant(port=0), r"grants\[0\].port: 0 must be 1 to 65535"),
        (grant(port=65536), "must be 1 to 65535"),
        (grant(protocol="icmp"), "must be tcp or udp"),
    ],
)
def test_bad_grants(given: dict[str, t.Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        grants([given])
