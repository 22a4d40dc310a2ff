# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a job after it was submitted: its evaluation, its deployment, its end.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._deployments import refuse_failed, rests
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import wait_for

#: The options of modules that wait.
WAIT: dict[str, Any] = {"wait": {"type": "bool", "default": False}, "wait_timeout": {"type": "int", "default": 300}}


def settle(client: NomadClient, job: Mapping[str, Any], evaluation: str, index: int, seconds: float) -> dict[str, Any]:
    """Wait for the evaluation, then for the deployment of this version, if it has one. Give the deployment back."""
    name, namespace = job["ID"], {"namespace": job["Namespace"]}
    placed = evaluated(client, job, evaluation, seconds) if evaluation else {}

    def deployed() -> Any:
        found = client.get(["job", str(name), "deployment"], namespace).data
        if not found or found.get("JobSpecModifyIndex") != index:
            return {"Status": "none"}
        return found if rests(found) else None

    deployment: dict[str, Any] = wait_for(f"The deployment of job {name}", deployed, seconds, client.sleep)
    refuse_failed(deployment)
    failed = placed.get("FailedTGAllocs") or {}
    if deployment["Status"] == "none" and failed and placed.get("Type") in ("service", "batch"):
        raise FleetError(f"Job {name} is registered, but no node can take its group(s) {', '.join(sorted(failed))}.")
    return deployment


def evaluated(client: NomadClient, job: Mapping[str, Any], evaluation: str, seconds: float) -> dict[str, Any]:
    """Wait until the servers have decided where the job runs."""

    def decided() -> Any:
        found = client.get(["evaluation", evaluation], {"namespace": job["Namespace"]}).data
        return found if found["Status"] != "pending" else None

    found: dict[str, Any] = wait_for(f"The evaluation of job {job['ID']}", decided, seconds, client.sleep)
    if found["Status"] == "failed":
        raise FleetError(f"The evaluation of job {job['ID']} failed: {found.get('StatusDescription')}")
    return found


def ended(client: NomadClient, name: str, seconds: float) -> dict[str, Any]:
    """Wait until a batch job is over; give it back, or say that it failed."""

    def dead() -> Any:
        job = client.read(["job", name])
        return job if job is None or job["Status"] == "dead" else None

    job: dict[str, Any] = wait_for(f"The end of job {name}", dead, seconds, client.sleep)
    last: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in sorted(client.get(["job", name, "allocations"]).data or [], key=lambda item: item["CreateIndex"]):
        last[one["Name"], one["NodeID"] if one["JobType"] == "sysbatch" else ""] = one  # what replaced another counts
    failed = sorted({one["TaskGroup"] for one in last.values() if one["ClientStatus"] != "complete"})
    if failed:
        raise FleetError(f"Job {name} failed in its group(s) {', '.join(failed)}.")
    return job


def stop(client: NomadClient, job: Mapping[str, Any], purge: bool, wait: bool, seconds: float) -> None:
    """Stop the job; with wait, until nothing of it runs any more."""
    namespace = {"namespace": job["Namespace"]}
    client.delete(["job", str(job["ID"])], {**namespace, "purge": purge})

    def gone() -> bool:
        found = client.get(["job", str(job["ID"]), "allocations"], namespace).data or []
        return not any(item["ClientStatus"] in ("pending", "running") for item in found)

    if wait:
        wait_for(f"The end of job {job['ID']}", gone, seconds, client.sleep)
