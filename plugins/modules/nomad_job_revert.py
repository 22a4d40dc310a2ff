#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revert a Nomad job to an earlier version."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job_revert
version_added: 0.1.0
short_description: Revert a Nomad job to an earlier version
description:
  - Registers an earlier version of a job again, unless the job is as that version was. Nomad makes a new version of it.
  - The servers keep the last versions of a job (six where they are not told otherwise), and those that are tagged.
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
    description: The id of the job.
    type: str
    required: true
  version:
    description: The version.
    type: int
  tag:
    description: The version that carries this tag (see M(nomadic.fleet.nomad_job_version_tag)).
    type: str

  wait:
    description: Whether to wait until the job is placed and its deployment, if it has one, is healthy; a failed one is an error.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Go back to what worked
  nomadic.fleet.nomad_job_revert:
    name: shop
    tag: golden
    wait: true
"""

RETURN = r"""
job:
  description: The job as it is then, without values that are named like a secret; in check mode as that version was.
  returned: always
  type: dict
  sample: {ID: shop, Version: 7, Status: running}

diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import existing, plan_sides, public
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT, settle
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare with the version, register it again."""
    params = module.params
    job = existing(client, params["name"])
    path = ["job", job["ID"]]
    wanted = version_of(client.get([*path, "versions"]).data["Versions"], params)
    query = {"diffs": True, "diff_version": wanted["Version"]}
    difference = client.get([*path, "versions"], query).data["Diffs"][0]  # of the newest version
    after, before = plan_sides(difference)
    changed = before != after
    if changed and not module.check_mode:
        body = {"JobID": job["ID"], "JobVersion": wanted["Version"], "EnforcePriorVersion": job["Version"]}
        answer = client.put([*path, "revert"], body, idempotent=False).data
        if params["wait"]:
            settle(client, job, answer["EvalID"], answer["JobModifyIndex"], params["wait_timeout"])
    now = wanted if changed and module.check_mode else client.get(path).data
    return Outcome(changed, before, after, job=public(now))


def version_of(versions: list[dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
    """The version of this number or tag."""
    for one in versions:
        if one["Version"] == params["version"] or (one.get("VersionTag") or {}).get("Name", "") == params["tag"]:
            return one
    numbers = ", ".join(str(one["Version"]) for one in versions)
    tags = ", ".join(sorted(one["VersionTag"]["Name"] for one in versions if one.get("VersionTag"))) or "none"
    raise BadInput(f"There is no such version of job {params['name']}; versions: {numbers}; tags: {tags}.")


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "version": {"type": "int"},
        "tag": {"type": "str"},
        **WAIT,
    }
    one = [("version", "tag")]
    run("nomad", spec, work, required_one_of=one, mutually_exclusive=one)


if __name__ == "__main__":
    main()
