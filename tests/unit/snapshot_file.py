# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots as the servers write them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile


def snapshot(index: int = 7, state: bytes = b"state", *, damaged: bool = False) -> bytes:
    """The archive; a damaged one holds another state than its sums say."""
    files = {"meta.json": json.dumps({"Index": index}).encode(), "state.bin": state}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    if damaged:
        files["state.bin"] = bytes(len(state))
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()
