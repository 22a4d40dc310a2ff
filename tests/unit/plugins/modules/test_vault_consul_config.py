# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_consul_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/consul/config/access"
OPTIONS = {"consul_address": "c:8501", "consul_token": "s3cret"}


def test_engines_that_say_so_in_words_have_no_settings(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(400, {"errors": ["access credentials ... haven't been configured; please"]})
    fake.routes["POST", PATH] = Answer(204)
    result = run_module("vault_consul_config", {"address": fake.address, **OPTIONS})
    assert result["changed"]
    assert fake.writes[0].body == {"address": "c:8501", "scheme": "https", "token": "s3cret"}
    assert "s3cret" not in str(result)


def test_another_error_is_one(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(400, {"errors": ["permission denied"]})
    assert "permission denied" in run_module("vault_consul_config", {"address": fake.address, **OPTIONS})["msg"]


def test_the_secret_is_sent_with_a_change(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"data": {"address": "c:8501", "scheme": "https"}})
    fake.routes["POST", PATH] = Answer(204)
    options = {"address": fake.address, **OPTIONS}
    assert not run_module("vault_consul_config", options)["changed"]
    assert run_module("vault_consul_config", {**options, "update_secret": "always"})["changed"]
    assert fake.writes[0].body == {"address": "c:8501", "scheme": "https", "token": "s3cret"}
