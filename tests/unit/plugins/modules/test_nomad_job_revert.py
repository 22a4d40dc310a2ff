# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job_revert."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run


def serve(fake: Fake, kind: str) -> dict[str, Any]:
    """A server with the job shop in version 2, which differs from version 0 (or not)."""
    fields = [{"Name": "Priority", "Type": kind, "Old": "50", "New": "60"}]
    kept = [{"Version": 2}, {"Version": 1, "VersionTag": None}, {"Version": 0, "VersionTag": {"Name": "golden"}}]
    fake.routes["GET", "/v1/job/shop"] = Answer(data={"ID": "shop", "Namespace": "default", "Version": 2})
    fake.routes["GET", "/v1/job/shop/versions"] = Answer(
        data={"Versions": kept, "Diffs": [{"Type": kind, "Fields": fields}, {"Type": "Edited"}]}
    )
    fake.routes["PUT", "/v1/job/shop/revert"] = Answer(data={"EvalID": "e", "JobModifyIndex": 9})
    return {"address": fake.address, "name": "shop"}


@pytest.mark.parametrize("which", [{"version": 0}, {"tag": "golden"}])
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("kind", ["Edited", "None"])
def test_the_content_of_versions_is_compared(
    fake: Fake, run_module: Run, kind: str, check: bool, which: dict[str, Any]
) -> None:
    result = run_module("nomad_job_revert", {**serve(fake, kind), **which}, check=check)
    changed = kind != "None"
    assert result["changed"] is changed
    assert fake.seen[2].query["diff_version"] == ["0"]
    body = {"JobID": "shop", "JobVersion": 0, "EnforcePriorVersion": 2}
    assert [one.body for one in fake.writes] == ([body] if changed and not check else [])
    if changed:
        assert result["diff"] == {"before": {"Priority": "60"}, "after": {"Priority": "50"}}


@pytest.mark.parametrize("which", [{"version": 7}, {"tag": "other"}])
def test_what_is_not_there_is_named(fake: Fake, run_module: Run, which: dict[str, Any]) -> None:
    text = run_module("nomad_job_revert", {**serve(fake, "None"), **which})["msg"]
    assert "versions: 2, 1, 0; tags: golden" in text
