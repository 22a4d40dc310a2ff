# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a policy, as members of a rollout: read by the servers, planned before anything happens, found again later."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils import _jobs
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Deployment, Job, Select
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

ROLLOUT, ATTEMPT = "fleet_rollout", "fleet_attempt"  # keys of a job's meta: a version says by what it was registered
# What the servers add to a job; it is no part of what is registered.
ADDED = (
    "Version",
    "Stable",
    "Status",
    "StatusDescription",
    "SubmitTime",
    "CreateIndex",
    "ModifyIndex",
    "JobModifyIndex",
)
SECOND = 1_000_000_000

Body = dict[str, t.Any]


def member(body: t.Mapping[str, t.Any]) -> str:
    """What a job is called in a rollout; in another namespace than the default one, with that."""
    return str(body["ID"]) if body["Namespace"] == "default" else f"{body['ID']}@{body['Namespace']}"


def place(name: str) -> tuple[str, str]:
    """The id and the namespace of a member."""
    id_, _at, namespace = name.rpartition("@") if "@" in name else (name, "", "default")
    return id_, namespace


def under(body: Body, update: Deployment, meta: t.Mapping[str, str]) -> Body:
    """The job with the policy in its update blocks, and with the marks of the rollout."""
    rules = {
        "MaxParallel": update.max_parallel,
        "Canary": update.canary,
        "AutoRevert": True,
        "AutoPromote": False,
        "HealthyDeadline": update.timeout * SECOND,
        "ProgressDeadline": 2 * update.timeout * SECOND,
    }
    own = _said(body)
    groups = [{**group, "Update": {**own, **_said(group), **rules}} for group in body.get("TaskGroups") or []]
    return {**body, "Update": {**own, **rules}, "TaskGroups": groups, "Meta": {**(body.get("Meta") or {}), **meta}}


def _said(part: t.Mapping[str, t.Any]) -> Body:
    """What the update block of a job, or of a group, really says."""
    return {key: value for key, value in (part.get("Update") or {}).items() if value is not None}


class Jobs:
    """The jobs of a policy as a fleet."""

    def __init__(self, client: NomadClient, update: Deployment) -> None:
        self.client = client
        self.update = update
        self._read: dict[str, tuple[Body, Job]] = {}

    def given(self) -> dict[str, tuple[Body, Job]]:
        """All of them by name, in the order of the policy."""
        if not self._read:
            for number, job in enumerate(self.update.jobs):
                params: dict[str, t.Any] = {
                    "hcl": job.hcl,
                    "variables": job.variables,
                    "name": None,
                    "scheduling_groups": [],
                }
                body = _jobs.given_job(self.client, params)
                path, name = f"update.deployment.jobs[{number}]", member(body)
                if (body.get("Type") or "service") not in ("service", "system"):
                    raise BadInput(
                        f"{path}: job {name} is of type {body['Type']}; only service and system jobs have deployments"
                    )
                if name in self._read:
                    raise BadInput(f"{path}: job {name} is given twice")
                self._read[name] = (body, job)
        return self._read

    def versions(self, name: str) -> list[Body]:
        """The versions that the servers still have, the newest first."""
        id_, namespace = place(name)
        answer = self.client.find(["job", id_, "versions"], {"namespace": namespace})
        found = (answer.data.get("Versions") or []) if answer is not None else []
        return sorted(found, key=lambda one: -int(one["Version"]))

    def before(self, name: str, rollout: str) -> Body | None:
        """The version that was there before a rollout registered one, without what the servers add."""
        versions = self.versions(name)
        mine = [one["Version"] for one in versions if (one.get("Meta") or {}).get(ROLLOUT) == rollout]
        earlier = [one for one in versions if mine and one["Version"] < min(mine)]
        if not earlier:
            return None
        return {key: value for key, value in earlier[0].items() if key not in (*ADDED, "VersionTag")} | {"Stop": False}

    # Fleet
    def select(self, select: Select) -> list[Device]:
        """The jobs; the servers plan each, so that what they refuse is known before the first one is registered."""
        for body, _job in self.given().values():
            _jobs.plan(self.client, under(body, self.update, {}))
        wanted = select.nodes or tuple(self.given())
        unknown = [name for name in wanted if name not in self.given()]
        if unknown:
            raise BadInput(f"the policy has no job {unknown[0]}; it has {', '.join(self.given())}")
        return [Device(name, name) for name in wanted]

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        """A job can always be registered."""
        return {name: Device(name, name) for name in ids}

    def lost(self, ids: t.Collection[str]) -> set[str]:
        """Those of which not all runs that is to run."""
        return {name for name in ids if not self._well(name)}

    def _well(self, name: str) -> bool:
        id_, namespace = place(name)
        job = self.client.find(["job", id_], {"namespace": namespace})
        summary = self.client.find(["job", id_, "summary"], {"namespace": namespace})
        if job is None or summary is None or job.data.get("Stop"):
            return False
        numbers = summary.data.get("Summary") or {}
        wanted = {group["Name"]: group["Count"] for group in job.data["TaskGroups"]}
        if job.data["Type"] == "system":
            return all(not one.get("Queued") and not one.get("Starting") for one in numbers.values())
        return all(numbers.get(group, {}).get("Running", 0) >= count for group, count in wanted.items())
