# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of scheduling groups: what their nodes may reach through the VPN, besides what all may."""

from __future__ import annotations

import ipaddress
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.names import check_label

PROTOCOLS = ("tcp", "udp")
LAST_PORT = 65535


def settled(name: str, current: t.Mapping[str, t.Any] | None, wished: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The record as it is wished; None stands for "leave it as it is"."""
    check_label(name, "name")
    record = {"name": name, "description": "", "grants": [], **(current or {})}
    if wished.get("description") is not None:
        record["description"] = wished["description"].strip()
    if wished.get("grants") is not None:
        record["grants"] = grants(wished["grants"])
    return record


def grants(given: t.Sequence[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Checked, each once, and in one order whatever the order they were given in."""
    found = {_grant(number, one) for number, one in enumerate(given)}
    return [{"address": address, "protocol": protocol, "port": port} for address, protocol, port in sorted(found)]


def _grant(number: int, given: t.Mapping[str, t.Any]) -> tuple[str, str, int]:
    where = f"grants[{number}]"
    try:
        address = ipaddress.IPv4Address(str(given["address"]).strip())
    except ValueError:
        raise BadInput(
            f"{where}.address: {given['address']!r} is no IPv4 address; a name would let whoever answers for it decide"
        ) from None
    if address.is_unspecified or address.is_multicast or address.is_loopback or address.is_link_local:
        raise BadInput(f"{where}.address: {address} is no address of one host behind the gateways")
    if given["protocol"] not in PROTOCOLS:
        raise BadInput(f"{where}.protocol: {given['protocol']!r} must be {' or '.join(PROTOCOLS)}")
    if not 1 <= given["port"] <= LAST_PORT:
        raise BadInput(f"{where}.port: {given['port']} must be 1 to {LAST_PORT}")
    return str(address), given["protocol"], given["port"]
