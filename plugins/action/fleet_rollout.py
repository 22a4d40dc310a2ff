# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a rollout from the controller. Documented in plugins/modules/fleet_rollout.py."""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import os
import pathlib
import signal
import socket
import time
import types
import typing as t

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._options import NOMAD
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.reach import Reach
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import (
    batch,
    journal,
    parsing,
    policy,
    report,
    rollout,
    schema,
    simulation,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.commands import commands, go_on
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import SystemClock
from ansible_collections.nomadic.fleet.plugins.plugin_utils._gates import Doorkeeper
from ansible_collections.nomadic.fleet.plugins.plugin_utils._stores import STORE, opened

SPEC: dict[str, dict[str, t.Any]] = {
    **NOMAD,
    "namespace": {"type": "str", "default": batch.NAMESPACE},
    "policy": {"type": "path", "required": True},
    "verb": {"type": "str", "default": "start"},
    "node": {"type": "str", "default": ""},
    "store": STORE,
    "simulate": {"type": "bool", "default": False},
    "max_wait": {"type": "str", "default": "1h"},
    "wrapper": {"type": "str", "default": batch.WRAPPER},
}
display = Display()


class Interrupted(FleetError):
    """This process was asked to leave, or nobody is waiting for it any more."""


def parent_watch() -> t.Callable[[], None]:
    """A guard that lets nothing be written once the process that started us is gone."""
    parent = os.getppid()

    def guard() -> None:
        if os.getppid() != parent:
            raise Interrupted("the Ansible process that ran the rollout is gone; nothing more is written")

    return guard


@contextlib.contextmanager
def interruptible() -> t.Iterator[None]:
    """SIGINT and SIGTERM become an exception, so that the lock is released and something is said."""

    def leave(number: int, _frame: types.FrameType | None) -> None:
        raise Interrupted(f"interrupted by {signal.Signals(number).name}")

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Voice:
    """Whole lines with the time since the start."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def __call__(self, text: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self.begun), 60)
        display.display(f"[{minutes:02d}:{seconds:02d}] {text}")


class ActionModule(ActionBase):
    """Runs on the controller only."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Do what the verb says and report how the rollout stands."""
        super().run(tmp, task_vars)
        del tmp
        _result, arguments = self.validate_argument_spec(argument_spec=SPEC)
        path = os.path.abspath(arguments["policy"])
        voice = Voice()
        try:
            rollout.check_verb(arguments["verb"], arguments["node"])
            rules = parsing.load(self._read(path), lambda name: self._read(os.path.join(os.path.dirname(path), name)))
            max_wait = schema.duration(arguments["max_wait"], "max_wait")
            clock, guard = SystemClock(), parent_watch()
            groups = (task_vars or {}).get("groups", {})
            reach = Reach(rules, arguments, os.path.dirname(path), groups, clock, guard, voice)
            with opened(arguments["store"]) as store, interruptible(), reach.ports(store) as (fleet, executor):
                ports = journal.Ports(
                    store=store,
                    fleet=fleet,
                    executor=executor,
                    clock=clock,
                    door=Doorkeeper(reach.client()),
                    who=f"{getpass.getuser()}@{socket.gethostname()}",
                    say=voice,
                    guard=guard,
                    file=path,
                )
                if arguments["simulate"]:
                    return self._result(self._simulated(rules, ports, arguments["verb"]), path)
                machine = rollout.Rollout(rules, ports)
                return self._result(self._act(machine, arguments["verb"], max_wait, arguments["node"], path), path)
        except schema.PolicyError as error:
            return self._failed(f"{path}: {error}")
        except Interrupted as error:
            text = f"{error}. The lock is released; devices and Nomad go on with what they were offered, processes on this machine end. To go on: {go_on(path)}"
            display.display(f"fleet_rollout: {text}")
            return self._failed(text)
        except BadInput as error:
            return self._failed(str(error))
        except FleetError as error:
            return self._failed(f"{error}. To go on: {go_on(path)}")

    @staticmethod
    def _simulated(rules: policy.Policy, ports: journal.Ports, verb: str) -> report.Report:
        """What would happen; nothing is written, whatever the mode."""
        if verb not in ("start", "plan"):
            raise BadInput(f"simulate: is about a start, not about the verb {verb}")
        return simulation.simulate(rules, ports.fleet, ports.clock.now(), ports.say)

    @staticmethod
    def _failed(text: str) -> dict[str, t.Any]:
        """A result instead of an exception: ``failed_when`` and ``until`` see it, and causes are not said twice."""
        return {"failed": True, "changed": False, "msg": f"fleet_rollout: {text}"}

    @staticmethod
    def _read(path: str) -> str:
        try:
            return pathlib.Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise BadInput(f"policy: cannot read {path}: {reason}") from error

    def _act(self, machine: rollout.Rollout, verb: str, max_wait: float, node: str, path: str) -> report.Report:
        """The verb; in check mode the plan, or how things stand."""
        if not self._task.check_mode or verb in rollout.QUESTIONS:
            if verb in rollout.STEPS:
                # Said before anything can interrupt it: once the main process is gone, a worker reaches no terminal.
                machine.ports.say(f"if this run is interrupted, go on with: {go_on(path)}")
            return machine.act(verb, max_wait, node)
        if verb == "start":
            found = machine.act("plan")
            return dataclasses.replace(found, changed=found.state not in journal.FINAL)
        if verb in ("pin", "unpin"):
            return machine.pinned(node, verb == "pin")
        found = machine.act("status")
        would = found.state not in journal.FINAL or verb == "rollback"
        return dataclasses.replace(found, changed=would, answered=True)

    @staticmethod
    def _result(found: report.Report, path: str) -> dict[str, t.Any]:
        """What the task returns; a rollout that its thresholds stopped fails it."""
        next_step = journal.moment(found.next_step) if found.next_step else ""
        following = commands(found.state, found.approval, path)
        message = f"rollout {found.rollout}: {found.message}"
        for failure in found.failures[:3]:
            message += (
                f"; {failure['name']}: {failure['outcome']}{', ' + failure['detail'] if failure['detail'] else ''}"
            )
        if found.approval:
            message += f". To approve it: {following[0]}"
        elif next_step:
            message += f". Next step at {next_step}; to go on: {go_on(path)}"
        elif found.state == journal.PAUSED:
            message += (
                f". To go on: {go_on(path, 'resume')}; to offer it again to the failed devices: {go_on(path, 'retry')}"
            )
        return {
            "changed": found.changed,
            "failed": found.failed,
            "msg": message,
            "rollout": found.rollout,
            "state": found.state,
            "message": found.message,
            "waves": [dict(wave) for wave in found.waves],
            "counts": dict(found.counts),
            "total": found.total,
            "failures": [dict(failure) for failure in found.failures],
            "next_step": next_step,
            "approval": found.approval,
            "commands": following,
        }
