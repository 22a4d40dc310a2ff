# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold Nomad's nodes against the registry. Documented in plugins/modules/fleet_reconcile.py."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible.utils.display import Display

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._options import NOMAD
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._reconcile import (
    Done,
    Network,
    Reconciler,
    Wish,
    due,
    lines,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction, registry_in

display = Display()


def networks(given: t.Sequence[str]) -> list[Network]:
    """IPv4 prefixes."""
    try:
        return [ipaddress.IPv4Network(one) for one in given]
    except ValueError as error:
        raise BadInput(f"networks: {error}; give prefixes such as 10.210.128.0/20") from error


def result(done: Done) -> dict[str, t.Any]:
    """What the task returns."""
    findings, moves = done.judgement.findings, done.judgement.moves
    drifting = [
        {**dataclasses.asdict(one), "hint": one.hint, "error": done.errors.get(one.node_id, "")} for one in findings
    ]
    moving = [
        {
            "name": one.name,
            "node_id": one.node_id,
            "before": one.before,
            "after": one.after,
            "done": done.acted and one.online and one.node_id not in done.errors,
            "error": done.errors.get(one.node_id, "" if one.online else "the device is away"),
        }
        for one in moves
    ]
    return {"changed": due(done.judgement), "drift": drifting, "moves": moving, "lines": list(lines(done))}


def diff(done: Done) -> dict[str, t.Any]:
    """The nodes that change."""
    before = {one.name: {"group": one.before} for one in done.judgement.moves if one.online}
    after = {one.name: {"group": one.after} for one in done.judgement.moves if one.online}
    return {
        "before": {**before, **{one.node_id: "" for one in done.judgement.findings if one.act}},
        "after": {**after, **{one.node_id: one.act for one in done.judgement.findings if one.act}},
    }


class ActionModule(StoreAction):
    """One look at the whole fleet, and what follows from it."""

    SPEC = {
        **NOMAD,
        "nodes": {"type": "list", "elements": "str", "default": []},
        "networks": {"type": "list", "elements": "str", "default": []},
        "repair": {"type": "bool", "default": False},
        "purge_after": {"type": "str", "default": ""},
        "revocations": {"type": "path"},
        "wait_timeout": {"type": "int", "default": 60},
        "show": {"type": "bool", "default": False},
    }

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Look, act, and tell."""
        registry = registry_in(store, options)
        reconciler = Reconciler(
            connect({option: options[option] for option in NOMAD}), registry, float(options["wait_timeout"])
        )
        after = options["purge_after"]
        wish = Wish(
            names=options["nodes"],
            networks=networks(options["networks"]),
            repair=options["repair"],
            purge_after=nanoseconds(after, "purge_after") / 10**9 if after else 0,
        )
        done = reconciler.run(wish, self._task.check_mode)
        found = result(done)
        if options["show"]:
            for line in found["lines"]:
                display.display(line)
        if self._task.diff:
            found["diff"] = diff(done)
        if done.errors:
            found.update(failed=True, msg=f"fleet_reconcile: {'; '.join(sorted(set(done.errors.values()))[:3])}")
        return found
