# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys by which Nomad's servers encrypt their gossip. They are secret: shown by fingerprint only.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput, FleetError

_SIZES = (16, 24, 32)


class Ring(NamedTuple):
    """The keys, on how many servers each is installed, and how many servers there are."""

    keys: dict[str, int]
    servers: int

    def everywhere(self, key: str) -> bool:
        """Whether all servers have it."""
        return self.keys.get(key) == self.servers


def ring(client: NomadClient) -> Ring:
    """What the servers have now."""
    answer = client.get(["agent", "keyring", "list"]).data
    if answer.get("Messages"):
        raise FleetError(f"Some servers did not tell their gossip keys: {', '.join(sorted(answer['Messages']))}.")
    return Ring(dict(answer["Keys"] or {}), answer["NumNodes"])


def canonical(key: str) -> str:
    """The key as servers write it, or an error that does not repeat it."""
    try:
        content = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if len(content) not in _SIZES:
        raise BadInput(
            "key must be 16, 24 or 32 bytes in Base64, such as `nomad operator gossip keyring generate` makes one."
        )
    return base64.b64encode(content).decode()


def fingerprint(key: str) -> str:
    """Tells keys apart without telling them."""
    return hashlib.sha256(base64.b64decode(key)).hexdigest()


def operate(client: NomadClient, verb: str, key: str) -> None:
    """install, use or remove a key on all servers."""
    client.secrets.add(key)
    try:
        client.put(["agent", "keyring", verb], {"Key": key})
    except ApiError as error:
        if "reported failure" not in error.words:
            raise
        hint = " The primary key cannot be removed: make another one primary first." if verb == "remove" else ""
        raise FleetError(
            f"Not all servers could {verb} the gossip key {fingerprint(key)[:12]}: {error.words}.{hint}"
        ) from None


def plan(params: Mapping[str, Any], key: str, now: Ring) -> list[tuple[str, str]]:
    """What is to be done, with which key."""
    others = [other for other in now.keys if other != key]
    if params["state"] == "absent":
        if key in now.keys and not others:
            raise BadInput("key: it is the only key of the servers and cannot be removed; install another one first.")
        return [("remove", key)] if key in now.keys else []
    steps = [] if now.everywhere(key) else [("install", key)]
    unsure = params["primary"] and others
    replaces = params["only"] and (others or steps)
    if unsure or replaces:
        steps.append(("use", key))
    return steps + [("remove", other) for other in others if params["only"]]


def expected(now: Ring, steps: list[tuple[str, str]]) -> Ring:
    """The keys as they would be."""
    keys = dict(now.keys)
    for verb, key in steps:
        if verb == "remove":
            del keys[key]
        else:
            keys[key] = now.servers
    return Ring(keys, now.servers)


def shown(keys: Ring) -> dict[str, Any]:
    """For a diff."""
    return {"keys": {fingerprint(key): count for key, count in sorted(keys.keys.items())}, "servers": keys.servers}
