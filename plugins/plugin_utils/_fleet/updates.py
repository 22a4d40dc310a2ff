# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy updates and by which executor: what each of them needs, and which keys it cannot honour."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.keys import AFTER_CANARY
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import (
    AnyUpdate,
    Artifact,
    Command,
    Deployment,
    Job,
    Playbook,
    Update,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import RELEASE, PolicyError

_GROWTH = "deployments of Nomad do not grow; give waves.max, the allocations that are replaced at a time"
_JUDGED = (
    "Nomad ends a deployment at the first allocation that stays unhealthy; how often one is tried again is in the job"
)
_INVENTORY = "its hosts are those of the inventory; use hosts, a pattern"
_FAILS = "a playbook that finds its update did not work has to fail"
# Keys that an executor cannot honour, and why.
REFUSED = {
    "batch": {
        "select.hosts": "a batch goes to nodes of Nomad; use groups, all, nodes, percent or filter",
        "rollback.playbook": "use rollback.batch",
    },
    "deployment": {
        "select": "a job itself says where it runs, with its constraints and node pool",
        "verify": "the health checks of the job decide",
        "rollback": "Nomad keeps the versions of a job; verb rollback needs no more",
        "waves.start": _GROWTH,
        "waves.factor": _GROWTH,
        "waves.sizes": _GROWTH,
        "max_in_flight": _GROWTH,
        "max_in_flight_per_pool": _GROWTH,
        "failure.percent": _JUDGED,
        "failure.count": _JUDGED,
        "failure.min_executed": _JUDGED,
        "failure.total": _JUDGED,
        "failure.safe_mode": _JUDGED,
        "offline": "Nomad places a job on the nodes that are there",
        "timeout.silent": "Nomad has deadlines of its own",
    },
    "playbook": {
        "select.groups": _INVENTORY,
        "select.all": _INVENTORY,
        "select.nodes": _INVENTORY,
        "select.filter": _INVENTORY,
        "select.membership": "the inventory is read once",
        "verify": _FAILS,
        "rollback.verify": _FAILS,
        "rollback.batch": "use rollback.playbook",
        "max_in_flight_per_pool": "hosts of an inventory have no node pool",
        "timeout.silent": "a host that cannot be reached is known at once",
        "offline": "whether a host is there is known once it was tried, and one that is not counts as failed",
    },
}


def executor(values: t.Mapping[str, t.Any]) -> str:
    """The one executor that a policy names."""
    named = [name for name, block in values["update"].items() if block is not None]
    if len(named) != 1:
        both = f"{' and '.join(named)} exclude each other; " if named else ""
        raise PolicyError(f"update: {both}give one executor, update.batch, update.deployment or update.playbook")
    return named[0]


def refuse(data: t.Mapping[str, t.Any], name: str) -> None:
    """Refuse what an executor cannot honour, instead of leaving it out in silence."""
    for path, why in REFUSED[name].items():
        *folders, last = path.split(".")
        here: t.Mapping[str, t.Any] = data
        for folder in folders:
            here = here.get(folder) or {}
        if last in here:
            raise PolicyError(f"{path}: cannot be used with update.{name}: {why}")


def _command(values: dict[str, t.Any] | None, path: str) -> Command | None:
    """A command; the scheduler would expand ``${..}`` in it, which is never what the file says."""
    if values is None:
        return None
    for text in (values["command"], *values["args"]):
        if "${" in text:
            raise PolicyError(
                f"{path}: '${{' in {text!r} is not supported yet in {RELEASE}; the scheduler would replace it"
            )
    if not re.match(r"\.{0,2}/", values["command"]):
        raise PolicyError(
            f"{path}.command: {values['command']!r} must be an absolute path, or start with ./ (the directory of the artifact)"
        )
    return Command(values["command"], values["args"])


def _update(
    batch: dict[str, t.Any], asked: dict[str, t.Any], timeout: t.Mapping[str, int], where: tuple[str, str]
) -> Update:
    """An update and how a device is asked whether it has it; ``where`` are their paths in the file."""
    path, verify_path = where
    run = _command(batch, path)
    verify = _command(asked, verify_path)
    revert = _command(batch["revert"], f"{path}.revert")
    if run is None or verify is None:
        raise PolicyError(f"{path}: give it and {verify_path}")
    for place, command in ((verify_path, verify), (f"{path}.revert", revert)):
        if command is not None and command.command.startswith("."):
            raise PolicyError(f"{place}.command: must be an absolute path; it also runs when the artifact is gone")
    if run.command.startswith(".") and batch["artifact"] is None:
        raise PolicyError(f"{path}.command: starts with '.', but there is no {path}.artifact to find it in")
    expect = asked["expect"]
    if "${" in expect or expect != expect.strip():
        raise PolicyError(f"{verify_path}.expect: must not contain '${{' nor begin or end with a space")
    return Update(
        run=run,
        revert=revert,
        artifact=Artifact(**batch["artifact"]) if batch["artifact"] else None,
        verify=verify,
        expect=expect,
        timeout=timeout["device"],
        silent=timeout["silent"],
    )


def _deployment(values: dict[str, t.Any]) -> Deployment:
    """The jobs, and how Nomad is to replace their allocations."""
    jobs = []
    for number, one in enumerate(values["update"]["deployment"]["jobs"]):
        if one["file"] is not None or one["hcl"] is None:
            raise PolicyError(f"update.deployment.jobs[{number}]: give either file or hcl")
        jobs.append(Job(one["hcl"], one["variables"]))
    if not jobs:
        raise PolicyError("update.deployment.jobs: must not be empty")
    waves = values["waves"]
    canary = 1 if waves["canary"] is None else waves["canary"]
    if AFTER_CANARY in values["approve"] and not canary:
        raise PolicyError("approve: after_canary needs canaries; waves.canary is 0")
    return Deployment(tuple(jobs), canary, waves["max"] or 1, values["timeout"]["device"])


def _playbook(block: dict[str, t.Any], values: dict[str, t.Any], path: str) -> Playbook:
    """A playbook and how it is spread over processes."""
    if not block["idempotent"] and values["retry"]["max"]:
        raise PolicyError(
            f"retry.max: cannot be used with {path}.idempotent false: a second attempt runs it a second time"
        )
    return Playbook(**block, timeout=values["timeout"]["device"])


def _playbooks(values: dict[str, t.Any]) -> tuple[Playbook, Playbook | None]:
    back = values["rollback"]["playbook"]
    if back is None and values["failure"]["then"] == "rollback":
        raise PolicyError("failure.then: rollback needs to know how; give rollback.playbook")
    return (
        _playbook(values["update"]["playbook"], values, "update.playbook"),
        _playbook(back, values, "rollback.playbook") if back else None,
    )


def updates(values: dict[str, t.Any], name: str) -> tuple[AnyUpdate, AnyUpdate | None]:
    """The update and, where there is one, what rolls it back."""
    if name == "deployment":
        update = _deployment(values)
        return update, dataclasses.replace(update, canary=0, back=values["rollout"])
    if name == "playbook":
        return _playbooks(values)
    back, timeout = values["rollback"], values["timeout"]
    if values["verify"] is None:
        raise PolicyError("verify: missing")
    if back["batch"] is not None and back["verify"] is None:
        raise PolicyError("rollback.verify: missing")
    if back["batch"] is None and back["verify"] is not None:
        raise PolicyError("rollback.batch: missing")
    if back["batch"] is None and values["failure"]["then"] == "rollback":
        raise PolicyError("failure.then: rollback needs to know how; give rollback.batch and rollback.verify")
    return (
        _update(values["update"]["batch"], values["verify"], timeout, ("update.batch", "verify")),
        _update(back["batch"], back["verify"], timeout, ("rollback.batch", "rollback.verify"))
        if back["batch"]
        else None,
    )
