# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts of the test hosts share: the description of the hosts, podman, commands with clear errors."""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Any, NoReturn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "servers"))

#: Where the mirror of releases and packages answers, on both networks.
MIRROR_PORT = 8080
OPENVPN_PORT = 1194


def fail(message: str) -> NoReturn:
    """Stop with one clear line."""
    sys.exit(f"test hosts: {message}")


def run(*command: str, data: str | None = None, check: bool = True, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command quietly; when it fails, stop and show what it said."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, text=True, check=False, **more)
    except FileNotFoundError:
        fail(f"'{command[0]}' is not installed; run prerequisites.py in this folder as root")
    if check and done.returncode:
        fail(f"'{' '.join(command[:4])} ...' failed: {(done.stderr or done.stdout).strip()[-800:]}")
    return done


def podman(
    *arguments: str, check: bool = True, data: str | None = None, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run podman with the settings that fit the cgroup version of this machine."""
    version = "v2" if pathlib.Path("/sys/fs/cgroup/cgroup.controllers").exists() else "v1"
    environment = {**os.environ, "CONTAINERS_CONF": str(HERE / f"containers-{version}.conf")}
    return run("podman", *arguments, check=check, data=data, env=environment, **more)


@dataclasses.dataclass(frozen=True)
class Host:
    """One host and its addresses; an empty address means that it is not on that network."""

    name: str
    cloud: str = ""
    field: str = ""
    gateway: bool = False
    #: Release of Debian; empty means this machine's.
    suite: str = ""


@dataclasses.dataclass(frozen=True)
class Fleet:
    """The hosts of one inventory, and the names and networks that are theirs alone."""

    name: str
    net: str
    directory: pathlib.Path
    key: pathlib.Path
    hosts: tuple[Host, ...] = ()

    @classmethod
    def read(cls, text: str) -> Fleet:
        """Read the description that the playbooks pass on standard input."""
        given = json.loads(text)
        if not re.fullmatch(r"[a-z][a-z0-9]{0,11}", given["name"]):
            fail(f"test_hosts_name is '{given['name']}'; give a letter and up to 11 of a-z and 0-9")
        if not isinstance(given["net"], str):
            fail("test_hosts_net must be a string; put it in quotes")
        if not re.fullmatch(r"10\.\d{1,3}", given["net"]) or given["net"] == "10.88":
            fail(f"test_hosts_net is '{given['net']}'; give two bytes of a free network, as 10.211 (not 10.88)")
        hosts = tuple(Host(**host) for host in given.get("hosts", []))
        fleet = cls(given["name"], given["net"], pathlib.Path(given["directory"]), pathlib.Path(given["key"]), hosts)
        for host in hosts:
            for address, zone in ((host.cloud, "cloud"), (host.field, "field")):
                if address and ipaddress.ip_address(address) not in ipaddress.ip_network(fleet.subnet(zone)):
                    fail(f"{host.name} has the address {address}, which is not in {fleet.subnet(zone)} ({zone})")
            if not (host.cloud or host.field):
                ranges = f"fleet_address in {fleet.subnet('cloud')} or ansible_host in {fleet.subnet('field')}"
                fail(f"{host.name} needs {ranges}")
        return fleet

    def subnet(self, zone: str) -> str:
        """The address range of a network: "cloud" or "field"."""
        return f"{self.net}.{self.third(zone)}.0/24"

    def third(self, zone: str) -> int:
        """The third byte of a network's addresses."""
        return {"cloud": 10, "field": 20}[zone]

    def machine(self, zone: str) -> str:
        """The address of this machine on a network (the bridge)."""
        return f"{self.net}.{self.third(zone)}.1"

    def mirror(self, zone: str) -> str:
        """The address of the mirror on a network."""
        return f"{self.net}.{self.third(zone)}.3"

    def bridge(self, zone: str) -> str:
        """The bridge that podman made for a network (the first versions of netavark choose its name themselves)."""
        return json.loads(podman("network", "inspect", f"{self.name}-{zone}").stdout)[0]["network_interface"]

    def mac(self, address: str) -> str:
        """The hardware address of the host that has an address: filters know frames by it, whatever they carry."""
        _first, second, third, last = (int(part) for part in address.split("."))
        return f"02:6e:66:{second:02x}:{third:02x}:{last:02x}"

    def macs(self, zone: str) -> str:
        """All hardware addresses of a network, as an nftables range."""
        prefix = self.mac(self.machine(zone))[:-2]
        return f"{prefix}00-{prefix}ff"
