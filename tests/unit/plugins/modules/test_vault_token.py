# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules vault_token and vault_token_info."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]
TOKEN = "/v1/auth/token"
DATA = {"id": "hvs.hunter2", "accessor": "a1", "policies": ["default"], "ttl": 900}
BAD = Answer(403, {"errors": ["bad token"]})
LOOKUPS = (f"{TOKEN}/lookup", f"{TOKEN}/lookup-accessor")


def writes(fake: Fake) -> list[Any]:
    return [(one.path, one.body) for one in fake.writes if one.path not in LOOKUPS]


def go(fake: Fake, run_module: Run, *, no_log: bool = False, check: bool = False, **options: Any) -> dict[str, Any]:
    auth = {"client_token": "hvs.hunter2", "accessor": "a1"}
    for path in ("create", "create/nomad"):
        fake.routes["POST", f"{TOKEN}/{path}"] = Answer(data={"auth": auth})
    fake.routes.setdefault(("POST", LOOKUPS[1]), Answer(data={"data": {**DATA, "id": ""}}))
    fake.routes["POST", f"{TOKEN}/revoke-accessor"] = Answer(204)
    result = run_module("vault_token", {"address": fake.address, "token": "root", **options}, check, no_log)
    shown = {key: value for key, value in result.items() if key != "client_token"}
    assert "hunter2" not in str(shown)
    return result


def test_it_is_not_printed(fake: Fake, run_module: Run) -> None:
    assert "no_log" in go(fake, run_module, policies=["a"])["msg"]
    assert not fake.seen


def test_one_is_made(fake: Fake, run_module: Run) -> None:
    result = go(fake, run_module, no_log=True, role="nomad", policies=["a"], ttl="15m", meta={"a": 1})
    assert (result["changed"], result["client_token"]) == (True, "hvs.hunter2")
    assert result["token"]["accessor"] == "a1"
    assert writes(fake) == [(f"{TOKEN}/create/nomad", {"policies": ["a"], "ttl": "15m0s", "meta": {"a": "1"}})]


def test_check_mode_makes_none(fake: Fake, run_module: Run) -> None:
    result = go(fake, run_module, no_log=True, check=True, policies=["a"])
    assert result["changed"] is True
    assert "client_token" not in result
    assert not fake.writes


def test_a_file_keeps_it(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    path = tmp_path / "token"
    assert "client_token" not in go(fake, run_module, file=str(path))
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("hvs.hunter2", 0o600)
    fake.routes["POST", LOOKUPS[0]] = Answer(data={"data": DATA})
    assert go(fake, run_module, file=str(path), policies=["a"])["changed"] is False
    assert len(writes(fake)) == 1
    assert fake.seen[-1].body == {"token": "hvs.hunter2"}


@pytest.mark.parametrize(("answer", "options"), [(BAD, {}), (Answer(data={"data": DATA}), {"renew_before": "1h"})])
def test_one_that_is_not_good_any_more_is_replaced(
    fake: Fake, run_module: Run, tmp_path: Path, answer: Answer, options: dict[str, str]
) -> None:
    path = tmp_path / "token"
    path.write_text("hvs.old\n")
    fake.routes["POST", LOOKUPS[0]] = answer
    assert go(fake, run_module, check=True, file=str(path), **options)["changed"] is True
    assert path.read_text() == "hvs.old\n"
    assert go(fake, run_module, file=str(path), **options)["changed"] is True
    assert path.read_text() == "hvs.hunter2"


def test_a_refusal_leaves_the_old_one(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("hvs.old")
    fake.routes["POST", LOOKUPS[0]] = BAD
    assert go(fake, run_module, file=str(path), role="gone")["failed"]
    assert [one.name for one in tmp_path.iterdir()] == ["token"]


def test_who_may_not_look_it_up_is_told(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("hvs.hunter2")
    fake.routes["POST", LOOKUPS[0]] = Answer(403, {"errors": ["permission denied"]})
    assert "look up others" in go(fake, run_module, file=str(path))["msg"]
    assert not writes(fake)


def test_one_is_revoked(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    assert go(fake, run_module, check=True, accessor="a1", state="absent")["changed"] is True
    assert not writes(fake)
    assert go(fake, run_module, accessor="a1", state="absent")["changed"] is True
    fake.routes["POST", LOOKUPS[1]] = Answer(404, {})
    assert go(fake, run_module, accessor="a1", state="absent")["changed"] is False
    path = tmp_path / "token"
    path.write_text("hvs.hunter2")
    fake.routes["POST", LOOKUPS[0]] = Answer(data={"data": DATA})
    assert go(fake, run_module, file=str(path), state="absent")["changed"] is True
    assert not path.exists()
    assert writes(fake) == [(f"{TOKEN}/revoke-accessor", {"accessor": "a1"})] * 2


def test_they_are_read(fake: Fake, run_module: Run) -> None:
    options = {"address": fake.address, "token": "hvs.hunter2"}
    fake.routes["GET", f"{TOKEN}/lookup-self"] = Answer(data={"data": DATA})
    fake.routes["LIST", f"{TOKEN}/accessors"] = Answer(data={"data": {"keys": ["a1", "a2"]}})
    fake.routes["POST", LOOKUPS[1]] = Answer(data={"data": DATA})
    for more, count in (({}, 1), ({"accessor": "a1"}, 1), ({"all": True}, 2), ({"all": True, "details": True}, 2)):
        result = run_module("vault_token_info", {**options, **more})
        assert len(result["tokens"]) == count
        assert "hunter2" not in str(result)
    fake.routes["POST", LOOKUPS[1]] = Answer(400, {"errors": ["invalid accessor"]})
    assert run_module("vault_token_info", {**options, "accessor": "a3"})["tokens"] == []
