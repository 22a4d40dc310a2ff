# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make started servers ready for use, by their own API: management tokens, Vault initialised, unsealed and audited."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

#: The secret of the management tokens of Nomad and Consul.
SECRET = "8f0f3c1e-5d0a-4c39-9b1e-3a1c2b7d9e11"
#: What tells that a server can be used, be it only to bootstrap it.
UP = {"nomad": "/v1/status/leader", "consul": "/v1/status/leader", "vault": "/v1/sys/seal-status"}


class Api:
    """One server."""

    def __init__(self, address: str, ca_file: Path) -> None:
        self.address = address
        self.token = ""
        self._context = ssl.create_default_context(cafile=str(ca_file))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The decoded answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {f"X-{product}-Token": self.token for product in ("Nomad", "Consul", "Vault") if self.token}
        request = urllib.request.Request(self.address + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60, context=self._context) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def answers(self, path: str) -> bool:
        """Whether it says something that is not empty."""
        try:
            return bool(self.ask("GET", path))
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    def ask_until(self, method: str, path: str, body: Any = None) -> Any:
        """The answer, as soon as the server is not busy with its start."""
        end = time.monotonic() + 60
        while True:
            try:
                return self.ask(method, path, body)
            except urllib.error.HTTPError as error:
                if (error.code < 500 and error.code != 400) or time.monotonic() > end:
                    raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from error
            time.sleep(0.05)


def nomad(api: Api, _folder: Path) -> dict[str, Any]:
    """A management token with the known secret, and a node to run jobs on."""
    api.ask_until("POST", "/v1/acl/bootstrap", {"BootstrapSecret": SECRET})
    api.token = SECRET
    end = time.monotonic() + 60
    while [node["Status"] for node in api.ask("GET", "/v1/nodes")] != ["ready"] and time.monotonic() < end:
        time.sleep(0.05)
    return {"token": SECRET}


def consul(api: Api, _folder: Path) -> dict[str, Any]:
    """A management token with the known secret."""
    api.ask_until("PUT", "/v1/acl/bootstrap", {"BootstrapSecret": SECRET})
    return {"token": SECRET}


def vault(api: Api, folder: Path) -> dict[str, Any]:
    """One key share, unsealed, and a record of every request in a file."""
    made = api.ask_until("PUT", "/v1/sys/init", {"secret_shares": 1, "secret_threshold": 1})
    api.ask_until("PUT", "/v1/sys/unseal", {"key": made["keys"][0]})
    api.token = made["root_token"]
    audit = folder / "vault-audit.json"
    api.ask_until("PUT", "/v1/sys/audit/integration", {"type": "file", "options": {"file_path": str(audit)}})
    return {"token": made["root_token"], "unseal_keys": made["keys"], "audit": str(audit)}


READY = {"nomad": nomad, "consul": consul, "vault": vault}
