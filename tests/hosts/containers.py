# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make and remove the containers and networks of the test hosts, all at once.

    containers.py networks < fleet.json   make the networks alone: the rules need their bridges' names
    containers.py create < fleet.json     missing hosts are made, wrong or stopped ones made anew, good ones kept
    containers.py destroy < fleet.json    remove every container and network of this fleet's name
    containers.py off HOST < fleet.json   take the power from a host; its disk stays
    containers.py on HOST < fleet.json    switch it on again, and wait until it is up

Prints one line a change. "create" ends when systemd runs and SSH answers on every host, and leaves ssh_known_hosts.
"""

from __future__ import annotations

import concurrent.futures
import functools
import hashlib
import json
import shutil
import socket
import sys
import time

import image
import sources
from common import MIRROR_PORT, Fleet, Host, fail, podman, run

from build import locked  # isort: skip  # found through common
import signing  # isort: skip

LABEL = "nomadic.fleet.hosts"
SPEC = "nomadic.fleet.spec"
ZONES = ("cloud", "field")
#: How long systemd may take on a busy machine.
PATIENCE = 180


def networks(fleet: Fleet) -> None:
    """Make the two networks: no way out, no name server, and never IPv6 (the rules of isolation.py drop it)."""
    there = podman("network", "ls", "--quiet").stdout.split()
    for zone in ZONES:
        if (name := f"{fleet.name}-{zone}") not in there:
            address = ("--subnet", fleet.subnet(zone), "--gateway", fleet.machine(zone))
            label = f"{LABEL}={fleet.name}"
            podman("network", "create", "--internal", "--disable-dns", *address, "--label", label, name)
            print(f"network {name}: {fleet.subnet(zone)}")


def arguments(fleet: Fleet, host: Host, picture: str) -> list[str]:
    """What "podman run" needs for a host, or for the mirror."""
    zones = [(zone, address) for zone, address in zip(ZONES, (host.cloud, host.field), strict=True) if address]
    words = ["--name", f"{fleet.name}-{host.name}", "--hostname", host.name, "--dns", "none"]
    for number, (zone, address) in enumerate(zones):
        words += ["--network", f"{fleet.name}-{zone}:ip={address},mac={fleet.mac(address)},interface_name=eth{number}"]
    # "on-failure" also brings a host back that reboots, but not after a reboot of the machine, when the rules are gone.
    words += ["--restart", "on-failure", "--pids-limit", "4096"]
    if host.name == "mirror":
        words += ["--cap-drop", "all", "--volume", f"{signing.mirror_dir()}:/srv:ro", picture]
        return [*words, "python3", "-m", "http.server", "--directory", "/srv", str(MIRROR_PORT)]
    words += ["--privileged", "--systemd", "always", "--add-host", f"mirror:{fleet.mirror(zones[0][0])}"]
    words += ["--volume", f"{fleet.key}:/root/.ssh/authorized_keys:ro"]
    words += ["--volume", f"{signing.key()[1]}:/etc/apt/keyrings/fleet.asc:ro", picture]
    return words


def existing(fleet: Fleet) -> dict[str, tuple[str, str]]:
    """The fleet's containers: name -> (state, hash of what made it)."""
    listed = podman("ps", "--all", "--filter", f"label={LABEL}={fleet.name}", "--format", "json").stdout
    return {box["Names"][0]: (box["State"], box["Labels"].get(SPEC, "")) for box in json.loads(listed)}


def digest(login: str, words: list[str]) -> str:
    """What tells whether a container is still what it should be: the login key's content and how it was started."""
    return hashlib.sha256(json.dumps([login, words]).encode()).hexdigest()[:12]


def remove(names: list[str]) -> None:
    """Remove containers at once; their disks hold nothing that must be written back."""
    if names:
        podman("rm", "--force", "--time", "0", "--ignore", *names)
        print(f"removed: {' '.join(sorted(names))}")


def start(fleet: Fleet) -> None:
    """Start what is missing, all in parallel."""
    hosts = [Host("mirror", fleet.mirror("cloud"), fleet.mirror("field")), *fleet.hosts]
    suites = {host.suite: image.ensure(host.suite or sources.own_suite()) for host in hosts}
    wanted = {f"{fleet.name}-{host.name}": arguments(fleet, host, suites[host.suite]) for host in hosts}
    login = fleet.key.read_text()
    hashes = {name: digest(login, words) for name, words in wanted.items()}
    there = existing(fleet)
    remove([name for name, found in there.items() if found != ("running", hashes.get(name))])
    missing = [name for name in wanted if there.get(name) != ("running", hashes[name])]

    def launch(name: str) -> None:
        labels = ("--label", f"{LABEL}={fleet.name}", "--label", f"{SPEC}={hashes[name]}")
        podman("run", "--detach", "--quiet", *labels, *wanted[name])
        print(f"started: {name}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(launch, missing))


def wait(fleet: Fleet, host: Host) -> str:
    """Wait until a host is up; return its line of known_hosts."""
    name, limit = f"{fleet.name}-{host.name}", time.monotonic() + PATIENCE
    address = host.field if not host.cloud else host.cloud
    script = "systemctl is-system-running --wait; systemctl list-units --failed --plain --no-legend; cat /etc/ssh/ssh_host_ed25519_key.pub"
    while True:
        state, *rest = podman("exec", name, "sh", "-c", script, check=False).stdout.splitlines() or ["not started"]
        if state == "degraded":
            fail(f"systemd of {name} is degraded: {'; '.join(rest[:-1])}; see: podman exec {name} journalctl -b")
        if state == "running" and rest:
            try:
                with socket.create_connection((address, 22), timeout=2) as link:
                    if link.recv(4).startswith(b"SSH-"):
                        kind, public = rest[-1].split()[:2]
                        addresses = ",".join(one for one in (host.cloud, host.field) if one)
                        return f"{host.name},{addresses} {kind} {public}\n"
            except OSError:
                pass
        if time.monotonic() > limit:
            fail(f"{name} is not up after {PATIENCE} s (systemd: {state}); see: podman logs {name}")
        time.sleep(0.3)


def create(fleet: Fleet) -> None:
    """Bring the fleet up."""
    fleet.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not fleet.key.exists():
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", fleet.name, "-f", str(fleet.key.with_suffix("")))
    networks(fleet)
    start(fleet)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        lines = list(pool.map(lambda host: wait(fleet, host), fleet.hosts))
    signing.write_atomic(fleet.directory / "ssh_known_hosts", "".join(lines).encode())


def destroy(fleet: Fleet) -> None:
    """Remove all of the fleet, also what an interrupted run left."""
    if not shutil.which("podman"):
        return
    # A connection that Ansible keeps open would meet the next host of the same address.
    for control in (fleet.directory / "cp").glob("*"):
        run("ssh", "-o", f"ControlPath={control}", "-O", "exit", "host", check=False)
        control.unlink(missing_ok=True)
    (fleet.directory / "ssh_known_hosts").unlink(missing_ok=True)
    remove(list(existing(fleet)))
    for name in podman("network", "ls", "--quiet", "--filter", f"label={LABEL}={fleet.name}").stdout.split():
        podman("network", "rm", "--force", name)
        print(f"removed: network {name}")


def switch(fleet: Fleet, on: bool) -> None:
    """Take the power from the host that is named, or give it back."""
    host = next(one for one in fleet.hosts if one.name == sys.argv[2])
    name = f"{fleet.name}-{host.name}"
    podman(*(("start", name) if on else ("stop", "--time", "0", name)))
    if on:
        wait(fleet, host)
    print(f"{'on' if on else 'off'}: {name}")


if __name__ == "__main__":
    described = Fleet.read(sys.stdin.read())
    # An interrupted playbook leaves this running; whoever comes next waits for it.
    with locked(f"hosts-{described.name}"):
        verbs = {"networks": networks, "create": create, "destroy": destroy}
        verbs |= {word: functools.partial(switch, on=word == "on") for word in ("on", "off")}
        verbs[sys.argv[1]](described)
