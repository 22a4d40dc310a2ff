# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write tasks that give every module of an API a secret of its own in every option that takes one.

    generate.py FOLDER HOST...

Writes FOLDER/tasks-HOST.yml, the modules dealt out over the hosts, and FOLDER/markers.json: secret -> module and option.

Which options take a secret is read from the specification that the module really runs with: those with ``no_log``, and
those whose name sounds like it and that say nothing (``no_log: false`` declares an option public). What all modules of
a product share, the options of the connection, is tried with one module of it: a wrong login asks for nothing else.
"""

from __future__ import annotations

import importlib
import json
import pathlib
import pkgutil
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ansible.module_utils import basic

from ansible_collections.nomadic.fleet.plugins import modules as package
from ansible_collections.nomadic.fleet.plugins.module_utils._options import SPECS

SOUNDS_SECRET = re.compile(
    r"(password|passphrase|secret|token|private_key|credential|(^|_)jwt|bindpass|access_key)s?($|_id$|_base64$)"
)
#: What does not take a server away comes before what might.
LAST = re.compile(r"seal|step_down|generate_root|init|restore|snapshot|raft|rekey|rotate|bootstrap|keyring|agent_token")
#: Plausible values for required options, by name; the others go by their type.
VALUES: dict[str, Any] = {
    "address": "127.0.0.1",
    "ttl": "1h",
    "rules": "",
    "policy": "",
    "url": "ldap://127.0.0.1:1",
    "kind": "service-defaults",
    "accessor_id": "5ec2e7c0-0000-4000-8000-000000000001",
}
Spec = Mapping[str, Any]


class Specified(Exception):
    """Carries what a module was about to check its options with."""


def specification(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The argument spec and the rules between options of one module."""

    def record(_self: basic.AnsibleModule, argument_spec: Spec, **rules: Any) -> None:
        raise Specified(argument_spec, rules)

    real, basic.AnsibleModule.__init__ = basic.AnsibleModule.__init__, record
    try:
        importlib.import_module(f"{package.__name__}.{name}").main()
    except Specified as found:
        return found.args[0], found.args[1]
    finally:
        basic.AnsibleModule.__init__ = real
    sys.exit(f"{name}: main() made no AnsibleModule")


def is_secret(option: str, spec: Spec) -> bool:
    """Whether it takes a secret (a path or a number is none)."""
    if spec.get("type", "str") in ("bool", "int", "float", "path"):
        return False
    return bool(spec.get("no_log")) or ("no_log" not in spec and bool(SOUNDS_SECRET.search(option)))


def holds_secret(option: str, spec: Spec) -> bool:
    """Whether it, or something in it, takes a secret."""
    return is_secret(option, spec) or any(holds_secret(key, sub) for key, sub in (spec.get("options") or {}).items())


class Markers:
    """A distinct secret for every option."""

    def __init__(self) -> None:
        self.where: dict[str, str] = {}

    def new(self, where: str) -> str:
        """One that nothing else contains."""
        marker = f"{len(self.where) + 1:08x}-feed-4bad-8bad-5ec2e7c0ffee"
        self.where[marker] = where
        return marker

    def value(self, where: str, option: str, spec: Spec, secret: bool = False) -> Any:
        """A value of the right shape, with a secret wherever one belongs."""
        secret = secret or is_secret(option, spec)
        kind, sub = spec.get("type", "str"), spec.get("options")
        if spec.get("choices"):
            return [spec["choices"][0]] if kind == "list" else spec["choices"][0]
        if kind == "list":
            element = {"type": spec.get("elements", "str"), "options": sub, "no_log": spec.get("no_log", False)}
            return [self.value(where, option, element, secret)]
        if kind == "dict":
            if sub:
                wanted = {
                    key: one for key, one in sub.items() if one.get("required") or secret or holds_secret(key, one)
                }
                return {key: self.value(f"{where}.{key}", key, one, secret) for key, one in wanted.items()}
            return {"key": self.new(where)} if secret else {}
        if kind in ("str", "raw", "json", "jsonarg"):
            return self.new(where) if secret else VALUES.get(option, "misc-secrets")
        return {"bool": False, "int": 1, "float": 1.0, "path": "/nonexistent/misc-secrets"}.get(kind, "misc-secrets")


def choices(spec: Spec, rules: Mapping[str, Any], shared: Collection[str]) -> Iterator[list[str]]:
    """The options to give, until every secret was given once; options that exclude each other are in different ones."""
    exclusive = [set(group) for group in rules.get("mutually_exclusive") or ()]
    left = [option for option, one in spec.items() if option not in shared and holds_secret(option, one)]
    while True:
        given = [option for option, one in spec.items() if one.get("required")]
        for option in list(left):
            if not any(group & set(given) and option in group for group in exclusive):
                left.remove(option)
                given.append(option)
        for group in rules.get("required_one_of") or ():
            given += [] if set(group) & set(given) else [group[0]]
        for group in rules.get("required_together") or ():
            given += group if set(group) & set(given) else []
        for rule in rules.get("required_if") or ():
            option, value, needed = rule[:3]
            if spec.get(option, {}).get("default") == value and not (len(rule) > 3 and set(needed) & set(given)):
                given += needed[:1] if len(rule) > 3 and rule[3] else needed
        yield list(dict.fromkeys(given))
        if not left or all(any(option in group for group in exclusive) and option in given for option in left):
            return


def tasks(name: str, markers: Markers, first: bool) -> Iterator[dict[str, Any]]:
    """The tasks of one module; the first of its product takes the secrets of the connection, too."""
    spec, rules = specification(name)
    shared = SPECS[name.partition("_")[0]]
    sets = list(choices(spec, rules, shared))
    if first:
        # One after the other: token and login exclude each other.
        sets += [[*sets[0], option] for option in shared if holds_secret(option, spec[option])]
    for number, given in enumerate(sets, 1):
        options = {option: markers.value(f"{name}.{option}", option, spec[option]) for option in given}
        if "login" in options:
            options["token"] = None
        yield {
            "name": f"Run {name}, {number}",
            f"nomadic.fleet.{name}": options,
            "register": f"result_{name}_{number}",
            "ignore_errors": True,
            "timeout": 30,
        }


def main() -> None:
    """Entry."""
    folder, hosts = pathlib.Path(sys.argv[1]), sys.argv[2:]
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    names = sorted(
        (name for name in names if name.partition("_")[0] in SPECS), key=lambda name: (bool(LAST.search(name)), name)
    )
    first = {min(name for name in names if name.startswith(f"{product}_")) for product in SPECS}
    markers = Markers()
    for number, host in enumerate(hosts):
        own = [task for name in names[number :: len(hosts)] for task in tasks(name, markers, name in first)]
        results = ", ".join(f"'{task['register'][7:]}': {task['register']}" for task in own)
        keep = {
            "name": "Keep the results",
            "ansible.builtin.copy": {
                "content": f"{{{{ {{{results}}} | to_json }}}}",
                "dest": f"{folder}/results-{host}.json",
                "mode": "0600",
            },
            "no_log": True,
        }
        (folder / f"tasks-{host}.yml").write_text(json.dumps([*own, keep], indent=1))
    (folder / "markers.json").write_text(json.dumps(markers.where))


if __name__ == "__main__":
    main()
