#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad evaluations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_evaluation_info
version_added: 0.1.0
short_description: List Nomad evaluations
description:
  - Lists evaluations, filtered by the servers, or reads one.
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
      - One evaluation. Nothing is returned where there is none.
      - Cannot be combined with O(job), O(prefix) and O(filter), nor with all namespaces.
    type: str
  job:
    description: Only evaluations of the job with this id.
    type: str
  prefix:
    description: Only evaluations whose id starts with this text.
    type: str
  filter:
    description:
      - Only evaluations for which this expression is true, such as V(Status == "blocked"). The servers evaluate it.
    type: str
"""

EXAMPLES = r"""
- name: List the evaluations of a job that are blocked
  nomadic.fleet.nomad_evaluation_info:
    job: web
    filter: Status == "blocked"
  register: web
"""

RETURN = r"""
evaluations:
  description: The evaluations as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 5456bd7a-9fc0-c0dd-6131-cbee77f57577, JobID: web, TriggeredBy: job-register, Status: complete}]
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import run_of_job


def main() -> None:
    """Run the module."""
    run_of_job("evaluation", "evaluations")


if __name__ == "__main__":
    main()
