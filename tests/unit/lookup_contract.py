# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all lookups promise. Each lookup's test inherits these tests."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, is_trusted_as_template, trust_as_template
from fake_server import Answer, Fake

PACKAGE = "ansible_collections.nomadic.fleet.plugins"
SECRET = "c0ffee00-1111-2222-3333-444444444444"
CLOSED = "http://127.0.0.1:1"


def new_lookup(name: str, product: str, variables: dict[str, Any]) -> Any:
    """The lookup as Ansible's loader hands it out (the loader itself works in the integration target)."""
    module = importlib.import_module(f"{PACKAGE}.lookup.{name}")
    fragment = importlib.import_module(f"{PACKAGE}.doc_fragments.{product}").ModuleDocFragment
    options = yaml.safe_load(module.DOCUMENTATION)["options"]
    for text in (fragment.DOCUMENTATION, fragment.PLUGINS):
        for option, facts in yaml.safe_load(text)["options"].items():
            options[option] = {**facts, **options.get(option, {})}
    plugin = module.LookupModule(loader=DataLoader(), templar=Templar(DataLoader(), variables=variables))
    plugin._load_name = plugin.ansible_name = f"nomadic.fleet.{name}"
    plugin._redirected_names = [plugin._load_name]
    constants.config.initialize_plugin_configuration_definitions("lookup", plugin._load_name, options)
    return plugin


@pytest.mark.usefixtures("clean_environment")
class LookupContract:
    """Set these in a subclass."""

    name = ""
    product = ""
    token_header = ""
    address_variable = ""
    token_variable = ""
    #: A term, the path it is read from, an answer to it, and the result.
    term = ""
    path = ""
    answer: Any
    result: Any
    #: Options that make it one request a term.
    plain: dict[str, Any] = {}
    login: dict[str, str]
    logged_in: dict[str, Any]

    def look(self, fake: Fake | None, *terms: Any, variables: dict[str, Any] | None = None, **options: Any) -> Any:
        """Run the lookup as a template does."""
        plugin = new_lookup(self.name, self.product, variables or {})
        address = {"address": fake.address} if fake else {}
        return plugin.run(list(terms or [self.term]), variables=variables or {}, **address, **self.plain, **options)

    def test_it_gives_one_result_a_term_over_one_connection(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.answer)] * 3
        assert self.look(fake, self.term, [self.term, self.term]) == [self.result] * 3
        assert [one.path for one in fake.seen] == [self.path] * 3
        assert len({one.port for one in fake.seen}) == 1

    def test_the_call_beats_a_variable_that_beats_the_environment(
        self, fake: Fake, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(self.address_variable, fake.address)
        monkeypatch.setenv(self.token_variable, "of-the-environment")
        fake.answers = [Answer(data=self.answer)] * 3
        variables = {f"nomadic_fleet_{self.product}_token": "of-a-variable"}
        self.look(None)
        self.look(None, variables=variables)
        self.look(None, variables=variables, token="of-the-call")
        assert [one.headers[self.token_header] for one in fake.seen] == [
            "of-the-environment",
            "of-a-variable",
            "of-the-call",
        ]

    def test_a_variable_may_be_a_template(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.answer)]
        variables = {
            f"nomadic_fleet_{self.product}_address": trust_as_template("{{ where }}"),
            "where": fake.address,
        }
        assert self.look(None, variables=variables) == [self.result]

    def test_a_login_is_used_and_ended(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.logged_in), *[Answer(data=self.answer)] * 2, Answer(data={})]
        variables = {f"nomadic_fleet_{self.product}_login": trust_as_template("{{ how }}"), "how": self.login}
        assert self.look(fake, self.term, self.term, variables=variables) == [self.result] * 2
        assert [one.headers[self.token_header] for one in fake.seen[1:3]] == [SECRET] * 2

    def test_a_missing_object_is_an_error_or_the_default(self, fake: Fake) -> None:
        with pytest.raises(AnsibleError, match=f"{self.name}: there is no.* {self.term}.*option default"):
            self.look(fake)
        for default in ("", {}, "something"):
            assert self.look(fake, default=default) == [default]

    def test_text_of_the_server_is_no_template(self, fake: Fake) -> None:
        fake.answers = [Answer(data=self.answer)]
        found = self.look(fake)[0]
        for text in found.values() if isinstance(found, dict) else [found]:
            assert not is_trusted_as_template(text)

    def test_an_unknown_option_is_refused(self, fake: Fake) -> None:
        with pytest.raises(AnsibleError, match="unknown option adress; `ansible-doc -t lookup"):
            self.look(fake, adress="http://somewhere")
        assert not fake.seen

    @pytest.mark.parametrize("term", ["", "/", None, {"a": 1}])
    def test_a_term_that_is_no_name_is_refused(self, fake: Fake, term: Any) -> None:
        with pytest.raises(AnsibleError, match=f"{self.name}: .* is no "):
            self.look(fake, term)
        assert not fake.seen

    def test_an_error_shows_no_secret(self, fake: Fake) -> None:
        fake.answers = [Answer(403, f"no such {SECRET}")] * 2
        with pytest.raises(AnsibleError, match="answered 403") as caught:
            self.look(fake, token=SECRET)
        assert SECRET not in str(caught.value)
