# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that talk to a running OpenVPN; a real one has target action_openvpn_grants."""

from __future__ import annotations

import datetime
import pathlib
import typing as t

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fake_openvpn import ONE, TWO, openvpn

Run = t.Callable[..., dict[str, t.Any]]


def test_a_connection_is_listed_and_ended(run_module: Run, tmp_path: pathlib.Path) -> None:
    socket = {"management": str(tmp_path / "sock")}
    rows = {5: ONE, 4: TWO}
    with openvpn(tmp_path / "sock", rows):
        read = run_module("openvpn_session_info", socket)
        assert read["running"]
        assert [session["name"] for session in read["sessions"]] == ["device1", "device2"]
        assert read["sessions"][0]["since"] == "2026-11-30T04:00:00Z"
        one = run_module("openvpn_session_info", {**socket, "name": ["device2"]})
        assert [session["id"] for session in one["sessions"]] == [4]
        planned = run_module("openvpn_session", {**socket, "name": ["device2", "stranger"]}, check=True)
        assert (planned["changed"], len(rows)) == (True, 2)
        ended = run_module("openvpn_session", {**socket, "name": ["device2", "stranger"]})
        assert (ended["changed"], list(rows)) == (True, [5])
        assert ended["diff"] == {"before": {"sessions": ended["sessions"]}, "after": {"sessions": []}}
        assert run_module("openvpn_session", {**socket, "name": ["device2"]})["changed"] is False


def test_where_no_openvpn_runs(run_module: Run, tmp_path: pathlib.Path) -> None:
    socket = {"management": str(tmp_path / "sock")}
    assert run_module("openvpn_session_info", socket)["running"] is False
    assert run_module("openvpn_session", {**socket, "name": ["device1"]})["changed"] is False


def test_a_file_that_is_no_socket(run_module: Run, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "long" / ("x" * 200)
    for module, options in (("openvpn_session_info", {}), ("openvpn_session", {"name": ["device1"]})):
        failed = run_module(module, {"management": str(path), **options})
        assert failed["msg"].startswith(f"OpenVPN at {path} could not be reached: ")


def test_how_long_a_certificate_lives(run_module: Run, tmp_path: pathlib.Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "device1").write_text(certificate())
    (kept / "device2").symlink_to(kept / "device1")  # only what OpenVPN itself has put there
    with openvpn(tmp_path / "sock", {5: ONE, 4: TWO}):
        read = run_module("openvpn_session_info", {"management": str(tmp_path / "sock"), "certificates": str(kept)})
    assert [(one["certificate_begin"], one["certificate_end"]) for one in read["sessions"]] == [
        ("2026-11-29T04:00:00Z", "2027-09-25T04:00:00Z"),
        ("", ""),
    ]


def certificate() -> str:
    """One that lives 300 days."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    begin = datetime.datetime(2026, 11, 29, 4)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + datetime.timedelta(days=300))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
