# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Address, TLS and connection errors: the part of the clients that knows the requests library.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode, urlsplit

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._clients._response import Response
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

_PIECE = 1 << 20
#: No second try, no other place; behind a proxy the host of an address is not that of the connection.
_AS_IT_IS = {"retries": False, "redirect": False, "assert_same_host": False}


def server_address(product: str, given: str) -> str:
    """The address as a URL; whatever cannot be one is refused."""
    text = given if "://" in given else f"http://{given}"
    if product == "consul" and "://" not in given and os.environ.get("CONSUL_HTTP_SSL", "").lower() in ("1", "true"):
        text = f"https://{given}"
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or parts.username or parts.password or parts.query:
        raise BadInput(f"address must be a URL such as {_example(product)}, without user name and query.")
    return text.rstrip("/")


def _example(product: str) -> str:
    """An example for messages."""
    return {"nomad": "https://10.0.0.1:4646", "consul": "https://10.0.0.1:8501"}.get(product, "https://10.0.0.1:8200")


def verification(options: Mapping[str, Any]) -> Any:
    """What requests calls verify."""
    if not options["validate_certs"]:
        return False
    return _readable(options, "ca_file") or True


def certificate(options: Mapping[str, Any]) -> tuple[str, str] | None:
    """The client's certificate and key."""
    cert, key = _readable(options, "client_cert"), _readable(options, "client_key")
    if bool(cert) != bool(key):
        raise BadInput("client_cert and client_key belong together: give both or none.")
    return (cert, key) if cert and key else None


def _readable(options: Mapping[str, Any], option: str) -> str:
    value = options.get(option)
    path = str(Path(str(value)).expanduser()) if value else ""
    if path and not os.access(path, os.R_OK):
        raise BadInput(f"{option}: {path} does not exist or cannot be read where this task runs.")
    return path


def session(address: str, verify: Any, cert: tuple[str, str] | None, server_name: str | None) -> Any:
    """One session, whose connections are reused; it follows no redirect and reads no .netrc.

    Proxies and CA certificates of the environment count as always, but are looked up once: for every request that
    would be a third of what it costs.
    """
    requests = _imports.require("requests", _imports.requests)
    session = requests.Session()
    found = session.merge_environment_settings(address, {}, None, verify, cert)
    session.trust_env, session.proxies = False, found["proxies"]
    session.verify, session.cert = found["verify"], cert  # hvac lets the session win over its own verify
    session.auth = _no_netrc
    session.get_redirect_target = _no_redirect  # a token must not follow to another host
    if server_name:

        class NamedAdapter(requests.adapters.HTTPAdapter):  # type: ignore[name-defined]
            """Ask for, and check, another name than the address's."""

            def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
                return super().init_poolmanager(
                    *args, server_hostname=server_name, assert_hostname=server_name, **kwargs
                )

        session.mount("https://", NamedAdapter())
    if verify is False:
        requests.packages.urllib3.disable_warnings()
    return session


def _no_netrc(request: Any) -> Any:
    return request


def _no_redirect(_response: Any) -> None:
    return None


class Stream:
    """A transport for what is no JSON, such as snapshots: bytes or a file up, or down ``into`` a file."""

    def __init__(self, session: Any, address: str, into: BinaryIO | None = None) -> None:
        self.session = session
        self.address = address
        self.into = into

    def __call__(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        """Send one request. After an attempt that broke off, a file is taken from its start."""
        if hasattr(body, "seek"):
            body.seek(0)
        with self.session.request(
            method,
            self.address + path,
            params=params,
            data=body,
            headers=headers,
            timeout=timeout,
            verify=self.session.verify,
            stream=True,
        ) as answer:
            if self.into is None or answer.status_code >= 300:
                return Response(answer.status_code, answer.headers, answer.text)
            self.into.seek(0)
            self.into.truncate()
            for piece in answer.iter_content(_PIECE):
                self.into.write(piece)
            return Response(answer.status_code, answer.headers, "")


class Alike:
    """A transport for many requests that differ in their query alone; what they share is prepared once.

    That is half of what a request costs the client, which counts where there is one a device.
    """

    def __init__(self, session: Any, address: str) -> None:
        self.session = session
        self.address = address
        self._errors = _imports.require("requests", _imports.requests).packages.urllib3.exceptions
        self._first: Any = None
        self._url = ""
        self._pool: Any = None

    def __call__(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        """Send one request."""
        if self._first is None:
            self._prepare(_imports.requests.Request(method, self.address + path, headers=headers, json=body))
        url, first = f"{self._url}?{urlencode(params)}", self._first
        try:
            answer = self._pool.request(
                first.method, url, body=first.body, headers=first.headers, timeout=timeout, **_AS_IT_IS
            )
        except self._errors.HTTPError as error:
            known = _imports.requests.exceptions
            kind = known.SSLError if isinstance(error, self._errors.SSLError) else known.ConnectionError
            raise kind(error) from error
        return Response(answer.status, answer.headers, answer.data.decode(errors="replace"))

    def _prepare(self, wanted: Any) -> None:
        """Headers, body and connections, as the session has them."""
        first, session = self.session.prepare_request(wanted), self.session
        adapter = session.get_adapter(first.url)
        if hasattr(adapter, "get_connection_with_tls_context"):  # requests 2.32
            self._pool = adapter.get_connection_with_tls_context(
                first, session.verify, proxies=session.proxies, cert=session.cert
            )
        else:
            self._pool = adapter.get_connection(first.url, session.proxies)
            adapter.cert_verify(self._pool, first.url, session.verify, session.cert)
        self._url = adapter.request_url(first, session.proxies)
        self._first = first


def never_connected(error: Exception) -> bool:
    """No connection was made, so nothing was sent."""
    if isinstance(error, _imports.requests.exceptions.ConnectTimeout):
        return True
    return "NewConnectionError" in repr(error) or "Failed to establish a new connection" in str(error)


def passing(error: Exception) -> bool:
    """Worth another try, when trying again does no harm."""
    known = _imports.requests.exceptions
    if isinstance(error, known.SSLError):
        return False
    return isinstance(error, (known.ConnectionError, known.Timeout, known.ChunkedEncodingError))


def cause(error: Exception) -> str:
    """The core of a requests error, without object addresses and repeated URLs."""
    if isinstance(error, _imports.requests.exceptions.Timeout):
        return "no answer within the time limit (option timeout)"
    inner: Any = error
    while getattr(inner, "args", ()) and isinstance(inner.args[0], BaseException):
        inner = inner.args[0]
    inner = getattr(inner, "reason", inner) or inner
    text = str(inner)
    text = text.rsplit(">: ", maxsplit=1)[-1].rsplit("object at 0x", maxsplit=1)[-1]
    return re.sub(r"^HTTPS?Connection(Pool)?\([^)]*\): ", "", text)[:400]
