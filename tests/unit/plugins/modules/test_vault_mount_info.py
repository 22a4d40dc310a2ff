# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_mount_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_one_or_all(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/sys/mounts"] = Answer(data={"data": {"b/": {"type": "kv"}, "a/c/": {"type": "pki"}}})
    options = {"address": fake.address}
    assert run_module("vault_mount_info", options)["mounts"] == [
        {"path": "a/c", "type": "pki"},
        {"path": "b", "type": "kv"},
    ]
    assert run_module("vault_mount_info", {**options, "path": "/b/"})["mounts"] == [{"path": "b", "type": "kv"}]
    assert run_module("vault_mount_info", {**options, "path": "c"})["mounts"] == []
