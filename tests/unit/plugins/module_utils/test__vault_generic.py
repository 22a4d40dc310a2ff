# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values whose kind is not known."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_generic import alike, segments


@pytest.mark.parametrize(
    ("current", "given"),
    [
        (3600, "1h"),
        ("1h0m0s", 3600),
        ("768h", "768h0m0s"),
        (5, "5"),
        (True, "true"),
        (["a", "b"], "b, a"),
        (None, []),
        ([], ""),
        ({"a": 1, "b": 2}, {"a": "1"}),
        ("x ", "x"),
    ],
)
def test_the_same_in_other_words(current: Any, given: Any) -> None:
    assert alike(current, given)


@pytest.mark.parametrize(
    ("current", "given"),
    [
        (3600, "2h"),
        (["a"], "a,b"),
        (["a", "a"], ["a"]),
        (True, "yes"),
        (None, "x"),
        ({"a": 1}, {"b": 1}),
        ("a", "b"),
        (0, True),
    ],
)
def test_not_the_same(current: Any, given: Any) -> None:
    assert not alike(current, given)


@pytest.mark.parametrize("path", ["/v1/a/b/", "a/b", "a//b"])
def test_paths_as_people_write_them(path: str) -> None:
    assert segments(path) == ["a", "b"]
