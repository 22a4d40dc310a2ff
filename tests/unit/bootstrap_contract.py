# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bootstrap of access control does for Nomad and Consul alike, as tests to inherit."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

SECRET = "8f0f3c1e-5d0a-4c39-9b1e-3a1c2b7d9e11"
SELF, BOOTSTRAP = ("GET", "/v1/acl/token/self"), ("PUT", "/v1/acl/bootstrap")


class BootstrapContract:
    """A subclass says how its product answers."""

    #: The module, and the header of tokens.
    module: str
    header: str
    #: What the product calls a management token, and another one.
    management: dict[str, Any]
    client: dict[str, Any]
    #: What it says to a secret it does not know, where it is bootstrapped already, and where there is no access control.
    unknown: Answer
    already: Answer
    disabled: Answer

    def go(self, fake: Fake, run_module: Run, check: bool = False, secret: str = SECRET) -> dict[str, Any]:
        """Run the module; the secret does not come back."""
        result = run_module(self.module, {"address": fake.address, "secret": secret, "token": ""}, check=check)
        assert secret not in str(result)
        return result

    def test_a_secret_that_works_changes_nothing(self, fake: Fake, run_module: Run) -> None:
        fake.routes[SELF] = Answer(data={"AccessorID": "a", **self.management})
        result = self.go(fake, run_module)
        assert (result["changed"], result["accessor_id"]) == (False, "a")
        assert fake.seen[0].headers[self.header] == SECRET
        assert not fake.writes

    @pytest.mark.parametrize("check", [True, False])
    def test_the_given_secret_is_used(self, fake: Fake, run_module: Run, check: bool) -> None:
        fake.routes[SELF] = self.unknown
        fake.routes[BOOTSTRAP] = Answer(data={"AccessorID": "a", "SecretID": SECRET})
        assert self.go(fake, run_module, check)["changed"] is True
        assert [one.body for one in fake.writes] == ([] if check else [{"BootstrapSecret": SECRET}])

    def test_another_secret_is_one_clear_error(self, fake: Fake, run_module: Run) -> None:
        fake.routes[SELF] = self.unknown
        fake.routes[BOOTSTRAP] = self.already
        message = self.go(fake, run_module)["msg"]
        assert "bootstrapped with another secret; give that one" in message
        assert "reset index: 7" in message

    def test_a_token_without_all_rights_is_refused(self, fake: Fake, run_module: Run) -> None:
        fake.routes[SELF] = Answer(data={"AccessorID": "a", **self.client})
        assert "secret:" in self.go(fake, run_module)["msg"]
        assert not fake.writes

    def test_where_there_is_no_access_control_it_says_so(self, fake: Fake, run_module: Run) -> None:
        fake.routes[SELF] = self.disabled
        assert "acl { enabled = true }" in self.go(fake, run_module)["msg"]
        assert not fake.writes

    def test_no_uuid_is_refused_before_anything_is_sent(self, fake: Fake, run_module: Run) -> None:
        assert "secret must be a UUID" in self.go(fake, run_module, secret="hunter2")["msg"]
        assert not fake.seen
