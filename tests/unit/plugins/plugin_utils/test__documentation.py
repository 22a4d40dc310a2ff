# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the connection options says what the code does."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from ansible_collections.nomadic.fleet.plugins.module_utils._options import ENVIRONMENT, SPECS


def fragment(product: str) -> Any:
    name = f"ansible_collections.nomadic.fleet.plugins.doc_fragments.{product}"
    return importlib.import_module(name).ModuleDocFragment


def facts(options: dict[str, Any], children: str) -> dict[str, Any]:
    return {
        name: {
            **{key: option.get(key) for key in ("type", "default", "choices")},
            "required": bool(option.get("required")),
            "below": facts(option.get(children) or {}, children),
        }
        for name, option in options.items()
    }


@pytest.mark.parametrize("product", sorted(SPECS))
def test_every_option_is_documented_as_it_is(product: str) -> None:
    documented = yaml.safe_load(fragment(product).DOCUMENTATION)["options"]
    assert facts(documented, "suboptions") == facts(SPECS[product], "options")


@pytest.mark.parametrize("product", sorted(SPECS))
def test_every_environment_variable_is_documented(product: str) -> None:
    documented = yaml.safe_load(fragment(product).DOCUMENTATION)["options"]
    for option, variable in ENVIRONMENT[product].items():
        assert f"E({variable.lstrip('!')})" in str(documented[option]["description"])


@pytest.mark.parametrize("product", sorted(SPECS))
def test_every_option_has_its_variable(product: str) -> None:
    options = yaml.safe_load(fragment(product).PLUGINS)["options"]
    assert {name: option["vars"] for name, option in options.items()} == {
        name: [{"name": f"nomadic_fleet_{product}_{name}"}] for name in SPECS[product]
    }
