# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Consul backend of the store: keys of its KV, every write one transaction, locks held by sessions.

A write under a lock is one transaction of ``check-session`` and ``cas``: whoever lost the lock cannot write any more,
however late its write arrives. Every write carries a random number in the key's flags, by which a write whose answer
was lost is known for one that was done.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import dataclasses
import json
import os
import random
import secrets
import threading
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, ConnectionFailed, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    Conflict,
    Entry,
    Lock,
    Locked,
    LockLost,
    StoreError,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import encoded, folder, segments

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient

LOCKS = "fleet/locks/"
TTL = 30  # seconds without a word after which Consul may end a session; it takes up to twice as long
LOCK_DELAY = 15  # seconds that Consul keeps a lock closed whose session it ended
CONSISTENT = {
    "consistent": True
}  # a leader that lost its office unnoticed must not answer: indexes are given by what is read
SINGLE_READS = 20  # up to so many keys are read one by one
POLICY = 'key_prefix "fleet/" { policy = "write" } and session_prefix "" { policy = "write" }'


@contextlib.contextmanager
def _reporting() -> t.Iterator[None]:
    try:
        yield
    except ApiError as error:
        hint = f" The token needs {POLICY}." if error.status == 403 else ""
        raise StoreError(f"store: {error}.{hint}") from error
    except ConnectionFailed as error:
        raise StoreError(f"store: {error}") from error


@dataclasses.dataclass(frozen=True)
class ConsulLock:
    """A lock held by a session of its own; the epoch is Consul's LockIndex."""

    name: str
    session: str
    epoch: int


class ConsulStore:
    """The store in the KV of one datacenter. ``connect`` makes a client; a lock that is held long makes a second one."""

    def __init__(self, connect: t.Callable[[], ConsulClient], ttl: int = TTL, lock_delay: int = LOCK_DELAY) -> None:
        self._connect = connect
        self._client: ConsulClient | None = None
        self._ttl = ttl
        self._lock_delay = lock_delay

    @property
    def client(self) -> ConsulClient:
        """The session that reads and writes."""
        if self._client is None:
            self._client = self._connect()
        return self._client

    def close(self) -> None:
        """Give the connection back."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def get(self, key: str) -> Entry | None:
        """The entry, or None."""
        segments(key)
        item = self._item(key)
        return None if item is None else _entry(item)

    def some(self, prefix: str, keys: t.Collection[str]) -> list[Entry]:
        """Those of these keys that exist; more than a few are found among all below the prefix, which is one request."""
        if len(keys) <= SINGLE_READS:
            entries = (self.get(key) for key in keys)
            return [entry for entry in entries if entry is not None]
        wanted = set(keys)
        return [entry for entry in self.list(prefix) if entry.key in wanted]

    def list(self, prefix: str) -> list[Entry]:
        """All entries below a prefix that ends with a slash, in the order of their keys."""
        folder(prefix)
        with _reporting():
            found = self.client.find(["kv", prefix], {"recurse": True, **CONSISTENT})
        items = found.data if found else []  # a key that ends with a slash is a folder made by hand
        return [_entry(item) for item in items if not item["Key"].startswith(LOCKS) and not item["Key"].endswith("/")]

    def cas(self, key: str, value: t.Mapping[str, t.Any], index: int, lock: Lock | None = None) -> int:
        """Write if the key still has this index (0: does not exist)."""
        segments(key)
        content = base64.b64encode(encoded(key, value).encode()).decode()
        mark = secrets.randbits(63)
        operation = {"Verb": "cas", "Key": key, "Value": content, "Index": index, "Flags": mark}
        new = self._write(operation, lock, lambda item: item is not None and item["Flags"] == mark)
        return int(new["ModifyIndex"]) if new else 0

    def delete(self, key: str, index: int, lock: Lock | None = None) -> None:
        """Remove if the key still has this index; what is gone already is no conflict."""
        segments(key)
        operation = {"Verb": "delete-cas", "Key": key, "Index": index}
        if not index:
            operation = {"Verb": "check-not-exists", "Key": key}
        self._write(operation, lock, lambda item: item is None)

    @contextlib.contextmanager
    def lock(self, name: str, wait: float = 0) -> t.Iterator[Lock]:
        """Hold a lock, or raise Locked after waiting; each holder has a higher epoch than the one before."""
        segments(name)
        with _reporting():
            # No check of a node: else the restart of an agent would drop the lock.
            session = str(
                self.client.put(
                    ["session", "create"],
                    {
                        "Name": f"nomadic.fleet lock {name}",
                        "TTL": f"{self._ttl}s",
                        "LockDelay": f"{self._lock_delay}s",
                        "NodeChecks": [],
                        "Behavior": "release",
                    },
                    idempotent=False,
                ).data["ID"]
            )
        with self._alive(session):
            try:
                yield ConsulLock(name, session, self._acquire(name, session, wait))
            finally:
                # Released, then destroyed: a session that is destroyed with its lock leaves it closed for the delay.
                with contextlib.suppress(FleetError):
                    self.client.put(["kv", LOCKS + name], params={"release": session})
                with contextlib.suppress(FleetError):
                    self.client.put(["session", "destroy", session])

    def _item(self, key: str) -> dict[str, t.Any] | None:
        """A key as Consul gives it."""
        with _reporting():
            found = self.client.find(["kv", key], CONSISTENT)
        return dict(found.data[0]) if found else None

    def _write(
        self, operation: dict[str, t.Any], lock: Lock | None, done: t.Callable[[dict[str, t.Any] | None], bool]
    ) -> dict[str, t.Any] | None:
        """Do it, under the lock where there is one; a try that was refused may only follow one that was done."""
        operations = [{"KV": operation}]
        if lock is not None:
            if not isinstance(lock, ConsulLock):
                raise StoreError(f"store: the lock '{lock.name}' is not one of this store; nothing was written")
            check = {"Verb": "check-session", "Key": LOCKS + lock.name, "Session": lock.session}
            operations.insert(0, {"KV": check})
        with _reporting():
            answer = self.client.request("PUT", ["txn"], body=operations, accept=(409,))
        if answer.status != 409:
            results = answer.data["Results"] or []  # a delete has none
            return dict(results[-1]["KV"]) if results else None
        item = self._item(operation["Key"])
        if done(item):
            return item
        if lock is not None and any(error["OpIndex"] == 0 for error in answer.data["Errors"]):
            raise LockLost(f"store: the lock '{lock.name}' is not held any more; nothing was written")
        found, expected = item["ModifyIndex"] if item else 0, operation.get("Index", 0)
        raise Conflict(f"store: {operation['Key']} was written by somebody else (index {found}, expected {expected})")

    def _acquire(self, name: str, session: str, wait: float) -> int:
        """Take the lock; return how often it was taken."""
        deadline = time.monotonic() + wait
        content = base64.b64encode(f"pid {os.getpid()} on {os.uname().nodename}".encode()).decode()
        taking = {"Verb": "lock", "Key": LOCKS + name, "Value": content, "Session": session}
        while True:
            item = self._item(LOCKS + name) or {}  # looked at first, for a vain attempt is a write for Consul
            if "Session" not in item:
                with _reporting():
                    answer = self.client.request("PUT", ["txn"], body=[{"KV": taking}], accept=(409,))
                if answer.status != 409:
                    return int(answer.data["Results"][0]["KV"]["LockIndex"])
            left = deadline - time.monotonic()
            if left <= 0:
                raise Locked(
                    f"store: '{name}' is locked by another process ({_text(item)})"
                    if "Session" in item
                    else f"store: '{name}' was held by a process that is gone; Consul gives it out again within {self._lock_delay} s"
                )
            # At random, and no blocking query: of many that wait, all would wake up at once, and one comes first.
            time.sleep(min(left, random.uniform(0.1, 0.8)))

    @contextlib.contextmanager
    def _alive(self, session: str) -> t.Iterator[None]:
        """Renew the session as long as this lasts, over a connection of its own."""
        over = threading.Event()

        def renew() -> None:
            if over.wait(self._ttl / 3):
                return
            with contextlib.suppress(FleetError), self._connect() as client:
                while True:
                    with contextlib.suppress(FleetError):
                        answer = client.request("PUT", ["session", "renew", session], accept=(404,))
                        if answer.status == 404:
                            return  # too late: Consul refuses every write under the lock from here on
                    if over.wait(self._ttl / 3):
                        return

        thread = threading.Thread(target=renew, name=f"session {session}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(1)


def _text(item: t.Mapping[str, t.Any]) -> str:
    """Who holds a lock, in its own words."""
    with contextlib.suppress(ValueError):
        return base64.b64decode(item.get("Value") or "").decode()[:200] or "unknown"
    return "unknown"


def _entry(item: t.Mapping[str, t.Any]) -> Entry:
    try:
        value = json.loads(base64.b64decode(item["Value"] or ""))
    except (binascii.Error, ValueError) as error:
        raise StoreError(
            f"store: the key {item['Key']} of Consul is damaged ({error}); restore it from a backup"
        ) from error
    if not isinstance(value, dict):
        raise StoreError(f"store: the key {item['Key']} of Consul is damaged (no object); restore it from a backup")
    return Entry(item["Key"], value, int(item["ModifyIndex"]))
