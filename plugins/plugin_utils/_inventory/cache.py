# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache of what was read: one text, which Ansible's cache plugins neither copy nor look into, compressed: they
keep it in JSON, where the quotes of a long text take longer to read than to decompress.

Within ``cache_timeout`` it is used without a request. After that one request a cluster compares the index, and a list
that has not changed is used again. The age is kept in the text, since a cache plugin would throw the old list away.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
import zlib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, ConnectionFailed, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node

VERSION = 2


@dataclass
class Listing:
    """What was read: nodes, records of the store, and the index of each cluster at that time."""

    nodes: list[Node]
    records: list[dict[str, Any]] | None = None
    #: One index a cluster, None where it gave none.
    indexes: list[int | None] | None = None


@dataclass(frozen=True)
class Reading:
    """How to read anew: everything, or only what tells whether something changed."""

    everything: Callable[[], Listing]
    indexes: Callable[[], list[int | None]]
    records: Callable[[], list[dict[str, Any]] | None]


def key_of(prefix: str, *what: Any) -> str:
    """A key for all that decides what is read; never the token."""
    text = json.dumps(what, sort_keys=True, default=str)
    return f"{prefix}_{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def is_down(error: FleetError) -> bool:
    """Whether the server cannot answer, in contrast to one that refuses."""
    return isinstance(error, ConnectionFailed) or (isinstance(error, ApiError) and error.status >= 500)


class Cache:
    """Cached listings, by key."""

    def __init__(
        self,
        entries: MutableMapping[str, Any],
        key: str,
        timeout: int,
        tell: Callable[[str], Any],
        now: Callable[[], float] | None = None,
    ) -> None:
        self._entries = entries
        self._key = key
        self._timeout = timeout
        self._tell = tell
        self._now = now or time.time

    def read(self, reading: Reading, stale_ok: bool, warn: Callable[[str], Any]) -> Listing:
        """The listing: the cached one while it is good, else a new one."""
        found = self._load()
        if found is None:
            return self.refresh(reading)
        made, listing = found
        age = self._now() - made
        if 0 <= age < self._timeout or not self._timeout:
            self._tell(f"the list of {_moment(made)} is used, without a request")
            return listing
        try:
            if self._unchanged(listing, reading):
                self._tell(f"nothing has changed since {_moment(made)}: that list is used again")
                listing.records = reading.records()
                self._save(listing)
                return listing
            return self.refresh(reading)
        except FleetError as error:
            if not stale_ok or not is_down(error):
                raise
            warn(f"{error} The list of {_moment(made)} is used instead (cache_stale_ok); it may be wrong by now.")
            return listing

    def refresh(self, reading: Reading) -> Listing:
        """Read anew and keep it."""
        listing = reading.everything()
        self._save(listing)
        return listing

    @staticmethod
    def _unchanged(listing: Listing, reading: Reading) -> bool:
        """Whether every cluster is at the index of the list. One that gives no index may have changed."""
        if not listing.indexes or None in listing.indexes:
            return False
        return reading.indexes() == listing.indexes

    def _load(self) -> tuple[float, Listing] | None:
        """The cached listing and when it was found to be true."""
        try:
            document = decoded(self._entries[self._key])
            if document.pop("version") != VERSION:
                return None
            return float(document.pop("time")), Listing(**document)
        except (KeyError, TypeError, ValueError, AttributeError, zlib.error):
            return None

    def _save(self, listing: Listing) -> None:
        self._entries[self._key] = encoded({"version": VERSION, "time": self._now(), **vars(listing)})


def encoded(document: dict[str, Any]) -> str:
    """A document as one text."""
    return base64.b64encode(zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 1)).decode()


def decoded(text: str) -> Any:
    """The document."""
    return json.loads(zlib.decompress(base64.b64decode(text)))


def _moment(when: float) -> str:
    """A time as people read it."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(when))
