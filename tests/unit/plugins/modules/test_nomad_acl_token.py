# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


TOKEN = {
    "AccessorID": "a1",
    "SecretID": "hunter2",
    "Name": "reader",
    "Type": "client",
    "Policies": ["x"],
    "Global": False,
}


def routes(fake: Fake, *tokens: dict[str, Any]) -> None:
    """A server with these tokens."""
    fake.routes["GET", "/v1/acl/tokens"] = Answer(data=list(tokens))
    for token in tokens:
        fake.routes["GET", f"/v1/acl/token/{token['AccessorID']}"] = Answer(data=token)


def test_a_second_run_makes_no_second_token(fake: Fake, run_module: Run) -> None:
    routes(fake, TOKEN)
    result = run_module("nomad_acl_token", {"address": fake.address, "name": "reader", "policies": ["x"]})
    assert result["changed"] is False
    assert "hunter2" not in str(result)
    assert not fake.writes


def test_the_secret_is_returned_only_where_it_is_hidden(fake: Fake, run_module: Run) -> None:
    routes(fake, TOKEN)
    options = {"address": fake.address, "name": "reader", "return_secret": True}
    assert "no_log" in run_module("nomad_acl_token", options)["msg"]
    assert run_module("nomad_acl_token", options, no_log=True)["secret_id"] == "hunter2"


def test_two_of_one_name_are_an_error(fake: Fake, run_module: Run) -> None:
    routes(fake, TOKEN, {**TOKEN, "AccessorID": "a2"})
    assert "a1, a2" in run_module("nomad_acl_token", {"address": fake.address, "name": "reader"})["msg"]


def test_a_lost_answer_makes_no_second_token(fake: Fake, run_module: Run) -> None:
    routes(fake)
    fake.routes["PUT", "/v1/acl/token"] = Answer(0)
    assert run_module("nomad_acl_token", {"address": fake.address, "name": "reader"})["failed"]
    assert len(fake.writes) == 1


def test_what_cannot_be_changed_is_refused(fake: Fake, run_module: Run) -> None:
    routes(fake, TOKEN)
    result = run_module("nomad_acl_token", {"address": fake.address, "name": "reader", "type": "management"})
    assert "type:" in result["msg"]


def test_a_change_leaves_the_expiration_as_it_is(fake: Fake, run_module: Run) -> None:
    ends = {"ExpirationTTL": "2h0m0s", "ExpirationTime": "2026-11-29T23:00:00Z"}
    routes(fake, {**TOKEN, **ends})
    fake.routes["PUT", "/v1/acl/token/a1"] = Answer(data=TOKEN)
    options = {"address": fake.address, "name": "reader", "policies": ["y"], "expiration_ttl": "5h"}
    assert run_module("nomad_acl_token", options)["changed"] is True
    assert {key: fake.writes[0].body[key] for key in ends} == ends
