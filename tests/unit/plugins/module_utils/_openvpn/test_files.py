# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a gateway whose disk is full; a real one has target misc_gateway_faults."""

from __future__ import annotations

import errno
import os
import pathlib

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import files


def test_all_or_none_is_replaced(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signature, listed = tmp_path / "list.sig", tmp_path / "list.json"
    files.replace_all({str(signature): b"one", str(listed): b"one"}, 0o600)
    assert listed.stat().st_mode & 0o777 == 0o600
    flushed: list[int] = []

    def full(handle: int) -> None:
        flushed.append(handle)
        if len(flushed) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.NotWritten, match=r"list.json cannot be written \(No space left on device\)"):
        files.replace_all({str(signature): b"two", str(listed): b"two"}, 0o600)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"list.sig": b"one", "list.json": b"one"}


def test_what_is_not_there_is_empty(tmp_path: pathlib.Path) -> None:
    assert files.read(str(tmp_path / "none")) == ""
    assert files.names(str(tmp_path / "none")) == set()
    (tmp_path / ".device1.partial").touch()
    assert files.names(str(tmp_path)) == set()
