# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/acl/policy/readers"


def test_white_space_around_the_rules_is_no_change(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"Name": "readers", "Rules": 'node { policy = "read" }'})
    options = {"address": fake.address, "name": "readers", "rules": 'node { policy = "read" }\n'}
    assert run_module("nomad_acl_policy", options)["changed"] is False
    assert not fake.writes


def test_a_new_policy_needs_rules(fake: Fake, run_module: Run) -> None:
    assert "rules:" in run_module("nomad_acl_policy", {"address": fake.address, "name": "readers"})["msg"]
    assert not fake.writes
