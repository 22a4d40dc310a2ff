# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server answered, and what follows from it: the words of an error, and whether asking again makes sense.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

LONGEST_DELAY = 10.0
_BUSY = (429, 502, 503, 504)
_NEVER_APPLIED = (429,)
#: What a server says that has found no leader, or has tried to reach one that has just died: it passed nothing on.
_NO_LEADER = (
    *("no cluster leader", "no known consul servers", "not ready to serve consistent reads"),
    "failed to get conn",
)
#: What it says whose leader died with the request in its hands.
_CUT_OFF = ("rpc error: eof", "connection reset by peer", "session shutdown", "leadership lost while committing")


class Response:
    """One answer: decoded data, and the headers that carry an index or the next page."""

    def __init__(self, status: int, headers: Mapping[str, str], text: str, index_header: str = "") -> None:
        self.status = status
        self.headers = {key.lower(): value for key, value in headers.items()}
        self.text = text
        self.next_token: str | None = self.headers.get("x-nomad-nexttoken") or None
        index = self.headers.get(index_header.lower(), "")
        self.index: int | None = int(index) if index.isdigit() else None

    @property
    def data(self) -> Any:
        """The decoded JSON; the text itself where it is none; None where there is nothing."""
        if not self.text.strip():
            return None
        try:
            return json.loads(self.text)
        except ValueError:
            return self.text


def words(answer: Response) -> str:
    data = answer.data
    if isinstance(data, Mapping) and data.get("errors"):
        return "; ".join(str(item) for item in data["errors"])
    return data if isinstance(data, str) else answer.text


def worth_another(answer: Response, idempotent: bool) -> bool:
    said = answer.text.lower()
    if answer.status in _NEVER_APPLIED or (answer.status == 500 and any(part in said for part in _NO_LEADER)):
        return True
    busy = answer.status in _BUSY or (answer.status == 500 and any(part in said for part in _CUT_OFF))
    return idempotent and busy and "vault is sealed" not in said


def retry_after(answer: Response) -> float:
    value = answer.headers.get("retry-after", "")
    return min(LONGEST_DELAY, float(value)) if value.isdigit() else 0.0
