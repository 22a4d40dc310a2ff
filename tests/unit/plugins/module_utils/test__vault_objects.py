# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Vault at one path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils._clients import vault
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import info_at, keep_at, place

PATH = "auth/{mount}/role/{name}"
API = "/v1/auth/team/approle/role/shop"
FIELDS = Fields(
    f.text("mount"),
    f.text("name"),
    f.names("policies"),
    f.duration("ttl"),
    f.secret("password"),
    f.flag("local", fixed=True),
)


class Module(NamedTuple):
    """As much of an AnsibleModule as is looked at."""

    params: dict[str, Any]
    check_mode: bool = False


@pytest.fixture
def client(fake: Fake, clean_environment: None) -> Iterator[vault.VaultClient]:
    with vault.connect({"address": fake.address}) as made:
        yield made


def module(**options: Any) -> Any:
    return Module({"mount": "/team/approle/", "name": "shop", "details": False, **options})


@pytest.mark.parametrize(
    ("name", "segments"),
    [("shop", ["auth", "team", "approle", "role", "shop"]), ("a/b", ["auth", "team", "approle", "role", "a/b"])],
)
def test_a_mount_may_lie_below_others_and_a_name_is_one_segment(name: str, segments: list[str]) -> None:
    assert place(PATH, {"mount": "/team/approle/", "name": name}) == segments


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot be empty"):
        place(PATH, {"mount": "approle", "name": ""})


def test_names_are_part_of_the_object_but_are_not_sent(fake: Fake, client: vault.VaultClient) -> None:
    fake.answers = [Answer(404, "{}"), Answer(204), Answer(data={"data": {"ttl": 60}})]
    outcome = keep_at(module(ttl="1m"), client, PATH, FIELDS)
    assert [(one.method, one.path, one.body) for one in fake.writes] == [("POST", API, {"ttl": 60})]
    assert outcome.public() == {"ttl": 60, "mount": "/team/approle/", "name": "shop"}


THERE = Answer(data={"data": {"ttl": 60, "policies": ["a"], "local": True, "period": None}})


@pytest.mark.parametrize(
    ("partial", "body"),
    [(False, {"ttl": 90, "policies": ["a"], "password": "p"}), (True, {"ttl": 90, "password": "p"})],
)
def test_an_update_sends_the_whole_table_or_what_was_given(
    fake: Fake, client: vault.VaultClient, partial: bool, body: dict[str, Any]
) -> None:
    fake.answers = [THERE, Answer(204), THERE]
    keep_at(module(ttl=90, password="p", local=True), client, PATH, FIELDS, partial=partial)
    assert [one.body for one in fake.writes] == [body]


def test_a_module_may_read_and_write_in_its_own_way(fake: Fake, client: vault.VaultClient) -> None:
    written: list[dict[str, Any]] = []
    keep_at(module(ttl=90), client, PATH, FIELDS, read=lambda: {"ttl": 60}, write=written.append)
    assert written == [{"ttl": 90}]
    assert not fake.seen


def test_one_is_read(fake: Fake, client: vault.VaultClient) -> None:
    fake.answers = [Answer(data={"data": {"ttl": 60, "seed": "x"}}), Answer(404, "{}")]
    found = info_at(module(), client, PATH, "roles", ["seed"])
    assert found == {"changed": False, "roles": [{"ttl": 60, "mount": "/team/approle/", "name": "shop"}]}
    assert info_at(module(), client, PATH, "roles")["roles"] == []


@pytest.mark.parametrize("details", [False, True])
def test_all_are_listed_and_read_only_where_asked_for(fake: Fake, client: vault.VaultClient, details: bool) -> None:
    fake.routes["LIST", API.rpartition("/")[0]] = Answer(data={"data": {"keys": ["shop"]}})
    fake.routes["GET", API] = THERE
    found = info_at(module(name=None, details=details), client, PATH, "roles")["roles"]
    assert ([one["name"] for one in found], "ttl" in found[0], len(fake.seen)) == (["shop"], details, 1 + details)


def test_nothing_there_is_an_empty_list(client: vault.VaultClient) -> None:
    assert info_at(module(name=None), client, PATH, "roles")["roles"] == []
