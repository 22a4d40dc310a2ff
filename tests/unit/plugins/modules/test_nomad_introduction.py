# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_introduction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/acl/identity/client-introduction-token"


def test_it_is_made_only_where_it_is_hidden(fake: Fake, run_module: Run) -> None:
    fake.routes["POST", PATH] = Answer(data={"JWT": "a.b.c"})
    options = {"address": fake.address, "node_name": "device1", "node_pool": "external", "ttl": "10m"}
    assert "no_log" in run_module("nomad_introduction", options)["msg"]
    assert not fake.seen
    assert run_module("nomad_introduction", options, no_log=True) == {
        "failed": False,
        "changed": True,
        "token": "a.b.c",
    }
    assert fake.writes[0].body == {"NodeName": "device1", "NodePool": "external", "TTL": "600000000000ns"}


def test_check_mode_makes_none(fake: Fake, run_module: Run) -> None:
    options = {"address": fake.address, "node_name": "device1"}
    assert run_module("nomad_introduction", options, check=True, no_log=True)["changed"] is True
    assert not fake.seen
