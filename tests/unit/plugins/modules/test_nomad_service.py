# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_service."""

from __future__ import annotations

import pytest
from fake_server import Answer, Fake
from object_contract import Run


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_what_is_there_is_deleted(fake: Fake, run_module: Run, there: bool, check: bool) -> None:
    fake.routes["GET", "/v1/service/web"] = Answer(data=[{"ID": "1"}] if there else [])
    fake.routes["DELETE", "/v1/service/web/1"] = Answer()
    result = run_module("nomad_service", {"address": fake.address, "name": "web", "id": "1"}, check=check)
    assert result["changed"] is there
    assert fake.seen[0].query["filter"] == ["ID == `1`"]
    assert [one.path for one in fake.writes] == (["/v1/service/web/1"] if there and not check else [])
