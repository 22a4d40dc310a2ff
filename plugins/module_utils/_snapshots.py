# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of Raft in files: saved by one step, readable by their owner only, and never trusted unchecked.

All products write the same archive: meta.json, state.bin and their sums. Private to this collection: no promise to others.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._files import require_folder

_PIECE = 1 << 20
_UNHEALTHY = 429


def described(path: str) -> dict[str, Any]:
    """The snapshot in a file, after its sums were checked: its size, its own sum, and the Raft index it was made at."""
    meta: dict[str, Any] = {}
    sums: dict[str, str] = {}
    wanted = ""
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    continue
                if member.name == "SHA256SUMS":
                    wanted = content.read().decode()
                elif member.name == "meta.json":
                    text = content.read()
                    meta, sums[member.name] = json.loads(text), hashlib.sha256(text).hexdigest()
                else:
                    sums[member.name] = _sum(content)
    except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        raise BadInput(f"path: {path} is no whole snapshot: {error}.") from None
    listed = {name: digest for digest, name in (line.split() for line in wanted.splitlines())}
    wrong = sorted(name for name in {"meta.json", "state.bin", *listed} if listed.get(name, "") != sums.get(name))
    if wrong:
        raise BadInput(f"path: {path} is no whole snapshot: {', '.join(wrong)} is missing or damaged.")
    with Path(path).open("rb") as file:
        return {"path": path, "size": os.path.getsize(path), "sha256": _sum(file), "index": meta.get("Index")}


def save(module: AnsibleModule, download: Callable[[BinaryIO], Any]) -> dict[str, Any]:
    """The whole work of a module that saves one: what is downloaded, at the path of the option, whatever is there."""
    path = module.params["path"]
    require_folder(path, "path")
    diff = {"before": {path: "an older file" if Path(path).exists() else ""}, "after": {path: "a new snapshot"}}
    result: dict[str, Any] = {"changed": True, "diff": diff}
    return result if module.check_mode else {**result, "snapshot": _put(module, path, download)}


def restore(
    module: AnsibleModule, now: Callable[[], dict[str, Any]], upload: Callable[[BinaryIO], Any]
) -> dict[str, Any]:
    """The whole work of a module that restores one: check the file, say what it replaces, send it."""
    path = module.params["path"]
    snapshot = described(path)
    before = now()
    if not module.check_mode:
        with Path(path).open("rb") as file:
            upload(file)
    diff = {"before": before, "after": {"index": snapshot["index"], "sha256": snapshot["sha256"]}}
    return {"changed": True, "diff": diff, "snapshot": snapshot}


def last_index(client: Client) -> dict[str, Any]:
    """The Raft index that autopilot of Nomad or Consul saw last; it answers also where a server is unwell."""
    servers = client.get(["operator", "autopilot", "health"], accept=(_UNHEALTHY,)).data["Servers"]
    return {"index": max(server["LastIndex"] for server in servers)}


def _put(module: AnsibleModule, path: str, download: Callable[[BinaryIO], Any]) -> dict[str, Any]:
    """What was there stays until the new one is whole."""
    handle, partial = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".snapshot-")  # mode 0600
    module.add_cleanup_file(partial)
    with os.fdopen(handle, "wb") as file:
        download(file)
    made = described(partial)
    os.replace(partial, path)
    return {**made, "path": path}


def _sum(file: Any) -> str:
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(_PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()
