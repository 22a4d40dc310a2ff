# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One ansible-playbook: the hosts it is for, its files, and the pipe on which its life hangs."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.invocation import private

HERE = pathlib.Path(__file__).resolve().parent


def program() -> str:
    """The ansible-playbook of the Python that runs us, else the one that is found first."""
    beside = pathlib.Path(sys.executable).parent / "ansible-playbook"
    return str(beside) if beside.exists() else "ansible-playbook"


class Shard:
    """Some hosts, and the process that runs on them."""

    def __init__(self, path: pathlib.Path, hosts: t.Sequence[str]) -> None:
        self.path = path
        self.hosts = hosts
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.poll() is None

    def start(self, command: t.Sequence[str], environment: t.Mapping[str, str]) -> None:
        """Write down who is begun, then begin."""
        private(self.path.with_suffix(".hosts"), "".join(f"{name}\n" for name in self.hosts))
        mine = ["--limit", f"@{self.path.with_suffix('.hosts')}"]
        wrapped = [sys.executable, str(HERE / "shard.py"), str(self.path.with_suffix(".log")), *command, *mine]
        self.process = subprocess.Popen(
            wrapped,
            stdin=subprocess.PIPE,
            env={**environment, "FLEET_OUTCOMES": str(self.path.with_suffix(".jsonl"))},
            start_new_session=True,
        )

    def end(self) -> None:
        """Close the pipe, which ends all of it."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()

    def last_words(self) -> str:
        """The last line that it printed."""
        try:
            lines = self.path.with_suffix(".log").read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
