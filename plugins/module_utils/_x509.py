# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates, requests for signature and keys, in PEM: what must be known to tell whether one will do.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput


class Certificate:
    """The first certificate of a text."""

    def __init__(self, pem: str, what: str = "certificate") -> None:
        x509 = _x509()
        try:
            self._found = x509.load_pem_x509_certificate(pem.encode())
        except ValueError:
            raise BadInput(f"{what} is no certificate in PEM.") from None
        self.serial = ":".join(f"{octet:02x}" for octet in self._found.serial_number.to_bytes(20, "big").lstrip(b"\0"))

    @property
    def common_name(self) -> str:
        """The name of the subject, empty where it has none."""
        names = self._found.subject.get_attributes_for_oid(_x509().NameOID.COMMON_NAME)
        return str(names[0].value) if names else ""

    @property
    def names(self) -> set[str]:
        """The alternative names: DNS names, e-mail and IP addresses, URIs."""
        x509 = _x509()
        try:
            extension = self._found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        except x509.ExtensionNotFound:
            return set()
        return {str(name.value) for name in extension.value if not isinstance(name, x509.OtherName)}

    @property
    def public_key(self) -> bytes:
        """Its key, comparable."""
        return _public(self._found.public_key())

    @property
    def begin(self) -> datetime.datetime:
        """From when on it is valid."""
        return _moment(self._found, "not_valid_before")

    @property
    def end(self) -> datetime.datetime:
        """Until when it is valid."""
        return _moment(self._found, "not_valid_after")

    def passed(self) -> float:
        """The part of its life that has passed."""
        begin, end = self.begin, self.end
        now = datetime.datetime.now(datetime.timezone.utc)
        return (now - begin) / (end - begin) if end > begin else 1.0


def certificate_at(path: str) -> Certificate | None:
    """The certificate in a file, None where there is none."""
    try:
        return Certificate(Path(path).read_text())
    except (OSError, ValueError, BadInput):
        return None


def request_key(pem: str) -> bytes:
    """The public key of a request for signature."""
    x509 = _x509()
    try:
        return _public(x509.load_pem_x509_csr(pem.encode()).public_key())
    except ValueError:
        raise BadInput("csr is no request for signature in PEM.") from None


def key_at(path: str) -> bytes:
    """The public key of the private key in a file; nothing where there is none."""
    forms = _forms()
    try:
        key = forms.load_pem_private_key(Path(path).read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return b""
    return _public(key.public_key())


def _x509() -> Any:
    return _imports.load("cryptography", "cryptography.x509")


def _forms() -> Any:
    return _imports.load("cryptography", "cryptography.hazmat.primitives.serialization")


def _public(key: Any) -> bytes:
    forms = _forms()
    return bytes(key.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo))


def _moment(certificate: Any, edge: str) -> datetime.datetime:
    """Newer versions of the library warn about moments without a zone, older ones have no others."""
    with_zone: datetime.datetime | None = getattr(certificate, f"{edge}_utc", None)
    return with_zone or getattr(certificate, edge).replace(tzinfo=datetime.timezone.utc)
