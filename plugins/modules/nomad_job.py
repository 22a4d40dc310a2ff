#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job
version_added: 0.1.0
short_description: Manage Nomad jobs
description:
  - Registers, changes, stops and purges a job, given as a dict or as HCL2.
  - To scale, revert, tag, dispatch or launch a job, and to read jobs, there are modules of their own
    (M(nomadic.fleet.nomad_job_scale) and its neighbours).
  - The servers' own plan decides whether something changes, and is the diff. The job is registered only if nobody else
    has changed it since the plan (C(EnforceIndex)).
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
    description: The job's id; needed where neither O(job) nor O(hcl) is given.
    type: str
  job:
    description:
      - The job with the keys of the API, bare or inside C(Job), as C(nomad job run -output) prints it.
      - Like every option it shows at C(-vvv); a task whose job carries a secret needs C(no_log) set to C(true).
    type: dict
  hcl:
    description: The job in HCL2. The servers parse it, and keep it with O(variables) as the source of this version.
    type: str
  variables:
    description: Values of the variables of O(hcl), of any type. Who may read the job may read them.
    type: dict
  scheduling_groups:
    description:
      - The job may run on nodes of these scheduling groups only.
      - Becomes a constraint on C(${meta.scheduling_group}), in place of one that the job has on it.
    type: list
    elements: str
  preserve_counts:
    description:
      - Whether groups that exist keep the count they have, so that what an autoscaler or
        M(nomadic.fleet.nomad_job_scale) has set stays.
    type: bool
    default: false
  purge:
    description: With O(state=absent), whether the job is also forgotten, not only stopped.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the job is placed and its deployment, if it has one, is healthy; a failed one is an error.
      - With O(state=absent), until nothing of it runs.
      - A deployment that needs a promotion by hand is waited for up to that point.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Run a job on the kiosks
  nomadic.fleet.nomad_job:
    hcl: "{{ lookup('ansible.builtin.file', 'screen.nomad.hcl') }}"
    variables:
      version: "2"
    scheduling_groups: [kiosk]
    wait: true

- name: Stop it, and forget it
  nomadic.fleet.nomad_job:
    name: screen
    state: absent
    purge: true
"""

RETURN = r"""
job:
  description:
    - The job as the API gives it, or (in check mode) as it was given. Empty when it is gone.
    - Values that are named like a secret are hidden, as in RV(diff).
  returned: always
  type: dict
  sample: {ID: screen, Type: service, Status: running}
plan_warnings:
  description: What the servers warn about.
  returned: when O(state=present)
  type: str
placement_failures:
  description: The task groups that no node can take now, and why.
  returned: when O(state=present)
  type: dict
deployment:
  description: The deployment that was waited for.
  returned: when O(wait) is true and there is one
  type: dict
diff:
  description:
    - The plan as before and after, only what changes.
    - Hidden are values of fields that are named like a secret (such as the variable E(DB_PASSWORD)), what follows such
      a name within a text (C(password = x)), and the password of a URL.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _jobs as jobs
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT, settle, stop
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Present or absent."""
    if module.params["state"] == "absent":
        return absent(module, client)
    return present(module, client)


def present(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Plan, register what was planned, wait."""
    params = module.params
    job = jobs.given_job(client, params)
    job = jobs.with_counts(client, job) if params["preserve_counts"] else job
    plan = jobs.plan(client, job)
    before, after = jobs.plan_sides(plan["Diff"])
    changed = before != after
    index, evaluation = plan["JobModifyIndex"], ""
    more: dict[str, Any] = {
        "plan_warnings": plan.get("Warnings") or "",
        "placement_failures": plan.get("FailedTGAllocs") or {},
    }
    namespace = {"namespace": job["Namespace"]}
    if changed and not module.check_mode:
        body = {"Job": job, "EnforceIndex": True, "JobModifyIndex": index, "Submission": jobs.submission(params)}
        answer = client.post(["jobs"], body, namespace, idempotent=False).data
        index, evaluation = answer["JobModifyIndex"], answer["EvalID"]
    if params["wait"] and not module.check_mode:
        deployment = settle(client, job, evaluation, index, params["wait_timeout"])
        if deployment["Status"] != "none":
            more["deployment"] = deployment
    if not module.check_mode or not changed:
        job = client.get(["job", job["ID"]], namespace).data
    return Outcome(changed, before, after, job=jobs.public(job), **more)


def absent(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Stop it unless it is stopped, purge it unless it is gone."""
    params = module.params
    given = params["job"] or params["hcl"]
    job = (
        jobs.given_job(client, params) if given else {"ID": params["name"], "Namespace": client.namespace or "default"}
    )
    found = client.find(["job", job["ID"]], {"namespace": job["Namespace"]})
    if found is None or (found.data["Stop"] and not params["purge"]):
        return Outcome(False, None, None, job={})
    if not module.check_mode:
        stop(client, job, params["purge"], params["wait"], params["wait_timeout"])
    before = {key: found.data.get(key) for key in ("ID", "Namespace", "Type", "Status", "Version")}
    return Outcome(True, before, None, job={})


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str"},
        "job": {"type": "dict"},
        "hcl": {"type": "str"},
        "variables": {"type": "dict"},
        "scheduling_groups": {"type": "list", "elements": "str"},
        "preserve_counts": {"type": "bool", "default": False},
        "purge": {"type": "bool", "default": False},
        **WAIT,
        "state": STATE,
    }
    run(
        "nomad",
        spec,
        work,
        mutually_exclusive=[("job", "hcl")],
        required_by={"variables": "hcl"},
        required_one_of=[("name", "job", "hcl")],
        required_if=[("state", "present", ("job", "hcl"), True)],
    )


if __name__ == "__main__":
    main()
