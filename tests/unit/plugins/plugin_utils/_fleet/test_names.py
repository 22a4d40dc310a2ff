# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in the fleet."""

from __future__ import annotations

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.names import check_name, nearest


@pytest.mark.parametrize("name", ["a", "0", "kiosk-1", "a" * 63])
def test_good_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "A", "a_b", "-a", "a-", "a" * 64, "a.b", "a/b", "a\n", "localhost", "server", "ungrouped"]
)
def test_bad_names(name: str) -> None:
    with pytest.raises(BadInput, match="name: "):
        check_name(name)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (["sensor", "kiosk", "kiosk-2"], "did you mean 'kiosk' or 'kiosk-2'?"),
        (["b", "a"], "there is a, b"),
        (
            [f"z{number:02}" for number in range(12)],
            "there is z00, z01, z02, z03, z04, z05, z06, z07, z08, z09 and 2 more",
        ),
        ([], "there is no group yet"),
    ],
)
def test_nearest(known: list[str], words: str) -> None:
    assert nearest("kiosc", known, "group") == words
