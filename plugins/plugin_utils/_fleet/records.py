# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of external nodes: their states, and which state may follow which. Decides, and reads nothing.

    declared -> issued -> pending -> accepted -> revoking -> revoked
                                              -> retired, and rejected for one that was never accepted

A node that an operator enrols over SSH goes from declared or issued straight to accepted.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.names import check_label

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LIVE = ("declared", "issued", "pending", "accepted")
LEAVING = ("revoking", "revoked")
ENDED = ("rejected", "retired", "revoked")
MOVES: dict[str, tuple[str, ...]] = {
    "declared": ("issued", "accepted", "rejected", "retired", "revoking"),
    "issued": ("pending", "accepted", "rejected", "retired", "revoking"),
    "pending": ("accepted", "rejected", "retired", "revoking"),
    "accepted": ("retired", "revoking"),
    "revoking": ("revoked",),
    # Declared again it is only on demand, and with a new generation.
    "rejected": ("declared", "revoking"),
    "retired": ("declared", "revoking"),
    "revoked": (),
}
STATES = tuple(MOVES)
#: States in which a wish is fulfilled besides the one of its name: a step that is run again undoes no later one.
FULFILLED: dict[str, tuple[str, ...]] = {
    "declared": LIVE,
    "issued": ("issued", "pending", "accepted"),
    "revoking": ("revoking", "revoked"),
}
FRESH: dict[str, t.Any] = {
    "state": "declared", "index": 0, "pool": "external", "region": "global", "group": "", "placed": "", "node_id": "",
    "generation": 1,
}  # fmt: skip
ATTRIBUTES = ("group", "placed", "pool", "region", "node_id", "generation", "vpn_key")

Record = dict[str, t.Any]


def settled(
    name: str, current: t.Mapping[str, t.Any] | None, state: str, wished: t.Mapping[str, t.Any]
) -> Record | None:
    """The record as it is wished, None for none; in ``wished`` None stands for "leave it as it is".

    An index of 0 in a live record is one that is still to be given.
    """
    given = _attributes(state, wished)
    if state == "absent":
        _may_be_forgotten(name, current)
        return None
    if current is None:
        record = {"name": name, **FRESH, **given}
        return {**record, "state": "accepted"} if record["node_id"] else record
    current = {**FRESH, **current, "placed": placed(current)}
    now = current["state"]
    new = now if now in FULFILLED.get(state, (state,)) else state
    if state == "declared" and new in ("declared", "issued") and given.get("node_id"):
        new = "accepted"  # enrolled by an operator, and known to Nomad
    record = {**current, **given}
    if new != now:
        _may_move(name, now, new, wished)
        record.update(_arrived(record, new))
    if record["generation"] < current["generation"]:
        raise BadInput(f"generation: {name} is at {current['generation']}, and can only be raised")
    if new == "accepted" and not record["node_id"]:
        raise BadInput(f"node_id: give the id of the Nomad node of {name}; it is what accepting a node pins")
    confirmed = {*record.get("confirmed", ()), *(wished.get("confirmed") or ())}
    if new == "revoking":
        record["confirmed"] = sorted(confirmed)
    if (
        new == "revoked"
        and now == "revoking"
        and (missing := [one for one in wished["needed"] if one not in confirmed])
    ):
        raise BadInput(f"{name} stays revoking: {', '.join(missing)} has not confirmed that it has no access any more")
    return record


def placed(record: t.Mapping[str, t.Any]) -> str:
    """The group that its node works in; that of a record of an earlier release is where it is to be."""
    return str(record.get("placed", record.get("group", "")))


def in_place(record: t.Mapping[str, t.Any]) -> bool:
    """Whether its node works in the group that it is to be in; while it moves it is in neither."""
    return bool(placed(record) == record["group"])


def restored(name: str, current: t.Mapping[str, t.Any] | None, generation: int) -> Record:
    """What counts of a node whose revocation the store has forgotten."""
    return {"name": name, **FRESH, **(current or {}), "state": "revoking", "generation": generation, "confirmed": []}


def _attributes(state: str, wished: t.Mapping[str, t.Any]) -> Record:
    """What was given, checked."""
    given = {key: wished[key] for key in ATTRIBUTES if wished.get(key) is not None}
    if given and state not in LIVE:
        raise BadInput(f"{', '.join(given)}: nothing is changed of a node that is to be {state}; leave it out")
    if wished.get("confirmed") and state != "revoking":
        raise BadInput("confirmed: only a node that is revoking waits for confirmations; give it with state revoking")
    for key in ("pool", "group", "placed"):
        if given.get(key):
            check_label(given[key], key)
    if given.get("pool") in ("default", "all"):
        raise BadInput(f"pool: {given['pool']!r} is not for external nodes, else any job could land on them")
    if given.get("pool") == "external-pending":
        raise BadInput(
            "pool: 'external-pending' is where a node waits; give the pool that it is to be in once accepted"
        )
    if given.get("node_id") and not UUID.fullmatch(given["node_id"]):
        raise BadInput(f"node_id: {given['node_id']!r} is not the id of a Nomad node (a UUID)")
    if given.get("generation", 1) < 1:
        raise BadInput("generation: must be at least 1")
    return given


def _may_be_forgotten(name: str, current: t.Mapping[str, t.Any] | None) -> None:
    """Only what never had an identity leaves no trace: of the others the name and generation keep old keys refused."""
    if current is None or current["state"] == "declared":
        return
    if current["state"] in LIVE:
        raise BadInput(
            f"{name} is {current['state']}; take its access away with state retired or revoking, its record stays"
        )
    raise BadInput(f"{name} is {current['state']}; its record stays, so that no key of it is ever accepted again")


def _may_move(name: str, now: str, new: str, wished: t.Mapping[str, t.Any]) -> None:
    if now == "revoked":
        raise BadInput(f"{name} is revoked, for good, and its name with it; give the device another name")
    if new not in MOVES[now]:
        some = ", ".join(state for state in MOVES[now] if state != "declared")
        raise BadInput(f"{name} is {now}, and cannot become {new}; what can follow is: {some}")
    if new == "declared" and not wished.get("reinstate"):
        raise BadInput(
            f"{name} is {now}; with 'reinstate: true' it is declared again, with a new generation, so that no key it had is of use"
        )


def _arrived(record: t.Mapping[str, t.Any], state: str) -> Record:
    """What else changes when a state is reached."""
    changes: Record = {"state": state}
    if state == "declared":
        changes.update(node_id="", generation=record["generation"] + 1)
    if state == "revoking":
        changes.update(confirmed=[], generation=record["generation"] + 1)
    if state in ENDED:
        changes.update(index=0, group="", placed="")  # its address and its place in the group are free
    return changes
