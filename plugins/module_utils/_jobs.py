# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about Nomad jobs: how they are given, planned, constrained to groups, and waited for.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN

GROUP_TARGET = "${meta.scheduling_group}"
_NAME = re.compile(r"[a-z0-9-]{1,63}")
_SECRET = re.compile(r"passw|secret|token|private_?key|api_?key|credential", re.IGNORECASE)


def given_job(client: NomadClient, params: Mapping[str, Any]) -> dict[str, Any]:
    """The job as the API wants it, from a dict or from HCL2."""
    if params["hcl"] is not None:
        job = parse(client, params["hcl"], params["variables"] or {})
    else:
        job = dict(params["job"])
        job = dict(job["Job"]) if isinstance(job.get("Job"), Mapping) else job
    job["ID"] = job.get("ID") or job.get("Name") or params["name"]
    if not job["ID"]:
        raise BadInput("job: it has neither an ID nor a Name; keys are those of the API (`nomad job run -output`).")
    if params["name"] and params["name"] != job["ID"]:
        raise BadInput(f"name is {params['name']!r}, but the job's ID is {job['ID']!r}; give one of them only.")
    job["Name"] = job.get("Name") or job["ID"]
    job["Namespace"] = job.get("Namespace") or client.namespace or "default"
    if client.region:
        job["Region"] = job.get("Region") or client.region
    return constrained(job, params["scheduling_groups"] or [])


def parse(client: NomadClient, hcl: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """HCL2 to a job; the server does it."""
    lines = [f"{name} = {hcl_value(value)}\n" for name, value in variables.items()]
    body = {"JobHCL": hcl, "Canonicalize": False, "Variables": "".join(lines)}
    job: dict[str, Any] = client.post(["jobs", "parse"], body).data
    return job


def hcl_value(value: Any) -> str:
    """A value in HCL2: JSON, where ${ and %{ would start a template."""
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")


def constrained(job: dict[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    """The job, allowed on nodes of these scheduling groups only.

    One group is compared with "="; several with an anchored expression, since set_contains_any would split a node's own
    value at commas.
    """
    for group in groups:
        if not _NAME.fullmatch(str(group)):
            raise BadInput(
                f"scheduling_groups: {group!r} is no group name (small letters, digits and dashes, up to 63)."
            )
    if not groups:
        return job
    names = sorted(set(groups))
    rule = {"LTarget": GROUP_TARGET, "Operand": "=", "RTarget": names[0]}
    if len(names) > 1:
        rule.update(Operand="regexp", RTarget=f"^({'|'.join(names)})$")
    others = [item for item in job.get("Constraints") or [] if item.get("LTarget") != GROUP_TARGET]
    return {**job, "Constraints": [*others, rule]}


def plan(client: NomadClient, job: Mapping[str, Any]) -> dict[str, Any]:
    """What the servers would do with the job. Writes nothing."""
    body = {"Job": job, "Diff": True}
    answer: dict[str, Any] = client.put(["job", str(job["ID"]), "plan"], body, {"namespace": job["Namespace"]}).data
    return answer


def plan_sides(diff: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Nomad's plan as before and after: what changes only, values that look like secrets hidden."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in diff.get("Fields") or []:
        if field["Type"] == "None":
            continue
        hide = bool(_SECRET.search(field["Name"]))
        if field["Type"] != "Added":
            before[field["Name"]] = HIDDEN if hide else field["Old"]
        if field["Type"] != "Deleted":
            after[field["Name"]] = f"{HIDDEN}, changed" if hide else field["New"]
    for kind in ("Objects", "TaskGroups", "Tasks"):
        for number, part in enumerate(diff.get(kind) or []):
            if part["Type"] == "None":
                continue
            name = part["Name"] if kind == "Objects" else f"{kind[:-1]} {part['Name']}"
            name = f"{name} ({number})" if name in before or name in after else name
            old, new = plan_sides(part)
            if old or part["Type"] == "Edited":
                before[name] = old
            if new or part["Type"] == "Edited":
                after[name] = new
    return before, after


def settle(client: NomadClient, job: Mapping[str, Any], evaluation: str, index: int, seconds: float) -> dict[str, Any]:
    """Wait for the evaluation, then for the deployment of this version, if it has one. Give the deployment back."""
    namespace = {"namespace": job["Namespace"]}
    placed: dict[str, Any] = {}
    if evaluation:

        def evaluated() -> Any:
            found = client.get(["evaluation", evaluation], namespace).data
            return found if found["Status"] not in ("pending",) else None

        placed = wait_for(f"The evaluation of job {job['ID']}", evaluated, seconds, client.sleep)
        if placed["Status"] == "failed":
            raise FleetError(f"The evaluation of job {job['ID']} failed: {placed.get('StatusDescription')}")

    def deployed() -> Any:
        found = client.get(["job", str(job["ID"]), "deployment"], namespace).data
        if not found or found.get("JobSpecModifyIndex") != index:
            return {"Status": "none"}
        waiting = any(
            group.get("DesiredCanaries") and not group.get("Promoted") and not group.get("AutoPromote")
            for group in (found.get("TaskGroups") or {}).values()
        )
        over = found["Status"] in ("successful", "failed", "cancelled", "paused") or (
            waiting and "promotion" in (found.get("StatusDescription") or "")
        )
        return found if over else None

    deployment: dict[str, Any] = wait_for(f"The deployment of job {job['ID']}", deployed, seconds, client.sleep)
    if deployment["Status"] in ("failed", "cancelled"):
        raise FleetError(f"The deployment of job {job['ID']} {deployment['Status']}: {deployment['StatusDescription']}")
    failed = placed.get("FailedTGAllocs") or {}
    if deployment["Status"] == "none" and failed and placed.get("Type") in ("service", "batch"):
        raise FleetError(
            f"Job {job['ID']} is registered, but no node can take its group(s) {', '.join(sorted(failed))}."
        )
    return deployment


def stop(client: NomadClient, job: Mapping[str, Any], purge: bool, wait: bool, seconds: float) -> None:
    """Stop the job; with wait, until nothing of it runs any more."""
    namespace = {"namespace": job["Namespace"]}
    client.delete(["job", str(job["ID"])], {**namespace, "purge": purge})

    def gone() -> bool:
        found = client.get(["job", str(job["ID"]), "allocations"], namespace).data or []
        return not any(item["ClientStatus"] in ("pending", "running") for item in found)

    if wait:
        wait_for(f"The end of job {job['ID']}", gone, seconds, client.sleep)
