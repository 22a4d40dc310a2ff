# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway that a list is applied on: its files, its firewall, its connections.

What is found there counts, not what was written there once; so a run that was interrupted, or a file that somebody has
changed, is put right by the next one. Private to this collection: no promise to others.
"""

from __future__ import annotations

import contextlib
import fcntl
import grp
import os
import tempfile
from collections.abc import Collection, Iterator
from typing import Any, Callable, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import allow_list as lists
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import files
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.allow_list import AllowList, Sets
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.management import SOCKET, Session, connected

#: The options that say where it is.
PLACE: dict[str, dict[str, Any]] = {
    "directory": {"type": "path", "default": "/etc/openvpn/fleet"},
    "group": {"type": "str", "default": "openvpn"},
    **SOCKET,
}
#: Up to so many devices have their connections forgotten one by one; more, all of the gateway at once.
ONE_BY_ONE = 16
#: Runs a command with some input: exit code, output, errors.
Runner = Callable[[list[str], str], tuple[int, str, str]]


class CommandFailed(FleetError):
    """A program of the gateway did not do what it was asked for."""


class State(NamedTuple):
    """What is on the gateway."""

    kept: AllowList | None
    #: Whether its signature is good, so that the gateway would start on it.
    intact: bool
    #: Name of a device -> its file for OpenVPN.
    files: dict[str, str]
    #: None where the firewall is not loaded.
    sets: Sets | None
    #: What the firewall loads at boot.
    boot: str
    revoked: dict[str, int]


class Gateway:
    """A gateway below its directory."""

    def __init__(self, directory: str, group: str, management: str, run: Runner) -> None:
        self.directory = directory
        self.group = group
        self.management = management
        self.run = run

    def path(self, *parts: str) -> str:
        """A file of the gateway's."""
        return os.path.join(self.directory, *parts)

    def own(self, name: str) -> str:
        """A file that only this module writes."""
        return self.path("allow-list", name)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """One writer at a time, so that no older list overtakes a newer one."""
        os.makedirs(self.own(""), mode=0o700, exist_ok=True)
        with open(self.own(".lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def verify(self, text: str, signature: bytes, public_key: str) -> None:
        """Refuse a list that the fleet has not signed. The key of the first list is the one of all that follow."""
        trusted = files.read(self.own("key.pem"))
        if trusted and trusted != public_key:
            raise BadInput(
                f"public_key: {self.own('key.pem')} is another one: this gateway belongs to another fleet, or the fleet's key"
                " (openvpn_allow_list_key) was lost. If it was, remove that file and run again."
            )
        if why := self._unsigned(text.encode(), signature, public_key):
            raise BadInput(f"signature: it is not that of the fleet ({why}); nothing was applied")

    def _unsigned(self, text: bytes, signature: bytes, public_key: str) -> str:
        """Why a text is not signed with the key; empty if it is. The same command as in the program that asks at boot."""
        with tempfile.TemporaryDirectory() as scratch:
            key, signed, proof = paths = [os.path.join(scratch, name) for name in ("key", "list", "signature")]
            for path, content in zip(paths, (public_key.encode(), text, signature)):
                with files.writing(path), open(path, "wb") as out:
                    out.write(content)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", signed]
            code, output, errors = self.run([*command, "-sigfile", proof], "")
        return (output + errors).strip() or f"exit code {code}" if code else ""

    def state(self) -> State:
        """Look."""
        kept = files.read_bytes(self.own("list.json"))
        key, signature = files.read(self.own("key.pem")), files.read_bytes(self.own("list.sig"))
        return State(
            kept=_parsed(kept),
            intact=bool(kept) and not self._unsigned(kept, signature, key),
            files={name: files.read(self.path("ccd", name)) for name in files.names(self.path("ccd"))},
            sets=self._sets(),
            boot=files.read(self.own("sets.nft")),
            revoked=_revoked(files.read(self.own("revoked"))),
        )

    def _sets(self) -> Sets | None:
        code, output, errors = self.run(["nft", "--json", "list", "table", *lists.TABLE.split()], "")
        if code == 0:
            return lists.sets_in_force(output)
        if "No such file or directory" in errors:
            return None
        raise CommandFailed(f"nft cannot list the table {lists.TABLE}: {errors.strip()}")

    def sessions(self) -> list[Session]:
        """Who is connected."""
        with connected(self.management) as management:
            return management.sessions() if management else []

    def remember_revoked(self, names: dict[str, int]) -> None:
        """Add them to the list from which nothing is ever removed."""
        path = self.own("revoked")
        with files.writing(path), open(path, "a", encoding="utf-8") as out:
            out.writelines(f"{name} {generation}\n" for name, generation in sorted(names.items()))
            out.flush()
            os.fsync(out.fileno())

    def remove_files(self, names: Collection[str]) -> None:
        """Let these devices in no more."""
        for name in names:
            os.unlink(self.path("ccd", name))

    def write_files(self, wanted: dict[str, str]) -> None:
        """Let these devices in."""
        folder = self.path("ccd")
        os.makedirs(folder, mode=0o750, exist_ok=True)
        gid = grp.getgrnam(self.group).gr_gid
        os.chown(folder, -1, gid)
        for name, content in wanted.items():
            if files.read(os.path.join(folder, name)) != content:
                files.replace(os.path.join(folder, name), content.encode(), 0o640, gid)

    def set_firewall(self, sets: Sets) -> None:
        """Put the sets in force."""
        code, _output, errors = self.run(["nft", "--file", "-"], lists.transaction(sets))
        if code:
            raise CommandFailed(f"nft refused the sets of the allow-list: {errors.strip()}")

    def load_at_boot(self, sets: Sets) -> None:
        """Have the firewall begin with these sets."""
        files.replace(self.own("sets.nft"), lists.elements(sets).encode(), 0o600)

    def forget_connections(self, addresses: Collection[str], prefix: str) -> None:
        """Have the firewall judge again what was let through before."""
        for which in sorted(addresses) if len(addresses) <= ONE_BY_ONE else [prefix]:
            for side in ("--src", "--dst"):
                code, _output, errors = self.run(["conntrack", "--delete", side, which], "")
                if code and " 0 flow entries" not in errors:
                    raise CommandFailed(f"conntrack cannot forget the connections of {which}: {errors.strip()}")

    def cut(self, gone: Collection[Session]) -> None:
        """End connections of devices that may not come back as who they were."""
        with connected(self.management) as management:
            if management:
                management.cut(gone)

    def restart(self, to_return: Collection[Session]) -> None:
        """End connections of devices that shall come back, with other routes."""
        with connected(self.management) as management:
            if management:
                management.restart(to_return)

    def keep(self, text: str, signature: bytes, public_key: str) -> None:
        """The last step: what is kept here was applied."""
        wanted = {"key.pem": public_key.encode(), "list.sig": signature, "list.json": text.encode()}
        different = {name: content for name, content in wanted.items() if files.read_bytes(self.own(name)) != content}
        # A new signature beside the old list would be that of nobody.
        files.replace_all({self.own(name): content for name, content in different.items()}, 0o600)


def _parsed(kept: bytes) -> AllowList | None:
    """The last list; one that is damaged is written anew."""
    try:
        return lists.parse(kept.decode(errors="replace"))
    except BadInput:
        return None


def _revoked(text: str) -> dict[str, int]:
    """Name -> generation; a line that was cut off by a power cut counts for nothing."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        name, _space, generation = line.partition(" ")
        if generation.isdigit():
            found[name] = max(found.get(name, 0), int(generation))
    return found
