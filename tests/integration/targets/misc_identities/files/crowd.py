# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd of devices at the gateway of setup_openvpn, each in a network namespace of its own.

crowd.py issue FOLDER ROOT COUNT     a key, a certificate and a tls-crypt-v2 key for each, and its profile
crowd.py start FOLDER ROOT COUNT     their namespaces and tunnels; they end with their time, or when the gateway is stopped
crowd.py try FOLDER ROOT COUNT ADDRESS:PORT   have each say a word through its tunnel; prints how many heard it back
"""

from __future__ import annotations

import concurrent.futures
import functools
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_openvpn" / "files"))

from openvpn import INSIDE, Lab, is_complete
from processes import CLEAN, LIFETIME, spawn, wait

ECHO = Path(__file__).resolve().parents[2] / "setup_openvpn" / "files" / "echo.py"
SIDE_BY_SIDE = 4
FIRST_ADDRESS = 10


def names(count: int) -> list[str]:
    """Of the devices."""
    return [f"crowd-{number:03}" for number in range(1, count + 1)]


class Crowd(Lab):
    """Devices, besides the two that the laboratory has."""

    def issue(self, name: str) -> None:
        """Its identity: what role openvpn makes of the same three things."""
        self.certificate(name, name, "clientAuth")
        self.knock(name, name, 1)
        profile = (
            (self.folder / "etc" / "device1.conf")
            .read_text()
            .replace(f"{self.folder}/device1/", f"{self.folder}/{name}/")
        )
        (self.folder / "etc" / f"{name}.conf").write_text(profile)

    def enter(self, number: int, name: str) -> None:
        """Its namespace, with a link to the field, and its tunnel there."""
        note = self.folder / name / "pid"
        spawn(
            self.folder,
            f"namespace-{name}",
            ["unshare", "--net", "sh", "-c", f"echo $$ > '{note}'; exec sleep infinity"],
            LIFETIME,
        )
        wait(self.folder, f"namespace-{name}", functools.partial(is_complete, note))
        pid = note.read_text().strip()
        self.script(self.folder / name / "bin" / "run", INSIDE.format(pid=pid, bin=f"{self.folder}/bin", command=""))
        link = f"ip link add c{number} type veth peer name eth0 netns {pid} && ip link set c{number} master field up"
        self.must("gateway", ["sh", "-ec", link])
        own = f"ip addr add 198.51.100.{FIRST_ADDRESS + number}/24 dev eth0 && ip link set eth0 up"
        self.must(name, ["sh", "-ec", own])
        spawn(self.folder, name, self.inside(name, ["openvpn", "--config", f"{self.folder}/etc/{name}.conf"]), LIFETIME)

    def heard(self, where: str, name: str) -> bool:
        """Whether a word comes back through its tunnel."""
        command = self.inside(name, [sys.executable, str(ECHO), "try", where])
        return subprocess.run(command, env=CLEAN, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main() -> None:
    """One step."""
    os.umask(0o077)
    step, folder, root, count = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    crowd = Crowd(folder, root)
    if step == "issue":
        for name in names(count):
            crowd.issue(name)
    elif step == "start":
        for number, name in enumerate(names(count), 1):
            crowd.enter(number, name)
    else:
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            print(sum(pool.map(functools.partial(crowd.heard, sys.argv[5]), names(count))))


if __name__ == "__main__":
    main()
