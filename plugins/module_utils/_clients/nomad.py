# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Nomad, over python-nomad's transport.

Traps of the library that end here: NOMAD_ADDR and friends beat explicit options, TLS is not verified by default, ids
are not encoded, headers (index, next page) are lost, the namespace is missing on most paths, user_agent breaks.
Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client, Response


class NomadClient(Client):
    """One session with a Nomad agent."""

    product = "nomad"
    title = "Nomad"
    token_header = "X-Nomad-Token"
    index_header = "X-Nomad-Index"

    def __init__(self, options: Mapping[str, Any]) -> None:
        library = _imports.load("nomad", "nomad.api.base")
        self._errors = _imports.load("nomad", "nomad.api.exceptions")
        super().__init__(options)
        self.namespace: str = self.options.get("namespace") or ""
        self.region: str = self.options.get("region") or ""
        # the bare requester never reads the environment; token, namespace and region are ours
        self._requester = library.Requester(
            address=self.address, timeout=self.timeout, verify=self.verify, cert=self.cert, session=self.session
        )

    def _defaults(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"namespace": self.namespace or None, "region": self.region or None, **params}

    def _log_in(self) -> str:
        """A token that expires by itself: Nomad has no logout, and deleting one takes a management token."""
        body = {"AuthMethodName": self.login["auth_method"], "LoginToken": self.login["jwt"]}
        return str(self.post(["acl", "login"], body, idempotent=False, token="").data["SecretID"])

    def _send(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        try:
            answer = self._requester._request(
                method=method.lower(),
                endpoint=path.lstrip("/"),
                params=params,
                json=body,
                headers=headers,
                allow_redirects=False,
                timeout=timeout,
            )
        except self._errors.BaseNomadException as error:
            answer = error.nomad_resp
            if isinstance(answer, Exception):
                raise answer from None
        return Response(answer.status_code, answer.headers, answer.text, self.index_header)

    def pages(
        self, path: Sequence[str], params: Mapping[str, Any] | None = None, per_page: int = 1000
    ) -> Iterator[list[Any]]:
        """The pages of a list, one request each."""
        token: str | None = None
        while True:
            answer = self.get(path, {**(params or {}), "per_page": per_page, "next_token": token})
            yield answer.data or []
            if not answer.next_token or answer.next_token == token:
                return
            token = answer.next_token


def connect(options: Mapping[str, Any]) -> NomadClient:
    """A client from module parameters or an equal mapping; None stands for "not given"."""
    return NomadClient(options)
