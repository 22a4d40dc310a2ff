# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every role must bring along, and what its tasks may not do."""

from __future__ import annotations

import pathlib
import re
from typing import Any

from _tree import ROOT, fail_with, files, load, name_of, roles

#: The role whose variables are named after the collection.
SHARED = "common"
SECRET = re.compile(r"token|secret|password|passphrase|private_key|gossip_key|unseal_key|key_shares")
NOT_SECRET = re.compile(
    r"_(accessor|bytes|count|dir|directory|file|group|id|kind|mode|name|path|policies|ttl|type|url)s?$"
)


def _options(path: pathlib.Path, entry: str = "main") -> dict[str, Any]:
    specs = path / "meta" / "argument_specs.yml"
    if not specs.is_file():
        return {}
    return (((load(specs) or {}).get("argument_specs") or {}).get(entry) or {}).get("options") or {}


def _defaults(path: pathlib.Path) -> dict[str, Any]:
    defaults = path / "defaults" / "main.yml"
    return (load(defaults) or {}) if defaults.is_file() else {}


def test_every_role_is_documented() -> None:
    """README and argument spec, with every entry point described."""
    problems = []
    for name, path in roles().items():
        for file in ("README.md", "meta/main.yml", "meta/argument_specs.yml"):
            if not (path / file).is_file():
                problems.append(f"roles/{name}/{file} is missing")
        specs = path / "meta" / "argument_specs.yml"
        for entry, spec in ((load(specs) or {}).get("argument_specs") or {}).items() if specs.is_file() else ():
            problems += [
                f"roles/{name}: entry point {entry} has no {key}"
                for key in ("short_description", "description")
                if not spec.get(key)
            ]
    fail_with(problems, "add what is missing")


def test_every_role_depends_on_the_shared_defaults() -> None:
    """fleet_* variables have their defaults in one place."""
    problems = []
    for name, path in roles().items():
        meta = path / "meta" / "main.yml"
        if name == SHARED or not meta.is_file():
            continue
        named = [
            item if isinstance(item, str) else item.get("role") for item in (load(meta) or {}).get("dependencies") or []
        ]
        if f"nomadic.fleet.{SHARED}" not in named:
            problems.append(f"roles/{name}/meta/main.yml")
    fail_with(problems, f"dependencies: [nomadic.fleet.{SHARED}]")


def _is_template_of_another_type(option: dict[str, Any], value: Any) -> bool:
    """Return whether a default cannot stand in the spec: documentation tools want a value of the option's type."""
    return isinstance(value, str) and "{{" in value and option.get("type", "str") in ("bool", "dict", "float", "int")


def test_argument_spec_and_defaults_agree() -> None:
    """The same keys with the same values, so that neither lies."""
    problems = []
    for name, path in roles().items():
        options, defaults = _options(path), _defaults(path)
        for key, value in defaults.items():
            where = f"roles/{name}: {key}"
            if key not in options:
                problems.append(f"{where} is in the defaults, not in the argument spec")
            elif _is_template_of_another_type(options[key], value):
                if "default" in options[key]:
                    problems.append(f"{where} is a template of type {options[key]['type']}: no 'default' in the spec")
            elif "default" not in options[key]:
                problems.append(f"{where} has default {value!r}, none in the argument spec")
            elif options[key]["default"] != value:
                problems.append(f"{where} has default {value!r}, {options[key]['default']!r} in the argument spec")
            if options.get(key, {}).get("required"):
                problems.append(f"{where} is required and has a default")
        problems += [
            f"roles/{name}: {key} has a default in the argument spec, none in the defaults"
            for key, option in options.items()
            if "default" in option and key not in defaults
        ]
    fail_with(problems, "make meta/argument_specs.yml and defaults/main.yml equal")


#: What a default of an option's type is in Python.
TYPES: dict[str, type | tuple[type, ...]] = {
    "bool": bool,
    "dict": dict,
    "float": (float, int),
    "int": int,
    "list": list,
    "path": str,
    "str": str,
}


def _wrong_default(option: dict[str, Any]) -> str:
    """Return what is wrong with a default, or nothing."""
    if "default" not in option:
        return ""
    value, kind = option["default"], option.get("type", "str")
    template = isinstance(value, str) and "{{" in value
    if not template and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "bool")):
        return f"has type {kind}, but the default {value!r}"
    values = value if kind == "list" else [value]
    if not template and "choices" in option and not set(values) <= set(option["choices"]):
        return f"has the default {value!r}, which is none of its choices"
    return ""


def test_options_are_described_and_of_their_type() -> None:
    """Each option of each entry point has a description, and a default that it would accept itself."""
    problems = []
    for name, path in roles().items():
        specs = path / "meta" / "argument_specs.yml"
        for entry, spec in ((load(specs) or {}).get("argument_specs") or {}).items() if specs.is_file() else ():
            for key, option in (spec.get("options") or {}).items():
                where = f"roles/{name} ({entry}): {key}"
                if not option.get("description"):
                    problems.append(f"{where} has no description")
                if wrong := _wrong_default(option):
                    problems.append(f"{where} {wrong}")
                if option.get("type") == "list" and not option.get("elements"):
                    problems.append(f"{where} is a list and does not say of what (elements)")
    fail_with(problems, "correct meta/argument_specs.yml")


def test_entry_points_know_the_same_variables() -> None:
    """What an entry point reads beside its own parameters (_<role>_*) is an option of the role, told in the same words."""
    problems = []
    for name, path in roles().items():
        specs = path / "meta" / "argument_specs.yml"
        main = _options(path)
        for entry in (load(specs) or {}).get("argument_specs") or {} if specs.is_file() else ():
            problems += [
                f"roles/{name} ({entry}): {key}"
                for key, option in _options(path, entry).items()
                if not key.startswith("_") and main.get(key) != option
            ]
    fail_with(problems, "share the options of main by a YAML anchor")


def test_no_agent_listens_everywhere_by_default() -> None:
    """An address that means all interfaces is for the user to choose."""
    problems = [
        f"{name_of(file)}: {found[0]}"
        for path in roles().values()
        for folder in ("defaults", "vars", "templates", "tasks")
        for file in sorted((path / folder).glob("*"))
        if file.is_file() and (found := re.search(r"""(0\.0\.0\.0|["'\[]::["'\]])(?!/)""", file.read_text()))
    ]
    fail_with(problems, "bind to fleet_address")


def test_variables_carry_the_name_of_their_role() -> None:
    """<role>_* is public, _<role>_* internal, fleet_* shared."""
    problems = []
    for name, path in roles().items():
        prefix = "fleet_" if name == SHARED else f"{name}_"
        problems += [f"roles/{name}/defaults: {key}" for key in _defaults(path) if not key.startswith(prefix)]
        for file in sorted((path / "vars").glob("*.yml")):
            problems += [f"{name_of(file)}: {key}" for key in load(file) or {} if not key.startswith(f"_{name}_")]
    fail_with(problems, "rename the variable")


def test_secrets_are_hidden_in_the_argument_specs() -> None:
    """An option that holds a secret says no_log."""
    problems = []
    for name, path in roles().items():
        specs = path / "meta" / "argument_specs.yml"
        entries = ((load(specs) or {}).get("argument_specs") or {}) if specs.is_file() else {}
        for entry, spec in entries.items():
            for key, option in (spec.get("options") or {}).items():
                if SECRET.search(key) and not NOT_SECRET.search(key) and option.get("no_log") is not True:
                    problems.append(f"roles/{name} ({entry}): {key}")
    fail_with(problems, "set no_log: true, or end the name in what it is (_file, _name, _ttl)")


def test_shared_tasks_are_called_without_an_extension() -> None:
    """With an extension, ansible-core looks for an argument spec of that name and silently validates nothing."""
    problems = [
        f"{name_of(path)}:{number}"
        for path in files()
        if path.suffix == ".yml" and path.parts[len(ROOT.parts)] in ("roles", "playbooks", "molecule", "tests")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"tasks_from:.*\.ya?ml\b", line)
    ]
    fail_with(problems, "write tasks_from without .yml")


def test_no_task_passes_a_secret_in_its_environment() -> None:
    """It shows at -vvv even under no_log."""
    problems = []
    for path in files():
        if path.suffix != ".yml" or path.parts[len(ROOT.parts)] not in ("roles", "playbooks"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.match(r"\s+(CONSUL_HTTP_TOKEN|NOMAD_TOKEN|VAULT_TOKEN)\s*:", line):
                problems.append(f"{name_of(path)}:{number}")
    fail_with(problems, "use the option 'token' of a module")


def test_no_error_is_ignored() -> None:
    """ignore_errors hides more than was meant."""
    problems = [
        f"{name_of(path)}:{number}"
        for path in files()
        if path.suffix == ".yml" and path.parts[len(ROOT.parts)] in ("roles", "playbooks")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.match(r"\s*(- )?ignore_errors\s*:", line)
    ]
    fail_with(problems, "say what may fail with failed_when")
