# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of tests/scale that everything else there relies on: framing, the device's ledger, the verdict, the counting."""

from __future__ import annotations

import asyncio
import collections
import json
import os
import pathlib
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from _tree import ROOT, TESTS

sys.path.insert(0, str(TESTS / "scale"))

import behaviour
import verdict
from balancer import Balancer
from ledger import FAILED, GOOD, REVERTED, Ledger
from yamux import ACK, DATA, FIN, GRANT, HEAD, PING, SYN, WINDOW, Session, Stream

WRAPPER = ROOT / "roles" / "enroll" / "files" / "fleet-attempt"


class Heard:
    """A receiver that keeps what it is told."""

    def __init__(self) -> None:
        self.data = b""
        self.error: ConnectionError | None = None

    def received(self, data: bytes) -> None:
        self.data += data

    def lost(self, error: ConnectionError) -> None:
        self.error = error


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return False

    def frames(self) -> list[tuple[int, ...]]:
        """Kind, flags, stream and length of what was written since the last time."""
        found = []
        while self.written:
            _version, kind, flags, number, length = HEAD.unpack_from(self.written)
            found.append((kind, flags, number, length))
            self.written = self.written[HEAD.size + (length if kind == DATA else 0) :]
        return found


@pytest.fixture
def session() -> tuple[Session, Wire, list[tuple[Stream, Heard]]]:
    """A session, its transport, and the streams that the peer has opened."""
    accepted: list[tuple[Stream, Heard]] = []

    def accept(stream: Stream) -> Heard:
        accepted.append((stream, Heard()))
        return accepted[-1][1]

    made, wire = Session(b"\x06", accept), Wire()
    made.connection_made(wire)
    assert wire.written == b"\x06"
    wire.written = b""
    return made, wire, accepted


def frame(kind: int, flags: int, number: int, data: bytes = b"", length: int = 0) -> bytes:
    return HEAD.pack(0, kind, flags, number, length or len(data)) + data


Parts = tuple[Session, Wire, list[tuple[Stream, Heard]]]


def test_the_first_frame_opens_a_stream(session: Parts) -> None:
    made, wire, _accepted = session
    stream, other = made.open(), made.open()
    stream.send(b"one")
    stream.send(b"more")
    other.send(b"")
    assert wire.frames() == [(DATA, SYN, 1, 3), (DATA, 0, 1, 4), (DATA, SYN, 3, 0)]


@pytest.mark.parametrize("size", [1, 5, 12, 13, 1000])
def test_frames_come_in_any_pieces(session: Parts, size: int) -> None:
    made, wire, accepted = session
    stream, heard = made.open(), Heard()
    stream.receiver = heard
    stream.send(b"x")
    wire.frames()
    come = frame(WINDOW, ACK, 1, length=7) + frame(DATA, 0, 1, b"answer") + frame(PING, SYN, 0, length=42)
    come += frame(WINDOW, SYN, 2) + frame(DATA, 0, 2, b"call") + frame(DATA, 0, 1, b", all of it")
    for start in range(0, len(come), size):
        made.data_received(come[start : start + size])
    assert heard.data == b"answer, all of it"
    assert [(opened.number, other.data) for opened, other in accepted] == [(2, b"call")]
    assert wire.frames() == [(PING, ACK, 0, 42), (WINDOW, ACK, 2, 0)]


def test_the_window_is_granted_again(session: Parts) -> None:
    made, wire, _accepted = session
    made.open().receiver = Heard()
    for _number in range(4):
        made.data_received(frame(DATA, 0, 1, b"x" * (GRANT // 2)))
    assert wire.frames() == [(WINDOW, 0, 1, GRANT)] * 2


def test_whoever_waits_is_told(session: Parts) -> None:
    made, wire, _accepted = session
    closed, lost = Heard(), Heard()
    made.open().receiver = closed
    made.open().receiver = lost
    made.data_received(frame(WINDOW, FIN, 1))
    assert isinstance(closed.error, ConnectionResetError)
    assert (lost.error, wire.frames()) == (None, [(WINDOW, FIN, 1, 0)])
    made.connection_lost(None)
    assert isinstance(lost.error, ConnectionResetError)
    assert made.closed


def arguments(attempt: str, order: int, release: str, command: Sequence[str], verify: Sequence[str]) -> list[str]:
    words = ["run", "--attempt", attempt, "--track", "firmware", "--order", str(order), "--timeout", "5"]
    return [*words, "--expect", release, "--verify", verify[0], "--verify-arg", verify[1], "--", *command]


def test_the_ledger_answers_as_the_real_wrapper_does(tmp_path: pathlib.Path) -> None:
    update = tmp_path / "update"
    update.write_text(
        '#!/bin/sh\n[ "$1" != --version ] || exec cat release\n[ "$1" != bad ] || exit 3\necho "$1" > release\n'
    )
    update.chmod(0o755)
    (tmp_path / "release").write_text("1\n")
    env = {"PATH": os.environ["PATH"], "FLEET_ROOT": str(tmp_path / "ledger"), "FLEET_RUN": "direct"}
    # The directory that an update is run in is the artifact's.
    update.write_text(update.read_text().replace("release", str(tmp_path / "release")))
    ledger = Ledger()
    asked = [
        ("a1", 2, "2", "2"),
        ("a1", 2, "2", "2"),
        ("a2", 3, "2", "2"),
        ("a3", 2, "4", "4"),
        ("a4", 4, "5", "bad"),
        ("a4", 4, "5", "bad"),
    ]
    for attempt, order, release, does in asked:
        words = arguments(attempt, order, release, [str(update), does], [str(update), "--version"])
        done = subprocess.run(["sh", str(WRAPPER), *words], env=env, capture_output=True, timeout=60, check=False)
        mine = ledger.begin(words)
        if mine.code is None:
            ledger.commit(mine, FAILED if does == "bad" else GOOD)
        assert mine.code == done.returncode, (attempt, done.stdout)
    assert [one.runs for one in ledger.attempts.values()] == [1, 0, 1]


def test_what_was_begun_and_not_committed_is_taken_back() -> None:
    ledger = Ledger()
    words = arguments("a1", 1, "2", ["/opt/update"], ["/opt/update", "--version"])
    assert ledger.begin(words).code is None
    assert ledger.begin(words).code == FAILED
    words[words.index("a1")] = "a2"
    words[words.index("--") : words.index("--")] = ["--revert", "/opt/update"]
    assert ledger.begin(words).code is None
    assert (ledger.begin(words).code, ledger.release) == (REVERTED, "1")
    with pytest.raises(ValueError, match="would not run"):
        ledger.begin(["carry"])
    with pytest.raises(ValueError, match="--verify"):
        ledger.begin([*words[: words.index("--verify")], "--", "x"])


def test_shares_are_exact_and_the_canary_is_well() -> None:
    for devices in (100, 500, 5000):
        fates = behaviour.plan(devices, seed=7, losing_from=0.5)
        assert fates == behaviour.plan(devices, seed=7, losing_from=0.5)
        kinds = collections.Counter(
            "lost" if one.lost else "away" if one.away else "reboots" if one.reboots else "bad" if one.code else "good"
            for one in fates
        )
        shares = {kind: kinds[kind] / devices for kind in ("bad", "away", "lost", "reboots")}
        assert shares == {"bad": 0.03, "away": 0.05, "lost": 0.01, "reboots": 0.02}
        assert fates[0] == behaviour.Behaviour()
        assert not any(one.lost for one in fates[: devices // 2])


def device(code: int | None = GOOD, runs: int = 1, job: str = "fleet-scale-1-w1-a1", offers: int = 1) -> dict[str, Any]:
    attempt = {"key": job, "track": "firmware", "order": 1, "release": "2", "runs": runs, "code": code}
    return {"id": "1", "group": "kiosk", "attempts": [attempt], "offers": {job: ["x"] * offers}}


@pytest.mark.parametrize(
    ("known", "kept", "wrong"),
    [
        (device(), ["succeeded"], False),
        (device(None), ["lost"], False),
        (device(None), ["succeeded"], True),
        (device(10), ["succeeded"], True),
        (device(runs=2), ["succeeded"], True),
        (device(), [], True),
        (device(), ["failed", "succeeded"], True),
        ({**device(), "attempts": []}, ["succeeded"], True),
    ],
)
def test_differences_are_seen(known: dict[str, Any], kept: list[str], wrong: bool) -> None:
    assert bool(verdict.differences({"one": known}, {"one": kept}, "scale")) == wrong


def test_what_the_store_keeps_is_read(tmp_path: pathlib.Path) -> None:
    waves = tmp_path / "fleet" / "rollouts" / "scale" / "waves"
    waves.mkdir(parents=True)
    one, two = {"name": "one", "outcome": "succeeded"}, {"name": "two", "outcome": "offline"}
    (waves / "000001.json").write_text(json.dumps({"value": {"devices": {"1": one}, "aside": {"2": two}}}))
    later = {"devices": {"2": {**two, "outcome": "failed"}}, "aside": {}}
    (waves / "000002.json").write_text(json.dumps({"value": later}))
    assert verdict.kept(tmp_path, "scale") == {"one": ["succeeded"], "two": ["failed"]}
    assert verdict.away(tmp_path, "scale") == {"two"}


def test_other_lists_are_compared() -> None:
    devices = {"one": device(), "two": device(10, offers=2)}
    assert verdict.offers(devices, "scale") == {"one": 1, "two": 2}
    assert verdict.counted(devices, "scale") == {"succeeded": 1, "failed": 1}
    assert verdict.published([{"Name": "one"}], devices) == []
    assert verdict.published([{"Name": "two"}], devices) == ["one", "two"]
    hosts = {name: {"nomad_node_id": "1"} for name in devices}
    listed = {"_meta": {"hostvars": hosts}, "group_kiosk": {"hosts": ["one", "two"]}}
    assert verdict.listed(listed, devices) == []
    assert verdict.listed({**listed, "group_kiosk": {"hosts": ["one"]}}, devices) == ["two"]
    assert verdict.listed(listed, {"one": device()}) == ["two"]


def test_requests_are_passed_on_and_counted() -> None:
    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    dead = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    dead.server_close()
    balancer = Balancer([dead.server_port, server.server_port])
    try:
        for path in ("/one", "/two?x=1"):
            request = urllib.request.Request(f"http://127.0.0.1:{balancer.port}{path}", b"POST /no HTTP/1.1\r\n\r\n")
            with urllib.request.urlopen(request, timeout=10) as reply:
                assert reply.read() == b"POST /no HTTP/1.1\r\n\r\n"
    finally:
        server.shutdown()
        server.server_close()
    assert [(one.method, one.path) for one in balancer.requests] == [("POST", "/one"), ("POST", "/two?x=1")]
