# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prove the isolation of the test hosts by trying each way that must be open or closed: verify.py < fleet.json"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import json
import socket
import sys

from common import HERE, MIRROR_PORT, OPENVPN_PORT, Fleet, Host, fail, podman, run

#: Foreign addresses that two devices may give themselves to get round a filter of addresses.
FOREIGN = ("198.18.77.1", "198.18.77.2")
ECHO = """
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind((sys.argv[1], int(sys.argv[2])))
    server.settimeout(15)
    data, peer = server.recvfrom(64)
    server.sendto(data, peer)
"""


@dataclasses.dataclass
class Way:
    """One thing to try: from a host to an address, perhaps through a route that the host gives itself."""

    source: str
    what: str
    kind: str
    address: str
    port: int
    open: bool
    via: str = ""


def link_local(fleet: Fleet, name: str) -> str:
    """A host's IPv6 address on its first network, as seen from another host there."""
    shown = json.loads(
        podman("exec", f"{fleet.name}-{name}", "ip", "-json", "-6", "addr", "show", "dev", "eth0").stdout
    )
    return f"{shown[0]['addr_info'][0]['local']}%eth0"


def ways(fleet: Fleet) -> list[Way]:
    """What is tried. Port 22 serves for this machine too: a refusal proves just as well that it was reached."""
    devices = [host for host in fleet.hosts if host.field and not host.gateway][:2]
    servers = [host for host in fleet.hosts if host.cloud and not host.gateway][:2]
    gateways = [host for host in fleet.hosts if host.gateway][:1]
    if len(devices) < 2 or len(servers) < 2 or not gateways:
        fail("verify needs two hosts with fleet_address, two in the field network and a gateway in openvpn_gateways")
    (first, second), (server, peer), gateway = devices, servers, gateways[0]
    field, cloud = fleet.machine("field"), fleet.machine("cloud")
    found = [
        Way(first.name, f"{second.name} SSH", "tcp", second.field, 22, False),
        Way(first.name, f"{second.name} SSH through the machine", "tcp", second.field, 22, False, field),
        Way(first.name, f"{second.name} SSH by foreign addresses", "tcp", FOREIGN[1], 22, False),
        Way(first.name, f"{second.name} SSH by IPv6", "tcp", link_local(fleet, second.name), 22, False),
        Way(first.name, f"{gateway.name} SSH", "tcp", gateway.field, 22, False),
        Way(first.name, f"{gateway.name} VPN port", "udp", gateway.field, OPENVPN_PORT, True),
        Way(first.name, f"{gateway.name} another UDP port", "udp", gateway.field, OPENVPN_PORT + 1, False),
        Way(first.name, "the mirror", "tcp", fleet.mirror("field"), MIRROR_PORT, True),
        Way(first.name, "another port of the mirror", "tcp", fleet.mirror("field"), MIRROR_PORT + 1, False),
        Way(first.name, "this machine", "tcp", field, 22, False),
        Way(first.name, "this machine's cloud address", "tcp", cloud, 22, False, field),
        Way(first.name, f"{server.name} SSH", "tcp", server.cloud, 22, False),
        Way(server.name, f"{peer.name} SSH", "tcp", peer.cloud, 22, True),
        Way(server.name, f"{peer.name} SSH by IPv6", "tcp", link_local(fleet, peer.name), 22, False),
        Way(server.name, "the mirror", "tcp", fleet.mirror("cloud"), MIRROR_PORT, True),
        Way(server.name, "this machine", "tcp", cloud, 22, False),
        Way(server.name, "this machine's field address", "tcp", field, 22, False, cloud),
        Way(server.name, f"{first.name} SSH through the machine", "tcp", first.field, 22, False, cloud),
        Way(gateway.name, f"{first.name} SSH", "tcp", first.field, 22, False),
        Way("mirror", f"{first.name} SSH", "tcp", first.field, 22, False),
    ]
    for name, via in (("the machine", field), ("the mirror", fleet.mirror("field")), (gateway.name, gateway.field)):
        found.append(Way(first.name, f"{server.name} SSH through {name}", "tcp", server.cloud, 22, False, via))
    return found


def probe(fleet: Fleet, source: str, tried: list[Way]) -> dict[str, bool]:
    """Try all ways of one host from inside it."""
    asked = [dataclasses.asdict(way) | {"id": way.what} for way in tried]
    code = (HERE / "probe.py").read_text()
    answer = json.loads(
        podman("exec", "-i", f"{fleet.name}-{source}", "python3", "-", json.dumps(asked), data=code).stdout
    )
    return {f"{source} -> {what}": reached for what, reached in answer["results"].items()} | {
        f"{source} has a default route": bool(answer["default"])
    }


def from_here(host: Host) -> dict[str, bool]:
    """This machine must reach every host, on each of its networks."""
    results = {}
    for address in filter(None, (host.cloud, host.field)):
        try:
            socket.create_connection((address, 22), timeout=10).close()
            results[f"this machine -> {host.name} SSH at {address}"] = True
        except OSError:
            results[f"this machine -> {host.name} SSH at {address}"] = False
    return results


def main(fleet: Fleet) -> int:
    """Try, print a line each, and tell how many were wrong."""
    tried = ways(fleet)
    gateway = next(host for host in fleet.hosts if host.gateway)
    devices = [f"{fleet.name}-{host.name}" for host in fleet.hosts if host.field and not host.gateway][:2]
    for device, address in zip(devices, FOREIGN, strict=True):
        podman("exec", device, "ip", "address", "replace", f"{address}/24", "dev", "eth0")
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        echo = ("exec", f"{fleet.name}-{gateway.name}", "python3", "-c", ECHO, gateway.field, str(OPENVPN_PORT))
        echoing = pool.submit(podman, *echo, check=False)
        sources = ["mirror", *(host.name for host in fleet.hosts)]
        work = [pool.submit(probe, fleet, name, [way for way in tried if way.source == name]) for name in sources]
        work += [pool.submit(from_here, host) for host in fleet.hosts]
    for device, address in zip(devices, FOREIGN, strict=True):
        podman("exec", device, "ip", "address", "del", f"{address}/24", "dev", "eth0")
    reached = {name: value for part in work for name, value in part.result().items()}
    reached["this machine -> an address of nobody"] = not run(
        "ip", "route", "get", f"{fleet.net}.128.1", check=False
    ).returncode
    wanted = {f"{way.source} -> {way.what}": way.open for way in tried}
    wrong = 0
    for name, value in reached.items():
        expected = wanted.get(name, name.startswith("this machine -> ") and "nobody" not in name)
        if "Address already in use" in echoing.result().stderr and f"{gateway.name} VPN port" in name:
            print(f"not tried: {name} (OpenVPN runs there; its own tests use it)")
            continue
        wrong += value != expected
        print(f"{'ok   ' if value == expected else 'WRONG'} {name}: {'yes' if value else 'no'}")
    return wrong


if __name__ == "__main__":
    if count := main(Fleet.read(sys.stdin.read())):
        fail(f"the isolation is broken in {count} ways (lines WRONG above); run create.yml again")
