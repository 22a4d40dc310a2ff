# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup nomad_variable."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from fake_server import Answer, Fake
from lookup_contract import SECRET, LookupContract


class TestNomadVariable(LookupContract):
    """What all promise, and what is its own."""

    name = "nomad_variable"
    product = "nomad"
    token_header = "x-nomad-token"
    address_variable = "NOMAD_ADDR"
    token_variable = "NOMAD_TOKEN"
    term = "nomad/jobs/web"
    path = "/v1/var/nomad/jobs/web"
    answer = {"Path": "nomad/jobs/web", "Items": {"address": "10.0.0.5", "text": "{{ 6 * 7 }}"}}
    result = {"address": "10.0.0.5", "text": "{{ 6 * 7 }}"}
    login = {"auth_method": "ci", "jwt": "a.b.c"}
    logged_in = {"SecretID": SECRET}

    def test_one_item(self, fake: Fake) -> None:
        fake.routes["GET", self.path] = Answer(data=self.answer)
        assert self.look(fake, field="address", namespace="shops") == ["10.0.0.5"]
        assert fake.seen[0].query == {"namespace": ["shops"]}
        assert self.look(fake, field="port", default="80") == ["80"]
        with pytest.raises(AnsibleError, match="nomad/jobs/web has no item port"):
            self.look(fake, field="port")
