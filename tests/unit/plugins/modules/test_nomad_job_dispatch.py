# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job_dispatch."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

RULES = {"Payload": "optional", "MetaRequired": ["code"], "MetaOptional": ["note"]}


def serve(fake: Fake, children: list[dict[str, str]], **rules: Any) -> dict[str, Any]:
    """A server with the job backup; gives options that fit it."""
    fake.routes["GET", "/v1/job/backup"] = Answer(
        data={"ID": "backup", "Stop": False, "ParameterizedJob": {**RULES, **rules}}
    )
    fake.routes["GET", "/v1/jobs"] = Answer(data=children)
    fake.routes["GET", "/v1/job/child"] = Answer(data={"ID": "child", "Payload": "aHVudGVyMg==", "Meta": {"code": "1"}})
    fake.routes["POST", "/v1/job/backup/dispatch"] = Answer(data={"DispatchedJobID": "child", "EvalID": "e"})
    return {"address": fake.address, "name": "backup", "meta": {"code": 1}}


def test_what_is_sent_and_returned(fake: Fake, run_module: Run) -> None:
    options = {**serve(fake, []), "payload": "hunter2", "priority": 70, "id_prefix_template": "mine"}
    result = run_module("nomad_job_dispatch", options)
    (sent,) = fake.writes
    assert sent.body == {
        "Meta": {"code": "1"},
        "Payload": "aHVudGVyMg==",
        "Priority": 70,
        "IdPrefixTemplate": "mine",
    }
    assert "idempotency_token" not in sent.query
    assert (result["changed"], result["dispatch"]["EvalID"]) == (True, "e")
    assert result["job"] == {"ID": "child", "Meta": {"code": "1"}}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_a_token_starts_one_child(fake: Fake, run_module: Run, there: bool, check: bool) -> None:
    options = {**serve(fake, [{"ID": "child"}] if there else []), "idempotency_token": "today"}
    result = run_module("nomad_job_dispatch", options, check=check)
    assert result["changed"] is not there
    assert "DispatchIdempotencyToken == `today`" in fake.seen[1].query["filter"][0]
    assert [one.query["idempotency_token"] for one in fake.writes] == ([] if there or check else [["today"]])


@pytest.mark.parametrize(
    ("options", "rules", "text"),
    [
        ({"meta": {}}, {}, "missing code"),
        ({"meta": {"code": 1, "other": 2}}, {}, "unknown other, missing -"),
        ({"payload": "x"}, {"Payload": "forbidden"}, "takes none"),
        ({}, {"Payload": "required"}, "requires one"),
        ({"name": "child"}, {}, "is not parameterized"),
        ({"name": "nobody"}, {}, "there is no job nobody in namespace default"),
    ],
)
def test_what_the_servers_would_refuse(
    fake: Fake, run_module: Run, options: dict[str, Any], rules: dict[str, Any], text: str
) -> None:
    result = run_module("nomad_job_dispatch", {**serve(fake, [], **rules), **options}, check=True)
    assert text in result["msg"]
