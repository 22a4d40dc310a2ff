# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about Nomad deployments: finding one, what an action makes of it, and when it is over.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import existing

ENDPOINTS = {
    "promote": "promote",
    "fail": "fail",
    "pause": "pause",
    "resume": "pause",
    "set_health": "allocation-health",
}
STATUS = {"fail": "failed", "pause": "paused", "resume": "running"}
OVER = ("successful", "failed", "cancelled")


def find(client: NomadClient, params: dict[str, Any]) -> str:
    """The id of the deployment."""
    if params["id"] is not None:
        if client.find(["deployment", params["id"]]) is None:
            raise BadInput(f"id: there is no deployment {params['id']} in namespace {client.namespace or 'default'}.")
        return str(params["id"])
    found = client.get(["job", existing(client, params["job"], "job")["ID"], "deployment"]).data
    if not found:
        raise BadInput(f"job: {params['job']} has no deployment.")
    return str(found["ID"])


def sides(
    client: NomadClient, deployment: dict[str, Any], params: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the action is about, as it is and as it will be."""
    action, groups = params["action"], deployment["TaskGroups"] or {}
    if action == "promote":
        canaries = [name for name, group in groups.items() if group["DesiredCanaries"]]
        unknown = sorted(set(params["groups"] or ()) - set(canaries))
        if unknown:
            raise BadInput(
                f"groups: no canaries in {', '.join(unknown)}; there are in: {', '.join(canaries) or 'none'}."
            )
        chosen = params["groups"] or canaries
        return {name: groups[name]["Promoted"] for name in chosen}, dict.fromkeys(chosen, True)
    if action == "set_health":
        placed = client.get(["deployment", "allocations", deployment["ID"]]).data
        now = {one["ID"]: (one.get("DeploymentStatus") or {}).get("Healthy") for one in placed}
        wanted = dict.fromkeys(params["healthy_allocations"] or (), True)
        wanted.update(dict.fromkeys(params["unhealthy_allocations"] or (), False))
        return {name: now.get(name) for name in wanted}, wanted
    status = deployment["Status"]
    stays = action == "resume" and status != "paused"
    return {"Status": status}, {"Status": status if stays else STATUS[action]}


def tried(deployment: dict[str, Any], groups: dict[str, Any]) -> bool:
    """All canaries are healthy; a deployment that failed meanwhile is an error."""
    refuse_failed(deployment)
    chosen = [deployment["TaskGroups"][name] for name in groups]
    return all(group["HealthyAllocs"] >= group["DesiredCanaries"] for group in chosen)


def body(number: str, params: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is sent."""
    more: dict[str, dict[str, Any]] = {
        "promote": {"Groups": sorted(after)},
        "pause": {"Pause": True},
        "resume": {"Pause": False},
        "set_health": {
            "HealthyAllocationIDs": params["healthy_allocations"] or [],
            "UnhealthyAllocationIDs": params["unhealthy_allocations"] or [],
        },
    }
    return {"DeploymentID": number, **more.get(params["action"], {})}


def rests(deployment: Mapping[str, Any]) -> bool:
    """It is over, or goes on only when somebody acts."""
    waiting = any(
        group.get("DesiredCanaries") and not group.get("Promoted") and not group.get("AutoPromote")
        for group in (deployment.get("TaskGroups") or {}).values()
    )
    by_hand = waiting and "promotion" in (deployment.get("StatusDescription") or "")
    return deployment["Status"] in (*OVER, "paused") or by_hand


def refuse_failed(deployment: Mapping[str, Any]) -> None:
    """A deployment that failed is an error."""
    if deployment["Status"] in ("failed", "cancelled"):
        name, why = deployment["JobID"], deployment["StatusDescription"]
        raise FleetError(f"The deployment of job {name} {deployment['Status']}: {why}")
