# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a task file for every host of the play: the examples of the modules as they are documented, in working order.

    copy_examples.py FOLDER

Writes FOLDER/tasks-HOST.yml for the hosts nomad, consul, vault and fleet. An example is taken from the documentation
of the module and changed in three ways only: options that say where a server is give way to those of the
servers of the test; absolute paths move below FOLDER; what the reader has to put in the place of a name (``replace`` in
around/HOST.yml) is put there. What an example supposes, ``before`` in the same file makes.
"""

from __future__ import annotations

import ast
import pathlib
import re
import sys
from typing import Any

import yaml

HOSTS = ("nomad", "consul", "vault", "fleet")
MODULES = pathlib.Path(__file__).resolve().parents[5] / "plugins" / "modules"
AROUND = pathlib.Path(__file__).parent / "around"
PREFIX = "nomadic.fleet."
#: Where a server is. The address of the others stands in options of other names.
CONNECTION = ("address", "ca_file")
#: Whose example is run elsewhere, or nowhere, and why.
NOT_HERE = {
    "fleet_reconcile": "target action_fleet_reconcile has devices that drift",
    "fleet_rollout": "target action_fleet_rollout rolls out to a fleet of agents",
    "fleet_rollout_info": "the same target reads what it has rolled out",
    "fleet_status_info": "the same target looks at that fleet",
    "openvpn_allow_list": "target action_openvpn_grants has a gateway, on which it is applied",
    "openvpn_client": "target misc_vpn_key_rotation has an OpenVPN that makes the key",
    "openvpn_grants": "target action_openvpn_grants has a gateway, to which it brings the list",
    "openvpn_profile": "target setup_openvpn has devices that run on profiles",
    "openvpn_session": "target action_openvpn_grants has devices that are connected",
    "openvpn_session_info": "the same",
    "preflight": "it looks at the machine itself, as target module_preflight does",
    "release_archive": "the example downloads from the vendor's site, which no test asks; role service installs from a mirror",
    "release_package": "the same",
}
PATHS = re.compile(r"^(?=/(?:etc|opt|srv|var)/)")


class Unsafe(str):
    """A text that Ansible must not template."""


class Loader(yaml.SafeLoader):
    """YAML with ``!unsafe``."""


def read(text: str) -> Any:
    """What a text says."""
    return yaml.load(text, Loader)  # noqa: S506  it is a safe one


class Dumper(yaml.SafeDumper):
    """The same, the other way round."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write an anchor: a reader of a failure shall see whole tasks."""
        return True


def _unsafe(loader: Loader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [Unsafe(item) for item in loader.construct_sequence(node)]
    return Unsafe(loader.construct_scalar(node))  # type: ignore[arg-type]


Loader.add_constructor("!unsafe", _unsafe)
Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def examples(name: str) -> list[dict[str, Any]]:
    """The tasks of a module's documentation."""
    tree = ast.parse((MODULES / f"{name}.py").read_text())
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "EXAMPLES":
            return read(ast.literal_eval(statement.value))
    sys.exit(f"{name} has no EXAMPLES")


def prepared(value: Any, folder: str, replace: dict[str, Any]) -> Any:
    """A part of a module's options, for the servers of the test."""
    if isinstance(value, dict):
        return {key: prepared(item, folder, replace) for key, item in value.items()}
    if isinstance(value, list):
        return [prepared(item, folder, replace) for item in value]
    if not isinstance(value, str):
        return value
    if value in replace:
        return replace[value]
    text = PATHS.sub(folder, value)
    for old, new in replace.items():
        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new.replace("\\", r"\\"), text)
    return type(value)(text)


def ours(task: dict[str, Any], folder: str, replace: dict[str, Any]) -> dict[str, Any]:
    """A task that works on the servers of the test, which the defaults of its block name."""
    done: dict[str, Any] = {}
    for key, value in task.items():
        if key in ("block", "always"):
            done[key] = [ours(inner, folder, replace) for inner in value]
        elif "." in key and isinstance(value, dict):
            elsewhere = {option for option in CONNECTION if key.startswith(PREFIX) and value.get(option) not in replace}
            done[key] = {o: prepared(item, folder, replace) for o, item in value.items() if o not in elsewhere}
        else:
            done[key] = value
    return done


def block(name: str, folder: str, around: dict[str, Any]) -> dict[str, Any]:
    """All examples of a module; one that fails is noted, and the next module is tried."""
    replace = around.get("replace", {})
    tasks = [ours(task, folder, replace) for task in examples(name)]
    noted = "{{ failures | default([]) + [ansible_failed_task.name ~ ': ' ~ ansible_failed_result.msg | default('')] }}"
    note = {"failures": noted.replace("[ansible_failed", f"['{name}, ' ~ ansible_failed")}
    return {
        "name": name,
        "module_defaults": {f"group/nomadic.fleet.{name.partition('_')[0]}": around["at"]} if "at" in around else {},
        "vars": around.get("vars", {}),
        "block": [*around.get("before", []), *tasks, *around.get("after", [])],
        "rescue": [{"name": f"Note that {name} failed", "ansible.builtin.set_fact": note}],
    }


def main() -> None:
    """Entry."""
    folder = sys.argv[1]
    names = sorted({path.stem for path in MODULES.glob("[a-z]*.py")} - NOT_HERE.keys())
    if nobodys := [name for name in names if name.partition("_")[0] not in HOSTS]:
        sys.exit(f"no host runs the examples of {nobodys}; see NOT_HERE")
    for host in HOSTS:
        around: dict[str, Any] = read((AROUND / f"{host}.yml").read_text())
        own = [name for name in names if name.startswith(f"{host}_")]
        if unknown := around.keys() - set(own):
            sys.exit(f"around/{host}.yml: there is no module {sorted(unknown)}")
        # First what supposes nothing; then the others, in the order in which they are written down.
        own = [name for name in own if name not in around] + list(around)
        tasks = [block(name, folder, around.get(name, {})) for name in own]
        tasks.append(
            {
                "name": f"Check that no example of {len(own)} modules has failed",
                "ansible.builtin.assert": {
                    "that": "failures | default([]) == []",
                    "fail_msg": "{{ failures | default([]) | join('\n') }}",
                },
            }
        )
        (pathlib.Path(folder) / f"tasks-{host}.yml").write_text(
            yaml.dump(tasks, Dumper=Dumper, sort_keys=False, width=200)
        )


if __name__ == "__main__":
    main()
