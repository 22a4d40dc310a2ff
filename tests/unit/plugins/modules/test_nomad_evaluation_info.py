# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_evaluation_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run


def test_a_list_of_a_job(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/evaluations"] = Answer(data=[{"ID": "1"}])
    options = {"address": fake.address, "namespace": "*", "job": "a", "prefix": "0f"}
    assert run_module("nomad_evaluation_info", options)["evaluations"] == [{"ID": "1"}]
    query = fake.seen[0].query
    assert (query["filter"], query["prefix"], query["namespace"]) == (["JobID == `a`"], ["0f"], ["*"])


def test_one_or_none(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/evaluation/1"] = Answer(data={"ID": "1"})
    assert run_module("nomad_evaluation_info", {"address": fake.address, "id": "1"})["evaluations"] == [{"ID": "1"}]
    assert run_module("nomad_evaluation_info", {"address": fake.address, "id": "2"})["evaluations"] == []
