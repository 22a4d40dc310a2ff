# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Nomad."""

from __future__ import annotations

from pathlib import Path

import client_contract
import pytest
from fake_server import Answer, Fake, server_context

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, ConnectionFailed


class TestNomad(client_contract.ClientContract):
    """What all promise, and what is Nomad's own."""

    connect = staticmethod(connect)
    title = "Nomad"
    token_header = "x-nomad-token"
    index_header = "X-Nomad-Index"
    environment = {"NOMAD_ADDR": client_contract.CLOSED, "NOMAD_TOKEN": "from-environment"}
    login = {"auth_method": "jwt", "jwt": "hunter2"}
    login_path = "/v1/acl/login"
    logged_in = {"SecretID": client_contract.SECRET}

    def test_namespace_and_region_go_with_every_call(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})] * 3
        client = self.client(fake, namespace="team", region="north")
        client.get(["evaluations"])
        client.put(["volumes"], {})
        client.get(["job", "a"], {"namespace": "other"})
        assert [one.query["namespace"] for one in fake.seen] == [["team"], ["team"], ["other"]]
        assert [one.query["region"] for one in fake.seen] == [["north"]] * 3

    def test_many_that_are_alike(self, fake: Fake) -> None:
        fake.answers = [Answer(data={}), Answer(429, "slow down"), Answer(data={}), Answer(403, "Permission denied")]
        client = self.client(fake, region="north", token=client_contract.SECRET)
        send = client.alike()
        for node in ("a/b", "c"):
            client.post(["client", "metadata"], {"Meta": {"x": "é"}}, {"node_id": node}, send=send)
        with pytest.raises(ApiError, match="Permission denied"):
            client.post(["client", "metadata"], {"Meta": {"x": "é"}}, {"node_id": "d"}, send=send)
        assert [one.query for one in fake.seen] == [
            {"node_id": [node], "region": ["north"]} for node in ("a/b", "c", "c", "d")
        ]
        for one in fake.seen:
            assert (one.method, one.path, one.body) == ("POST", "/v1/client/metadata", {"Meta": {"x": "é"}})
            assert one.headers["x-nomad-token"] == client_contract.SECRET

    @pytest.mark.parametrize("trusted", [True, False])
    def test_many_that_are_alike_are_verified(self, tls: Path, trusted: bool) -> None:
        with Fake(server_context(tls)) as fake:
            fake.answers = [Answer(data={})]
            client = self.client(fake, **({"ca_file": str(tls / "ca.pem")} if trusted else {}))
            if trusted:
                assert client.post(["client", "metadata"], {}, {"node_id": "a"}, send=client.alike()).data == {}
                return
            with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED.*ca_file"):
                client.post(["client", "metadata"], {}, {"node_id": "a"}, send=client.alike())

    def test_many_that_are_alike_go_through_the_proxy(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", fake.address)  # it sees the whole address as the path
        fake.answers = [Answer(data={"by": "proxy"})]
        client = type(self).connect({"address": "http://nomad.example:4646"})
        assert client.post(["client", "metadata"], {}, {"node_id": "a"}, send=client.alike()).data == {"by": "proxy"}
        assert fake.seen[0].path.endswith("/v1/client/metadata")

    @pytest.mark.parametrize("requests_is_old", [True, False])
    def test_a_lost_answer_to_one_of_many_is_asked_for_again(
        self, fake: Fake, monkeypatch: pytest.MonkeyPatch, requests_is_old: bool
    ) -> None:
        if requests_is_old:
            monkeypatch.delattr("requests.adapters.HTTPAdapter.get_connection_with_tls_context")
        fake.answers = [Answer(0), Answer(data={"x": 1}), *[Answer(0)] * 5]
        client = self.client(fake)
        send = client.alike()
        assert client.post(["client", "metadata"], {}, {"node_id": "a"}, send=send).data == {"x": 1}
        with pytest.raises(ConnectionFailed, match="closed connection"):
            client.post(["client", "metadata"], {}, {"node_id": "a"}, send=send)

    def test_all_pages_are_read(self, fake: Fake) -> None:
        fake.answers = [Answer(data=[1, 2], headers={"X-Nomad-NextToken": "a/b"}), Answer(data=[3])]
        assert list(self.client(fake).pages(["jobs"], {"prefix": "x"}, per_page=2)) == [[1, 2], [3]]
        assert fake.seen[0].query == {"prefix": ["x"], "per_page": ["2"]}
        assert fake.seen[1].query == {"prefix": ["x"], "per_page": ["2"], "next_token": ["a/b"]}

    def test_an_unhealthy_answer_can_be_read(self, fake: Fake) -> None:
        fake.answers = [Answer(429, {"Healthy": False})]
        answer = self.client(fake).get(["operator", "autopilot", "health"], accept=(429,))
        assert answer.data == {"Healthy": False}

    def test_the_login_names_method_and_token(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.logged_in), *[Answer(data={})] * 2]
        with self.client(fake, login=self.login) as client:
            client.get(["thing"])
        assert fake.seen[0].body == {"AuthMethodName": "jwt", "LoginToken": "hunter2"}
