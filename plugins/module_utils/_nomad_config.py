# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations of Nomad's servers that are always there and are written by check-and-set.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

AUTOPILOT = ("operator", "autopilot", "configuration")
SCHEDULER = ("operator", "scheduler", "configuration")


def autopilot(client: NomadClient) -> dict[str, Any]:
    """The autopilot's configuration."""
    return dict(client.get(AUTOPILOT).data)


def scheduler(client: NomadClient) -> dict[str, Any]:
    """The schedulers' configuration."""
    return dict(client.get(SCHEDULER).data["SchedulerConfig"])


def keep_config(
    module: AnsibleModule,
    client: NomadClient,
    fields: Fields,
    path: tuple[str, ...],
    read: Callable[[NomadClient], dict[str, Any]],
) -> Outcome:
    """Make a configuration be as given; a change of somebody else since it was read is not overwritten."""

    def write(config: dict[str, Any]) -> dict[str, Any]:
        answer = client.put(path, config, {"cas": config["ModifyIndex"]}, idempotent=False).data
        if answer is False or (isinstance(answer, dict) and not answer.get("Updated")):
            raise FleetError("The configuration was changed by somebody else at the same time; run this again.")
        return read(client)

    return keep(module, fields, read(client), write, delete=lambda _: None)
