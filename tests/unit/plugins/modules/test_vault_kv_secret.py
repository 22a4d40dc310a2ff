# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_kv_secret."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_kv import Kv

Run = Callable[..., dict[str, Any]]


DATA, METADATA = "/v1/secret/data/shop", "/v1/secret/metadata/shop"
SECRETS = {"user": "shop", "password": "s3cret"}
VERSIONS = {
    "1": {"destroyed": True, "deletion_time": ""},
    "2": {"destroyed": False, "deletion_time": "2020-01-01T00:00:00.1Z"},
    "3": {"destroyed": False, "deletion_time": "2999-01-01T00:00:00.1Z"},
}


def ready(fake: Fake, version: str = "2", there: bool = True) -> dict[str, Any]:
    about = {"type": "kv", "path": "secret/", "options": {"version": version}}
    fake.routes["GET", "/v1/sys/internal/ui/mounts/secret"] = Answer(data={"data": about})
    path = DATA if version == "2" else "/v1/secret/shop"
    found = {"data": SECRETS, "metadata": {"version": 3}} if version == "2" else SECRETS
    if there:
        fake.routes["GET", path] = Answer(data={"data": found})
        fake.routes["GET", METADATA] = Answer(
            data={
                "data": {"current_version": 3, "versions": VERSIONS, "max_versions": 0, "custom_metadata": {"a": "b"}}
            }
        )
    for one in (path, METADATA):
        fake.routes["POST", one] = Answer(data={"data": {"version": 4}})
        fake.routes["DELETE", one] = Answer(204)
    for call in ("delete", "undelete", "destroy"):
        fake.routes["POST", f"/v1/secret/{call}/shop"] = Answer(204)
    return {"address": fake.address, "path": "shop"}


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_same_is_left_alone_and_no_value_is_shown(fake: Fake, run_module: Run, version: str) -> None:
    result = run_module("vault_kv_secret", {**ready(fake, version), "data": SECRETS})
    assert result["changed"] is False
    assert not fake.writes
    assert "s3cret" not in str(result)


def test_a_value_is_told_apart_without_being_shown(fake: Fake, run_module: Run) -> None:
    result = run_module("vault_kv_secret", {**ready(fake), "data": {"user": "shop", "password": "0ther"}})
    assert result["diff"]["before"]["data"] == {"user": "(hidden)", "password": "(hidden)"}
    assert result["diff"]["after"]["data"] == {"user": "(hidden)", "password": "(hidden, changed)"}
    assert not {"s3cret", "0ther"} & set(str(result).replace("'", " ").split())
    assert fake.writes[0].body == {"data": {"user": "shop", "password": "0ther"}, "options": {"cas": 3}}
    assert result["secret"]["version"] == 4


def test_a_blank_more_is_another_value(fake: Fake, run_module: Run) -> None:
    assert run_module("vault_kv_secret", {**ready(fake), "data": {**SECRETS, "password": "s3cret "}})["changed"]


def test_a_patch_keeps_what_is_not_given_and_removes_null(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "data": {"user": None, "more": 1}, "update": "patch"}
    run_module("vault_kv_secret", options)
    assert fake.writes[0].body["data"] == {"password": "s3cret", "more": 1}
    assert not run_module("vault_kv_secret", {**options, "data": {"user": "shop"}})["changed"]


def test_a_new_one_is_written_only_where_there_is_none(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, there=False), "data": SECRETS}
    assert run_module("vault_kv_secret", options, check=True)["changed"]
    assert not fake.writes
    run_module("vault_kv_secret", options)
    assert fake.writes[0].body["options"] == {"cas": 0}


def test_a_deleted_one_is_written_as_the_next_version(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "data": SECRETS}
    fake.routes["GET", DATA] = Answer(404, {"data": {"data": None, "metadata": {"version": 3}}})
    assert run_module("vault_kv_secret", options)["changed"]
    assert fake.writes[0].body["options"] == {"cas": 3}


def test_cas_is_asked_for_only_where_something_is_written(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "cas": 2}
    assert run_module("vault_kv_secret", {**options, "data": SECRETS})["changed"] is False
    assert "has version 3, not 2" in run_module("vault_kv_secret", {**options, "data": {}})["msg"]
    assert not fake.writes


def test_metadata_is_read_and_written_only_where_it_is_given(fake: Fake, run_module: Run) -> None:
    run_module("vault_kv_secret", {**ready(fake), "data": SECRETS})
    assert METADATA not in [seen.path for seen in fake.seen]
    result = run_module(
        "vault_kv_secret", {**ready(fake), "data": SECRETS, "max_versions": 5, "custom_metadata": {"a": "b"}}
    )
    assert result["changed"]
    assert [(write.path, write.body) for write in fake.writes] == [(METADATA, {"max_versions": 5})]


@pytest.mark.parametrize(
    ("state", "versions", "sent"),
    [
        ("deleted", [2, 3], [3]),
        ("deleted", None, [3]),
        ("undeleted", [2, 3], [2]),
        ("destroyed", [1, 2], [2]),
        ("destroyed", [1], None),
    ],
)
def test_only_versions_that_are_otherwise_are_turned(
    fake: Fake, run_module: Run, state: str, versions: list[int] | None, sent: list[int] | None
) -> None:
    options = {**ready(fake), "state": state, **({"versions": versions} if versions else {})}
    assert run_module("vault_kv_secret", options, check=True)["changed"] is bool(sent)
    assert not fake.writes
    assert run_module("vault_kv_secret", options)["changed"] is bool(sent)
    assert [write.body for write in fake.writes] == ([{"versions": sent}] if sent else [])


@pytest.mark.parametrize(
    ("version", "options", "why"),
    [
        ("1", {"max_versions": 3}, "max_versions: secret is a KV engine of version 1"),
        ("1", {"state": "deleted"}, "state deleted: secret is a KV engine of version 1"),
        ("2", {"state": "deleted", "versions": [7]}, "has no version 7"),
        ("2", {"state": "undeleted", "versions": [1]}, "1 of shop is destroyed"),
    ],
)
def test_what_cannot_be_is_refused(
    fake: Fake, run_module: Run, version: str, options: dict[str, Any], why: str
) -> None:
    assert why in run_module("vault_kv_secret", {**ready(fake, version), **options})["msg"]
    assert not fake.writes


def test_what_was_never_there_is_gone(fake: Fake, run_module: Run) -> None:
    options = ready(fake, there=False)
    for state in ("absent", "deleted", "destroyed"):
        assert run_module("vault_kv_secret", {**options, "state": state})["changed"] is False
    assert "has no version" in run_module("vault_kv_secret", {**options, "state": "undeleted"})["msg"]


def test_another_engine_is_refused(fake: Fake, run_module: Run) -> None:
    options = ready(fake)
    about = {"type": "kv", "path": "secret/", "options": None}
    fake.routes["GET", "/v1/sys/internal/ui/mounts/secret/below"] = Answer(data={"data": about})
    assert "is no KV engine" in run_module("vault_kv_secret", {**options, "mount": "secret/below"})["msg"]


def test_what_was_deleted_in_this_very_second_is_deleted() -> None:
    second = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    assert Kv.states({"versions": {"1": {"destroyed": False, "deletion_time": f"{second}.999999999Z"}}}) == {
        1: "deleted"
    }
