#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dispatch a parameterized Nomad job."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job_dispatch
version_added: 0.1.0
short_description: Dispatch a parameterized Nomad job
description:
  - Starts a child of a parameterized job, with metadata and a payload of its own.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
    details: Every run starts a child, unless O(idempotency_token) is given.
options:
  name:
    description: The id of the parameterized job.
    type: str
    required: true
  meta:
    description: Values of the metadata keys that the job requires or allows.
    type: dict
  payload:
    description:
      - Text that the child finds in a file (C(dispatch_payload) in the job), at most 16 KiB.
      - Like every option it shows at C(-vvv); a task whose payload or metadata is secret needs C(no_log) set to C(true).
    type: str
  idempotency_token:
    description:
      - A name for this dispatch. Where the servers still keep a child with this token, no other is started.
      - It is no secret.
    type: str
  id_prefix_template:
    description: A text that becomes part of the child's id.
    type: str
  priority:
    description: The child's priority, 1 to 100. Default is that of the job.
    type: int

  wait:
    description: Whether to wait until the child has ended; one that failed is an error.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Take a backup, once a day however often the play runs
  nomadic.fleet.nomad_job_dispatch:
    name: backup
    meta:
      database: shop
    idempotency_token: "shop-{{ now(fmt='%Y-%m-%d') }}"
    wait: true
"""

RETURN = r"""
dispatch:
  description: The answer of the API; in check mode and where a child with the token is there, only what is known.
  returned: always
  type: dict
  sample: {DispatchedJobID: backup/dispatch-1485411496-58f24d2d, EvalID: bb35ed8f-1c1f-a1a5-7d94-6f6f0ae7ef4b}
job:
  description: The child, without values that are named like a secret, and without its payload.
  returned: when there is one
  type: dict
  sample: {ID: backup/dispatch-1485411496-58f24d2d, ParentID: backup, Status: dead}
"""

import base64
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _jobs as jobs
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT, ended
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Find the child of the token, or start one."""
    params = module.params
    refuse(jobs.existing(client, params["name"]), params)
    found = child_of(client, params["name"], params["idempotency_token"])
    if found is None and module.check_mode:
        return {"changed": True, "dispatch": {}}
    dispatch = {"DispatchedJobID": found} if found else send(client, params)
    name = dispatch["DispatchedJobID"]
    if params["wait"] and not module.check_mode:
        ended(client, name, params["wait_timeout"])
    child = {key: value for key, value in (client.read(["job", name]) or {}).items() if key != "Payload"}
    return {"changed": found is None, "dispatch": dispatch, "job": jobs.public(child)}


def refuse(job: dict[str, Any], params: dict[str, Any]) -> None:
    """What the servers would refuse, in check mode too."""
    rules, name = job.get("ParameterizedJob"), params["name"]
    if not rules or job.get("Dispatched"):
        raise BadInput(f"name: job {name} is not parameterized, so it cannot be dispatched.")
    if job["Stop"]:
        raise BadInput(f"name: job {name} is stopped; start it with nomad_job first.")
    if params["payload"] and rules["Payload"] == "forbidden":
        raise BadInput(f"payload: job {name} takes none.")
    if not params["payload"] and rules["Payload"] == "required":
        raise BadInput(f"payload: job {name} requires one.")
    given, required = set(params["meta"] or {}), set(rules["MetaRequired"] or ())
    wrong = given - required - set(rules["MetaOptional"] or ())
    if wrong or required - given:
        text = f"unknown {', '.join(sorted(wrong)) or '-'}, missing {', '.join(sorted(required - given)) or '-'}"
        raise BadInput(f"meta: not the keys that job {name} takes: {text}.")


def child_of(client: NomadClient, name: str, token: str | None) -> str | None:
    """The id of the child that was dispatched with the token."""
    if not token:
        return None
    query = {"filter": f"ParentID == {quoted(name)} and DispatchIdempotencyToken == {quoted(token)}"}
    return next((str(stub["ID"]) for stub in client.get(["jobs"], query).data), None)


def send(client: NomadClient, params: dict[str, Any]) -> dict[str, Any]:
    """Start a child."""
    token = params["idempotency_token"] or None
    body = {
        "Meta": {key: str(value) for key, value in (params["meta"] or {}).items()},
        "Payload": base64.b64encode((params["payload"] or "").encode()).decode(),
        "IdPrefixTemplate": params["id_prefix_template"] or "",
        "Priority": params["priority"] or 0,
    }
    path, query = ["job", params["name"], "dispatch"], {"idempotency_token": token}
    answer: dict[str, Any] = client.post(path, body, query, idempotent=bool(token)).data
    return answer


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "meta": {"type": "dict"},
        "payload": {"type": "str"},
        "idempotency_token": {"type": "str", "no_log": False},
        "id_prefix_template": {"type": "str"},
        "priority": {"type": "int"},
        **WAIT,
    }
    run("nomad", spec, work)


if __name__ == "__main__":
    main()
