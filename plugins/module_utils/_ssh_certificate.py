# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH certificates: what must be known to tell whether one will do.

The format is OpenSSH's PROTOCOL.certkeys: fields with their length before them, and the parts of the key among them.
Private to this collection: no promise to others.
"""

from __future__ import annotations

import base64
import binascii
import struct
import time
from pathlib import Path
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

#: How many parts a key has, by the beginning of its name.
_PARTS = {"ssh-rsa": 2, "ecdsa-sha2-": 2, "ssh-ed25519": 1, "ssh-dss": 4, "sk-ssh-": 2, "sk-ecdsa-": 3}
_CERT = "-cert-v01@openssh.com"
_KINDS = {1: "user", 2: "host"}


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        """The next octets."""
        if self._at + count > len(self._data):
            raise ValueError("too short")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, form: str) -> int:
        """The next number."""
        value: int = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def text(self) -> bytes:
        """The next field."""
        return self.take(self.number(">I"))

    def more(self) -> bool:
        """Whether anything is left."""
        return self._at < len(self._data)


class Certificate:
    """A certificate, as in a file that ends in -cert.pub."""

    def __init__(self, text: str) -> None:
        reader = _Reader(_decoded(text))
        name = reader.text().decode()
        if not name.endswith(_CERT):
            raise ValueError("no certificate")
        plain = name[: -len(_CERT)] + ("@openssh.com" if name.startswith("sk-") else "")
        reader.text()  # the nonce
        parts = [
            reader.text() for _part in range(next(count for begin, count in _PARTS.items() if plain.startswith(begin)))
        ]
        #: The key that was signed, as in its own public key.
        self.key = b"".join(struct.pack(">I", len(part)) + part for part in (plain.encode(), *parts))
        self.serial = reader.number(">Q")
        self.kind = _KINDS.get(reader.number(">I"), "")
        self.key_id = reader.text().decode()
        principals = _Reader(reader.text())
        self.principals: set[str] = set()
        while principals.more():
            self.principals.add(principals.text().decode())
        self.begin, self.end = reader.number(">Q"), reader.number(">Q")
        for _field in ("critical options", "extensions", "reserved"):
            reader.text()
        self.authority = reader.text()

    def passed(self) -> float:
        """The part of its life that has passed."""
        return (time.time() - self.begin) / (self.end - self.begin) if self.end > self.begin else 1.0

    def about(self) -> dict[str, Any]:
        """For people."""
        return {"serial_number": f"{self.serial:x}", "key_id": self.key_id, "principals": sorted(self.principals)}


def certificate_at(path: str) -> Certificate | None:
    """The certificate in a file, None where there is none."""
    try:
        return Certificate(Path(path).read_text())
    except (OSError, ValueError, StopIteration):
        return None


def key_blob(text: str, what: str) -> bytes:
    """A public key, comparable."""
    try:
        return _decoded(text)
    except ValueError:
        raise BadInput(f"{what} is no public key as OpenSSH writes it, such as: ssh-ed25519 AAAAC3... name") from None


def _decoded(text: str) -> bytes:
    words = text.split()
    try:
        return base64.b64decode(words[1], validate=True)
    except (IndexError, binascii.Error):
        raise ValueError("no key") from None
