# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_unseal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


STATUS = {"initialized": True, "sealed": True, "t": 2, "n": 3, "progress": 0}
OPEN = {**STATUS, "sealed": False}


def test_no_more_keys_than_needed(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(data=STATUS), Answer(data={**STATUS, "progress": 1}), Answer(data=OPEN)]
    result = run_module("vault_unseal", {"address": fake.address, "keys": ["k1", "k2", "k3"]})
    assert (result["changed"], result["sealed"]) == (True, False)
    assert [one.body for one in fake.writes] == [{"key": "k1"}, {"key": "k2"}]


def test_an_open_one_is_left_alone(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(data=OPEN)]
    assert run_module("vault_unseal", {"address": fake.address, "keys": ["k1"]})["changed"] is False
    assert not fake.writes


def test_too_few_keys_are_kept(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(data=STATUS), Answer(data={**STATUS, "progress": 1})]
    result = run_module("vault_unseal", {"address": fake.address, "keys": ["k1"]})
    assert (result["changed"], result["sealed"], result["progress"], result["threshold"]) == (True, True, 1, 2)


def test_check_mode_sends_no_key(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(data=STATUS)]
    result = run_module("vault_unseal", {"address": fake.address, "keys": ["k1", "k2"]}, check=True)
    assert (result["changed"], result["sealed"]) == (True, False)
    assert not fake.writes


def test_a_wrong_key_is_told_without_it(fake: Fake, run_module: Run) -> None:
    wrong = Answer(400, {"errors": ["'key' must be a valid hex or base64 string: hunter2"]})
    fake.answers = [Answer(data=STATUS), wrong]
    result = run_module("vault_unseal", {"address": fake.address, "keys": ["hunter2"]})
    assert "at least one of them is wrong" in result["msg"]
    assert "hunter2" not in result["msg"]


def test_a_wrong_key_of_somebody_before_is_overcome(fake: Fake, run_module: Run) -> None:
    refused = Answer(500, {"errors": ["unable to retrieve stored keys"]})
    begun = {**STATUS, "progress": 1}
    fake.answers = [Answer(data=begun), refused, Answer(data=STATUS), Answer(data=begun), Answer(data=OPEN)]
    assert run_module("vault_unseal", {"address": fake.address, "keys": ["k1", "k2"]})["sealed"] is False


def test_what_is_not_initialised_is_told(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(data={**STATUS, "initialized": False})]
    assert "vault_init" in run_module("vault_unseal", {"address": fake.address, "keys": ["k1"]})["msg"]


def test_a_server_that_would_move_to_another_seal_is_left_alone(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(data={**STATUS, "migration": True})]
    assert "`migrate`" in run_module("vault_unseal", {"address": fake.address, "keys": ["k1", "k2"]})["msg"]
    assert not fake.writes


def test_a_server_is_moved_to_another_seal(fake: Fake, run_module: Run) -> None:
    moving = {**STATUS, "migration": True}
    fake.answers = [Answer(data=moving), Answer(data={**moving, "progress": 1}), Answer(data=OPEN)]
    options = {"address": fake.address, "keys": ["k1", "k2"], "migrate": True}
    assert run_module("vault_unseal", options)["sealed"] is False
    assert [one.body for one in fake.writes] == [{"key": "k1", "migrate": True}, {"key": "k2", "migrate": True}]


def test_one_that_does_not_move_is_unsealed_as_ever(fake: Fake, run_module: Run) -> None:
    """Vault refuses to move where there is nothing to move to."""
    fake.answers = [Answer(data={**STATUS, "t": 1}), Answer(data=OPEN)]
    run_module("vault_unseal", {"address": fake.address, "keys": ["k1"], "migrate": True})
    assert [one.body for one in fake.writes] == [{"key": "k1"}]
