# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sysbatch job of an offer, and what its allocations say. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Update
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import LOCKED, Offer, Result

WRAPPER = "/usr/local/sbin/fleet-attempt"
TASK = "attempt"

# What the wrapper's exit codes mean; it documents the same list.
EXITS = {
    10: Result(judge.FAILED, "the update failed"),
    11: Result(judge.REVERTED, "the update failed, the previous release is back"),
    12: Result(judge.TIMED_OUT, "the update took too long"),
    20: Result(judge.REJECTED, "the device refuses this release"),
    21: Result(judge.REJECTED, "superseded: the device has begun a newer rollout of the track"),
    22: Result(judge.SKIPPED, LOCKED),
}


def of_batch(offer: Offer) -> Update:
    if not isinstance(offer.update, Update):
        raise FleetError("this rollout is not one of the executor batch")
    return offer.update


def job(offer: Offer, wrapper: str = WRAPPER) -> dict[str, t.Any]:
    """The job of an offer. Everything in it follows from the offer, so it can be made again after a crash."""
    update = of_batch(offer)
    args = [
        "run",
        "--attempt",
        offer.key,
        "--track",
        offer.track,
        "--order",
        str(offer.order),
        "--timeout",
        str(update.timeout),
    ]
    args += ["--expect", update.expect, "--verify", update.verify.command]
    args += [part for arg in update.verify.args for part in ("--verify-arg", arg)]
    if update.revert is not None:
        args += ["--revert", update.revert.command]
        args += [part for arg in update.revert.args for part in ("--revert-arg", arg)]
    args += ["--", update.run.command, *update.run.args]
    task: dict[str, t.Any] = {
        "Name": TASK,
        "Driver": "raw_exec",
        "Config": {"command": wrapper, "args": args},
        "Resources": {"CPU": 20, "MemoryMB": 32},
        "LogConfig": {"MaxFiles": 1, "MaxFileSizeMB": 1},
        "RestartPolicy": {"Attempts": 0, "Mode": "fail", "Interval": 86_400_000_000_000, "Delay": 1_000_000_000},
        "KillTimeout": 5_000_000_000,
    }
    if update.artifact is not None:
        task["Artifacts"] = [
            {
                "GetterSource": update.artifact.source,
                "GetterOptions": {"checksum": update.artifact.checksum},
                "GetterMode": "any",
                "RelativeDest": "local/",
            }
        ]
    return {
        "ID": offer.key,
        "Name": offer.key,
        "Type": "sysbatch",
        "NodePool": "all",
        "Datacenters": ["*"],
        "Constraints": [
            {"LTarget": "${node.unique.id}", "Operand": "set_contains_any", "RTarget": ",".join(sorted(offer.devices))}
        ],
        "Meta": dict(offer.meta),
        # no reschedule block: a sysbatch job with one is refused
        "TaskGroups": [
            {
                "Name": TASK,
                "Count": 1,
                "RestartPolicy": task["RestartPolicy"],
                "EphemeralDisk": {"SizeMB": 50},
                "Tasks": [task],
            }
        ],
    }


def exit_code(allocation: t.Mapping[str, t.Any]) -> tuple[int | None, str]:
    """Exit code of the task and the last thing that was said about it."""
    states = allocation.get("TaskStates") or {}
    events = (states.get(TASK) or {}).get("Events") or []
    code = None
    words = ""
    for event in events:
        details = event.get("Details") or {}
        if event.get("Type") == "Terminated":
            code = int(details.get("exit_code") or event.get("ExitCode") or 0)
            if details.get("signal", "0") not in ("", "0"):
                code = code or 128 + int(details["signal"])
        elif event.get("Type") not in (
            "Not Restarting",
            "Received",
            "Task Setup",
            "Started",
            "Killed",
            "Killing",
            "Sibling Task Failed",
        ):
            words = str(event.get("DisplayMessage") or "")
    return code, " ".join(words.split())
