# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.filter.scheduling_group_constraint import (
    FilterModule,
    scheduling_group_constraint,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import constrained


@pytest.mark.parametrize("groups", ["kiosk", ["kiosk"], ["kiosk", "kiosk"]])
def test_one_group(groups: Any) -> None:
    assert scheduling_group_constraint(groups) == {
        "LTarget": "${meta.scheduling_group}",
        "Operand": "=",
        "RTarget": "kiosk",
    }


def test_several_groups_are_compared_as_a_whole() -> None:
    found = scheduling_group_constraint(["b", "a"])
    assert found == {"LTarget": "${meta.scheduling_group}", "Operand": "regexp", "RTarget": "^(a|b)$"}


def test_it_is_the_constraint_of_the_job_module() -> None:
    assert constrained({"ID": "clock"}, ["b", "a"])["Constraints"] == [scheduling_group_constraint(["a", "b"])]


@pytest.mark.parametrize("groups", [[], "", None, {"kiosk": 1}, 5])
def test_no_group_is_refused(groups: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="names no group|is no group name"):
        scheduling_group_constraint(groups)


@pytest.mark.parametrize("name", ["Kiosk", "a|b", "a,b", ".*", "x" * 64])
def test_a_name_that_could_mean_more_is_refused(name: str) -> None:
    with pytest.raises(AnsibleFilterError, match="is no group name"):
        scheduling_group_constraint(["kiosk", name])


def test_the_filter_is_registered() -> None:
    assert FilterModule().filters() == {"scheduling_group_constraint": scheduling_group_constraint}
