# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job_version_tag."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/job/shop/versions/golden/tag"


class TestVersionTag(ObjectContract):
    module = "nomad_job_version_tag"
    options = {"name": "shop", "tag": "golden", "description": "one"}
    there = {"Versions": [{"Version": 3}, {"Version": 1, "VersionTag": {"Name": "golden", "Description": "one"}}]}
    other = {"description": "two"}
    sent = {"Name": "golden", "Description": "one", "Version": 3}
    changed = {"Description": "two", "Version": 1}
    read = "GET", "/v1/job/shop/versions"
    write = "POST", PATH
    remove = "DELETE", PATH
    absent = Answer(data={"Versions": [{"Version": 3, "VersionTag": None}]})

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes["GET", "/v1/job/shop"] = Answer(data={"ID": "shop", "Version": 3})

    def test_a_tag_is_moved_in_two_steps(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module, version=3)["changed"] is True
        assert [one.method for one in fake.writes] == ["DELETE", "POST"]
        self.carries(fake.writes[1].body, {"Version": 3, "Description": "one"})


def test_an_id_with_a_slash_is_refused(fake: Fake, run_module: Run) -> None:
    result = run_module("nomad_job_version_tag", {"address": fake.address, "name": "team/shop", "tag": "golden"})
    assert "this id has a slash" in result["msg"]
    assert not fake.seen
