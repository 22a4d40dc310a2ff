# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement of the action "cycle", on which every integration target relies."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import types
from typing import Any

import pytest
from _tree import TESTS

FILES = TESTS / "integration" / "targets" / "setup_cycle" / "files"
WRITE = ["PUT /v1/namespace/one"]
DIFFERENT = {"before": {}, "after": {"Name": "one"}}
EQUAL = {"before": {"Name": "one"}, "after": {"Name": "one"}}


def load(name: str) -> types.ModuleType:
    """Return a part of the plugin, which is no part of the collection."""
    spec = importlib.util.spec_from_file_location(f"cycle_{name}", FILES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


judgement, records = load("judgement"), load("record")


@pytest.mark.parametrize(
    ("result", "changed", "check", "writes"),
    [
        ({"changed": True, "diff": DIFFERENT}, True, True, []),
        ({"changed": True, "diff": DIFFERENT}, True, False, WRITE),
        ({"changed": False, "diff": EQUAL}, False, False, []),
        ({"changed": True, "diff": [EQUAL, DIFFERENT]}, True, False, WRITE),
    ],
)
def test_a_good_step(result: dict[str, Any], changed: bool, check: bool, writes: list[str]) -> None:
    """Nothing is wrong with it."""
    assert judgement.judge(result, changed, check, writes) == ""


@pytest.mark.parametrize(
    ("result", "changed", "check", "writes", "says"),
    [
        ({"failed": True, "msg": "no"}, True, False, WRITE, "it failed: no"),
        ({"changed": False, "diff": EQUAL}, True, False, WRITE, "changed is False"),
        ({"changed": True, "diff": DIFFERENT}, False, False, [], "changed is True"),
        ({"changed": True}, True, False, WRITE, "no diff"),
        ({"changed": True, "diff": EQUAL}, True, False, WRITE, "are equal"),
        ({"changed": False, "diff": DIFFERENT}, False, False, [], "are different"),
        ({"changed": True, "diff": DIFFERENT}, True, True, WRITE, "check mode wrote: PUT /v1/namespace/one"),
        ({"changed": False, "diff": EQUAL}, False, False, WRITE, "nothing changed, but it wrote"),
        ({"changed": True, "diff": DIFFERENT}, True, False, [], "noted no write"),
    ],
)
def test_a_bad_step(result: dict[str, Any], changed: bool, check: bool, writes: list[str], says: str) -> None:
    """It says what is wrong."""
    assert says in judgement.judge(result, changed, check, writes)


@pytest.mark.parametrize(
    ("said", "became", "good"),
    [
        ({"TTL": "48h"}, {"TTL": 172800 * 10**9, "Hash": "x"}, True),
        ({"TTL": "1h30m"}, {"TTL": "5400"}, True),
        ({"TTL": "48h"}, {"TTL": "47h"}, False),
        ({"Meta": {"a": 1}, "Rules": None}, {"Meta": {"a": "1", "b": "2"}}, True),
        ({"Names": ["b", "a"]}, {"Names": ["a", "b"]}, True),
        ({"Names": ["a"]}, {"Names": ["a", "b"]}, False),
        ({"On": True}, {"On": "true"}, True),
        ({"On": False}, {"On": True}, False),
        ({"Description": "two"}, {"Description": "one"}, False),
        ({"Description": "two"}, {}, False),
    ],
)
def test_what_check_mode_said(said: Any, became: Any, good: bool) -> None:
    """It has to become so, in the words of the server."""
    checked, real = {"diff": {"before": {}, "after": said}}, {"diff": {"before": {}, "after": became}}
    assert (judgement.prediction(checked, real, frozenset()) == "") is good
    assert judgement.prediction(checked, real, frozenset(said)) == ""


def test_what_was_there_before_may_move() -> None:
    """Only what check mode said would change is compared."""
    checked = {"diff": {"before": {"Version": 1, "Name": "a"}, "after": {"Version": 1, "Name": "b"}}}
    assert (
        judgement.prediction(checked, {"diff": {"before": {}, "after": {"Version": 2, "Name": "b"}}}, frozenset()) == ""
    )


LOGS = {
    "nomad": [
        "http: request complete: method=GET path=/v1/namespaces duration=1ms",
        "http: request complete: method=PUT path=/v1/namespace/one duration=1ms",
        "http: request complete: method=PUT path=/v1/job/team%2Fone/plan duration=1ms",
        "http: request complete: method=DELETE path=/v1/plan duration=1ms",
    ],
    "consul": [
        "agent.http: Request finished: method=GET url=/v1/kv/one?recurse from=127.0.0.1:1",
        "agent.http: Request finished: method=PUT url=/v1/kv/one?cas=0 from=127.0.0.1:1",
        "agent.http: Request finished: method=POST url=/v1/acl/login from=127.0.0.1:1",
    ],
    "vault": [
        json.dumps({"type": kind, "request": {"operation": operation, "path": path}})
        for kind, operation, path in (
            ("request", "read", "secret/data/one"),
            ("request", "update", "secret/data/one"),
            ("response", "update", "secret/data/one"),
            ("request", "update", "auth/approle/role/one/secret-id/lookup"),
            ("request", "update", "auth/userpass/login/me"),
            ("request", "update", "auth/userpass/users/me"),
        )
    ],
}


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        ("nomad", ["PUT /v1/namespace/one", "DELETE /v1/plan"]),
        ("consul", ["PUT /v1/kv/one?cas=0"]),
        ("vault", ["update secret/data/one", "update auth/userpass/users/me"]),
    ],
)
def test_what_a_server_has_noted(
    product: str,
    expected: list[str],
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Writes are told from reads that look like them; what was noted before is not counted."""
    log = tmp_path / "log"
    log.write_text("\n".join([*LOGS[product], ""]))
    monkeypatch.setattr(records.ssl, "create_default_context", lambda cafile: None)

    def ask(_self: Any, path: str) -> None:
        request = {"type": "request", "request": {"operation": "read", "path": path}}
        with log.open("a") as file:
            file.write(json.dumps(request) + "\n")

    monkeypatch.setattr(records.Record, "_ask", ask)
    record = records.Record(product, {"ca_file": "", "address": "", "token": ""}, str(log))
    with log.open("a") as file:
        file.write("\n".join([*LOGS[product], ""]))
    assert record.writes() == expected
    assert record.writes() == []
