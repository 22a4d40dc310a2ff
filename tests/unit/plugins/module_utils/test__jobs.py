# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: groups, HCL values, plans."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils import _jobs as jobs
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
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


def test_where_only_a_secret_changes_the_sides_differ_all_the_same() -> None:
    field = {"Name": "Env[API_TOKEN]", "Type": "Edited", "Old": "hunter1", "New": "hunter2"}
    before, after = jobs.plan_sides({"Fields": [field]})
    assert before != after
    assert "hunter" not in str((before, after))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=hunter2 and more", "password=(hidden) and more"),
        ('DB_PASSWORD = "hunter2"', "DB_PASSWORD = (hidden)"),
        ("api_key: hunter2\nplain: seen", "api_key: (hidden)\nplain: seen"),
        ("postgres://shop:hunter2@db/shop", "postgres://shop:(hidden)@db/shop"),
        ('{{ with secret "kv/shop" }}', '{{ with secret "kv/shop" }}'),
        ("https://db:5432/shop", "https://db:5432/shop"),
    ],
)
def test_secrets_within_texts_are_hidden(text: str, shown: str) -> None:
    assert jobs.public({"Templates": [{"EmbeddedTmpl": text}]}) == {"Templates": [{"EmbeddedTmpl": shown}]}


def test_secrets_in_a_job_are_hidden_and_the_rest_is_there() -> None:
    job = {
        "Env": {"DB_PASSWORD": "hunter2", "PLAIN": "x"},
        "Vault": {"ChangeMode": "restart"},
        "VaultToken": "",
        "N": 1,
    }
    shown = {
        "Env": {"DB_PASSWORD": "(hidden)", "PLAIN": "x"},
        "Vault": {"ChangeMode": "restart"},
        "VaultToken": "",
        "N": 1,
    }
    assert jobs.public(job) == shown
    assert jobs.without_job_secrets({"ID": "1", "Job": job}) == {"ID": "1", "Job": shown}
    assert jobs.without_job_secrets({"ID": "1"}) == {"ID": "1"}


@pytest.mark.usefixtures("clean_environment")
def test_groups_that_exist_keep_their_count(fake: Fake) -> None:
    fake.routes["GET", "/v1/job/a"] = Answer(data={"TaskGroups": [{"Name": "web", "Count": 5}]})
    job = {"ID": "a", "Namespace": "n", "TaskGroups": [{"Name": "web", "Count": 1}, {"Name": "new", "Count": 2}]}
    made = jobs.with_counts(connect({"address": fake.address}), job)
    assert [group["Count"] for group in made["TaskGroups"]] == [5, 2]
    assert fake.seen[0].query["namespace"] == ["n"]


def test_what_is_called_edited_and_is_the_same_is_no_change() -> None:
    scaling = {"Name": "Scaling", "Type": "Edited", "Fields": None, "Objects": None}
    group = {"Name": "web", "Type": "Edited", "Fields": None, "Objects": [scaling]}
    before, after = jobs.plan_sides({"Type": "Edited", "TaskGroups": [group]})
    assert before == after


@pytest.mark.parametrize(("kind", "sides"), [("Added", ({}, {"Vault": {}})), ("Deleted", ({"Vault": {}}, {}))])
def test_what_comes_or_goes_without_fields_is_a_change(kind: str, sides: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert jobs.plan_sides({"Objects": [{"Name": "Vault", "Type": kind, "Fields": None}]}) == sides
