# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt to come in at the gateway of setup_openvpn, or to be a gateway, held against the line of the log that says what became of it.

attempt.py FOLDER ROOT SAYS [--log gateway|device] [--in] [--certificate ROOT:NAME:USAGE] [--key SERVER_KEY:NAME:GENERATION]
           [--server ROOT:NAME:USAGE] [--faketime LIBRARY --at TIME --mend]

Comes from where device2 is, with a profile of the role. ROOT is ca, or that of another authority, SERVER_KEY is own or other. With --server the
attempt is for a gateway with that certificate. Its clock says TIME; with --mend it is set right after the line was said, and then it must come in.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_openvpn" / "files"))

from openvpn import Lab
from processes import CLEAN

NAME, FALSE = "attempt", "false"
UP = "Initialization Sequence Completed"
PATIENCE = 40


class Attempt(Lab):
    """Its files, and the logs of both sides since it began."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options.folder, options.root)
        self.options = options
        self.log = self.folder / f"{NAME}.log"
        self.clock = self.folder / f"{NAME}.clock"
        self.running: list[subprocess.Popen[bytes]] = []
        self.begun = self.size()

    def size(self) -> int:
        """How much the gateway has said."""
        return (self.folder / "gateway.log").stat().st_size

    def said(self, where: str) -> str:
        """What one side has said since."""
        if where == "device":
            return self.log.read_text(errors="replace")
        return (self.folder / "gateway.log").read_bytes()[self.begun :].decode(errors="replace")

    def identity(self) -> None:
        """What the device shows."""
        authority, name, usage = self.options.certificate.split(":")
        self.authority(authority, authority)
        self.certificate(NAME, name, usage, authority)
        server_key, name, generation = self.options.key.split(":")
        if server_key == "other":
            self.must("gateway", ["openvpn", "--genkey", "tls-crypt-v2-server", f"{self.folder}/other.key"])
        self.knock(NAME, name, int(generation), "other.key" if server_key == "other" else "etc/tls-crypt-v2.key")

    def start(self, host: str, name: str, config: str) -> None:
        """Run openvpn there."""
        path = self.folder / f"{name}.conf"
        path.write_text(config)
        environ = dict(CLEAN)
        if self.options.at and name == NAME:
            self.set_clock(self.options.at)
            environ |= {
                "LD_PRELOAD": self.options.faketime,
                "FAKETIME_TIMESTAMP_FILE": str(self.clock),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
        with (self.folder / f"{name}.log").open("wb") as log:
            command = self.inside(host, ["openvpn", "--config", str(path)])
            self.running.append(subprocess.Popen(command, env=environ, cwd=self.folder, stdout=log, stderr=log))

    def set_clock(self, text: str) -> None:
        """Of the device, for as long as it runs."""
        self.clock.write_text(f"{text}\n")

    def false_gateway(self) -> None:
        """Another gateway beside the real one, which has all of its files but the certificate."""
        authority, name, usage = self.options.server.split(":")
        self.certificate(FALSE, name, usage, authority)
        config = self.config("gateway", (f"{self.folder}/etc/tls/", f"{self.folder}/{FALSE}/tls/"))
        for old, new in (("tun-fleet", "tun-false"), ("10.222.128.", "10.222.129."), ("port 1194", "port 1195")):
            config = config.replace(old, new)
        self.start("gateway", FALSE, re.sub(r"(?m)^management.*\n", "", config))

    def come_in(self) -> None:
        """Try to, with the profile of device2 and another tunnel."""
        profile = self.config("device2", (f"{self.folder}/device2/", f"{self.folder}/{NAME}/"))
        profile = profile.replace("dev tun0", "dev tun9")
        self.start("device2", NAME, profile.replace(" 1194 ", " 1195 ") if self.options.server else profile)

    def config(self, name: str, folders: tuple[str, str]) -> str:
        """What the role has written, with the files of another folder."""
        return (self.folder / "etc" / f"{name}.conf").read_text().replace(*folders)

    def until(self, ready: Callable[[], object], what: str) -> None:
        """Wait, or give up with what both have said."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end:
                logs = (f"--- {where}\n{self.said(where)[-3000:]}" for where in ("gateway", "device"))
                sys.exit("\n".join((what, *logs)))
            time.sleep(0.1)

    def line(self) -> str:
        """That of the log that says what became of it; empty as long as there is none."""
        found = re.search(f".*{self.options.says}.*", self.said(self.options.log))
        return found[0] if found else ""

    def is_up(self) -> bool:
        """Whether it was let in."""
        return UP in self.said("device")

    def digest(self) -> str:
        """Of all its files."""
        files = sorted(path for path in (self.folder / NAME).rglob("*") if path.is_file())
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()

    def run(self) -> str:
        """The line."""
        self.identity()
        before = self.digest()
        if self.options.server:
            self.false_gateway()
        self.come_in()
        self.until(self.line, f"nobody said {self.options.says}")
        line = self.line()
        if self.is_up() and not self.options.let_in:
            sys.exit(f"it was let in, though: {line}")
        if self.options.mend:
            self.set_clock("+0")
            self.until(self.is_up, "it was not let in with the right clock")
        if before != self.digest():
            sys.exit("its files are not what they were")
        return line

    def end(self) -> None:
        """Stop what was started."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(20)


def main() -> None:
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("root", type=Path)
    parser.add_argument("says")
    parser.add_argument("--log", default="gateway", choices=("gateway", "device"))
    parser.add_argument("--in", dest="let_in", action="store_true")
    parser.add_argument("--certificate", default="ca:device2:clientAuth")
    parser.add_argument("--key", default="own:device2:1")
    parser.add_argument("--server")
    parser.add_argument("--faketime")
    parser.add_argument("--at")
    parser.add_argument("--mend", action="store_true")
    attempt = Attempt(parser.parse_args())
    try:
        print(attempt.run())
    finally:
        attempt.end()


if __name__ == "__main__":
    os.umask(0o077)
    main()
