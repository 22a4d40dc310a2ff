# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the modules."""

from __future__ import annotations

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, TimedOut
from ansible_collections.nomadic.fleet.plugins.module_utils._module import wait_for


def test_waiting_ends_and_says_what_for() -> None:
    with pytest.raises(TimedOut, match=r"The thing: not within 0 s \(option wait_timeout\)"):
        wait_for("The thing", lambda: None, 0, lambda _: None)


def test_waiting_gives_the_answer_back() -> None:
    answers = iter([None, "yes"])
    assert wait_for("The thing", lambda: next(answers), 5, lambda _: None) == "yes"


@pytest.mark.parametrize("name", ["requests", "nomad", "consul", "vault"])
def test_a_missing_library_is_named(name: str) -> None:
    with pytest.raises(BadInput, match="is missing for"):
        _imports.require(name, None)
