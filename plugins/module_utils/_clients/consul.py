# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Consul, over the transport of the ``consul`` package: py-consul or python-consul2.

Traps of the libraries that end here: CONSUL_HTTP_ADDR and CONSUL_HTTP_TOKEN beat explicit options, ids are not (or
twice) encoded, headers are lost, time limits differ in name, an unhealthy autopilot raises.
Private to this collection: no promise to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client, Response

_NO_SUCH_OBJECT = ("ACL not found", "Cannot find ")


class ConsulClient(Client):
    """One session with a Consul agent."""

    product = "consul"
    title = "Consul"
    token_header = "X-Consul-Token"
    index_header = "X-Consul-Index"

    def __init__(self, options: Mapping[str, Any]) -> None:
        library = _imports.load("consul", "consul.std")
        super().__init__(options)
        self.namespace: str = self.options.get("namespace") or ""
        self.datacenter: str = self.options.get("datacenter") or ""
        parts = urlsplit(self.address)
        # the bare HTTP client never reads the environment
        self._http = library.HTTPClient(
            parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), parts.scheme, self.verify, self.cert
        )
        self._http.session = self.session
        self._http.uri = self._uri

    def _uri(self, path: str, params: Any = None) -> str:
        """The path is encoded already; the library would do it again."""
        return self.address + path + (f"?{urlencode(params)}" if params else "")

    def _defaults(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"ns": self.namespace or None, "dc": self.datacenter or None, **params}

    def _log_in(self) -> str:
        body = {"AuthMethod": self.login["auth_method"], "BearerToken": self.login["jwt"]}
        return str(self.post(["acl", "login"], body, idempotent=False, token="").data["SecretID"])

    def _log_out(self) -> None:
        self.post(["acl", "logout"], idempotent=False)

    def _limit(self, timeout: float) -> None:
        """py-consul computes the limit from connections_timeout, python-consul2 has a plain attribute."""
        if callable(self._http.timeout):
            self._http.connections_timeout = timeout
        else:
            self._http.timeout = timeout

    def _send(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        self._limit(timeout)
        path = f"{path}/" if path == "/v1/kv" else path  # the whole store: without the slash Consul redirects
        more: dict[str, Any] = {}
        if method != "GET":
            if isinstance(body, (bytes, str)):
                more["data"] = body
            elif body is not None:
                more["data"] = json.dumps(body).encode()
                headers = {**headers, "Content-Type": "application/json"}
        call = getattr(self._http, method.lower())
        answer = call(_itself, path, params=list(params.items()), headers=headers, **more)
        return Response(answer.code, answer.headers, answer.body, self.index_header)

    def acl_object(self, path: Sequence[str]) -> dict[str, Any] | None:
        """An ACL object, None where there is none: Consul says so with 403 or 500, in words, in some versions."""
        answer = self.request("GET", path, accept=(403, 404, 500))
        if answer.status == 404 or (answer.status != 200 and any(words in answer.text for words in _NO_SUCH_OBJECT)):
            return None
        return dict(answer.data if answer.status == 200 else self.get(path).data)  # asked again for the right error


def _itself(answer: Any) -> Any:
    return answer


def connect(options: Mapping[str, Any]) -> ConsulClient:
    """A client from module parameters or an equal mapping; None stands for "not given"."""
    return ConsulClient(options)
