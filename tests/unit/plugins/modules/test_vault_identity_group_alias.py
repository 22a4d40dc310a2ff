# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_identity_group_alias."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

ALIAS = {"id": "l1", "name": "alice", "mount_accessor": "acc1", "canonical_id": "e1", "custom_metadata": None}
LOOKUP = "/v1/identity/lookup/group"
API = "/v1/identity/group-alias"


def go(fake: Fake, run_module: Run, there: bool, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["GET", "/v1/sys/auth"] = Answer(data={"data": {"userpass/": {"accessor": "acc1"}}})
    fake.routes["GET", "/v1/identity/group/name/alice"] = Answer(data={"data": {"id": "e1"}})
    fake.routes["GET", "/v1/identity/group/name/bob"] = Answer(data={"data": {"id": "e2"}})
    fake.routes["POST", LOOKUP] = Answer(data={"data": {"alias": ALIAS}}) if there else Answer(204)
    for method, path in (("POST", API), ("POST", f"{API}/id/l1"), ("DELETE", f"{API}/id/l1")):
        fake.routes[method, path] = Answer(204)
    options = {"address": fake.address, "name": "Alice", "mount": "userpass", **options}
    options = {key: value for key, value in options.items() if value is not None}
    return run_module("vault_identity_group_alias", options, check)


def writes(fake: Fake) -> list[Any]:
    return [(one.method, one.path, one.body) for one in fake.writes if one.path != LOOKUP]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("there", "options", "sent"),
    [
        (True, {"owner": "alice"}, []),
        (True, {"mount": None, "mount_accessor": "acc1", "canonical_id": "e1"}, []),
        (False, {"state": "absent"}, []),
        (True, {"state": "absent"}, [("DELETE", f"{API}/id/l1", None)]),
        (False, {"owner": "alice"}, [("POST", API, {"name": "Alice", "mount_accessor": "acc1", "canonical_id": "e1"})]),
        (
            True,
            {"owner": "bob"},
            [("POST", f"{API}/id/l1", {"name": "Alice", "mount_accessor": "acc1", "canonical_id": "e2"})],
        ),
    ],
)
def test_found_by_name_and_mount(
    fake: Fake, run_module: Run, check: bool, there: bool, options: dict[str, Any], sent: list[Any]
) -> None:
    result = go(fake, run_module, there, check, **options)
    assert not result["failed"], result
    assert result["changed"] is bool(sent)
    assert writes(fake) == ([] if check else sent)


@pytest.mark.parametrize(
    ("options", "message"), [({"mount": "gone"}, "no auth method at 'gone'"), ({"owner": "eve"}, "no group 'eve'")]
)
def test_what_is_not_there_is_told(fake: Fake, run_module: Run, options: dict[str, Any], message: str) -> None:
    assert message in go(fake, run_module, True, **options)["msg"]
    assert not writes(fake)
