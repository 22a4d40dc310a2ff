# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server notes of the requests it got: Nomad and Consul in their logs, Vault in its audit file."""

from __future__ import annotations

import json
import pathlib
import re
import ssl
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

#: A request that may write, as the servers note it. Vault writes an object a line, see _vault_writes.
WROTE = {
    "nomad": re.compile(r"http: request complete: method=(POST|PUT|PATCH|DELETE) path=(\S+)"),
    "consul": re.compile(r"Request finished: method=(POST|PUT|PATCH|DELETE) url=(\S+)"),
}
#: Reads that are sent as writes, and logins. Paths of Vault without the leading /v1/, as its audit file has them.
READS = {
    "nomad": r"/v1/(job/[^?]*/plan|jobs/parse|validate/|search|acl/login|acl/oidc/)",
    "consul": r"/v1/(acl/login|discovery-chain/|internal/acl/authorize|agent/connect/authorize)",
    "vault": (
        r"^(auth/token/lookup|auth/[^/]+/login|auth/.*/(secret-id|secret-id-accessor)/lookup|identity/lookup/|sys/capabilities"
        r"|sys/leases/lookup|sys/wrapping/(lookup|unwrap)|sys/audit-hash/|sys/tools/)"
    ),
}
#: A read that answers nothing of interest but is noted; its address ends with what was not asked before.
MARKER = {
    "nomad": "/v1/status/leader?marker=",
    "consul": "/v1/status/leader?marker=",
    "vault": "/v1/sys/policies/acl/marker-",
}
PATIENCE = 30


class NotNoted(Exception):
    """A request that is known to have been sent is not in the record."""


class Record:
    """What a server notes of the requests it got, from one look to the next."""

    def __init__(self, product: str, options: dict[str, Any], path: str, reads: str = "") -> None:
        self.product = product
        self._options = options
        self._path = pathlib.Path(path)
        self._reads = re.compile("|".join(filter(None, (READS[product], reads))))
        self._tls = ssl.create_default_context(cafile=options["ca_file"])
        self._offset = self._path.stat().st_size
        self.writes()

    def writes(self) -> list[str]:
        """The writes since the last look; a request of its own tells when the record is complete."""
        marker = uuid.uuid4().hex
        self._ask(MARKER[self.product] + marker)
        end = time.monotonic() + PATIENCE
        while True:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                text = file.read()
            complete, found, _rest = text.partition(marker.encode())
            if found and text.endswith(b"\n"):
                break
            if time.monotonic() > end:
                raise NotNoted(f"{self._path} does not show the request with {marker}; does it log at DEBUG?")
            time.sleep(0.01)
        self._offset += len(text)
        lines = complete.decode(errors="replace").splitlines()
        found_writes = self._vault_writes(lines) if self.product == "vault" else self._logged_writes(lines)
        return [f"{method} {path}" for method, path in found_writes if not self._reads.search(path)]

    def _logged_writes(self, lines: list[str]) -> Iterator[tuple[str, str]]:
        for line in lines:
            match = WROTE[self.product].search(line)
            if match:
                yield match[1], match[2]

    def _vault_writes(self, lines: list[str]) -> Iterator[tuple[str, str]]:
        for line in lines[:-1]:  # the last one is the marker's, and cut off in it
            entry = json.loads(line)
            operation = entry["request"]["operation"]
            if entry["type"] == "request" and operation in ("create", "update", "patch", "delete"):
                yield operation, entry["request"]["path"]

    def _ask(self, path: str) -> None:
        headers = {f"X-{self.product.title()}-Token": self._options["token"]}
        request = urllib.request.Request(self._options["address"] + path, headers=headers)
        try:
            urllib.request.urlopen(request, timeout=PATIENCE, context=self._tls).close()
        except urllib.error.HTTPError as error:
            if error.code not in (404, 500):  # noted all the same, also by a server that has no leader for a moment
                raise
