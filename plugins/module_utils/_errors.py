# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one error tree of the collection. Only the top layer turns these into fail_json or AnsibleError.

Private to this collection: no promise to others.
"""

from __future__ import annotations


class FleetError(Exception):
    """Base: str(error) is the message for the user."""


class BadInput(FleetError):
    """What the user gave cannot be used."""


class TimedOut(FleetError):
    """A wait ended before what was waited for happened."""


class ConnectionFailed(FleetError):
    """The server gave no answer."""

    def __init__(self, product: str, address: str, cause: str, hint: str = "") -> None:
        self.product = product
        self.address = address
        self.cause = cause
        super().__init__(f"{product} at {address} could not be reached: {cause}.{' ' + hint if hint else ''}")


class ApiError(FleetError):
    """The server answered, with an error."""

    def __init__(self, product: str, method: str, path: str, status: int, words: str) -> None:
        self.product = product
        self.method = method
        self.path = path
        self.status = status
        self.words = words
        super().__init__(f"{product} answered {status} to {method} {path}: {words or '(no text)'}")


def not_found(error: BaseException | None) -> bool:
    """True for the answer "there is no such object"."""
    return isinstance(error, ApiError) and error.status == 404
