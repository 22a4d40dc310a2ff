# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.filter.byte_size import FilterModule, byte_size


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1024, "B", 1024),
        ("1024", "KiB", 1),
        ("1GiB", "B", 1073741824),
        ("512MB", "B", 512000000),
        ("512mb", "MiB", 488.28125),
        (" 1.5 GiB ", "MiB", 1536),
        ("1kB", "B", 1000),
        ("1PiB", "TiB", 1024),
        ("0.1GB", "MB", 100),
        ("3B", "B", 3),
    ],
)
def test_units(value: Any, unit: str, expected: float) -> None:
    found = byte_size(value, unit)
    assert (found, type(found)) == (expected, type(expected))


def test_bytes_are_the_default() -> None:
    assert byte_size("1KiB") == 1024


@pytest.mark.parametrize("value", ["", "1G", "1k", "GiB", "-1MB", "1e3B", "1,5GB", "1GiBs", True, None, "\u0661B"])
def test_what_is_no_size_is_refused(value: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="is not a size; write for instance"):
        byte_size(value)


@pytest.mark.parametrize("unit", ["G", "gib", ""])
def test_an_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(AnsibleFilterError, match="is none of B, kB"):
        byte_size("1GiB", unit)


def test_the_filter_is_registered() -> None:
    assert FilterModule().filters() == {"byte_size": byte_size}
