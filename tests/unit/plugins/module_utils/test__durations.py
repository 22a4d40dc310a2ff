# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations, read and written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import go_text, nanoseconds, seconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (45, 45),
        (0, 0),
        (0.00001, 0.00001),
        ("90", 90),
        (" 90s ", 90),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1.5h", 5400),
        ("500ms", 0.5),
        ("250us", 0.00025),
        ("250\u00b5s", 0.00025),
        ("250\u03bcs", 0.00025),
        ("30d", 2592000),
        ("1d12h", 129600),
    ],
)
def test_seconds(value: Any, expected: float) -> None:
    assert seconds(value) == expected
    assert nanoseconds(value) == round(expected * 10**9)


@pytest.mark.parametrize(
    "value",
    ["", "soon", "1 hour", "-1s", "1h-30m", "h", "1h30", "1.h", "\u0661s", -1, True, None, float("inf"), float("nan")],
)
def test_what_is_no_duration_is_refused(value: Any) -> None:
    with pytest.raises(BadInput, match="is not a duration; write for instance"):
        seconds(value)


def test_the_option_is_named() -> None:
    with pytest.raises(BadInput, match="^ttl: 'soon' is not"):
        nanoseconds("soon", "ttl")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0s"),
        ("1ns", "1ns"),
        ("1500ns", "1.5\u00b5s"),
        (0.5, "500ms"),
        (1.5, "1.5s"),
        (90, "1m30s"),
        ("1h30m", "1h30m0s"),
        (3600, "1h0m0s"),
        ("30d", "720h0m0s"),
        ("1h1ns", "1h0m0.000000001s"),
    ],
)
def test_text_as_go_prints_it(value: Any, expected: str) -> None:
    assert go_text(value) == expected


@given(strategies.integers(0, 2**63 - 1))
def test_what_is_written_reads_the_same(count: int) -> None:
    assert nanoseconds(go_text(f"{count}ns")) == count
