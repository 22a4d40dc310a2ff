# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about Nomad allocations: what can be done with one, and when it is done.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

OVER = ("complete", "failed", "lost")


def refuse(allocation: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """What the node would refuse, in check mode too."""
    if allocation["ClientStatus"] != "running":
        raise BadInput(
            f"id: allocation {params['id']} is {allocation['ClientStatus']}; only one that runs can do this."
        )
    tasks = sorted(allocation["TaskStates"] or {})
    if params["task"] is not None and params["task"] not in tasks:
        raise BadInput(f"task: there is no {params['task']!r}; give one of: {', '.join(tasks)}.")


def send(client: NomadClient, params: Mapping[str, Any]) -> None:
    """One request."""
    if params["action"] == "stop":
        query = {key: params[key] for key in ("reschedule", "no_shutdown_delay")}
        client.put(["allocation", params["id"], "stop"], {}, query)
        return
    body = {"Task": params["task"] or "", "Signal": params["signal"]}
    if params["action"] == "restart":
        body = {"TaskName": params["task"] or "", "AllTasks": params["all_tasks"]}
    client.put(["client", "allocation", params["id"], params["action"]], body, idempotent=False)


def stopped(_before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Nothing of it runs."""
    return now["ClientStatus"] in OVER


def again(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """A task has been started since, and all that ran before run."""
    old, new = before["TaskStates"], now["TaskStates"]
    running = [name for name, task in old.items() if task["State"] == "running"]
    fresh = any(new[name]["StartedAt"] != old[name]["StartedAt"] for name in new)
    return fresh and all(new[name]["State"] == "running" for name in running)
