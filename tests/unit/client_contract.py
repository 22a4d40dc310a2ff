# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all three clients promise. Each product's test inherits these tests; each fails without its fix in the client."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_server import Answer, Fake, server_context

from ansible_collections.nomadic.fleet.plugins.module_utils._clients import _base
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput, ConnectionFailed

SECRET = "c0ffee00-1111-2222-3333-444444444444"
CLOSED = "http://127.0.0.1:1"


@pytest.mark.usefixtures("clean_environment")
class ClientContract:
    """Set ``connect`` and the names in a subclass."""

    connect: Callable[[dict[str, Any]], _base.Client]
    title = ""
    token_header = ""
    index_header = ""
    environment: dict[str, str]
    #: The option login, where it goes, and what a server says to it.
    login: dict[str, str]
    login_path = ""
    logged_in: dict[str, Any]
    #: What the client says when it closes, if anything.
    logout_path = ""

    def client(self, fake: Fake, **options: Any) -> Any:
        """A client of the fake server that does not sleep between attempts."""
        client = type(self).connect({"address": fake.address, **options})
        client.pauses = []
        client.sleep = client.pauses.append
        return client

    def test_explicit_options_beat_the_environment(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        fake.answers = [Answer(data={})]
        self.client(fake, token=SECRET).get(["thing"])
        assert fake.seen[0].headers[self.token_header] == SECRET

    def test_an_empty_token_asks_as_nobody(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        fake.answers = [Answer(data={})]
        self.client(fake, token="").get(["thing"])
        assert self.token_header not in fake.seen[0].headers

    def test_the_environment_is_the_fallback(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.environment.items():
            monkeypatch.setenv(name, fake.address if "ADDR" in name else value)
        fake.answers = [Answer(data={})]
        type(self).connect({}).get(["thing"])
        assert fake.seen[0].headers[self.token_header] == "from-environment"

    def test_ids_are_percent_encoded_once(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})]
        self.client(fake).get(["thing", "team/a b#c?d%e"])
        assert fake.seen[0].path == "/v1/thing/team%2Fa%20b%23c%3Fd%25e"

    @pytest.mark.parametrize("name", ["", ".", ".."])
    def test_a_name_that_would_change_the_path_is_refused(self, fake: Fake, name: str) -> None:
        with pytest.raises(BadInput):
            self.client(fake).delete(["thing", name])
        assert not fake.seen

    def test_headers_are_kept(self, fake: Fake) -> None:
        fake.answers = [Answer(data=[1], headers={self.index_header: "42", "X-Other": "kept"})]
        answer = self.client(fake).get(["thing"])
        assert (answer.index, answer.headers["x-other"], answer.data) == (42, "kept", [1])

    def test_booleans_are_written_as_the_servers_read_them(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})]
        self.client(fake).get(["thing"], {"yes": True, "nothing": None})
        assert fake.seen[0].query["yes"] == ["true"]
        assert "nothing" not in fake.seen[0].query

    def test_a_body_is_json_and_comes_back_decoded(self, fake: Fake) -> None:
        fake.answers = [Answer(data={"ok": "ü"})]
        assert self.client(fake).put(["thing"], {"a": [1, "ü"]}).data == {"ok": "ü"}
        assert fake.seen[0].body == {"a": [1, "ü"]}

    def test_find_tells_absence_from_failure(self, fake: Fake) -> None:
        fake.answers = [Answer(404, "not found"), Answer(403, "Permission denied")]
        client = self.client(fake)
        assert client.find(["thing"]) is None
        with pytest.raises(ApiError):
            client.find(["thing"])

    def test_read_gives_data_or_none(self, fake: Fake) -> None:
        fake.answers = [Answer(data={"data": {"a": 1}}), Answer(404, "not found"), Answer(403, "Permission denied")]
        client = self.client(fake)
        found = client.read(["thing", "a/b"], {"x": 1})
        assert found.get("data", found) == {"a": 1}
        assert (fake.seen[0].path, fake.seen[0].query["x"]) == ("/v1/thing/a%2Fb", ["1"])
        assert client.read(["thing"]) is None
        with pytest.raises(ApiError):
            client.read(["thing"])

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_a_read_is_tried_again(self, fake: Fake, status: int) -> None:
        fake.answers = [Answer(status, "busy"), Answer(status, "busy"), Answer(data={"a": 1})]
        client = self.client(fake)
        assert client.get(["thing"]).data == {"a": 1}
        assert client.pauses[1] > client.pauses[0] > 0

    def test_trying_again_ends(self, fake: Fake) -> None:
        fake.answers = [Answer(503, "busy")] * 20
        with pytest.raises(ApiError, match="503"):
            self.client(fake).get(["thing"])
        assert len(fake.seen) == _base.ATTEMPTS

    def test_retry_after_is_heeded(self, fake: Fake) -> None:
        fake.answers = [Answer(429, "slow", {"Retry-After": "7"}), Answer(data={})]
        client = self.client(fake)
        client.get(["thing"])
        assert client.pauses == [7]

    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_a_write_that_may_have_been_applied_is_not_repeated(self, fake: Fake, status: int) -> None:
        fake.answers = [Answer(status, "busy"), Answer(data={})]
        with pytest.raises(ApiError):
            self.client(fake).post(["thing"], {}, idempotent=False)
        assert len(fake.seen) == 1

    def test_a_lost_answer_to_a_write_is_not_repeated(self, fake: Fake) -> None:
        fake.answers = [Answer(0), Answer(data={})]
        with pytest.raises(ConnectionFailed):
            self.client(fake).post(["thing"], {}, idempotent=False)
        assert len(fake.seen) == 1

    def test_a_lost_answer_to_a_read_is(self, fake: Fake) -> None:
        fake.answers = [Answer(0), Answer(data={"a": 1})]
        assert self.client(fake).get(["thing"]).data == {"a": 1}

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(429, "slow"),
            Answer(500, "No cluster leader"),
            Answer(500, "rpc error: failed to get conn: dial tcp 10.0.0.1:4647: connect: connection refused"),
        ],
    )
    def test_a_write_that_cannot_have_been_applied_is_repeated(self, fake: Fake, answer: Answer) -> None:
        fake.answers = [answer, Answer(data={"a": 1})]
        assert self.client(fake).post(["thing"], {}, idempotent=False).data == {"a": 1}

    @pytest.mark.parametrize("words", ["rpc error: EOF", "leadership lost while committing log"])
    def test_a_leader_that_died_with_a_request_is_asked_again_where_that_does_no_harm(
        self, fake: Fake, words: str
    ) -> None:
        fake.answers = [Answer(500, words), Answer(data={"a": 1}), Answer(500, words), Answer(data={})]
        assert self.client(fake).get(["thing"]).data == {"a": 1}
        with pytest.raises(ApiError):
            self.client(fake).post(["thing"], {}, idempotent=False)
        assert len(fake.seen) == 3

    @pytest.mark.parametrize("status", [400, 403, 404, 500])
    def test_other_errors_are_final(self, fake: Fake, status: int) -> None:
        fake.answers = [Answer(status, "no")] * 2
        with pytest.raises(ApiError):
            self.client(fake).get(["thing"])
        assert len(fake.seen) == 1

    def test_a_refused_connection_is_tried_again_and_named(self) -> None:
        client = type(self).connect({"address": CLOSED})
        pauses: list[float] = []
        client.sleep = pauses.append
        with pytest.raises(ConnectionFailed) as caught:
            client.post(["thing"], {}, idempotent=False)
        assert len(pauses) == _base.ATTEMPTS - 1
        assert f"{self.title} at {CLOSED} could not be reached" in str(caught.value)
        assert "Connection refused" in str(caught.value)
        assert "0x" not in str(caught.value)

    def test_every_call_has_a_time_limit(self, fake: Fake) -> None:
        fake.answers = [Answer(data={}, delay=20)]
        begin = time.monotonic()
        with pytest.raises(ConnectionFailed, match="time limit"):
            self.client(fake, timeout=1).post(["thing"], {}, idempotent=False)
        assert time.monotonic() - begin < 5

    def test_an_error_says_everything_but_the_token(self, fake: Fake) -> None:
        fake.answers = [Answer(403, f"Permission denied for {SECRET}")]
        with pytest.raises(ApiError) as caught:
            self.client(fake, token=SECRET).put(["thing", "a"], {})
        text = str(caught.value)
        assert text == f"{self.title} answered 403 to PUT /v1/thing/a: Permission denied for (hidden)"
        assert (caught.value.status, caught.value.method, caught.value.path) == (403, "PUT", "/v1/thing/a")

    def test_a_download_gives_bytes_or_fills_a_file(self, fake: Fake, tmp_path: Path) -> None:
        fake.answers = [Answer(data="snap\u00fc"), Answer(503, "busy"), Answer(data="short")]
        client = self.client(fake, token=SECRET)
        assert client.download(["snapshot", "a/b"], {"stale": True}) == "snap\u00fc".encode()
        assert (fake.seen[0].path, fake.seen[0].query["stale"]) == ("/v1/snapshot/a%2Fb", ["true"])
        assert fake.seen[0].headers[self.token_header] == SECRET
        with (tmp_path / "snapshot").open("w+b") as file:
            file.write(b"something longer")
            assert client.download(["snapshot"], into=file) == b""
        assert (tmp_path / "snapshot").read_bytes() == b"short"

    def test_an_upload_sends_bytes_or_a_file(self, fake: Fake, tmp_path: Path) -> None:
        content = b"\xff" * (3 << 20)
        (tmp_path / "snapshot").write_bytes(content)
        fake.answers = [Answer(), Answer(429, "slow"), Answer()]
        client = self.client(fake, token=SECRET)
        client.upload(["snapshot"], content, {"x": "y"})
        with (tmp_path / "snapshot").open("rb") as file:
            client.upload(["snapshot"], file)
        assert [one.body for one in fake.seen] == [content] * 3
        assert [one.method for one in fake.seen] == ["PUT"] * 3
        assert fake.seen[0].query["x"] == ["y"]
        assert {one.headers[self.token_header] for one in fake.seen} == {SECRET}

    def test_an_upload_that_may_have_been_applied_is_not_repeated(self, fake: Fake) -> None:
        fake.answers = [Answer(503, f"busy {SECRET}"), Answer()]
        with pytest.raises(ApiError, match=rf"{self.title} answered 503 to PUT /v1/snapshot: busy \(hidden\)"):
            self.client(fake, token=SECRET).upload(["snapshot"], b"snap")
        assert len(fake.seen) == 1

    def test_a_download_that_breaks_off_is_no_download(self, fake: Fake) -> None:
        fake.answers = [Answer(data="half", headers={"Content-Length": "8", "Connection": "close"})] * 5
        with pytest.raises(ConnectionFailed):
            self.client(fake, timeout=1).download(["snapshot"])

    def test_a_download_has_a_time_limit_and_verifies(self, fake: Fake, tls: Path) -> None:
        fake.answers = [Answer(data="x", delay=20)] * 5
        begin = time.monotonic()
        with pytest.raises(ConnectionFailed, match="time limit"):
            self.client(fake, timeout=1).upload(["snapshot"], b"x")
        assert time.monotonic() - begin < 5
        with Fake(server_context(tls)) as secure, pytest.raises(ConnectionFailed, match="ca_file"):
            self.client(secure).download(["snapshot"])

    def test_a_login_is_made_once_when_it_is_needed(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        fake.answers = [Answer(data={}), Answer(data=self.logged_in), *[Answer(data={})] * 3]
        with self.client(fake, login=self.login) as client:
            client.get(["open"], token="")
            assert len(fake.seen) == 1
            client.get(["thing"])
            client.get(["thing"])
        assert (fake.seen[1].method, fake.seen[1].path) == ("POST", self.login_path)
        assert self.token_header not in fake.seen[1].headers
        assert [one.headers[self.token_header] for one in fake.seen[2:]] == [SECRET] * len(fake.seen[2:])
        assert [one.path for one in fake.seen[4:]] == ([self.logout_path] if self.logout_path else [])

    def test_a_session_without_a_login_ends_without_a_word(self, fake: Fake) -> None:
        with self.client(fake, login=self.login):
            pass
        with self.client(fake, token=SECRET) as client:
            fake.answers = [Answer(data={})]
            client.get(["thing"])
        assert len(fake.seen) == 1

    def test_a_logout_that_fails_changes_nothing(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.logged_in), Answer(data={"data": 1}), Answer(400, "no")]
        with self.client(fake, login=self.login) as client:
            assert client.get(["thing"]).data == {"data": 1}

    def test_a_refused_login_shows_no_secret(self, fake: Fake) -> None:
        fake.answers = [Answer(403, f"no such {' '.join(self.login.values())}")]
        with pytest.raises(ApiError, match=f"answered 403 to POST {self.login_path}") as caught:
            self.client(fake, login=self.login).get(["thing"])
        assert "hunter2" not in str(caught.value)

    def test_a_token_and_a_login_exclude_each_other(self, fake: Fake) -> None:
        for token in (SECRET, ""):
            with pytest.raises(BadInput, match="token and login are both given"):
                self.client(fake, token=token, login=self.login)

    def test_connections_are_reused(self, fake: Fake) -> None:
        fake.answers = [Answer(data={})] * 3
        client = self.client(fake)
        for method in ("GET", "PUT", "DELETE"):
            client.request(method, ["thing"])
        assert len({one.port for one in fake.seen}) == 1

    @pytest.mark.parametrize("method", ["GET", "PUT"])
    def test_a_token_does_not_follow_a_redirect(self, fake: Fake, method: str) -> None:
        with Fake() as other:
            other.answers = [Answer(data={})]
            fake.answers = [Answer(307, "", {"Location": f"{other.address}/v1/thing"})]
            with pytest.raises(ApiError, match="redirects are not followed"):
                self.client(fake, token=SECRET).request(method, ["thing"])
            assert not other.seen

    def test_netrc_is_not_read(self, fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password something\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        fake.answers = [Answer(data={})]
        self.client(fake).get(["thing"])
        assert "authorization" not in fake.seen[0].headers

    def test_tls_is_verified_by_default(self, tls: Path) -> None:
        with Fake(server_context(tls)) as fake:
            with pytest.raises(ConnectionFailed, match="ca_file") as caught:
                self.client(fake).get(["thing"])
            assert "certificate verify failed" in str(caught.value)
            assert not fake.seen

    def test_a_ca_file_is_enough(self, tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent/bundle.pem")
        with Fake(server_context(tls)) as fake:
            fake.answers = [Answer(data={"a": 1})]
            assert self.client(fake, ca_file=str(tls / "ca.pem")).get(["thing"]).data == {"a": 1}

    def test_the_ca_bundle_of_the_environment_counts(self, tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls / "ca.pem"))
        with Fake(server_context(tls)) as fake:
            fake.answers = [Answer(data={"a": 1})]
            assert self.client(fake).get(["thing"]).data == {"a": 1}

    def test_the_proxy_of_the_environment_counts(self, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", CLOSED)
        with pytest.raises(ConnectionFailed, match="[Pp]roxy"):
            self.client(fake).get(["thing"])
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        fake.answers = [Answer(data={"a": 1})]
        assert self.client(fake).get(["thing"]).data == {"a": 1}

    def test_verification_can_be_switched_off(self, tls: Path) -> None:
        with Fake(server_context(tls)) as fake:
            fake.answers = [Answer(data={"a": 1})]
            assert self.client(fake, validate_certs=False).get(["thing"]).data == {"a": 1}

    def test_the_name_in_the_certificate_may_be_another(self, tls: Path) -> None:
        with Fake(server_context(tls)) as fake:
            fake.answers = [Answer(data={"a": 1})]
            options = {"ca_file": str(tls / "ca.pem")}
            named = self.client(fake, tls_server_name="server.global.nomad", **options)
            assert named.get(["thing"]).data == {"a": 1}
            with pytest.raises(ConnectionFailed, match="tls_server_name"):
                self.client(fake, tls_server_name="client.global.nomad", **options).get(["thing"])

    def test_a_client_certificate_is_shown(self, tls: Path) -> None:
        with Fake(server_context(tls, client_ca=tls / "ca.pem")) as fake:
            fake.answers = [Answer(data={"a": 1})]
            pair = {"client_cert": str(tls / "cert.pem"), "client_key": str(tls / "key.pem")}
            assert self.client(fake, ca_file=str(tls / "ca.pem"), **pair).get(["thing"]).data == {"a": 1}
            with pytest.raises(ConnectionFailed):
                self.client(fake, ca_file=str(tls / "ca.pem")).get(["thing"])

    @pytest.mark.parametrize(
        ("options", "text"),
        [
            ({"ca_file": "/nonexistent/ca.pem"}, "ca_file: /nonexistent/ca.pem does not exist"),
            ({"client_cert": __file__}, "client_cert and client_key belong together"),
            ({"address": "ftp://somewhere"}, "address must be a URL"),
            ({"address": "https://user:password@somewhere"}, "address must be a URL"),
        ],
    )
    def test_options_that_cannot_be_are_named(self, options: dict[str, Any], text: str) -> None:
        with pytest.raises(BadInput, match=text) as caught:
            type(self).connect(options)
        assert "password" not in str(caught.value)
