# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.filter.duration import FilterModule, duration


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("1h30m", "s", 5400),
        ("500ms", "s", 0.5),
        (90, "m", 1.5),
        ("30d", "h", 720),
        ("36h", "d", 1.5),
        (2, "ms", 2000),
        ("1us", "ns", 1000),
        ("1h30m", "go", "1h30m0s"),
    ],
)
def test_units(value: Any, unit: str, expected: Any) -> None:
    found = duration(value, unit)
    assert (found, type(found)) == (expected, type(expected))


def test_seconds_are_the_default() -> None:
    assert duration("2m") == 120


@pytest.mark.parametrize("unit", ["s", "go"])
def test_what_is_no_duration_is_refused(unit: str) -> None:
    with pytest.raises(AnsibleFilterError, match="duration: 'soon' is not a duration; write for instance"):
        duration("soon", unit)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="unit 'w' is none of ns, ms, s, m, h, d, go"):
        duration("7d", "w")


def test_the_filter_is_registered() -> None:
    assert FilterModule().filters() == {"duration": duration}
