# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_tidy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(("count", "changed"), [(3, True), (0, False)])
def test_the_end_is_waited_for(fake: Fake, run_module: Run, count: int, changed: bool) -> None:
    fake.routes["POST", "/v1/pki/tidy"] = Answer(202, {})
    status = {"state": "Finished", "cert_store_deleted_count": count, "revoked_cert_deleted_count": None}
    fake.routes["GET", "/v1/pki/tidy-status"] = Answer(data={"data": status})
    options = {"address": fake.address, "tidy_cert_store": True, "safety_buffer": "7d"}
    assert run_module("vault_pki_tidy", options, check=True)["changed"]
    assert not fake.seen
    fake.answers = [Answer(202, {}), Answer(data={"data": {"state": "Running"}})]
    result = run_module("vault_pki_tidy", options)
    assert result["changed"] is changed
    assert [seen.method for seen in fake.seen] == ["POST", "GET", "GET"]
    assert fake.writes[0].body == {"tidy_cert_store": True, "safety_buffer": 604800}


def test_an_error_is_one(fake: Fake, run_module: Run) -> None:
    fake.routes["POST", "/v1/pki/tidy"] = Answer(202, {})
    fake.routes["GET", "/v1/pki/tidy-status"] = Answer(data={"data": {"state": "Error", "error": "disk"}})
    assert "disk" in run_module("vault_pki_tidy", {"address": fake.address})["msg"]
