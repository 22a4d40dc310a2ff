# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public OpenPGP keys of who signs releases: read, turn into a keyring, pin. Private to this collection.

gpgv and apt trust every key of the keyring that they are given, and a target rarely has the full gpg. So a keyring is cut down
to the pinned key here, by the packets that RFC 9580 describes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils import _archive
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

PUBLIC_KEY = 6


def keyring(given: str, variable: str, fingerprint: str) -> bytes:
    """The keyring that a verification takes, from a key given as armored text, as the path of a file or as the URL of one."""
    if given.startswith(("https://", "http://")):
        key = _archive.fetch(given, variable)
    elif given.startswith("/"):
        try:
            with open(given, "rb") as source:
                key = source.read()
        except OSError as error:
            raise BadInput(
                f"cannot read the key {given}: {error.strerror}. Set '{variable}' to its text, path or URL."
            ) from error
    else:
        key = given.encode()
    binary = dearmor(key, variable)
    return pinned(binary, fingerprint, variable) if fingerprint else binary


def dearmor(key: bytes, variable: str) -> bytes:
    """A key as gpgv wants it: binary. Binary input is returned as it is."""
    if not key.lstrip().startswith(b"-----BEGIN"):
        return key
    found = re.search(rb"-----BEGIN PGP PUBLIC KEY BLOCK-----(.*?)-----END", key, re.DOTALL)
    if not found:
        raise BadInput(f"'{variable}' holds no OpenPGP public key block (-----BEGIN PGP PUBLIC KEY BLOCK-----).")
    body = re.split(rb"\r?\n\r?\n", found[1], maxsplit=1)[-1]
    lines = [line for line in body.split() if not line.startswith(b"=")]
    try:
        return base64.b64decode(b"".join(lines))
    except binascii.Error as error:
        raise BadInput(f"'{variable}' holds a damaged OpenPGP public key block: {error}.") from error


def pinned(key: bytes, fingerprint: str, variable: str) -> bytes:
    """The packets of the one key with this fingerprint; whatever else the file holds is left behind."""
    wanted = fingerprint.replace(" ", "").upper()
    keys: dict[str, bytes] = {}
    current = ""
    try:
        for tag, body, packet in packets(key):
            if tag == PUBLIC_KEY:
                current = fingerprint_of(body)
            keys[current] = keys.get(current, b"") + packet
    except IndexError:
        raise BadInput(f"'{variable}' holds a damaged OpenPGP public key.") from None
    if wanted not in keys:
        raise BadInput(
            f"the key has the fingerprint {' and '.join(filter(None, keys)) or '(none: this is no OpenPGP key)'}, but {wanted} is pinned. Do not "
            f"trust where it came from; if the vendor has changed its key, update the collection, or set '{variable}' yourself. "
            "Nothing was installed."
        )
    return keys[wanted]


def fingerprint_of(body: bytes) -> str:
    """The fingerprint of a public key packet of version 4, the only one that release keys use."""
    if body[0] != 4:
        return f"(of a key of version {body[0]})"
    framed = b"\x99" + len(body).to_bytes(2, "big") + body
    return hashlib.new("sha1", framed, usedforsecurity=False).hexdigest().upper()


def packets(data: bytes) -> t.Iterator[tuple[int, bytes, bytes]]:
    """Kind, body and the whole of each packet."""
    start = 0
    while start < len(data):
        first, second = data[start], data[start + 1]
        if not first & 0x80:
            raise IndexError
        if first & 0x40:
            tag = first & 0x3F
            if second < 192:
                size, header = second, 2
            elif second < 224:
                size, header = (second - 192 << 8) + data[start + 2] + 192, 3
            else:
                size, header = int.from_bytes(data[start + 2 : start + 6], "big"), 6
        else:
            tag = first >> 2 & 0x0F
            width = 1 << (first & 3)
            size, header = int.from_bytes(data[start + 1 : start + 1 + width], "big"), 1 + width
        end = start + header + size
        if end > len(data):
            raise IndexError
        yield tag, data[start + header : end], data[start:end]
        start = end
