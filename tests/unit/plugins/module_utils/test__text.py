# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids and filter literals."""

from __future__ import annotations

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted, require_uuid


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
