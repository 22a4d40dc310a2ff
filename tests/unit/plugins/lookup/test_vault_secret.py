# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup vault_secret."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from fake_server import Answer, Fake
from lookup_contract import SECRET, LookupContract

FIELDS = {"password": "{{ 6 * 7 }}", "user": "app"}


class TestVaultSecret(LookupContract):
    """What all promise, and what is its own."""

    name = "vault_secret"
    product = "vault"
    token_header = "x-vault-token"
    address_variable = "VAULT_ADDR"
    token_variable = "VAULT_TOKEN"
    term = "secret/app/db"
    path = "/v1/secret/data/app/db"
    answer = {"data": {"data": FIELDS, "metadata": {"version": 3}}}
    result = FIELDS
    plain = {"engine": "kv2"}
    login = {"method": "approle", "role_id": "r", "secret_id": "s"}
    logged_in = {"auth": {"client_token": SECRET, "token_type": "service"}}

    def mounted(self, fake: Fake, path: str, term: str, kind: str = "kv", version: str | None = None) -> None:
        """Let Vault say what is mounted."""
        options = {"version": version} if version else None
        fake.routes["GET", f"/v1/sys/internal/ui/mounts/{term}"] = Answer(
            data={"data": {"path": path, "type": kind, "options": options}}
        )

    def test_the_engine_is_found_out_once_for_each_mount(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "plain", {})
        self.mounted(fake, "team/kv/", "team/kv/a/b", version="2")
        self.mounted(fake, "old/", "old/c")
        self.mounted(fake, "nomad/", "nomad/creds/deploy", kind="nomad")
        fake.routes["GET", "/v1/team/kv/data/a/b"] = Answer(data={"data": {"data": {"n": 1}}})
        fake.routes["GET", "/v1/team/kv/data/z"] = Answer(data={"data": {"data": {"n": 2}}})
        fake.routes["GET", "/v1/old/c"] = Answer(data={"data": {"n": 3}})
        fake.routes["GET", "/v1/nomad/creds/deploy"] = Answer(data={"lease_id": "x", "data": {"n": 4}})
        terms = ["team/kv/a/b", "/team/kv/z/", "old/c", "nomad/creds/deploy"]
        assert self.look(fake, *terms, field="n") == [1, 2, 3, 4]
        assert len([one for one in fake.seen if "internal" in one.path]) == 3
        assert len(fake.seen) == 7

    def test_an_unknown_engine_is_explained(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "plain", {})
        fake.answers = [Answer(403, {"errors": ["preflight capability check returned 403"]})]
        with pytest.raises(
            AnsibleError, match="secret/app/db: no engine is mounted there, or the token may read nothing"
        ):
            self.look(fake)

    @pytest.mark.parametrize("engine", ["kv1", "read"])
    def test_a_path_as_it_is(self, fake: Fake, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
        monkeypatch.setattr(type(self), "plain", {"engine": engine})
        fake.answers = [Answer(data={"data": FIELDS})]
        assert self.look(fake) == [FIELDS]
        assert fake.seen[0].path == "/v1/secret/app/db"
        with pytest.raises(AnsibleError, match="it has one version only"):
            self.look(fake, version=2)

    def test_a_version(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.answer)]
        assert self.look(fake, version=2) == [FIELDS]
        assert fake.seen[0].query == {"version": ["2"]}
        with pytest.raises(AnsibleError, match="there is no version 9 of a secret at secret/app/db, or it was deleted"):
            self.look(fake, version=9)

    def test_one_field(self, fake: Fake) -> None:
        fake.routes["GET", self.path] = Answer(data=self.answer)
        assert self.look(fake, field="user") == ["app"]
        assert self.look(fake, field="port", default="5432") == ["5432"]
        with pytest.raises(AnsibleError, match="secret/app/db has no field port"):
            self.look(fake, field="port")

    def test_the_mount_itself_is_no_secret(self, fake: Fake) -> None:
        with pytest.raises(AnsibleError, match="secret is the mount itself; write for instance secret/app"):
            self.look(fake, "secret/")

    def test_a_lease_outlives_the_call(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "plain", {"engine": "read"})
        fake.answers = [Answer(data=self.logged_in), Answer(data={"lease_id": "x", "data": FIELDS})]
        self.look(fake, "nomad/creds/deploy", login=self.login)
        assert len(fake.seen) == 2
