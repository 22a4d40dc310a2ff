# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._sizes import byte_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (7, 7),
        ("1048576", 1048576),
        ("1MiB", 1048576),
        ("1MB", 1000000),
        ("1.5 GiB", 1610612736),
        ("2kb", 2000),
        ("3B", 3),
    ],
)
def test_sizes(text: Any, size: int) -> None:
    assert byte_size(text, "capacity_min") == size


@pytest.mark.parametrize("text", ["1G", "", "GiB", "-1", "1 XiB", True])
def test_no_size(text: Any) -> None:
    with pytest.raises(BadInput, match="capacity_min: .* is not a size; write for instance"):
        byte_size(text, "capacity_min")
