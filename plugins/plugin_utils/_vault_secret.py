# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read secrets of Vault: the two versions of its KV engine, or any other path.

Knows neither Ansible nor HTTP. Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput


class Engine(NamedTuple):
    """Where a secret lives: the path of its mount, and how that is read (kv1, kv2 or read)."""

    mount: Sequence[str]
    kind: str


class Reader:
    """Reads secrets over one session; asks for each mount once."""

    def __init__(self, client: Any, kind: str = "auto") -> None:
        self.client = client
        self.kind = kind
        self._known: list[Engine] = []

    def read(self, path: Sequence[str], version: int | None = None) -> dict[str, Any] | None:
        """The secret, None where there is none, or where its version is deleted."""
        engine = self._engine(path)
        if version is not None and engine.kind != "kv2":
            raise BadInput(f"version: {'/'.join(path)} is not in a KV engine of version 2, so it has one version only.")
        if engine.kind == "kv2":
            split = len(engine.mount)
            if len(path) <= split:
                raise BadInput(f"{'/'.join(path)} is the mount itself; write for instance {'/'.join(path)}/app.")
            data = self.client.read([*path[:split], "data", *path[split:]], {"version": version})
            return None if data is None else data["data"]
        return self.client.read(path)

    def _engine(self, path: Sequence[str]) -> Engine:
        if self.kind != "auto":
            return Engine(path[:1], self.kind)
        for engine in self._known:
            if list(path[: len(engine.mount)]) == engine.mount:
                return engine
        engine = self._ask(path)
        self._known.append(engine)
        return engine

    def _ask(self, path: Sequence[str]) -> Engine:
        """What Vault tells everybody who may read something of a mount."""
        try:
            found = self.client.read(["sys", "internal", "ui", "mounts", *path])
        except ApiError as error:
            if error.status != 403:
                raise
            raise BadInput(
                f"{'/'.join(path)}: no engine is mounted there, or the token may read nothing of it ({error})."
            ) from None
        version = (found.get("options") or {}).get("version", "1")
        return Engine(found["path"].strip("/").split("/"), f"kv{version}" if found["type"] == "kv" else "read")
