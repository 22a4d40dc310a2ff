#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad deployments."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_deployment_info
version_added: 0.1.0
short_description: List Nomad deployments
description:
  - Lists deployments, filtered by the servers, or reads one.
  - The list takes one request for 1,000 of them and shows each in full, so there is no option C(details).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  namespace:
    description:
      - The namespace of what is listed; V(*) for all of them that the token may read.
      - Falls back to E(NOMAD_NAMESPACE).
    type: str
  id:
    description:
      - One deployment. Nothing is returned where there is none.
      - Cannot be combined with O(job), O(prefix) and O(filter), nor with all namespaces.
    type: str
  job:
    description: Only deployments of the job with this id.
    type: str
  prefix:
    description: Only deployments whose id starts with this text.
    type: str
  filter:
    description:
      - Only deployments for which this expression is true, such as V(Status == "running"). The servers evaluate it.
    type: str
"""

EXAMPLES = r"""
- name: List the deployments of a job that are running
  nomadic.fleet.nomad_deployment_info:
    job: web
    filter: Status == "running"
  register: web
"""

RETURN = r"""
deployments:
  description: The deployments as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 70638f62-5c19-193e-30d6-f9d6e689ab8e, JobID: web, JobVersion: 1, Status: successful}]
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import run_of_job


def main() -> None:
    """Run the module."""
    run_of_job("deployment", "deployments")


if __name__ == "__main__":
    main()
