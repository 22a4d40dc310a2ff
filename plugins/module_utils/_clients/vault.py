# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Vault, over hvac's transport.

Traps of the library that end here: certificates are read from the environment at import, a session's own ``verify``
wins over the one given, headers are lost, and a token follows a redirect to another host.
Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports, _vault_login
from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client, Response
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError


class VaultClient(Client):
    """One session with a Vault server."""

    product = "vault"
    title = "Vault"
    token_header = "X-Vault-Token"
    index_header = "X-Vault-Index"

    def __init__(self, options: Mapping[str, Any]) -> None:
        library = _imports.load("vault", "hvac.adapters")
        super().__init__(options)
        self.namespace: str = self.options.get("namespace") or ""
        #: What the login gave, as Vault calls it: policies, lease_duration and so on.
        self.auth: dict[str, Any] = {}
        #: Whether the token of a login outlives the session: what depends on it would end with it.
        self.keep_token = False
        if self.login:
            _vault_login.check(self.login, has_certificate=bool(self.cert))
            if self.login["method"] == "token":
                self.token, self.login = self.login["token"].strip(), {}
        # the bare adapter never reads the environment
        self._adapter = library.RawAdapter(
            base_uri=self.address,
            verify=self.verify,
            cert=self.cert,
            timeout=self.timeout,
            session=self.session,
            allow_redirects=False,
        )

    def _headers(self) -> dict[str, str]:
        return {"X-Vault-Request": "true", **({"X-Vault-Namespace": self.namespace} if self.namespace else {})}

    def _send(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        answer = self._adapter.request(
            method.lower(), path, headers=headers, raise_exception=False, params=params, json=body, timeout=timeout
        )
        response = Response(answer.status_code, answer.headers, answer.text, self.index_header)
        self.keep_token = self.keep_token or _depends(response.data)
        return response

    def _log_in(self) -> str:
        path, body = _vault_login.request(self.login)
        kept = self.keep_token
        answer = self.post(path, body, idempotent=False, token="").data
        self.auth, self.keep_token = (answer or {}).get("auth") or {}, kept
        if not self.auth.get("client_token"):
            raise FleetError(
                f"Vault gave no token to the login by {self.login['method']}. Does it ask for a second factor? "
                "Use a login without one."
            )
        return str(self.auth["client_token"])

    def _log_out(self) -> None:
        """Revoke the token; a batch token cannot be, it expires."""
        if not self.keep_token and self.auth.get("token_type") != "batch":
            self.post(["auth", "token", "revoke-self"], idempotent=False)

    def _unwrapped(self, data: Any) -> Any:
        return data["data"] if isinstance(data, Mapping) else data

    def list(self, path: Sequence[str], params: Mapping[str, Any] | None = None) -> list[str]:
        """The keys below a path; none where there is nothing."""
        answer = self.request("LIST", path, params, accept=(404,))
        return [] if answer.status == 404 else list(answer.data["data"]["keys"])


def _depends(data: Any) -> bool:
    """Whether an answer holds what ends with the token that asked: a leased secret, or a child token."""
    if not isinstance(data, Mapping):
        return False
    child = data.get("auth") or {}
    return bool(data.get("lease_id") or (child.get("client_token") and not child.get("orphan")))


def connect(options: Mapping[str, Any]) -> VaultClient:
    """A client from module parameters or an equal mapping; None stands for "not given"."""
    return VaultClient(options)
