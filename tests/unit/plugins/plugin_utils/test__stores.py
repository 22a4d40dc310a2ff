# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option store."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from fake_consul import FakeConsul

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import MOVED
from ansible_collections.nomadic.fleet.plugins.plugin_utils._stores import opened, place


@pytest.mark.parametrize("given", ["directory:{}", "{}"])
def test_a_directory(given: str, tmp_path: pathlib.Path) -> None:
    with opened(given.format(tmp_path / "s")) as store:
        store.cas("fleet/a", {}, 0)
    assert (tmp_path / "s" / "fleet" / "a.json").is_file()
    assert place(given.format("/srv/s")) == "directory /srv/s"


def test_consul_by_a_dictionary_and_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSUL_HTTP_TOKEN", "of-the-environment")
    with FakeConsul() as consul:
        with opened({"address": consul.address, "token": "given", "ca_file": None}) as store:
            store.cas("fleet/a", {"n": 1}, 0)
        monkeypatch.setenv("CONSUL_HTTP_ADDR", consul.address)
        with opened("consul") as store:
            assert [entry.value for entry in store.list("fleet/")] == [{"n": 1}]
        assert place("consul") == f"Consul at {consul.address}"
        assert [one.headers["x-consul-token"] for one in consul.seen] == ["given"] * 2 + ["of-the-environment"] * 2


def test_a_store_that_was_left_is_opened_only_for_who_says_so(tmp_path: pathlib.Path) -> None:
    with opened(str(tmp_path)) as store:
        store.cas(MOVED, {"to": "there"}, 0)
    with opened(str(tmp_path), moved=True) as store:
        assert store.get(MOVED) is not None
    with pytest.raises(BadInput, match="it was moved to there"), opened(str(tmp_path)):
        pass


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "store is 'directory:/path', 'consul'"),
        ("directory:", "store is 'directory:/path', 'consul'"),
        (7, "store is 'directory:/path', 'consul'"),
        ({"adress": "https://10.0.0.1:8501", "token": "hunter2"}, "store: adress. Supported parameters include"),
        ({"timeout": "soon"}, "store: argument 'timeout' is of type"),
        ({"address": "ftp://x", "token": "hunter2"}, "address must be a URL"),
    ],
)
def test_what_cannot_be_a_store(given: t.Any, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught, opened(given) as store:
        store.get("fleet/a")
    assert "hunter2" not in str(caught.value)
