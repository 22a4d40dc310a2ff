# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the architecture tests know about the tree of the collection."""

from __future__ import annotations

import ast
import functools
import os
import pathlib
import subprocess
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
ROLES = ROOT / "roles"
TESTS = ROOT / "tests"
PACKAGE = "ansible_collections.nomadic.fleet."
#: Folders that tools leave behind, for a tree that is no git checkout.
LEFTOVERS = {".ansible", ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "build"}


def name_of(path: pathlib.Path) -> str:
    """Return a path as the messages show it."""
    return path.relative_to(ROOT).as_posix()


def fail_with(problems: Iterable[str], remedy: str) -> None:
    """Fail with all that is wrong at once."""
    listed = sorted(set(problems))
    assert not listed, f"{len(listed)} violations; {remedy}\n  " + "\n  ".join(listed)


@functools.cache
def files() -> tuple[pathlib.Path, ...]:
    """Return every file of the repository, those not yet committed included, but nothing ignored."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        found = []
        for folder, folders, names in os.walk(ROOT):
            folders[:] = sorted(set(folders) - LEFTOVERS)
            found += [pathlib.Path(folder) / name for name in names]
    return tuple(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def python_files(under: pathlib.Path) -> list[pathlib.Path]:
    """Return the Python files of a folder."""
    return [path for path in files() if path.suffix == ".py" and path.is_relative_to(under)]


@functools.cache
def parsed(path: pathlib.Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(), str(path))


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Return all nodes but those that only a type checker reads."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield from _at_run_time(child)


def imports(path: pathlib.Path) -> Iterator[tuple[int, str]]:
    """Return line and dotted name of everything a file imports at run time; ``from a import b`` is ``a.b``."""
    for node in _at_run_time(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                parents = path.relative_to(ROOT).parts[: -node.level]
                module = PACKAGE + ".".join([*parents, *([module] if module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def strings(path: pathlib.Path) -> dict[str, str]:
    """Return the strings a file assigns at its top, or in its fragment of documentation: DOCUMENTATION, EXAMPLES, RETURN."""
    top = parsed(path).body
    # A fragment assigns them in its one class.
    inner = [
        line
        for node in top
        if isinstance(node, ast.ClassDef) and node.name == "ModuleDocFragment"
        for line in node.body
    ]
    return {
        target.id: node.value.value
        for node in (*top, *inner)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


class _Loader(yaml.SafeLoader):
    """YAML as Ansible writes it: an unknown tag does not matter here."""


_Loader.add_multi_constructor("!", lambda loader, _suffix, node: loader.construct_scalar(node))


def load(path: pathlib.Path) -> Any:
    """Return the content of a YAML file."""
    with path.open() as file:
        return yaml.load(file, _Loader)  # noqa: S506 - a SafeLoader


def modules() -> dict[str, pathlib.Path]:
    """Return the modules by name."""
    return {path.stem: path for path in python_files(PLUGINS / "modules") if path.stem != "__init__"}


def documentation(path: pathlib.Path) -> dict[str, Any]:
    """Return what a plugin documents, the attributes of the fragments of this collection included."""
    document = yaml.safe_load(strings(path).get("DOCUMENTATION", "")) or {}
    attributes: dict[str, dict[str, Any]] = {}
    for name in document.get("extends_documentation_fragment") or []:
        file, _dot, part = name.removeprefix("nomadic.fleet.").partition(".")
        fragment = PLUGINS / "doc_fragments" / f"{file}.py"
        text = strings(fragment).get(part.upper() or "DOCUMENTATION", "") if fragment.is_file() else ""
        for attribute, facts in ((yaml.safe_load(text) or {}).get("attributes") or {}).items():
            attributes.setdefault(attribute, {}).update(facts)
    for attribute, facts in (document.get("attributes") or {}).items():
        attributes.setdefault(attribute, {}).update(facts)
    return {**document, "attributes": attributes}


def roles() -> dict[str, pathlib.Path]:
    """Return the roles by name."""
    return {path.name: path for path in sorted(ROLES.iterdir()) if any(file.is_relative_to(path) for file in files())}
