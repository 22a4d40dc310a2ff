# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: groups, HCL values, plans."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils import _jobs as jobs
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput


def test_one_group_is_compared_and_several_are_matched_exactly() -> None:
    rule = jobs.constrained({"ID": "a"}, ["kiosk"])["Constraints"][0]
    assert (rule["Operand"], rule["RTarget"]) == ("=", "kiosk")
    rule = jobs.constrained({"ID": "a"}, ["sensor", "kiosk", "kiosk"])["Constraints"][0]
    assert rule["Operand"] == "regexp"
    for name, fits in (("kiosk", True), ("sensor", True), ("kiosk2", False), ("kiosk,other", False), ("", False)):
        assert bool(re.search(rule["RTarget"], name)) is fits


def test_an_older_rule_on_the_group_is_replaced_and_others_stay() -> None:
    job = {"Constraints": [{"LTarget": jobs.GROUP_TARGET, "RTarget": "old"}, {"LTarget": "${attr.kernel.name}"}]}
    made = jobs.constrained(job, ["new"])["Constraints"]
    assert [item["LTarget"] for item in made] == ["${attr.kernel.name}", jobs.GROUP_TARGET]


@pytest.mark.parametrize("name", ["Kiosk", "a|b", "", ".*", "a,b"])
def test_no_group_name(name: str) -> None:
    with pytest.raises(BadInput, match="scheduling_groups"):
        jobs.constrained({}, [name])


def test_hcl_values_start_no_template() -> None:
    assert jobs.hcl_value({"a": ["${x}", "%{y}", 'q"']}) == '{"a": ["$${x}", "%%{y}", "q\\""]}'


def test_a_plan_becomes_before_and_after_without_secrets() -> None:
    def field(name: str, kind: str, old: str, new: str) -> dict[str, Any]:
        return {"Name": name, "Type": kind, "Old": old, "New": new}

    task = {
        "Name": "main",
        "Type": "Edited",
        "Objects": [
            {"Name": "Env", "Type": "Edited", "Fields": [field("DB_PASSWORD", "Edited", "hunter1", "hunter2")]}
        ],
    }
    group = {"Name": "web", "Type": "Edited", "Tasks": [task], "Fields": [field("Count", "Edited", "1", "2")]}
    plan = {
        "Fields": [field("Priority", "None", "50", "50"), field("Stop", "Added", "", "true")],
        "TaskGroups": [group],
    }
    before, after = jobs.plan_sides(plan)
    assert before["TaskGroup web"]["Count"] == "1"
    assert after["TaskGroup web"]["Count"] == "2"
    assert after["Stop"] == "true"
    assert "Priority" not in after
    assert "hunter" not in str((before, after))
    assert before != after
