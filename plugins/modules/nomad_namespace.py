#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad namespaces."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_namespace
version_added: 0.1.0
short_description: Manage Nomad namespaces
description:
  - Creates, changes and deletes a namespace.
  - What is not given stays as it is.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Its name.
    type: str
    required: true
  description:
    description: What it is for.
    type: str
  enabled_task_drivers:
    description: The only task drivers that jobs of it may use; an empty list allows all again.
    type: list
    elements: str
  disabled_task_drivers:
    description: Task drivers that jobs of it may not use.
    type: list
    elements: str
  enabled_network_modes:
    description: The only network modes that jobs of it may use, such as V(host), V(bridge) or V(cni/mynet).
    type: list
    elements: str
  disabled_network_modes:
    description: Network modes that jobs of it may not use.
    type: list
    elements: str
  meta:
    description: Metadata, as a whole.
    type: dict
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Keep a namespace for rollouts, the only one with raw_exec
  nomadic.fleet.nomad_namespace:
    name: fleet-rollout
    description: Updates of devices
    enabled_task_drivers: [raw_exec]
"""

RETURN = r"""
nomad_namespace:
  description: The namespace, as the API gives it.
  returned: always
  type: dict
  sample: {Name: fleet-rollout, Description: Updates of devices}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("description"),
    f.inside(
        "Capabilities",
        f.names("enabled_task_drivers"),
        f.names("disabled_task_drivers"),
        f.names("enabled_network_modes"),
        f.names("disabled_network_modes"),
    ),
    f.mapping("meta"),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    path = ["namespace", module.params["name"]]

    def write(namespace: dict[str, Any]) -> dict[str, Any] | None:
        client.put(path, namespace)
        return client.read(path)

    return keep(module, FIELDS, client.read(path), write, lambda _: client.delete(path))


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(state=STATE), work, returns="nomad_namespace")


if __name__ == "__main__":
    main()
