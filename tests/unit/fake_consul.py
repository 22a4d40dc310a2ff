# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small Consul that can fail at will: keys, transactions, sessions and locks, as far as the store uses them.

What the real one does is tested by the integration target misc_store_consul; this one is for faults.
"""

from __future__ import annotations

import threading
import urllib.parse
import uuid
from typing import Any

from fake_server import Answer, Fake, Seen

Key = dict[str, Any]


class FakeConsul(Fake):
    """``faults`` are taken by the next writes: "before" and "after" hang up before, or after, it was done."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, Key] = {}
        self.sessions: set[str] = set()
        self.renewed: list[str] = []
        self.faults: list[str] = []
        self.delayed = False  # the lock delay is not over
        self.index = 10
        self.turn = threading.RLock()

    def respond(self, one: Seen) -> Answer:
        """One request at a time."""
        with self.turn:
            fault = self.faults.pop(0) if one.method != "GET" and self.faults else ""
            if fault == "before":
                return Answer(0)
            answer = self._answer(one)
            return Answer(0) if fault == "after" else answer

    def end(self, session: str) -> None:
        """What Consul does when the TTL is over: the locks open."""
        with self.turn:
            self.sessions.discard(session)
            for item in self.keys.values():
                if item.get("Session") == session:
                    del item["Session"]
                    self._touch(item)

    def _touch(self, item: Key) -> None:
        self.index += 1
        item["ModifyIndex"] = self.index

    def _answer(self, one: Seen) -> Answer:
        path = urllib.parse.unquote(one.path).removeprefix("/v1/")
        query = {key: values[0] for key, values in one.query.items()}
        kind, _slash, rest = path.partition("/")
        if kind == "txn":
            return self._transaction([operation["KV"] for operation in one.body])
        if kind == "session":
            return self._session(*rest.split("/"))
        if kind == "kv" and one.method == "GET":
            return self._read(rest, query)
        if kind == "kv" and one.method == "PUT":
            return self._release(rest, query)
        return Answer(404, "no such path")

    def _read(self, key: str, query: dict[str, str]) -> Answer:
        found = [self.keys[name] for name in sorted(self.keys) if name == key or "recurse" in query]
        found = [item for item in found if item["Key"].startswith(key)]
        headers = {"X-Consul-Index": str(max((item["ModifyIndex"] for item in found), default=1))}
        return Answer(200, found, headers) if found else Answer(404, "", headers)

    def _session(self, verb: str, session: str = "") -> Answer:
        if verb == "create":
            session = str(uuid.uuid4())
            self.sessions.add(session)
            return Answer(200, {"ID": session})
        if verb == "renew":
            self.renewed.append(session)
            return Answer(200, [{}]) if session in self.sessions else Answer(404, "session not found")
        self.end(session)
        return Answer(200, True)

    def _release(self, key: str, query: dict[str, str]) -> Answer:
        item = self.keys.get(key)
        if item is None or item.get("Session") != query["release"]:
            return Answer(200, False)
        del item["Session"]
        self._touch(item)
        return Answer(200, True)

    def _transaction(self, operations: list[Key]) -> Answer:
        errors = [
            {"OpIndex": number, "What": f"failed {operation['Verb']}"}
            for number, operation in enumerate(operations)
            if not self._holds(operation)
        ]
        if errors:
            return Answer(409, {"Results": None, "Errors": errors})
        results = []
        for operation in operations:
            key = operation["Key"]
            if operation["Verb"] == "lock":
                times = self.keys.get(key, {"LockIndex": 0})["LockIndex"] + 1
                self.keys[key] = {"Key": key, "LockIndex": times, "Flags": 0, "Value": operation["Value"]}
                self.keys[key]["Session"] = operation["Session"]
                self._touch(self.keys[key])
            if operation["Verb"] == "cas":
                self.keys[key] = {"Key": key, "LockIndex": 0, "Value": operation["Value"], "Flags": operation["Flags"]}
                self._touch(self.keys[key])
            if operation["Verb"] == "delete-cas":
                self.keys.pop(key, None)
            elif operation["Verb"] != "check-not-exists":
                results.append({"KV": {**self.keys[key], "Value": None}})
        return Answer(200, {"Results": results, "Errors": None})

    def _holds(self, operation: Key) -> bool:
        item = self.keys.get(operation["Key"])
        if operation["Verb"] == "check-session":
            return item is not None and item.get("Session") == operation["Session"]
        if operation["Verb"] == "lock":
            return (
                operation["Session"] in self.sessions and not self.delayed and (item is None or "Session" not in item)
            )
        if operation["Verb"] == "check-not-exists":
            return item is None
        if operation["Verb"] == "delete-cas" and item is None:
            return True
        return (item["ModifyIndex"] if item else 0) == operation["Index"]
