# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error tree."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, ConnectionFailed, not_found


def test_not_found_is_an_answer_of_404() -> None:
    assert not_found(ApiError("Nomad", "GET", "/v1/x", 404, ""))
    assert not not_found(ApiError("Nomad", "GET", "/v1/x", 403, ""))
    assert not not_found(ConnectionFailed("Nomad", "http://x", "cause"))


def test_messages() -> None:
    assert str(ApiError("Nomad", "GET", "/v1/x", 404, "")) == "Nomad answered 404 to GET /v1/x: (no text)"
    assert str(ConnectionFailed("Vault", "http://x", "cause", "Do this.")) == (
        "Vault at http://x could not be reached: cause. Do this."
    )
