# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the three clients share: address, TLS, encoding, retries, answers and errors. Each adds its library's transport.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import contextlib
import io
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Callable, TypeVar
from urllib.parse import quote

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._clients import _transport
from ansible_collections.nomadic.fleet.plugins.module_utils._clients._response import (
    LONGEST_DELAY,
    Response,
    retry_after,
    words,
    worth_another,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import (
    ApiError,
    BadInput,
    ConnectionFailed,
    FleetError,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._options import resolve, secrets

ATTEMPTS = 5
FIRST_DELAY = 0.25
Session = TypeVar("Session", bound="Client")


class Client:
    """One session with one server. Products set the class attributes and implement _send."""

    product = ""
    title = ""
    token_header = ""
    index_header = ""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = resolve(self.product, options)
        self.token: str = str(self.options.get("token") or "").strip()
        self.timeout = float(self.options["timeout"])
        self.address = _transport.server_address(self.product, str(self.options["address"]))
        self.cert = _transport.certificate(self.options)
        self.session = _transport.session(
            self.address, _transport.verification(self.options), self.cert, self.options.get("tls_server_name")
        )
        self.verify = self.session.verify
        self.sleep: Callable[[float], Any] = time.sleep
        self.secrets = secrets(self.product, self.options)
        self.login: Mapping[str, Any] = self.options["login"] or {}
        self._logged_in = False

    # -- for the product -------------------------------------------------------------------------------------------
    def _send(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        """One request through the library. Raises only what requests raises; an error status is an answer."""
        raise NotImplementedError

    def _defaults(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Query parameters that go with every call (namespace, region, datacenter)."""
        return dict(params)

    def _headers(self) -> dict[str, str]:
        """Headers that go with every call (namespace of Vault)."""
        return {}

    def _log_in(self) -> str:
        """Make a token from the option login."""
        raise NotImplementedError

    def _log_out(self) -> None:
        """Give the token of _log_in back, where the product can."""

    def _unwrapped(self, data: Any) -> Any:
        """The object within the decoded answer."""
        return data

    # -- for everybody ---------------------------------------------------------------------------------------------
    def request(
        self,
        method: str,
        path: Sequence[str],
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        idempotent: bool = True,
        *,
        accept: Sequence[int] = (),
        token: str | None = None,
        timeout: float | None = None,
        send: Callable[..., Response] | None = None,
    ) -> Response:
        """Send one request; try again where that can do no harm.

        A call that is not ``idempotent`` is sent again only when the server cannot have applied it.
        ``accept`` names error statuses that are answers here. ``token`` replaces the session's token ("" for none),
        ``send`` the library's transport.
        """
        where = "/v1/" + "/".join(_segment(part) for part in path)
        query = {key: _plain(value) for key, value in self._defaults(params or {}).items() if value is not None}
        used = self.credential() if token is None else token
        headers = {"Accept": "application/json", **self._headers()}
        if used:
            headers[self.token_header] = used
            self.secrets.add(used)
        last: Exception
        end = time.monotonic() + 2 * (timeout or self.timeout)
        for attempt in range(ATTEMPTS):
            pause = min(LONGEST_DELAY, FIRST_DELAY * 2**attempt) * random.uniform(0.8, 1.2)
            try:
                answer = (send or self._send)(method, where, query, body, headers, timeout or self.timeout)
            except _imports.requests.exceptions.RequestException as error:
                last = self._unreachable(error)
                if not (_transport.never_connected(error) or (idempotent and _transport.passing(error))):
                    raise last from None
            except OSError as error:
                raise BadInput(f"{self.title}: {error}") from None
            else:
                if answer.status in accept or answer.status < 300:
                    return answer
                last = self._refused(method, where, answer)
                if not worth_another(answer, idempotent):
                    raise last
                pause = max(pause, retry_after(answer))
            if attempt + 1 == ATTEMPTS or time.monotonic() + pause > end:
                break
            self.sleep(pause)
        raise last

    def get(self, path: Sequence[str], params: Mapping[str, Any] | None = None, **more: Any) -> Response:
        """GET."""
        return self.request("GET", path, params, **more)

    def find(self, path: Sequence[str], params: Mapping[str, Any] | None = None, **more: Any) -> Response | None:
        """GET, None where there is no such object."""
        answer = self.request("GET", path, params, accept=(404,), **more)
        return None if answer.status == 404 else answer

    def read(self, path: Sequence[str], params: Mapping[str, Any] | None = None) -> Any:
        """The object at a path, None where there is none."""
        found = self.find(path, params)
        return self._unwrapped(found.data) if found else None

    def put(
        self, path: Sequence[str], body: Any = None, params: Mapping[str, Any] | None = None, **more: Any
    ) -> Response:
        """PUT."""
        return self.request("PUT", path, params, body, **more)

    def post(
        self, path: Sequence[str], body: Any = None, params: Mapping[str, Any] | None = None, **more: Any
    ) -> Response:
        """POST."""
        return self.request("POST", path, params, body, **more)

    def delete(self, path: Sequence[str], params: Mapping[str, Any] | None = None, **more: Any) -> Response:
        """DELETE."""
        return self.request("DELETE", path, params, **more)

    def download(
        self, path: Sequence[str], params: Mapping[str, Any] | None = None, into: BinaryIO | None = None
    ) -> bytes:
        """GET what is no JSON. It goes ``into`` a file piece by piece, or comes back whole."""
        file = into or io.BytesIO()
        self.request("GET", path, params, send=_transport.Stream(self.session, self.address, into=file))
        return file.getvalue() if isinstance(file, io.BytesIO) else b""

    def upload(
        self,
        path: Sequence[str],
        content: bytes | BinaryIO,
        params: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Response:
        """PUT what is no JSON, from memory or, piece by piece, from a file."""
        send = _transport.Stream(self.session, self.address)
        return self.request("PUT", path, params, content, idempotent=False, timeout=timeout, send=send)

    def alike(self) -> Callable[..., Response]:
        """What to give as ``send`` to many calls that differ in their query alone."""
        return _transport.Alike(self.session, self.address)

    def credential(self) -> str:
        """The token of this session. With a login, the first call that needs it makes it."""
        if self.login and not self._logged_in:
            self.token = self._log_in()
            self._logged_in = True
        return self.token

    def close(self) -> None:
        """End what the login began, and give the connections back."""
        if self._logged_in:
            with contextlib.suppress(FleetError):  # it expires by itself, and the work is done
                self._log_out()
            self._logged_in = False
        self.session.close()

    def __enter__(self: Session) -> Session:
        return self

    def __exit__(self, *_unused: Any) -> None:
        self.close()

    # -- errors ----------------------------------------------------------------------------------------------------
    def _clean(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, "(hidden)")
        return text

    def _refused(self, method: str, path: str, answer: Response) -> ApiError:
        said = " ".join(words(answer).split())[:1000]
        if answer.status in (301, 302, 303, 307, 308):
            said = f"it points to {answer.headers.get('location', '?')}; redirects are not followed, give that address"
        return ApiError(self.title, method, self._clean(path), answer.status, self._clean(said))

    def _unreachable(self, error: Exception) -> ConnectionFailed:
        cause = _transport.cause(error)
        hint = "Check the option address."
        if isinstance(error, _imports.requests.exceptions.SSLError):
            hint = "Check the options ca_file, tls_server_name, client_cert and client_key."
        return ConnectionFailed(self.title, self.address, self._clean(cause), hint)


def _segment(part: str) -> str:
    """One path segment, percent-encoded: a slash or # in an id stays part of the id."""
    part = str(part)
    if part in ("", ".", ".."):
        raise BadInput(f"{part!r} cannot be a name or an id.")
    return quote(part, safe="")


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
