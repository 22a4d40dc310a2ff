# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fence the test hosts in: nothing leaves this machine, devices reach only the gateway's VPN port and the mirror.

    isolation.py route < fleet.json     FIRST of all: packets for addresses nobody has (the VPN's) go nowhere
    isolation.py up < fleet.json        kernel settings and nftables
    isolation.py down < fleet.json      take back what "up" did; the route goes LAST, after the hosts

Prints one line a change and nothing when all is as it should be.
"""

from __future__ import annotations

import pathlib
import shutil
import sys

import rules
from common import Fleet, run

from build import locked  # isort: skip  # found through common

#: What "up" changes for the whole machine, remembered until the last fleet is gone or the machine reboots.
STATE = pathlib.Path("/run/nomadic-fleet")
#: Each host takes about seven inotify instances. Podman switches forwarding on for its networks.
INOTIFY = "fs/inotify/max_user_instances"
SETTINGS = (INOTIFY, "net/ipv4/ip_forward")
MINIMUM = 1024


def tables(fleet: Fleet) -> list[str]:
    """What the kernel has of a fleet's tables now."""
    table = f"nomadic_fleet_{fleet.name}"
    if not shutil.which("nft"):
        return ["", ""]
    return [run("nft", "list", "table", family, table, check=False).stdout for family in ("bridge", "inet")]


def setting(name: str, value: str | None = None) -> str:
    """Read a kernel setting, after writing it when a value is given."""
    path = pathlib.Path("/proc/sys") / name
    if value is not None:
        path.write_text(value)
    return path.read_text().strip()


def users() -> list[pathlib.Path]:
    """One file a fleet that is up."""
    return list((STATE / "users").glob("*"))


def route(fleet: Fleet) -> None:
    """Send what is for the fleet's range, but for none of its networks, nowhere."""
    if not run("ip", "route", "show", "type", "unreachable", f"{fleet.net}.0.0/16").stdout.strip():
        run("ip", "route", "replace", "unreachable", f"{fleet.net}.0.0/16")
        print(f"route: {fleet.net}.0.0/16 is unreachable but for the hosts' networks")


def up(fleet: Fleet) -> None:
    """Set the kernel's limits and load the tables."""
    with locked("isolation"):
        (STATE / "users").mkdir(parents=True, exist_ok=True)
        for name in SETTINGS:
            if not (old := STATE / name.replace("/", ".")).exists():
                old.write_text(setting(name))
        (STATE / "users" / fleet.name).touch()
        if int(setting(INOTIFY)) < MINIMUM:
            setting(INOTIFY, str(MINIMUM))
            print(f"sysctl: {INOTIFY} raised to {MINIMUM}")
    before = tables(fleet)
    run("nft", "-f", "-", data=rules.ruleset(fleet))
    if tables(fleet) != before:
        print(f"nftables: tables nomadic_fleet_{fleet.name} loaded")


def down(fleet: Fleet) -> None:
    """Remove the tables, put the kernel's settings back when no fleet is left, and remove the route last."""
    for family, text in zip(("bridge", "inet"), tables(fleet), strict=True):
        if text:
            run("nft", "delete", "table", family, f"nomadic_fleet_{fleet.name}")
            print(f"nftables: table {family} nomadic_fleet_{fleet.name} removed")
    with locked("isolation"):
        (STATE / "users" / fleet.name).unlink(missing_ok=True)
        if STATE.exists() and not users():
            for old in (STATE / name.replace("/", ".") for name in SETTINGS):
                if old.exists() and setting(old.name.replace(".", "/")) != old.read_text():
                    setting(old.name.replace(".", "/"), old.read_text())
                    print(f"sysctl: {old.name} is {old.read_text()} again")
                old.unlink(missing_ok=True)
            (STATE / "users").rmdir()
            STATE.rmdir()
    if run("ip", "route", "show", "type", "unreachable", f"{fleet.net}.0.0/16").stdout.strip():
        run("ip", "route", "del", "unreachable", f"{fleet.net}.0.0/16")
        print(f"route: {fleet.net}.0.0/16 is no longer unreachable")


if __name__ == "__main__":
    {"route": route, "up": up, "down": down}[sys.argv[1]](Fleet.read(sys.stdin.read()))
