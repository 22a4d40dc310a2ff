# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the collection: imports point downwards only."""

from __future__ import annotations

import ast
import dataclasses
import pathlib

import _tree
from _tree import PACKAGE, PLUGINS, fail_with, imports, name_of, parsed, python_files

#: The entry points of Ansible: options in, result out.
TOP = ("action", "filter", "inventory", "lookup", "modules")
#: The one place that may import them, guarded.
GUARD = "plugins/module_utils/_imports.py"
TRANSPORT = ("consul", "hvac", "nomad", "requests")
NETWORK = ("http", "socket", "ssl", "urllib.request", *TRANSPORT)
#: What all modules share on their way in and out stands for them.
MODULE_SHELL = "plugins/module_utils/_module.py"
MAXIMUM_LINES = 400


@dataclasses.dataclass(frozen=True)
class Layer:
    """A layer, by path; the first that matches counts."""

    prefix: str
    #: Parts of the collection it may import, as prefixes of their paths below plugins/.
    may: tuple[str, ...]
    knows_ansible: bool = True
    knows_network: bool = True


LAYERS = (
    *(Layer(f"{kind}/", ("module_utils/", "plugin_utils/")) for kind in TOP if kind != "modules"),
    Layer("modules/", ("module_utils/",)),
    Layer("doc_fragments/", ("plugin_utils/_documentation",)),
    # Decides, and knows neither Ansible nor HTTP: store, executor and clock are handed to it.
    Layer(
        "plugin_utils/_fleet/",
        ("plugin_utils/_fleet/", *(f"module_utils/{name}" for name in ("_durations", "_errors", "_resource", "_text"))),
        False,
        False,
    ),
    Layer("plugin_utils/_documentation", (), False, False),
    Layer("plugin_utils/", ("plugin_utils/", "module_utils/")),
    Layer("module_utils/_errors", (), False, False),
    Layer("module_utils/_durations", ("module_utils/_errors",), False, False),
    Layer("module_utils/_text", ("module_utils/_durations", "module_utils/_errors"), False, False),
    Layer("module_utils/_resource", ("module_utils/_errors", "module_utils/_text"), False, False),
    Layer(
        "module_utils/_fields",
        ("module_utils/_durations", "module_utils/_resource"),
        False,
        False,
    ),
    Layer("module_utils/_imports", ("module_utils/_errors",), False),
    Layer("module_utils/_options", ("module_utils/_errors",)),
    Layer("module_utils/_vault_login", ("module_utils/_errors", "module_utils/_imports"), False, False),
    Layer(
        "module_utils/_clients/",
        (
            "module_utils/_clients/",
            *(f"module_utils/{name}" for name in ("_errors", "_imports", "_options", "_text", "_vault_login")),
        ),
        False,
    ),
    Layer("module_utils/_openvpn/", ("module_utils/_openvpn/", "module_utils/_errors", "module_utils/_text"), False),
    Layer("module_utils/", ("module_utils/",)),
)


def layer_of(path: pathlib.Path) -> Layer | None:
    """Return the layer of a plugin file."""
    below = path.relative_to(PLUGINS).as_posix()
    return next((layer for layer in LAYERS if below.startswith(layer.prefix)), None)


def _within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_every_file_has_a_layer() -> None:
    """A new kind of file needs a rule first."""
    missing = [name_of(path) for path in python_files(PLUGINS) if layer_of(path) is None]
    fail_with(missing, "give the folder a layer in tests/unit/test_layers.py")


def test_imports_point_downwards() -> None:
    """A layer imports only what is below it."""
    problems = []
    for path in python_files(PLUGINS):
        layer = layer_of(path)
        if layer is None:
            continue
        for line, name in imports(path):
            if not name.startswith(PACKAGE + "plugins."):
                continue
            target = name.removeprefix(PACKAGE + "plugins.").replace(".", "/") + "/"
            if not any(target.startswith(allowed) for allowed in layer.may):
                problems.append(f"{name_of(path)}:{line} ({layer.prefix}) imports {target.rstrip('/')}")
    fail_with(problems, "a layer may import only what LAYERS in tests/unit/test_layers.py lists for it")


def test_pure_layers_know_neither_ansible_nor_the_network() -> None:
    """Decisions and clients are usable, and tested, without Ansible; decisions also without a network."""
    problems = []
    for path in python_files(PLUGINS):
        layer = layer_of(path)
        if layer is None:
            continue
        for line, name in imports(path):
            if not layer.knows_ansible and _within(name, ("ansible",)):
                problems.append(f"{name_of(path)}:{line} imports {name}: this layer does not know Ansible")
            if not layer.knows_network and _within(name, NETWORK):
                problems.append(f"{name_of(path)}:{line} imports {name}: this layer does not know the network")
    fail_with(problems, "hand the thing in as a parameter")


def test_third_party_imports_are_guarded_in_one_place() -> None:
    """A missing library is one clear message, so only one file imports it."""
    problems = [
        f"{name_of(path)}:{line} imports {name}"
        for path in python_files(PLUGINS)
        if name_of(path) != GUARD
        for line, name in imports(path)
        if _within(name, TRANSPORT)
    ]
    fail_with(problems, f"import it through {GUARD}")


def test_only_the_top_layer_speaks_to_ansible() -> None:
    """Everything below raises FleetError; only entry points call fail_json or raise Ansible's errors."""
    problems = []
    for path in python_files(PLUGINS):
        if path.relative_to(PLUGINS).parts[0] in TOP or name_of(path) == MODULE_SHELL:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in ("fail_json", "exit_json"):
                problems.append(f"{name_of(path)}:{node.lineno} calls {node.attr}")
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = ast.unparse(node.exc)
                if raised.startswith("Ansible") and not raised.startswith("AnsibleFallbackNotFound"):
                    problems.append(f"{name_of(path)}:{node.lineno} raises {raised.partition('(')[0]}")
    fail_with(problems, "raise an error of module_utils/_errors.py there")


def test_private_helpers_start_with_an_underscore() -> None:
    """No promise to others: module_utils and plugin_utils are private."""
    problems = []
    for kind in ("module_utils", "plugin_utils"):
        for path in python_files(PLUGINS / kind):
            if not path.relative_to(PLUGINS / kind).parts[0].startswith("_"):
                problems.append(name_of(path))
    fail_with(problems, "its name, or its folder's, starts with '_'")


def test_no_file_is_a_whole_library() -> None:
    """A file one can read at once; what it documents does not count."""
    problems = []
    for path in python_files(PLUGINS):
        documented = sum(text.count("\n") for text in _tree.strings(path).values())
        lines = len(path.read_text().splitlines()) - documented
        if lines > MAXIMUM_LINES:
            problems.append(f"{name_of(path)} has {lines} lines besides its documentation")
    fail_with(problems, f"split it: at most {MAXIMUM_LINES}")


def test_every_python_file_starts_alike() -> None:
    """Licence and postponed annotations in every file."""
    problems = []
    for path in python_files(_tree.ROOT):
        text = path.read_text()
        if not text.strip():
            continue
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:500]:
            problems.append(f"{name_of(path)} has no SPDX line")
        if "from __future__ import annotations" not in text:
            problems.append(f"{name_of(path)} has no 'from __future__ import annotations'")
    fail_with(problems, "copy the first lines of another file")
