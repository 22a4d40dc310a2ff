# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations, ids and filter literals."""

from __future__ import annotations

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._text import nanoseconds, quoted, require_uuid


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("1h30m", 5400), ("2d", 172800), ("0", 0), (45, 45), ("1.5h", 5400), ("100ms", 0.1)],
)
def test_durations(text: str | int, seconds: float) -> None:
    assert nanoseconds(text, "ttl") == seconds * 10**9


@pytest.mark.parametrize("text", ["", "soon", "1 hour", "-1s", "1h-30m"])
def test_no_durations(text: str) -> None:
    with pytest.raises(BadInput, match="ttl"):
        nanoseconds(text, "ttl")


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(BadInput) as caught:
        require_uuid("hunter2", "secret")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(("value", "literal"), [("a", "`a`"), ('a"b\\', '`a"b\\`'), ("a`b", '"a`b"')])
def test_filter_literals(value: str, literal: str) -> None:
    assert quoted(value) == literal


def test_no_filter_literal() -> None:
    with pytest.raises(BadInput):
        quoted('`"')
