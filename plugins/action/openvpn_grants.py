# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring what the store says to a gateway. Documented in plugins/modules/openvpn_grants.py."""

from __future__ import annotations

import base64
import binascii
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._imports import load
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.gateway import PLACE
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import allow_list
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction, registry_in

MODULE = "nomadic.fleet.openvpn_allow_list"
KEY_BYTES = 32


def private_key(given: str) -> t.Any:
    """The key that 32 random bytes are, in base64 as fleet_secret makes them."""
    try:
        raw = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise BadInput(f"key: it must be {KEY_BYTES} bytes in base64, as fleet_secret makes them by default")
    ed25519 = load("cryptography", "cryptography.hazmat.primitives.asymmetric.ed25519")
    return ed25519.Ed25519PrivateKey.from_private_bytes(raw)


def public_pem(key: t.Any) -> str:
    """The other half, as openssl reads it."""
    serialization = load("cryptography", "cryptography.hazmat.primitives.serialization")
    public_format = serialization.PublicFormat.SubjectPublicKeyInfo
    return str(key.public_key().public_bytes(serialization.Encoding.PEM, public_format).decode())


class ActionModule(StoreAction):
    """Reads and signs on the controller, and has a module apply it on the gateway."""

    _requires_connection = True
    SPEC = {
        "prefix": {"type": "str", "required": True},
        "key": {"type": "str", "required": True, "no_log": True},
        "revocations": {"type": "path"},
        "renumber": {"type": "bool", "default": False},
        "max_age": {"type": "str", "default": "7d"},
        **PLACE,
    }

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Keep what the module will need."""
        self._variables = task_vars
        return super().run(tmp, task_vars)

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Read, number, sign, send."""
        key = private_key(options["key"])
        registry = registry_in(store, options)
        now = time.time()
        number, members = allow_list.current(registry, now, options["renumber"], self._task.check_mode)
        document = allow_list.document(members, number, now, options["prefix"])
        sent = {
            "document": document,
            "signature": base64.b64encode(key.sign(document.encode())).decode(),
            "public_key": public_pem(key),
            "max_age": nanoseconds(options["max_age"], "max_age") // 10**9,
            **{name: options[name] for name in PLACE},
        }
        return t.cast("dict[str, t.Any]", self._execute_module(MODULE, module_args=sent, task_vars=self._variables))
