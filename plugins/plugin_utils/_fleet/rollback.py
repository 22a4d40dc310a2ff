# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back is a rollout of its own, of what `rollback` says, to every device that the update may have changed.

It runs in the same engine, so it survives the same things. It is one that hurries: no canary, no window, no gate, no
approval, no soak, and no threshold stops it; what does not come back is reported.
"""

from __future__ import annotations

import dataclasses

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import (
    MAX_WAVE,
    Failure,
    Gates,
    Limits,
    Policy,
    Select,
    Waves,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.roster import Roster

SUFFIX = ".rollback"


def way_back(policy: Policy) -> Policy:
    """The policy of the rollout that takes another one back."""
    if policy.rollback is None:
        raise BadInput(f"rollback: the policy of '{policy.rollout}' does not say how; it has no key 'rollback'")
    at_once = min(MAX_WAVE, policy.waves.in_flight)
    return dataclasses.replace(
        policy,
        rollout=f"{policy.rollout}{SUFFIX}",
        select=Select(all=True, apart=policy.select.apart),
        update=policy.rollback,
        waves=Waves(
            canary=0,
            start=at_once,
            max=at_once,
            in_flight=policy.waves.in_flight,
            in_flight_per_pool=policy.waves.in_flight_per_pool,
        ),
        failure=Failure(wave=Limits()),
        soak=0,
        window=None,
        gates=Gates(),
        approve=(),
        rollback=None,
    )


def touched(roster: Roster) -> list[Device]:
    """Every device that the update may have changed; the last outcome of each counts."""
    found: dict[str, Device] = {}
    for number in range(1, roster.waves + 1):
        for id_, device in roster.wave(number)["devices"].items():
            if device["outcome"] in judge.TOUCHED:
                found[id_] = Device(id_, device["name"])
    return list(found.values())
