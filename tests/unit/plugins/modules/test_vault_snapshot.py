# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules vault_snapshot_save and vault_snapshot_restore."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]
RAFT = "/v1/sys/storage/raft"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A whole snapshot."""
    path = tmp_path / "old.snap"
    parts = {"meta.json": b'{"Index": 7}', "state.bin": b"state"}
    sums = "".join(f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    with tarfile.open(path, "w:gz") as file:
        for name, part in {**parts, "SHA256SUMS": sums.encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(part)
            file.addfile(member, io.BytesIO(part))
    return path


@pytest.mark.parametrize("check", [True, False])
def test_what_is_no_snapshot_does_not_take_the_place(fake: Fake, run_module: Run, archive: Path, check: bool) -> None:
    fake.routes["GET", f"{RAFT}/snapshot"] = Answer(data="no archive")
    before = archive.read_bytes()
    result = run_module("vault_snapshot_save", {"address": fake.address, "path": str(archive)}, check)
    assert result["failed"] is not check
    assert archive.read_bytes() == before
    assert len(fake.seen) == (not check)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("force", "where"), [(False, "snapshot"), (True, "snapshot-force")])
def test_one_is_restored(fake: Fake, run_module: Run, archive: Path, check: bool, force: bool, where: str) -> None:
    fake.routes["GET", f"{RAFT}/configuration"] = Answer(data={"data": {"config": {"index": 3}}})
    fake.routes["PUT", f"{RAFT}/{where}"] = Answer(204)
    options = {"address": fake.address, "path": str(archive), "force": force}
    result = run_module("vault_snapshot_restore", options, check)
    assert (result["changed"], result["snapshot"]["index"]) == (True, 7)
    sent = [(one.path, one.body) for one in fake.writes]
    assert sent == ([] if check else [(f"{RAFT}/{where}", archive.read_bytes())])


def test_a_damaged_one_is_refused(fake: Fake, run_module: Run, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:100])
    result = run_module("vault_snapshot_restore", {"address": fake.address, "path": str(archive)})
    assert "no whole snapshot" in result["msg"]
    assert not fake.seen
