# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and values of the store, and its directory backend: one JSON file a key, flock and an epoch for locks."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import pathlib
import random
import re
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    MAX_VALUE,
    Conflict,
    Entry,
    Lock,
    Locked,
    LockLost,
    Readable,
    StoreError,
)

MOVED = "fleet/moved"  # only in a store that was left for another one
SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
NODES = "fleet/nodes/"
GROUPS = "fleet/groups/"


def node_key(name: str) -> str:
    """Where the record of a node is: 256 shards by a hash of its name."""
    return f"{NODES}{hashlib.sha256(name.encode()).hexdigest()[:2]}/{name}"


def group_key(name: str) -> str:
    """Where the record of a scheduling group is."""
    return f"{GROUPS}{name}"


def moved_to(store: Readable) -> str:
    """Where everything went that was in this store, empty for a store in use."""
    mark = store.get(MOVED)
    return str(mark.value["to"]) if mark else ""


def refuse_moved(store: Readable) -> None:
    """Nobody reads or writes what is of the past."""
    if there := moved_to(store):
        raise BadInput(f"store: it was moved to {there}; use that one (fleet_store)")


def segments(key: str) -> list[str]:
    """The parts of a key, or of the name of a lock."""
    parts = key.split("/")
    if not all(SEGMENT.fullmatch(part) for part in parts):
        raise StoreError(f"store: {key!r} is not a valid key")
    return parts


def folder(prefix: str) -> list[str]:
    """The parts of a prefix."""
    if not prefix.endswith("/"):
        raise StoreError(f"store: prefix {prefix!r} must end with a slash")
    return segments(prefix[:-1])


def encoded(key: str, value: t.Mapping[str, t.Any]) -> str:
    """A value as it is kept."""
    content = json.dumps(value, sort_keys=True, separators=(",", ":"))
    if len(content) > MAX_VALUE:
        raise StoreError(f"store: {key} would hold {len(content)} bytes, the limit is {MAX_VALUE}")
    return content


@dataclasses.dataclass(frozen=True)
class DirectoryLock:
    """A lock held by an open file of this process; the kernel frees it when the process dies."""

    name: str
    epoch: int


class DirectoryStore:
    """Writes are atomic (temporary file, fsync, rename) and one at a time (flock)."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = pathlib.Path(root)

    def get(self, key: str) -> Entry | None:
        """The entry, or None."""
        return self._read(key, self._path(key))

    def some(self, prefix: str, keys: t.Collection[str]) -> list[Entry]:
        """Those of these keys that exist: one file each."""
        folder(prefix)
        entries = (self._read(key, f"{self.root}/{'/'.join(segments(key))}.json") for key in keys)
        return [entry for entry in entries if entry is not None]

    def list(self, prefix: str) -> list[Entry]:
        """All entries below a prefix that ends with a slash, in the order of their keys."""
        top = self.root.joinpath(*folder(prefix))
        found = []
        for inside, _folders, files in os.walk(top):
            inner = pathlib.Path(inside).relative_to(self.root).as_posix()
            found += [
                (f"{inner}/{name[: -len('.json')]}", f"{inside}/{name}")
                for name in files
                if name.endswith(".json") and not name.startswith(".")
            ]
        entries = (self._read(key, path) for key, path in sorted(found) if segments(key))
        return [entry for entry in entries if entry is not None]

    def cas(self, key: str, value: t.Mapping[str, t.Any], index: int, lock: Lock | None = None) -> int:
        """Write if the key still has this index (0: does not exist)."""
        content = encoded(key, value)
        path = self._path(key)
        with self._writing(lock):
            self._expect(key, path, index)
            new = self._next()
            self._replace(path, f'{{"index":{new},"value":{content}}}\n')
        return new

    def delete(self, key: str, index: int, lock: Lock | None = None) -> None:
        """Remove if the key still has this index; what is gone already is no conflict."""
        path = self._path(key)
        with self._writing(lock):
            if self._read(key, path) is not None:
                self._expect(key, path, index)
                path.unlink()
                self._sync(path.parent)

    @contextlib.contextmanager
    def lock(self, name: str, wait: float = 0) -> t.Iterator[Lock]:
        """Hold a lock, or raise Locked after waiting; each holder has a higher epoch than the one before."""
        path = self._lock_path(name)
        deadline = time.monotonic() + wait
        with self._open(path) as held:
            while True:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise Locked(
                            f"store: '{name}' is locked by another process ({held.read(200).strip() or 'unknown'})"
                        ) from None
                    time.sleep(random.uniform(0.01, 0.05))  # or many that wait try all at once
            with self._writing(None):
                epoch = self._epoch(path) + 1
                held.seek(0)
                held.truncate()
                held.write(f"{epoch} pid {os.getpid()}\n")
                held.flush()
                os.fsync(held.fileno())
            try:
                yield DirectoryLock(name, epoch)
            finally:
                fcntl.flock(held, fcntl.LOCK_UN)

    def _path(self, key: str) -> pathlib.Path:
        *folders, last = segments(key)
        return self.root.joinpath(*folders, f"{last}.json")

    def _lock_path(self, name: str) -> pathlib.Path:
        return self.root / ".locks" / "%".join(segments(name))

    def _open(self, path: pathlib.Path) -> t.TextIO:
        with self._reporting(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return t.cast(t.TextIO, os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+"))

    @contextlib.contextmanager
    def _reporting(self, path: pathlib.Path) -> t.Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(f"store: cannot use {error.filename or path}: {error.strerror}") from error

    @contextlib.contextmanager
    def _writing(self, lock: Lock | None) -> t.Iterator[None]:
        """One writer at a time; under a lock only as long as nobody took it over."""
        with self._open(self.root / ".write") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if lock is not None and not isinstance(lock, DirectoryLock):
                raise StoreError(f"store: the lock '{lock.name}' is not one of this store; nothing was written")
            if lock is not None and self._epoch(self._lock_path(lock.name)) != lock.epoch:
                raise LockLost(f"store: the lock '{lock.name}' was taken over by another process; nothing was written")
            yield

    def _epoch(self, path: pathlib.Path) -> int:
        try:
            return int(path.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return 0

    def _read(self, key: str, path: str | os.PathLike[str]) -> Entry | None:
        try:
            with open(path, "rb") as file:  # there may be thousands: no pathlib
                document = json.loads(file.read())
            return Entry(key, document["value"], document["index"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"store: cannot read {path}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"store: {path} is damaged ({error}); restore it from a backup") from error

    def _expect(self, key: str, path: pathlib.Path, index: int) -> None:
        current = self._read(key, path)
        found = current.index if current else 0
        if found != index:
            raise Conflict(f"store: {key} was written by somebody else (index {found}, expected {index})")

    def _next(self) -> int:
        """A number that never comes twice, so that a key made again is not taken for the old one."""
        path = self.root / ".index"
        try:
            number = int(path.read_text()) + 1
        except FileNotFoundError:
            number = 1
        except ValueError as error:
            raise StoreError(f"store: {path} is damaged ({error}); restore it from a backup") from error
        self._replace(path, f"{number}\n")
        return number

    def _replace(self, path: pathlib.Path, content: str) -> None:
        """All of the content or none of it, also after a power cut."""
        partial = path.with_name(f".{path.name}.partial")
        with self._reporting(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            partial.rename(path)
            self._sync(path.parent)

    @staticmethod
    def _sync(inside: pathlib.Path) -> None:
        handle = os.open(inside, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
