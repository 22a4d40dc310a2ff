# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Vault."""

from __future__ import annotations

from typing import Any

import client_contract
import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput, FleetError


class TestVault(client_contract.ClientContract):
    """What all promise, and what is Vault's own."""

    connect = staticmethod(connect)
    title = "Vault"
    token_header = "x-vault-token"
    index_header = "X-Vault-Index"
    environment = {"VAULT_ADDR": client_contract.CLOSED, "VAULT_TOKEN": "from-environment"}
    login = {"method": "userpass", "username": "ada", "password": "hunter2"}
    login_path = "/v1/auth/userpass/login/ada"
    logged_in = {"auth": {"client_token": client_contract.SECRET, "token_type": "service"}}
    logout_path = "/v1/auth/token/revoke-self"

    def test_the_namespace_goes_with_every_call(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})]
        self.client(fake, namespace="team").get(["sys", "mounts"])
        assert fake.seen[0].headers["x-vault-namespace"] == "team"

    def test_list_gives_keys_or_none(self, fake: Fake) -> None:
        fake.answers = [Answer(data={"data": {"keys": ["a", "b/"]}}), Answer(404, {"errors": []})]
        client = self.client(fake)
        assert client.list(["secret", "metadata"]) == ["a", "b/"]
        assert client.list(["secret", "metadata"]) == []
        assert fake.seen[0].method == "LIST"

    def test_errors_are_the_servers_words(self, fake: Fake) -> None:
        fake.answers = [Answer(400, {"errors": ["one", "two"]})]
        with pytest.raises(ApiError, match="Vault answered 400 to GET /v1/thing: one; two"):
            self.client(fake).get(["thing"])

    def test_a_sealed_vault_is_told_at_once(self, fake: Fake) -> None:
        fake.answers = [Answer(503, {"errors": ["Vault is sealed"]})] * 2
        with pytest.raises(ApiError, match="Vault is sealed"):
            self.client(fake).get(["thing"])
        assert len(fake.seen) == 1

    def test_the_namespace_goes_with_logins_and_files(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.logged_in), Answer(data="snap"), Answer(), Answer()]
        with self.client(fake, login=self.login, namespace="team") as client:
            client.download(["sys", "storage", "raft", "snapshot"])
            client.upload(["sys", "storage", "raft", "snapshot"], b"snap")
        assert [one.headers["x-vault-namespace"] for one in fake.seen] == ["team"] * 4
        assert {one.headers["x-vault-request"] for one in fake.seen} == {"true"}

    @pytest.mark.parametrize(
        "answer",
        [
            {"lease_id": "nomad/creds/reader/abc", "data": {"secret_id": "x"}},
            {"auth": {"client_token": "child", "orphan": False}},
        ],
    )
    def test_a_token_that_a_secret_depends_on_is_not_revoked(self, fake: Fake, answer: dict[str, Any]) -> None:
        fake.answers = [Answer(data=self.logged_in), Answer(data=answer), Answer(data={"data": {}})]
        with self.client(fake, login=self.login) as client:
            client.get(["thing"])
            client.get(["other"])
        assert len(fake.seen) == 3

    @pytest.mark.parametrize("answer", [{"lease_id": ""}, {"auth": {"client_token": "child", "orphan": True}}])
    def test_a_token_that_nothing_depends_on_is_revoked(self, fake: Fake, answer: dict[str, Any]) -> None:
        fake.answers = [Answer(data=self.logged_in), Answer(data=answer), Answer()]
        with self.client(fake, login=self.login) as client:
            client.get(["thing"])
        assert fake.seen[-1].path == self.logout_path

    def test_a_batch_token_expires_by_itself(self, fake: Fake) -> None:
        batch = {"auth": {"client_token": client_contract.SECRET, "token_type": "batch"}}
        fake.answers = [Answer(data=batch), Answer(data={})]
        with self.client(fake, login=self.login) as client:
            client.get(["thing"])
        assert len(fake.seen) == 2

    def test_a_given_token_is_used_and_never_revoked(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})]
        with self.client(fake, login={"method": "token", "token": client_contract.SECRET}) as client:
            client.get(["thing"])
        assert [one.headers["x-vault-token"] for one in fake.seen] == [client_contract.SECRET]

    def test_a_second_factor_is_named(self, fake: Fake) -> None:
        fake.answers = [Answer(data={"auth": {"client_token": "", "mfa_requirement": {"mfa_request_id": "1"}}})]
        with pytest.raises(FleetError, match="second factor"):
            self.client(fake, login=self.login).get(["thing"])

    def test_a_certificate_is_needed_for_its_login(self, fake: Fake) -> None:
        with pytest.raises(BadInput, match="client_cert and client_key"):
            self.client(fake, login={"method": "cert"})
