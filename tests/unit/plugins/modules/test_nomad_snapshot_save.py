# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules nomad_snapshot_save and nomad_snapshot_restore."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_server import Answer, Fake
from object_contract import Run
from snapshot_file import snapshot

from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client

PATH = "/v1/operator/snapshot"


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the server sends, the last one first; the fake server knows no bytes."""
    contents: list[bytes] = []
    monkeypatch.setattr(Client, "download", lambda _client, _path, _query, into: into.write(contents.pop()))
    return contents


def test_it_is_kept_for_its_owner_only(fake: Fake, run_module: Run, saved: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.snap"
    path.write_text("old")
    options = {"address": fake.address, "path": str(path)}
    assert run_module("nomad_snapshot_save", options, check=True)["changed"] is True
    assert path.read_text() == "old"
    saved.append(snapshot(219))
    result = run_module("nomad_snapshot_save", options)
    assert (result["snapshot"]["index"], result["snapshot"]["path"]) == (219, str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_cut_off_one_does_not_replace_the_old(
    fake: Fake, run_module: Run, saved: list[bytes], tmp_path: Path
) -> None:
    saved.append(snapshot()[:-30])
    path = tmp_path / "a.snap"
    path.write_text("old")
    assert "no whole snapshot" in run_module("nomad_snapshot_save", {"address": fake.address, "path": str(path)})["msg"]
    assert path.read_text() == "old"


def test_a_missing_folder_is_named_before(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    options = {"address": fake.address, "path": str(tmp_path / "none" / "a.snap")}
    assert "does not exist" in run_module("nomad_snapshot_save", options, check=True)["msg"]
    assert not fake.seen


@pytest.mark.parametrize("check", [True, False])
def test_it_is_checked_and_restored(fake: Fake, run_module: Run, tmp_path: Path, check: bool) -> None:
    fake.routes["GET", "/v1/operator/autopilot/health"] = Answer(429, {"Servers": [{"LastIndex": 300}]})
    fake.routes["PUT", PATH] = Answer()
    path = tmp_path / "a.snap"
    path.write_bytes(snapshot(219))
    result = run_module("nomad_snapshot_restore", {"address": fake.address, "path": str(path)}, check=check)
    assert (result["diff"]["before"]["index"], result["diff"]["after"]["index"]) == (300, 219)
    assert [one.body for one in fake.writes] == ([] if check else [path.read_bytes()])


@pytest.mark.parametrize("check", [True, False])
def test_a_damaged_one_never_reaches_the_servers(fake: Fake, run_module: Run, tmp_path: Path, check: bool) -> None:
    path = tmp_path / "a.snap"
    path.write_bytes(snapshot(damaged=True))
    result = run_module("nomad_snapshot_restore", {"address": fake.address, "path": str(path)}, check=check)
    assert "damaged" in result["msg"]
    assert not fake.seen
