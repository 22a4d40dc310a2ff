# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: pages, details, conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils import _stubs as stubs
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput


@pytest.mark.usefixtures("clean_environment")
def test_a_thousand_jobs_take_one_request_and_the_next_one_another(fake: Fake) -> None:
    page = [{"ID": str(number)} for number in range(1000)]
    fake.answers = [Answer(data=page, headers={"X-Nomad-NextToken": "more"}), Answer(data=[{"ID": "last"}])]
    found = stubs.listed(
        connect({"address": fake.address}), ["jobs"], {"prefix": "a", "filter": "b", "details": False}, one
    )
    assert len(found) == 1001
    assert [(seen.query["per_page"], seen.query["prefix"], seen.query["filter"]) for seen in fake.seen] == [
        (["1000"], ["a"], ["b"])
    ] * 2
    assert fake.seen[1].query["next_token"] == ["more"]


@pytest.mark.usefixtures("clean_environment")
def test_details_read_each_and_leave_out_what_is_gone(fake: Fake) -> None:
    fake.answers = [Answer(data=[{"ID": "1"}, {"ID": "2"}])]
    client = connect({"address": fake.address})
    assert stubs.listed(client, ["jobs"], {"details": True}, one) == [{"whole": "1"}]
    assert len(fake.seen) == 1


def one(stub: Mapping[str, Any]) -> dict[str, str] | None:
    return {"whole": stub["ID"]} if stub["ID"] == "1" else None


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"job": None, "filter": None}, None),
        ({"job": "team/a", "filter": None}, "JobID == `team/a`"),
        ({"job": "a", "filter": "x == 1 or y == 2"}, "JobID == `a` and (x == 1 or y == 2)"),
        ({"job": None, "filter": "x == 1"}, "(x == 1)"),
    ],
)
def test_the_job_is_one_more_condition(given: dict[str, Any], wanted: str | None) -> None:
    assert stubs.of_job(given)["filter"] == wanted


@pytest.mark.usefixtures("clean_environment")
def test_an_id_is_not_looked_up_everywhere(fake: Fake) -> None:
    with pytest.raises(BadInput, match="name is looked up in one namespace"):
        stubs.alone(connect({"address": fake.address, "namespace": "*"}), ["job", "a"], "name")
    assert not fake.seen
    assert stubs.alone(connect({"address": fake.address}), ["job", "a"], "name") == []
