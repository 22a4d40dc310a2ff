# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the store knows of rollouts, for those who have no policy file at hand. Nothing here writes."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import audit, parsing
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import STARTED, Document, Ports, moment
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.rollout import Rollout


def names(store: Store) -> list[str]:
    """The rollouts that were started, in the order of their names."""
    found = (entry.value["rollout"] for entry in store.list(STARTED))
    return [name for name in found if store.get(f"fleet/rollouts/{name}/state") is not None]


def read(store: Store, name: str, node: str = "") -> Document:
    """How a rollout stands, with its audit trail; with a node, why that one has the release or not."""
    base = f"fleet/rollouts/{name}"
    state, kept = store.get(f"{base}/state"), store.get(f"{base}/policy")
    if state is None or kept is None:
        raise BadInput(f"rollout: '{name}' was never started; started were: {', '.join(names(store)) or 'none'}")
    rules = dataclasses.replace(parsing.parse(json.loads(kept.value["document"])), rollout=name)
    nobody: t.Any = None  # reading asks nothing but the store
    rollout = Rollout(rules, Ports(store=store, fleet=nobody, executor=nobody, clock=nobody, door=nobody))
    report = rollout.explain(node) if node else rollout.status()
    trail = [entry.value for entry in store.list(f"{base}/audit/")]
    return {
        "rollout": name,
        "track": state.value["track"],
        "order": state.value["order"],
        "policy_hash": state.value["hash"],
        "updated": moment(state.value["updated"]),
        "state": report.state,
        "message": report.message,
        "waves": [dict(wave) for wave in report.waves],
        "counts": dict(report.counts),
        "total": report.total,
        "failures": [dict(failure) for failure in report.failures],
        "next_step": moment(report.next_step) if report.next_step else "",
        "approval": report.approval,
        "audit": trail,
        "audit_broken": audit.broken(trail, state.value["last"]),
    }
