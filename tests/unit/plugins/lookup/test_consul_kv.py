# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup consul_kv."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from ansible.errors import AnsibleError
from fake_server import Answer, Fake
from lookup_contract import SECRET, LookupContract


def entry(key: str, value: bytes | None) -> dict[str, Any]:
    """A key as Consul shows it."""
    return {"Key": key, "Flags": 0, "Value": None if value is None else base64.b64encode(value).decode()}


class TestConsulKv(LookupContract):
    """What all promise, and what is its own."""

    name = "consul_kv"
    product = "consul"
    token_header = "x-consul-token"
    address_variable = "CONSUL_HTTP_ADDR"
    token_variable = "CONSUL_HTTP_TOKEN"
    term = "app/text"
    path = "/v1/kv/app%2Ftext"
    answer = [entry("app/text", "{{ 6 * 7 }} ü".encode())]
    result = "{{ 6 * 7 }} ü"
    login = {"auth_method": "ci", "jwt": "a.b.c"}
    logged_in = {"SecretID": SECRET}

    @pytest.mark.parametrize("folder", ["app", "app/"])
    def test_a_folder(self, fake: Fake, folder: str) -> None:
        entries = [entry("app/", None), entry("app/port", b"80"), entry("app/a/b", b""), entry("app/none", None)]
        fake.routes["GET", "/v1/kv/app%2F"] = Answer(data=entries)
        assert self.look(fake, folder, recurse=True) == [{"port": "80", "a/b": "", "none": ""}]
        assert fake.seen[0].query == {"recurse": ["true"]}

    @pytest.mark.parametrize("answer", [Answer(404, ""), Answer(data=[entry("app/", None)])])
    def test_an_empty_folder_is_missing(self, fake: Fake, answer: Answer) -> None:
        fake.routes["GET", "/v1/kv/app%2F"] = answer
        assert self.look(fake, "app", recurse=True, default={}) == [{}]
        with pytest.raises(AnsibleError, match="there is nothing below app/"):
            self.look(fake, "app", recurse=True)

    def test_what_is_no_text(self, fake: Fake) -> None:
        fake.routes["GET", self.path] = Answer(data=[entry(self.term, b"\xff\x00")])
        assert self.look(fake, encoding="base64") == ["/wA="]
        with pytest.raises(AnsibleError, match="app/text is not text in UTF-8; read it with encoding=base64"):
            self.look(fake)
