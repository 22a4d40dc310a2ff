# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module, and every other plugin, must bring along."""

from __future__ import annotations

import importlib
import pathlib
import re

from _tree import PLUGINS, ROOT, TESTS, documentation, fail_with, files, load, modules, name_of, python_files, strings

API_PRODUCTS = ("consul", "nomad", "vault")
PRODUCTS = (*API_PRODUCTS, "fleet")
SUPPORT = {"full", "partial", "none", "N/A"}
#: Modules of no product: they talk to no API.
WITHOUT_GROUP = {"fleet_secret", "release_archive"}


def test_every_module_is_documented() -> None:
    """DOCUMENTATION, EXAMPLES and RETURN, with the attributes that users rely on."""
    problems = []
    for name, path in modules().items():
        for part in ("DOCUMENTATION", "EXAMPLES", "RETURN"):
            if not strings(path).get(part, "").strip():
                problems.append(f"{name_of(path)} has no {part}")
        document = documentation(path)
        if document.get("module") != name:
            problems.append(f"{name_of(path)} documents module {document.get('module')!r}")
        if not document.get("version_added"):
            problems.append(f"{name_of(path)} has no version_added")
        for attribute in ("check_mode", "diff_mode", "idempotent"):
            support = (document.get("attributes") or {}).get(attribute, {}).get("support")
            if support not in SUPPORT:
                problems.append(f"{name_of(path)} does not say 'support' of attribute {attribute}")
    fail_with(problems, "see another module")


def test_every_module_is_in_the_action_group_of_its_product() -> None:
    """module_defaults with group/nomadic.fleet.nomad reaches all of them."""
    groups = load(ROOT / "meta" / "runtime.yml").get("action_groups") or {}
    problems = []
    for name in modules():
        product = name.partition("_")[0]
        if product in PRODUCTS and name not in WITHOUT_GROUP and name not in groups.get(product, []):
            problems.append(f"{name} is not in action_groups.{product}")
    for group, members in groups.items():
        known = [member for member in members if isinstance(member, str)]
        problems += [
            f"action_groups.{group} names {member}, which is no module of it"
            for member in known
            if member not in modules() or not member.startswith(f"{group}_")
        ]
        if known != sorted(set(known)):
            problems.append(f"action_groups.{group} is not in alphabetical order, or names a module twice")
    fail_with(problems, "correct meta/runtime.yml")


def test_every_module_has_a_unit_test() -> None:
    """A module that is the face of an action plugin is tested with that one."""
    problems = []
    for name in modules():
        own = [TESTS / "unit" / "plugins" / kind / f"test_{name}.py" for kind in ("modules", "action")]
        shared = python_files(TESTS / "unit" / "plugins" / "modules")
        named = re.compile(rf"\b{re.escape(name)}\b")
        if not any(path.is_file() for path in own) and not any(named.search(path.read_text()) for path in shared):
            problems.append(f"{name}: no tests/unit/plugins/modules/test_{name}.py, and no other test there names it")
    fail_with(problems, "add a test")


#: Runs every module, but looks at nothing but secrets: that is no test of a module.
NO_TEST_OF_A_MODULE = "misc_secrets"


def _uses(folder: pathlib.Path) -> set[str]:
    """Return the modules that the tasks below a folder use by their full names, comments left out."""
    found: set[str] = set()
    for path in files():
        if path.suffix == ".yml" and path.is_relative_to(folder) and NO_TEST_OF_A_MODULE not in path.parts:
            lines = (line for line in path.read_text().splitlines() if not line.lstrip().startswith("#"))
            # The key of a task, or the option of the action "cycle".
            found.update(re.findall(r"(?:^[ -]*|\bmodule: *)nomadic\.fleet\.(\w+)", "\n".join(lines), re.MULTILINE))
    return found


def test_every_module_has_an_integration_test() -> None:
    """A target of its own, or of its family, that uses it; what reads, or has no API, may be tested with others.

    A family has its first two words in common, as vault_pki_revoke and vault_pki_certificate.
    """
    targets = TESTS / "integration" / "targets"
    elsewhere = _uses(targets) | _uses(ROOT / "molecule")
    problems = []
    for name in modules():
        own = [folder for folder in (targets / f"module_{name}", targets / f"action_{name}") if folder.is_dir()]
        twin = targets / f"module_{name.removesuffix('_info')}"
        family = targets.glob(f"module_{'_'.join(name.split('_')[:2])}_*")
        if own:
            if not any(name in _uses(folder) for folder in own):
                problems.append(f"{name_of(own[0])} does not use nomadic.fleet.{name}")
        elif (name.endswith("_info") and name in _uses(twin)) or any(name in _uses(folder) for folder in family):
            continue
        elif name not in elsewhere or name.partition("_")[0] in API_PRODUCTS:
            problems.append(
                f"{name}: no target module_{name}"
                + (f", nor is it used in {name_of(twin)}" if name.endswith("_info") else "")
            )
    fail_with(problems, "add a target under tests/integration/targets")


def test_every_plugin_has_a_unit_test() -> None:
    """Unit tests mirror the tree of the plugins."""
    problems = []
    for kind in ("action", "filter", "inventory", "lookup"):
        for path in python_files(PLUGINS / kind):
            test = TESTS / "unit" / "plugins" / kind / f"test_{path.stem}.py"
            if path.stem != "__init__" and not test.is_file():
                problems.append(f"{name_of(path)}: no {name_of(test)}")
    fail_with(problems, "add a test")


def test_every_action_plugin_has_its_documentation() -> None:
    """An action plugin is documented by a module of its name."""
    problems = [
        f"{name_of(path)}: no plugins/modules/{path.stem}.py"
        for path in python_files(PLUGINS / "action")
        if path.stem != "__init__" and path.stem not in modules()
    ]
    fail_with(problems, "add the documentation")


def test_tokens_of_the_connection_options_are_hidden() -> None:
    """A token never reaches a log."""
    options = importlib.import_module("ansible_collections.nomadic.fleet.plugins.module_utils._options")
    problems = [
        f"{product}.{name}"
        for product in ("NOMAD", "CONSUL", "VAULT")
        for name, spec in {**getattr(options, product), **options.LOGINS[product.lower()]}.items()
        if re.search(r"token|secret|password|jwt", name) and spec.get("no_log") is not True
    ]
    fail_with(problems, "set no_log=True in module_utils/_options.py")


def test_connection_options_have_the_same_names_everywhere() -> None:
    """One set of names for every product."""
    options = importlib.import_module("ansible_collections.nomadic.fleet.plugins.module_utils._options")
    common = {
        "address",
        "token",
        "ca_file",
        "client_cert",
        "client_key",
        "tls_server_name",
        "validate_certs",
        "timeout",
    }
    own = {"NOMAD": {"namespace", "region"}, "CONSUL": {"namespace", "datacenter"}, "VAULT": {"namespace"}}
    problems = [
        f"{product} lacks {name}"
        for product, more in own.items()
        for name in (common | more) - set(getattr(options, product))
    ]
    fail_with(problems, "see docs/design.md, connection options")
