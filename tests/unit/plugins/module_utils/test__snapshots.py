# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots in files: what is whole, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from snapshot_file import snapshot

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._snapshots import described


def test_a_whole_one_is_described(tmp_path: Path) -> None:
    path = tmp_path / "a.snap"
    path.write_bytes(snapshot(index=219))
    found = described(str(path))
    assert (found["index"], found["size"], len(found["sha256"])) == (219, path.stat().st_size, 64)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (snapshot(damaged=True), "state.bin is missing or damaged"),
        (snapshot(state=bytes(range(256)) * 99)[:-40], "no whole snapshot"),
        (b"", "no whole snapshot"),
        (b"hello", "no whole snapshot"),
    ],
)
def test_what_is_not_whole_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    path = tmp_path / "a.snap"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=text):
        described(str(path))


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        described(str(tmp_path / "none.snap"))
