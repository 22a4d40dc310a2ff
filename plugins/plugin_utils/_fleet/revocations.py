# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of revocations outside of the store, to which lines are only added.

A store can be restored from a backup that is older than a revocation. The list cannot forget, so who reads both knows.
"""

from __future__ import annotations

import datetime
import fcntl
import os
import pathlib
import re

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import StoreError

LINE = re.compile(r"([a-z0-9-]{1,63}) ([1-9][0-9]*) (\S+)")


class Revocations:
    """One line a revocation: name, the generation from which on it would be somebody else, and when."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = pathlib.Path(path)

    def read(self) -> dict[str, int]:
        """Name -> generation, the highest of each."""
        try:
            *lines, _torn = self.path.read_text().split("\n")  # what has no end was not written to its end
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise StoreError(f"revocations: cannot read {self.path}: {error}") from error
        found: dict[str, int] = {}
        for number, line in enumerate(lines, 1):
            match = LINE.fullmatch(line)
            if match is None:
                raise StoreError(
                    f"revocations: line {number} of {self.path} is damaged; restore the file from a backup"
                )
            found[match[1]] = max(found.get(match[1], 0), int(match[2]))
        return found

    def add(self, name: str, generation: int) -> None:
        """On the disk before this returns; what is in it already is not added again."""
        try:
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "rb+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if self.read().get(name, 0) >= generation:
                    return
                file.truncate(file.read().rfind(b"\n") + 1)
                file.seek(0, os.SEEK_END)
                when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                file.write(f"{name} {generation} {when}\n".encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"revocations: cannot write {self.path}: {error.strerror}; nothing was revoked") from error
