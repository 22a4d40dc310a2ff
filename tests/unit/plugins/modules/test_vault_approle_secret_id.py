# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_approle_secret_id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

ROLE = "/v1/auth/approle/role/shop"
LOOKUPS = (f"{ROLE}/secret-id/lookup", f"{ROLE}/secret-id-accessor/lookup")
ENTRY = {"secret_id_accessor": "a1", "metadata": {"server": "one"}, "secret_id_num_uses": 0}


def writes(fake: Fake) -> list[Any]:
    return [(one.path, one.body) for one in fake.writes if one.path not in LOOKUPS]


def go(fake: Fake, run_module: Run, *, no_log: bool = True, check: bool = False, **options: Any) -> dict[str, Any]:
    return run_module("vault_approle_secret_id", {"address": fake.address, "role": "shop", **options}, check, no_log)


@pytest.fixture
def there(fake: Fake) -> Fake:
    """A role with one secret id."""
    fake.routes["LIST", f"{ROLE}/secret-id"] = Answer(data={"data": {"keys": ["a1"]}})
    fake.routes["POST", LOOKUPS[1]] = Answer(data={"data": ENTRY})
    made = {"secret_id": "hunter2", "secret_id_accessor": "a1"}
    fake.routes["POST", f"{ROLE}/secret-id"] = Answer(data={"data": made})
    fake.routes["POST", f"{ROLE}/custom-secret-id"] = Answer(data={"data": made})
    fake.routes["POST", f"{ROLE}/secret-id-accessor/destroy"] = Answer(204)
    return fake


def test_one_is_found_by_its_metadata(there: Fake, run_module: Run) -> None:
    result = go(there, run_module, metadata={"server": "one"}, ttl="1h")
    assert (result["changed"], result["entry"]["secret_id_accessor"]) == (False, "a1")
    assert "secret_id" not in result
    assert not writes(there)


def test_one_is_made_and_told_once(there: Fake, run_module: Run) -> None:
    result = go(there, run_module, metadata={"server": "two"}, ttl="1h", cidr_list=["10.0.0.0/8"])
    assert (result["changed"], result["secret_id"]) == (True, "hunter2")
    assert "hunter2" not in str((result["diff"], result["entry"]))
    body = {"metadata": '{"server": "two"}', "ttl": 3600, "cidr_list": ["10.0.0.0/8"]}
    assert writes(there) == [(f"{ROLE}/secret-id", body)]


def test_it_is_not_printed(there: Fake, run_module: Run) -> None:
    assert "no_log" in go(there, run_module, no_log=False, metadata={"server": "two"})["msg"]
    assert not there.seen


@pytest.mark.parametrize("check", [True, False])
def test_one_of_own_choice(there: Fake, run_module: Run, check: bool) -> None:
    there.routes["POST", LOOKUPS[0]] = Answer(204)
    result = go(there, run_module, no_log=False, check=check, secret_id="hunter2", metadata={"a": "b"})
    assert result["changed"] is True
    assert "hunter2" not in str(result)
    body = {"metadata": '{"a": "b"}', "secret_id": "hunter2"}
    assert writes(there) == ([] if check else [(f"{ROLE}/custom-secret-id", body)])


def test_one_of_own_choice_that_is_there(there: Fake, run_module: Run) -> None:
    there.routes["POST", LOOKUPS[0]] = Answer(data={"data": ENTRY})
    assert go(there, run_module, no_log=False, secret_id="hunter2")["changed"] is False
    other = go(there, run_module, no_log=False, secret_id="hunter2", metadata={"server": "two"})
    assert "metadata" in other["msg"]
    assert not writes(there)


@pytest.mark.parametrize("which", [{"accessor": "a1"}, {"metadata": {"server": "one"}}])
def test_one_is_destroyed(there: Fake, run_module: Run, which: dict[str, Any]) -> None:
    assert go(there, run_module, no_log=False, state="absent", check=True, **which)["changed"] is True
    assert not writes(there)
    assert go(there, run_module, no_log=False, state="absent", **which)["changed"] is True
    assert writes(there) == [(f"{ROLE}/secret-id-accessor/destroy", {"secret_id_accessor": "a1"})]


def test_what_is_gone_is_left_alone(there: Fake, run_module: Run) -> None:
    there.routes["POST", LOOKUPS[1]] = Answer(404, {"errors": ["failed to find accessor entry"]})
    assert go(there, run_module, no_log=False, state="absent", accessor="a2")["changed"] is False
    assert not writes(there)
