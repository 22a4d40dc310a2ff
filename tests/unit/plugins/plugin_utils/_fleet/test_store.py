# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory backend."""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import stat
import sys

import pytest

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Conflict, Locked, StoreError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore, group_key, node_key

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from store_contract import StoreContract


class TestDirectoryStore(StoreContract):
    """The contract."""

    @pytest.fixture
    def store(self, tmp_path: pathlib.Path) -> DirectoryStore:
        return DirectoryStore(tmp_path / "store")

    @pytest.fixture
    def other(self, tmp_path: pathlib.Path) -> DirectoryStore:
        return DirectoryStore(tmp_path / "store")


def test_keys() -> None:
    assert node_key("device1") == "fleet/nodes/c0/device1" or node_key("device1").startswith("fleet/nodes/")
    assert len(node_key("device1").split("/")[2]) == 2
    assert group_key("kiosk") == "fleet/groups/kiosk"


def test_files_are_private(tmp_path: pathlib.Path) -> None:
    DirectoryStore(tmp_path / "s").cas("fleet/a", {}, 0)
    for path in (tmp_path / "s").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_a_leftover_of_a_crash_is_ignored(tmp_path: pathlib.Path) -> None:
    store = DirectoryStore(tmp_path)
    store.cas("fleet/a", {"n": 1}, 0)
    (tmp_path / "fleet" / ".b.json.partial").write_text('{"ind')
    (tmp_path / "fleet" / ".a.json.partial").write_text('{"ind')
    assert [entry.value for entry in store.list("fleet/")] == [{"n": 1}]


def test_a_damaged_file_is_named(tmp_path: pathlib.Path) -> None:
    store = DirectoryStore(tmp_path)
    store.cas("fleet/a", {"n": 1}, 0)
    (tmp_path / "fleet" / "a.json").write_text("{")
    with pytest.raises(StoreError, match=r"a\.json is damaged .*restore it from a backup"):
        store.get("fleet/a")


def test_an_unusable_directory_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot use .*file"):
        DirectoryStore(tmp_path / "file").cas("fleet/a", {}, 0)


def _count(root: str, rounds: int) -> None:
    store = DirectoryStore(root)
    for _round in range(rounds):
        while True:
            entry = store.get("fleet/n")
            try:
                store.cas("fleet/n", {"n": (entry.value["n"] if entry else 0) + 1}, entry.index if entry else 0)
                break
            except Conflict:
                continue


def _die_with_lock(root: str) -> None:
    held = DirectoryStore(root).lock("rollout-a")
    held.__enter__()
    os._exit(9)


def test_processes_lose_no_write(tmp_path: pathlib.Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_count, args=(str(tmp_path), 25)) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    entry = DirectoryStore(tmp_path).get("fleet/n")
    assert entry is not None
    assert entry.value == {"n": 75}


def test_a_dead_holder_frees_the_lock(tmp_path: pathlib.Path) -> None:
    worker = multiprocessing.get_context("fork").Process(target=_die_with_lock, args=(str(tmp_path),))
    worker.start()
    worker.join()
    store = DirectoryStore(tmp_path)
    with store.lock("rollout-a"), pytest.raises(Locked, match=f"pid {os.getpid()}"), store.lock("rollout-a", wait=0.1):
        pass
