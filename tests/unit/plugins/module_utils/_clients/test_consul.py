# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Consul; these tests run with py-consul and with python-consul2."""

from __future__ import annotations

import client_contract
import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import connect


class TestConsul(client_contract.ClientContract):
    """What all promise, and what is Consul's own."""

    connect = staticmethod(connect)
    title = "Consul"
    token_header = "x-consul-token"
    index_header = "X-Consul-Index"
    environment = {"CONSUL_HTTP_ADDR": client_contract.CLOSED, "CONSUL_HTTP_TOKEN": "from-environment"}
    login = {"auth_method": "jwt", "jwt": "hunter2"}
    login_path = "/v1/acl/login"
    logged_in = {"SecretID": client_contract.SECRET}
    logout_path = "/v1/acl/logout"

    def test_datacenter_and_namespace_go_with_every_call(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})] * 2
        client = self.client(fake, datacenter="dc2", namespace="team")
        client.get(["catalog", "nodes"], {"filter": 'Node == "a b"'})
        client.put(["acl", "policy"], {})
        assert fake.seen[0].query == {"dc": ["dc2"], "ns": ["team"], "filter": ['Node == "a b"']}
        assert fake.seen[1].query == {"dc": ["dc2"], "ns": ["team"]}

    def test_an_unhealthy_answer_can_be_read(self, fake: Fake) -> None:
        fake.answers = [Answer(429, {"Healthy": False})]
        answer = self.client(fake).get(["operator", "autopilot", "health"], accept=(429,))
        assert answer.data == {"Healthy": False}

    def test_text_is_sent_as_it_is(self, fake: Fake) -> None:
        fake.answers = [Answer(data=True)]
        self.client(fake).put(["kv", "a/b"], "plain text")
        assert fake.seen[0].body == b"plain text"
        assert fake.seen[0].path == "/v1/kv/a%2Fb"

    def test_an_address_may_lack_the_scheme(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONSUL_HTTP_ADDR", fake.address.removeprefix("http://"))
        fake.answers = [Answer(data={"a": 1})]
        assert connect({}).get(["thing"]).data == {"a": 1}

    def test_the_login_names_method_and_token(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.logged_in), *[Answer(data={})] * 2]
        with self.client(fake, login=self.login) as client:
            client.get(["thing"])
        assert fake.seen[0].body == {"AuthMethod": "jwt", "BearerToken": "hunter2"}
