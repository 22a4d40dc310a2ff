# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_agent_token."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

SELF = "GET", "/v1/acl/token/self"
TOKEN = "7b0dd0a6-96f3-4c3c-8d63-6f3cf0a5d111"


def go(fake: Fake, run_module: Run, kind: str, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["PUT", f"/v1/agent/token/{kind}"] = Answer()
    base = {"address": fake.address, "token": "operator", "kind": kind, "agent_token": TOKEN}
    result = run_module("consul_agent_token", {**base, **options}, check=check)
    assert TOKEN not in str(result)
    return result


@pytest.mark.parametrize(
    ("answer", "changed"),
    [(Answer(data={"SecretID": TOKEN}), False), (Answer(403), True), (Answer(data={"SecretID": "x"}), True)],
)
def test_the_default_one_is_asked_for(fake: Fake, run_module: Run, answer: Answer, changed: bool) -> None:
    fake.routes[SELF] = answer
    assert go(fake, run_module, "default", check=True)["changed"] is changed
    assert "x-consul-token" not in fake.seen[0].headers
    assert not fake.writes
    go(fake, run_module, "default")
    assert [one.body for one in fake.writes] == [{"Token": TOKEN}] * changed


def test_others_are_read_from_the_agents_file(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    file = tmp_path / "acl-tokens.json"
    assert go(fake, run_module, "dns", check=True, data_dir=str(tmp_path))["changed"] is True
    file.write_text(json.dumps({"dns": TOKEN}))
    assert go(fake, run_module, "dns", data_dir=str(tmp_path))["changed"] is False
    assert go(fake, run_module, "agent", data_dir=str(tmp_path))["changed"] is True
    file.write_text("no JSON")
    assert "cannot be read" in go(fake, run_module, "dns", data_dir=str(tmp_path))["msg"]


def test_what_cannot_be_known_is_sent(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, "replication")["changed"] is True
    assert len(fake.writes) == 1
