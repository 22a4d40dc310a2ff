# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nftables rules of a fleet of test hosts."""

from __future__ import annotations

from common import MIRROR_PORT, OPENVPN_PORT, Fleet

RULES = """\
table {family} {table}
delete table {family} {table}
table {family} {table} {{
{chains}}}
"""

# The bridge family has no connection tracking on every kernel, nor does every kernel tell it the bridge's name: frames
# are known by the hardware addresses that the hosts were given, and by their IP addresses.
BRIDGE = """\
  chain forward {{
    type filter hook forward priority filter; policy accept;
    ether saddr {field_macs} goto field
    ether daddr {field_macs} goto field
    ip saddr {field} goto field
    ip daddr {field} goto field
    ether saddr {cloud_macs} goto cloud
    ether daddr {cloud_macs} goto cloud
  }}
  chain field {{
    arp saddr ip {shared} accept
    arp daddr ip {shared} accept
{gateway_rules}    ip daddr {mirror} tcp dport {mirror_port} accept
    ip saddr {mirror} tcp sport {mirror_port} accept
    drop
  }}
  chain cloud {{
    ether type {{ ip, arp }} accept
    drop
  }}
  chain input {{
    type filter hook input priority filter; policy accept;
    ether saddr {field_macs} goto machine
    ether saddr {cloud_macs} goto machine
  }}
  chain machine {{
    ether type arp accept
    ip daddr {machine} accept
    drop
  }}
"""
GATEWAY_RULES = """\
    ip daddr {gateways} udp dport {port} accept
    ip saddr {gateways} udp sport {port} accept
    ip daddr {gateways} ip frag-off & 0x1fff != 0 accept
    ip saddr {gateways} ip frag-off & 0x1fff != 0 accept
"""
# Frames between two ports of one bridge come by here too where br_netfilter is loaded: the bridge table judged them.
INET = """\
  chain input {{
    type filter hook input priority filter - 10; policy accept;
    iifname {bridges} ct state established,related accept
    iifname {bridges} drop
  }}
  chain forward {{
    type filter hook forward priority filter - 10; policy accept;
    iifname "{field_bridge}" oifname "{field_bridge}" accept
    iifname "{cloud_bridge}" oifname "{cloud_bridge}" accept
    iifname {bridges} drop
    oifname {bridges} drop
  }}
  chain output {{
    type filter hook output priority filter - 10; policy accept;
    oifname {bridges} meta nfproto ipv6 drop
  }}
"""


def ruleset(fleet: Fleet) -> str:
    """The two tables of a fleet, replaced as one."""
    gateways = [host.field for host in fleet.hosts if host.gateway and host.field]
    shared = [fleet.mirror("field"), fleet.machine("field"), *gateways]
    values = {
        "gateway_rules": GATEWAY_RULES.format(gateways=braces(gateways), port=OPENVPN_PORT) if gateways else "",
        "shared": braces(shared),
        "machine": braces([fleet.machine("cloud"), fleet.machine("field")]),
        "mirror": fleet.mirror("field"),
        "mirror_port": MIRROR_PORT,
        "bridges": braces([f'"{fleet.bridge(zone)}"' for zone in ("cloud", "field")]),
    }
    for zone in ("cloud", "field"):
        values |= {zone: fleet.subnet(zone), f"{zone}_macs": fleet.macs(zone), f"{zone}_bridge": fleet.bridge(zone)}
    table = f"nomadic_fleet_{fleet.name}"
    return "".join(
        RULES.format(family=family, table=table, chains=chains.format(**values))
        for family, chains in (("bridge", BRIDGE), ("inet", INET))
    )


def braces(words: list[str]) -> str:
    """An nftables set."""
    return "{ " + ", ".join(words) + " }"
