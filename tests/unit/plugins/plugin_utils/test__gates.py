# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates asked over real sockets and with real processes."""

from __future__ import annotations

import pathlib
import sys
import typing as t

import pytest
from fake_server import Answer, Fake, certificates, server_context

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._gates import Doorkeeper


def ask(fake: Fake, kind: str, **settings: t.Any) -> str:
    door = Doorkeeper(connect({"address": fake.address, "token": "t"}))
    return door.ask(policy.Gate(kind, settings))


def servers(*healthy: bool, tolerance: int = 1) -> dict[str, t.Any]:
    some = [{"Name": f"s{number}", "Healthy": well} for number, well in enumerate(healthy)]
    return {"Healthy": all(healthy), "FailureTolerance": tolerance, "Servers": some}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(200, servers(True, True, True)), ""),
        (Answer(200, servers(True, tolerance=0)), ""),
        (Answer(200, servers(True, True, True, tolerance=0)), "no server may fail now"),
        (Answer(200, servers(True, False, True)), "not healthy: s1"),
        (Answer(200, {}), "not healthy: the servers do not say so"),
        (Answer(403, "Permission denied"), "Permission denied"),
    ],
)
def test_nomad(answer: Answer, says: str) -> None:
    with Fake() as fake:
        fake.routes[("GET", "/v1/operator/autopilot/health")] = answer
        found = ask(fake, "nomad")
    assert says in found
    assert bool(found) == bool(says)


@pytest.mark.parametrize(
    ("answer", "settings", "says"),
    [
        (Answer(200, "all good"), {}, ""),
        (Answer(204), {"status": 204}, ""),
        (Answer(200, "all good"), {"contains": "good"}, ""),
        (Answer(200, "all good"), {"contains": "bad"}, "the answer does not contain 'bad'"),
        (Answer(503, "no"), {}, "answered 503, must be 200"),
        (Answer(503, "no"), {"status": 503}, ""),
        (Answer(0), {}, "closed connection without response"),
    ],
)
def test_http(answer: Answer, settings: dict[str, t.Any], says: str) -> None:
    with Fake() as fake:
        fake.routes[("GET", "/health")] = answer
        plain = {"url": f"{fake.address}/health", "status": 200, "contains": "", "ca_file": ""}
        found = ask(fake, "http", **{**plain, **settings})
    assert says in found
    assert bool(found) == bool(says)


def test_http_nobody_there() -> None:
    with Fake() as fake:
        address = fake.address
    assert "refused" in ask(fake, "http", url=address, status=200, contains="", ca_file="")


def test_http_verifies(tmp_path: pathlib.Path) -> None:
    certificates(tmp_path)
    with Fake(server_context(tmp_path)) as fake:
        fake.routes[("GET", "/health")] = Answer(200, "")
        settings = {"url": f"{fake.address}/health", "status": 200, "contains": ""}
        assert "certificate" in ask(fake, "http", **settings, ca_file="").lower()
        assert ask(fake, "http", **settings, ca_file=str(tmp_path / "ca.pem")) == ""


def series(*names: str) -> Answer:
    found = [{"metric": {"alertname": name}, "value": [0, "1"]} for name in names]
    return Answer(200, {"status": "success", "data": {"resultType": "vector", "result": found}})


@pytest.mark.parametrize(
    ("answer", "expect", "says"),
    [
        (series(), "nothing", ""),
        (series("Disk", "Cpu"), "nothing", 'the query gives 2 series, the first is {"alertname": "Disk"}'),
        (series("Disk"), "something", ""),
        (series(), "something", "the query gives nothing"),
        (Answer(400, {"status": "error", "error": "parse error"}), "nothing", "the query failed: parse error"),
        (Answer(500, "oops"), "nothing", "the query failed: status 500"),
        (Answer(200, "<html>"), "nothing", "Expecting value"),
        (
            Answer(200, {"status": "success", "data": {"resultType": "scalar", "result": [0, "1"]}}),
            "nothing",
            "gives a scalar",
        ),
    ],
)
def test_prometheus(answer: Answer, expect: str, says: str) -> None:
    with Fake() as fake:
        fake.routes[("GET", "/p/api/v1/query")] = answer
        found = ask(
            fake, "prometheus", url=f"{fake.address}/p/", query='ALERTS{severity="page"} > 0', expect=expect, ca_file=""
        )
        assert fake.seen[0].query == {"query": ['ALERTS{severity="page"} > 0']}
    assert says in found
    assert bool(found) == bool(says)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("", ""),
        ("print('busy'); print('too busy'); raise SystemExit(3)", "exit code 3: too busy"),
        ("raise SystemExit(1)", "exit code 1"),
    ],
)
def test_command(script: str, says: str) -> None:
    with Fake() as fake:
        assert ask(fake, "command", command=sys.executable, args=("-c", script)) == says
        assert "No such file" in ask(fake, "command", command="/does/not/exist", args=())
