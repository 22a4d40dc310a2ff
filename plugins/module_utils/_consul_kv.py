# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul's KV store: values as text, writes in transactions.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Rule

#: Consul takes 128 operations, and what Raft takes at once, in one transaction.
MOST_OPERATIONS = 64
MOST_BYTES = 512 * 1024


class Value(Rule):
    """A value is compared in base64, as it is carried, and shown as text."""

    def __init__(self, hidden: bool) -> None:
        self.secret = hidden

    def shown(self, value: Any) -> Any:
        return super().shown(value) if self.secret else readable(value)


def decoded(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A key as the API gives it, its value as text under Value; under ValueBase64 where it is none."""
    plain = {key: value for key, value in entry.items() if key != "Value"}
    try:
        return {**plain, "Value": base64.b64decode(entry.get("Value") or "").decode()}
    except UnicodeDecodeError:
        return {**plain, "ValueBase64": entry["Value"]}


def readable(value: str) -> str:
    """A value as text; in base64 where it is none."""
    return str(decoded({"Value": value}).get("Value", value))


def encoded(option: str, value: Any) -> str:
    """A value in base64, as the API carries it."""
    if isinstance(value, (Mapping, list)):
        raise BadInput(f"{option}: a value is text; write a structure as JSON, with `| to_json`.")
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return base64.b64encode(text.encode()).decode()


def bytes_of(option: str, text: str) -> bytes:
    """The bytes of a base64 text that a user gave."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(f"{option} is not base64; encode it with `| b64encode` or `base64 -w0`.") from None


def transactions(operations: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The operations in as few transactions as Consul takes; one that is too large stands alone."""
    batch: list[dict[str, Any]] = []
    size = 2
    for operation in operations:
        more = len(json.dumps(operation)) + 2
        if batch and (len(batch) == MOST_OPERATIONS or size + more > MOST_BYTES):
            yield batch
            batch, size = [], 2
        batch.append(operation)
        size += more
    if batch:
        yield batch


def apply(client: ConsulClient, operations: Iterable[dict[str, Any]]) -> None:
    """Do the operations, in as few requests as Consul takes."""
    for batch in transactions(operations):
        first = batch[0]["KV"]
        if len(batch) == 1 and len(first.get("Value", "")) > MOST_BYTES - 200:
            client.put(["kv", first["Key"]], base64.b64decode(first["Value"]))  # base64 made it too large
        else:
            client.put(["txn"], batch)


def below(client: ConsulClient, prefix: str) -> list[dict[str, Any]]:
    """All keys that start with the prefix, with their values."""
    found = client.find(["kv", *([prefix] if prefix else [])], {"recurse": True})
    return list(found.data) if found else []
