# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of the client and module tests: real sockets, canned answers, a record of all requests."""

from __future__ import annotations

import datetime
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Seen(NamedTuple):
    """One request as it arrived; the path is not decoded."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    port: int


class Answer(NamedTuple):
    """What to say; status 0 hangs up without a word."""

    status: int = 200
    data: Any = None
    headers: dict[str, str] | None = None
    delay: float = 0


class Fake:
    """``answers`` are given in their order, then ``routes`` ((method, path) -> Answer), then 404."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.seen: list[Seen] = []
        self.answers: list[Answer] = []
        self.routes: dict[tuple[str, str], Answer] = {}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two packets, and the second would wait 40 ms

            def handle_one(self) -> None:
                fake.handle(self)

            def log_message(self, *_unused: Any) -> None:
                """Quiet."""

        for method in ("GET", "PUT", "POST", "DELETE", "LIST"):
            setattr(Handler, f"do_{method}", Handler.handle_one)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.scheme = "https" if context else "http"
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """Its URL."""
        return f"{self.scheme}://127.0.0.1:{self.server.server_address[1]}"

    @property
    def writes(self) -> list[Seen]:
        """What was not a read."""
        return [one for one in self.seen if one.method not in ("GET", "LIST")]

    def respond(self, one: Seen) -> Answer:
        """The answer where none is queued; a server with a memory of its own says more."""
        return self.routes.get((one.method, one.path), Answer(404, "no such path"))

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Record and answer one request."""
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw
        parts = urlsplit(handler.path)
        headers = {key.lower(): value for key, value in handler.headers.items()}
        self.seen.append(
            Seen(handler.command, parts.path, parse_qs(parts.query), headers, body, handler.client_address[1])
        )
        answer = self.answers.pop(0) if self.answers else self.respond(self.seen[-1])
        if answer.delay:
            self.stopping.wait(answer.delay)
        if not answer.status:
            handler.close_connection = True
            handler.connection.close()
            return
        text = answer.data if isinstance(answer.data, str) else json.dumps(answer.data)
        content = b"" if answer.data is None else text.encode()
        handler.send_response(answer.status)
        for key, value in {"Content-Length": str(len(content)), **(answer.headers or {})}.items():
            handler.send_header(key, value)
        handler.end_headers()
        handler.wfile.write(content)

    def __enter__(self) -> Fake:
        self.thread.start()
        return self

    def __exit__(self, *_unused: Any) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()


def server_context(folder: Path, client_ca: Path | None = None) -> ssl.SSLContext:
    """TLS for a fake server, with client certificates demanded where a CA is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_ca)
    return context


def certificates(folder: Path, valid: datetime.timedelta = datetime.timedelta(days=1)) -> None:
    """A CA and one certificate, for 127.0.0.1 and server.global.nomad; it may have expired."""
    now = datetime.datetime.now(datetime.UTC)
    start = min(now, now + valid) - datetime.timedelta(hours=1)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test CA")])

    def builder(name: str, public: Any) -> x509.CertificateBuilder:
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(ca_name).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(start)
        return made.not_valid_after(now + valid)

    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    ca = builder("test CA", ca_key.public_key()).add_extension(x509.BasicConstraints(True, 0), critical=True)
    ca = ca.add_extension(usage, critical=True)
    ca = ca.add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
    names = [x509.DNSName("server.global.nomad"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    cert = builder("server", key.public_key()).add_extension(x509.SubjectAlternativeName(names), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    cert = cert.add_extension(issuer, critical=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (folder / "cert.pem").write_bytes(cert.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
