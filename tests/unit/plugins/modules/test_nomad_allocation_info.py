# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_allocation_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

FULL = {"ID": "1", "Namespace": "default", "Job": {"ID": "a", "Meta": {"token": "hunter2"}}}


def test_a_list_of_a_job(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/allocations"] = Answer(data=[{"ID": "1", "Namespace": "default"}])
    options = {"address": fake.address, "job": "a", "filter": "x == 1", "resources": True}
    assert run_module("nomad_allocation_info", options)["allocations"] == [{"ID": "1", "Namespace": "default"}]
    assert fake.seen[0].query["filter"] == ["JobID == `a` and (x == 1)"]
    assert fake.seen[0].query["resources"] == ["true"]


@pytest.mark.parametrize("options", [{"id": "1"}, {"details": True}])
def test_in_full_the_secrets_of_the_job_are_hidden(fake: Fake, run_module: Run, options: dict[str, Any]) -> None:
    fake.routes["GET", "/v1/allocations"] = Answer(data=[{"ID": "1", "Namespace": "default"}])
    fake.routes["GET", "/v1/allocation/1"] = Answer(data=FULL)
    (found,) = run_module("nomad_allocation_info", {"address": fake.address, **options})["allocations"]
    assert found["Job"] == {"ID": "a", "Meta": {"token": "(hidden)"}}
