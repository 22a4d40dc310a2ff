# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of Vault."""

from __future__ import annotations

import client_contract
import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError


class TestVault(client_contract.ClientContract):
    """What all promise, and what is Vault's own."""

    connect = staticmethod(connect)
    title = "Vault"
    token_header = "x-vault-token"
    index_header = "X-Vault-Index"
    environment = {"VAULT_ADDR": client_contract.CLOSED, "VAULT_TOKEN": "from-environment"}

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
