# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a module through its life: create, update and delete, each in check mode, really, and again.

The server's own record of requests (Nomad's and Consul's log, Vault's audit file) is the proof of what was written.
How to use it: tests/integration/README.md.
"""

from __future__ import annotations

import importlib
import json
import os
import pathlib
import sys
import traceback
import types
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.module_utils.testing import patch_module_args
from ansible.plugins.action import ActionBase

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "files"))

from judgement import judge, prediction
from record import MARKER, Record

STATES = ("create", "update", "delete")
OPTIONS = frozenset(
    ("module", *STATES, *(f"idempotent_{state}" for state in STATES), "unpredicted", "reads", "connection")
)


class ActionModule(ActionBase):
    """Run the module nine times, or fewer where a state is left out."""

    _VALID_ARGS = OPTIONS
    _requires_connection = False
    _loaded: types.ModuleType | None = None

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the results by step, as ``steps``."""
        super().run(tmp, task_vars)
        task_vars = task_vars or {}
        args = self._task.args
        module = str(args["module"])
        product = module.rpartition(".")[2].partition("_")[0]
        state = self._variable(task_vars, "setup_servers_state").get(product)
        if not state or product not in MARKER:
            raise AnsibleActionFail(f"no {product} server was started for {module}; see setup_servers_products")
        options = self._variable(task_vars, f"setup_servers_{product}")
        record = Record(product, options, state.get("audit") or state["log"], str(args.get("reads") or ""))
        steps: dict[str, Any] = {}
        problem = ""
        for verb in STATES:
            if args.get(verb) is None:
                continue
            again = bool(args.get(f"idempotent_{verb}", True))
            for name, check, changed in (
                (f"check_{verb}", True, True),
                (verb, False, True),
                (f"{verb}_again", False, not again),
            ):
                given = {**options, **(args.get("connection") or {}), **args[verb]}
                result = steps[name] = self._step(module, given, check, task_vars)
                problem = judge(result, changed, check, record.writes())
                if not problem and name == verb:
                    problem = prediction(steps[f"check_{verb}"], result, frozenset(args.get("unpredicted") or ()))
                if problem:
                    return self._failure(module, name, problem, result)
        return {"changed": True, "steps": steps}

    def _variable(self, task_vars: dict[str, Any], name: str) -> dict[str, Any]:
        value: dict[str, Any] = self._templar.template(task_vars.get(name, {}))
        return value

    def _step(self, module: str, given: dict[str, Any], check: bool, task_vars: dict[str, Any]) -> dict[str, Any]:
        self._task.check_mode, self._task.diff = check, True
        result: dict[str, Any]
        if self._loaded is None:
            # The first time as Ansible does it; from then on by a fork, which saves the start and half a second each.
            result = self._execute_module(module_name=module, module_args=given, task_vars=task_vars)
            self._loaded = loaded(module)
        else:
            self._update_module_args(module, given, task_vars)
            result = forked(self._loaded, given)
        result.pop("invocation", None)
        return result

    def _failure(self, module: str, step: str, problem: str, result: dict[str, Any]) -> dict[str, Any]:
        shown = "(hidden by no_log)" if self._task.no_log else json.dumps(result, indent=2, default=str)
        return {"failed": True, "msg": f"{module}, step {step}: {problem}\nIts result: {shown}"}


def loaded(module: str) -> types.ModuleType:
    """The Python module of a module of a collection."""
    namespace, collection, name = module.split(".")
    return importlib.import_module(f"ansible_collections.{namespace}.{collection}.plugins.modules.{name}")


def forked(module: types.ModuleType, given: dict[str, Any]) -> dict[str, Any]:
    """Run a module in a child, where it may exit and leave behind what it likes; what it prints is its result."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(read)
            with os.fdopen(write, "w") as sys.stdout, patch_module_args(given):
                try:
                    module.main()
                except SystemExit:
                    pass
                except BaseException:  # noqa: BLE001 - it ends here
                    print(json.dumps({"failed": True, "msg": traceback.format_exc()}))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        text = file.read()
    os.waitpid(pid, 0)
    try:
        result: dict[str, Any] = json.loads(text)
    except ValueError:
        return {"failed": True, "msg": f"it printed {text!r}, which is no result"}
    return result
