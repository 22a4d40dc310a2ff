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

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client, Response


class VaultClient(Client):
    """One session with a Vault server."""

    product = "vault"
    title = "Vault"
    token_header = "X-Vault-Token"
    index_header = "X-Vault-Index"

    def __init__(self, options: Mapping[str, Any]) -> None:
        library = _imports.require("vault", _imports.hvac_adapters)
        super().__init__(options)
        # the bare adapter never reads the environment
        self._adapter = library.RawAdapter(
            base_uri=self.address,
            verify=self.verify,
            cert=self.cert,
            timeout=self.timeout,
            session=self.session,
            allow_redirects=False,
            namespace=self.options.get("namespace") or None,
        )

    def _send(
        self, method: str, path: str, params: dict[str, Any], body: Any, headers: dict[str, str], timeout: float
    ) -> Response:
        answer = self._adapter.request(
            method.lower(), path, headers=headers, raise_exception=False, params=params, json=body, timeout=timeout
        )
        return Response(answer.status_code, answer.headers, answer.text, self.index_header)

    def _unwrapped(self, data: Any) -> Any:
        return data["data"] if isinstance(data, Mapping) else data

    def list(self, path: Sequence[str], params: Mapping[str, Any] | None = None) -> list[str]:
        """The keys below a path; none where there is nothing."""
        answer = self.request("LIST", path, params, accept=(404,))
        return [] if answer.status == 404 else list(answer.data["data"]["keys"])


def connect(options: Mapping[str, Any]) -> VaultClient:
    """A client from module parameters or an equal mapping; None stands for "not given"."""
    return VaultClient(options)
