# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a key, and JWTs that it signs: jwt.py '{"sub": ...}' prints {"key": PEM, "jwt": ...}; times are added."""

from __future__ import annotations

import base64
import json
import sys
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def encoded(data: bytes) -> str:
    """Base64 as JWTs have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


key = Ed25519PrivateKey.generate()
public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
now = int(time.time())
claims = {"iat": now, "nbf": now - 60, "exp": now + 600, **json.loads(sys.argv[1])}
head = encoded(json.dumps({"alg": "EdDSA", "typ": "JWT"}).encode())
text = f"{head}.{encoded(json.dumps(claims).encode())}"
print(json.dumps({"key": public.decode(), "jwt": f"{text}.{encoded(key.sign(text.encode()))}"}))
