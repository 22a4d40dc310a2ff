# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real gateway, two devices and a server, each in a network namespace of its own, that ends with its process.

    openvpn.py FOLDER ROOT PROGRAMS     start them, from the packages under ROOT and the programs of role openvpn

            field 198.51.100.0/24               cloud 192.0.2.0/24
    device1 .2 ---+                          +--- .10  server: echoes on 4647, carries on 8200 what others bring there
    device2 .3 ---+--- .1  gateway  .1  -----+--- .11  the same: on 443 and 80
                       10.222.128.0/24

FOLDER/<name>/bin/run runs a command in that namespace; FOLDER/gateway/bin/sh is the shell by which modules run on the gateway.
"""

from __future__ import annotations

import base64
import functools
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

from counterpart import main
from processes import CLEAN, LIFETIME, spawn, wait

HOSTS = ("gateway", "device1", "device2", "server")
LINKS = """\
ip link set lo up
ip link add field type bridge
ip addr add 198.51.100.1/24 dev field
ip link set field up
ip link add d1 type veth peer name eth0 netns {device1}
ip link add d2 type veth peer name eth0 netns {device2}
ip link set d1 master field up
ip link set d2 master field up
ip link add cloud type veth peer name eth0 netns {server}
ip addr add 192.0.2.1/24 dev cloud
ip link set cloud up
sysctl -q -w net.ipv4.ip_forward=1
"""
OWN_LINK = {
    "device1": "ip addr add 198.51.100.2/24 dev eth0 && ip link set eth0 up",
    "device2": "ip addr add 198.51.100.3/24 dev eth0 && ip link set eth0 up",
    "server": "ip addr add 192.0.2.10/24 dev eth0 && ip addr add 192.0.2.11/24 dev eth0 && ip link set eth0 up"
    " && ip link set lo up && ip route add 10.222.128.0/24 via 192.0.2.1",
}
PROGRAM = """\
#!/bin/sh
exec env LD_LIBRARY_PATH={libraries} {path} "$@"
"""
INSIDE = """\
#!/bin/sh
exec nsenter --net=/proc/{pid}/ns/net env PATH={bin}:"$PATH" {command} "$@"
"""


def is_complete(note: Path) -> bool:
    """Whether a line was written to its end."""
    return note.exists() and note.read_text().endswith("\n")


class Lab:
    """Its folder, and the programs in it."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        triplet = f"{platform.machine()}-linux-gnu"
        for name in ("openvpn", "conntrack", "nft"):
            text = PROGRAM.format(
                libraries=f"{root}/usr/lib/{triplet}:{root}/lib/{triplet}", path=f"{root}/usr/sbin/{name}"
            )
            self.script(folder / "bin" / name, text)

    def script(self, path: Path, text: str) -> None:
        """Write a program."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o700)

    def namespaces(self) -> None:
        """Make them, and the links between them."""
        pids = {}
        for name in HOSTS:
            (self.folder / name).mkdir(exist_ok=True)
            note = self.folder / name / "pid"
            hold = f"echo $$ > {shlex.quote(str(note))}; exec sleep infinity"
            spawn(self.folder, f"namespace-{name}", ["unshare", "--net", "sh", "-c", hold], LIFETIME)
            wait(self.folder, f"namespace-{name}", functools.partial(is_complete, note))
            pids[name] = note.read_text().strip()
            for program, command in (("run", ""), ("sh", "/bin/sh")):
                text = INSIDE.format(pid=pids[name], bin=shlex.quote(f"{self.folder}/bin"), command=command)
                self.script(self.folder / name / "bin" / program, text)
        self.must("gateway", ["sh", "-ec", LINKS.format(**pids)])
        for name, command in OWN_LINK.items():
            self.must(name, ["sh", "-ec", command])

    def inside(self, host: str, command: list[str]) -> list[str]:
        """A command in a namespace."""
        return [f"{self.folder}/{host}/bin/run", *command]

    def must(self, host: str, command: list[str], environ: Mapping[str, str] | None = None, **more: Any) -> str:
        """Run one that prepares something."""
        done = subprocess.run(
            self.inside(host, command),
            env={**CLEAN, **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **more,
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)[:200]} failed:\n{done.stdout[-3000:]}")
        return done.stdout

    def authority(self, file: str = "ca", name: str = "vpn") -> None:
        """A root, that of the VPN if nothing else is said; one that is there already is taken."""
        if not (self.folder / f"{file}.pem").exists():
            self.openssl(
                f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN={name} -keyout {file}.key -out {file}.pem"
            )

    def openssl(self, words: str, environ: Mapping[str, str] | None = None) -> None:
        """Run openssl in the folder."""
        self.must("gateway", ["openssl", *words.split()], environ, cwd=self.folder)

    def certificate(
        self, folder: str, name: str, usage: str, authority: str = "ca", environ: Mapping[str, str] | None = None
    ) -> None:
        """Key and certificate where the configuration looks for them, with the root of the VPN."""
        tls = self.folder / folder / "tls"
        tls.mkdir(parents=True, exist_ok=True)
        (self.folder / "extensions").write_text(f"keyUsage=digitalSignature\nextendedKeyUsage={usage}\n")
        self.openssl(
            f"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -keyout {tls}/key.pem -out request.pem"
        )
        self.openssl(
            f"x509 -req -in request.pem -CA {authority}.pem -CAkey {authority}.key -CAcreateserial -days 2 -extfile extensions"
            f" -out {tls}/cert.pem",
            environ,
        )
        shutil.copy(self.folder / "ca.pem", tls / "ca.pem")

    def gateway(self, programs: Path) -> None:
        """Start it, with its firewall."""
        etc = self.folder / "etc"
        self.certificate("etc", "gateway.test", "serverAuth")
        self.must("gateway", ["openvpn", "--genkey", "tls-crypt-v2-server", f"{etc}/tls-crypt-v2.key"])
        (etc / "ccd").mkdir(mode=0o750)
        (self.folder / "memory").mkdir(mode=0o700)
        for name in ("verify", "check-list", "note-certificate"):
            self.script(etc / name, (programs / name).read_text())
        self.must("gateway", ["nft", "--file", f"{etc}/firewall.nft"])
        spawn(self.folder, "gateway", self.inside("gateway", ["openvpn", "--config", f"{etc}/gateway.conf"]), LIFETIME)
        socket = self.folder / "management.sock"
        wait(self.folder, "gateway", socket.exists)

    def knock(self, folder: str, name: str, generation: int, server_key: str = "etc/tls-crypt-v2.key") -> None:
        """The tls-crypt-v2 key of a device."""
        metadata = base64.b64encode(f"{name}:{generation}".encode()).decode()
        command = ["openvpn", "--tls-crypt-v2", f"{self.folder}/{server_key}", "--genkey", "tls-crypt-v2-client", ""]
        (self.folder / folder / "tls-crypt-v2.key").write_text(self.must("gateway", [*command, metadata]))

    def device(self, name: str, generation: int = 1) -> None:
        """Start one; it tries until it is let in."""
        self.certificate(name, name, "clientAuth")
        self.knock(name, name, generation)
        config = f"{self.folder}/etc/{name}.conf"
        spawn(self.folder, name, self.inside(name, ["openvpn", "--config", config]), LIFETIME)


def start(folder: Path, root: Path) -> dict[str, Any]:
    """Everything, in the order in which one needs the other."""
    lab = Lab(folder, root)
    lab.namespaces()
    lab.authority()
    lab.gateway(Path(sys.argv[3]))
    echo = str(Path(__file__).with_name("echo.py"))
    listeners = ["192.0.2.10:4647", "192.0.2.11:443", "192.0.2.11:80"]
    spawn(folder, "server", lab.inside("server", [sys.executable, echo, "serve", *listeners]), LIFETIME)
    for name in ("device1", "device2"):
        lab.device(name)
    time.sleep(0.1)
    return {
        "directory": f"{folder}/etc",
        "management": f"{folder}/management.sock",
        "prefix": "10.222.128.0/24",
        "certificates": f"{folder}/memory",
        "echo": echo,
        **{name: f"{folder}/{name}/bin/run" for name in HOSTS},
        **{f"{name}_log": f"{folder}/{name}.log" for name in ("gateway", "device1", "device2")},
    }


if __name__ == "__main__":
    os.umask(0o077)
    main(start)
