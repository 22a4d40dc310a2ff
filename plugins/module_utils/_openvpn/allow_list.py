# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of those who may use a gateway, and what it means in OpenVPN's files and in the firewall's sets. Only arithmetic.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

TABLE = "inet nomadic_fleet_vpn"
ADDRESSES, GRANTS = "device_addresses", "device_grants"
NAME = re.compile(r"[a-z0-9-]{1,63}")
FILE = re.compile(r"# [a-z0-9-]+:(?P<generation>[0-9]+)\nifconfig-push (?P<address>[0-9.]+) ")

PROTOCOLS = {6: "tcp", 17: "udp"}

#: address, protocol, port
Grant = tuple[str, str, int]


class Device(NamedTuple):
    """One who may come in."""

    address: str
    generation: int
    grants: tuple[Grant, ...]


class AllowList(NamedTuple):
    """A list as it was sent."""

    number: int
    made: int
    prefix: ipaddress.IPv4Network
    devices: dict[str, Device]
    revoked: dict[str, int]


def parse(text: str) -> AllowList:
    """The list in a document."""
    try:
        content = json.loads(text)
        devices = {
            _name(name): Device(
                str(ipaddress.IPv4Address(value["address"])),
                int(value["generation"]),
                tuple(
                    sorted((str(ipaddress.IPv4Address(a)), _protocol(p), int(port)) for a, p, port in value["grants"])
                ),
            )
            for name, value in content["devices"].items()
        }
        prefix = ipaddress.IPv4Network(content["prefix"])
        revoked = {_name(name): int(generation) for name, generation in content["revoked"].items()}
        return AllowList(int(content["number"]), int(content["made"]), prefix, devices, revoked)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"document: it is no allow-list ({type(error).__name__}: {error})") from error


def _name(word: str) -> str:
    """It becomes the name of a file."""
    if not NAME.fullmatch(word):
        raise ValueError(f"{word!r} is no name of a device")
    return word


def _protocol(word: str) -> str:
    if word not in ("tcp", "udp"):
        raise ValueError(f"{word!r} is neither tcp nor udp")
    return word


def client_file(name: str, device: Device, prefix: ipaddress.IPv4Network) -> str:
    """What OpenVPN reads when the device comes in. Its first line is what the program judges that asks for the tls-crypt-v2 key."""
    routes = sorted({address for address, _protocol, _port in device.grants}, key=ipaddress.IPv4Address)
    lines = [f"# {name}:{device.generation}", f"ifconfig-push {device.address} {prefix.netmask}"]
    lines += [f'push "route {address} 255.255.255.255"' for address in routes]
    return "\n".join(lines) + "\n"


#: Of a set of the firewall, its elements as nft prints them.
Sets = Mapping[str, frozenset[tuple[Any, ...]]]


def wanted_sets(devices: Collection[Device]) -> Sets:
    """The sets that let these devices reach what they may, and nothing else."""
    return {
        ADDRESSES: frozenset((device.address,) for device in devices),
        GRANTS: frozenset((device.address, *grant) for device in devices for grant in device.grants),
    }


def sets_in_force(output: str) -> Sets:
    """The sets in what ``nft --json list table`` prints."""
    found: dict[str, frozenset[tuple[Any, ...]]] = {ADDRESSES: frozenset(), GRANTS: frozenset()}
    for entry in json.loads(output)["nftables"]:
        name = entry.get("set", {}).get("name")
        if name in found:
            elements = entry["set"].get("elem", [])
            found[name] = frozenset(_element(e["concat"] if isinstance(e, dict) else [e]) for e in elements)
    return found


def _element(parts: list[Any]) -> tuple[Any, ...]:
    """A host without /etc/protocols prints the numbers of protocols."""
    return tuple(PROTOCOLS.get(part, part) if place == len(parts) - 2 else part for place, part in enumerate(parts))


def elements(sets: Sets) -> str:
    """The commands that fill empty sets, one a line so that a difference can be read."""
    lines = ["# Written by nomadic.fleet, module openvpn_allow_list. Changes here are lost."]
    for name in (ADDRESSES, GRANTS):
        if sets[name]:
            lines.append(f"add element {TABLE} {name} {{")
            lines += [f"\t{' . '.join(map(str, element))}," for element in sorted(sets[name])]
            lines.append("}")
    return "\n".join(lines) + "\n"


def transaction(sets: Sets) -> str:
    """The same for sets that are in use: there is no moment at which they are empty."""
    flush = "".join(f"flush set {TABLE} {name}\n" for name in (ADDRESSES, GRANTS))
    return flush + elements(sets)


def lost(before: Sets, after: Sets) -> set[str]:
    """Addresses of devices that may not reach any more what they could reach before."""
    return {str(element[0]) for name in (ADDRESSES, GRANTS) for element in before[name] - after[name]}


def identity(file: str) -> str:
    """Who comes in by a device's file, at which address, without the routes that he is given."""
    return "\n".join(file.splitlines()[:2])


def address_in(file: str) -> str:
    """The address that a device's file gives it."""
    found = FILE.match(file)
    return found["address"] if found else ""


def shown(files: Mapping[str, str], sets: Sets) -> dict[str, Any]:
    """What files and sets let in, for people: two of these differ exactly when something differs that a device would notice."""
    grants: dict[str, list[str]] = {}
    for source, address, protocol, port in sorted(sets[GRANTS]):
        grants.setdefault(source, []).append(f"{address}:{port}/{protocol}")
    open_to = {element[0] for element in sets[ADDRESSES]}
    devices: dict[str, Any] = {}
    for name, content in sorted(files.items()):
        found = FILE.match(content)
        address = found["address"] if found else ""
        devices[name] = {
            "generation": int(found["generation"]) if found else None,
            "address": address,
            "routes": [line.split()[2] for line in content.splitlines() if line.startswith('push "route ')],
            "firewall": "open" if address in open_to else "closed",
            "grants": grants.pop(address, []),
        }
        open_to.discard(address)
    others = {address: grants.get(address, []) for address in sorted(open_to | set(grants))}
    return {"devices": devices, **({"addresses of nobody": others} if others else {})}
