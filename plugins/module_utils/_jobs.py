# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about Nomad jobs: how they are given, found, planned, constrained to groups, and shown.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import one_namespace

GROUP_TARGET = "${meta.scheduling_group}"
_NAME = re.compile(r"[a-z0-9-]{1,63}")
_WORDS = r"passw|secret|token|private_?key|api_?key|credential"
_SECRET = re.compile(_WORDS, re.IGNORECASE)
#: PASSWORD=x and password: x within templates and arguments, and user:x@ within URLs.
_WITHIN = re.compile(rf"((?:{_WORDS})[\w.-]*[\"']?\s*[=:]\s*|://[^/\s:@]+:(?=[^/\s@]+@))([^\s,;@]+)", re.IGNORECASE)


def given_job(client: NomadClient, params: Mapping[str, Any]) -> dict[str, Any]:
    """The job as the API wants it, from a dict or from HCL2."""
    if params["hcl"] is not None:
        job = parse(client, params["hcl"], params["variables"] or {})
    else:
        job = dict(params["job"])
        job = dict(job["Job"]) if isinstance(job.get("Job"), Mapping) else job
    job["ID"] = job.get("ID") or job.get("Name") or params["name"]
    if not job["ID"]:
        raise BadInput("job: it has neither an ID nor a Name; keys are those of the API (`nomad job run -output`).")
    if params["name"] and params["name"] != job["ID"]:
        raise BadInput(f"name is {params['name']!r}, but the job's ID is {job['ID']!r}; give one of them only.")
    job["Name"] = job.get("Name") or job["ID"]
    job["Namespace"] = job.get("Namespace") or client.namespace or "default"
    if client.region:
        job["Region"] = job.get("Region") or client.region
    return constrained(job, params["scheduling_groups"] or [])


def parse(client: NomadClient, hcl: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """HCL2 to a job; the server does it."""
    body = {"JobHCL": hcl, "Canonicalize": False, "Variables": assignments(variables)}
    job: dict[str, Any] = client.post(["jobs", "parse"], body).data
    return job


def assignments(variables: Mapping[str, Any]) -> str:
    """Variables as HCL2 wants them in a file."""
    return "".join(f"{name} = {hcl_value(value)}\n" for name, value in variables.items())


def hcl_value(value: Any) -> str:
    """A value in HCL2: JSON, where ${ and %{ would start a template."""
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")


def constrained(job: dict[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    """The job, allowed on nodes of these scheduling groups only.

    One group is compared with "="; several with an anchored expression, since set_contains_any would split a node's own
    value at commas.
    """
    for group in groups:
        if not _NAME.fullmatch(str(group)):
            raise BadInput(
                f"scheduling_groups: {group!r} is no group name (small letters, digits and dashes, up to 63)."
            )
    if not groups:
        return job
    names = sorted(set(groups))
    rule = {"LTarget": GROUP_TARGET, "Operand": "=", "RTarget": names[0]}
    if len(names) > 1:
        rule.update(Operand="regexp", RTarget=f"^({'|'.join(names)})$")
    others = [item for item in job.get("Constraints") or [] if item.get("LTarget") != GROUP_TARGET]
    return {**job, "Constraints": [*others, rule]}


def with_counts(client: NomadClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job with the counts that its groups have now."""
    groups = (client.read(["job", job["ID"]], {"namespace": job["Namespace"]}) or {}).get("TaskGroups") or []
    counts = {group["Name"]: group["Count"] for group in groups}
    wanted = [{**group, "Count": counts.get(group["Name"], group.get("Count"))} for group in job["TaskGroups"]]
    return {**job, "TaskGroups": wanted}


def submission(params: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was written, for those who look at the job in Nomad."""
    if params["hcl"] is None:
        return None
    return {"Source": params["hcl"], "Format": "hcl2", "Variables": assignments(params["variables"] or {})}


def plan(client: NomadClient, job: Mapping[str, Any]) -> dict[str, Any]:
    """What the servers would do with the job. Writes nothing."""
    body = {"Job": job, "Diff": True}
    answer: dict[str, Any] = client.put(["job", str(job["ID"]), "plan"], body, {"namespace": job["Namespace"]}).data
    return answer


def plan_sides(diff: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Nomad's plan as before and after: what changes only, values that look like secrets hidden.

    Nothing changes where both are equal, although Nomad calls a scaling block "Edited" whose fields are the same.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in diff.get("Fields") or []:
        if field["Type"] == "None":
            continue
        key, was, will = field["Name"], _shown(field["Name"], field["Old"]), _shown(field["Name"], field["New"])
        if field["Type"] != "Added":
            before[key] = was
        if field["Type"] != "Deleted":
            after[key] = f"{will}, changed" if was == will else will
    for kind in ("Objects", "TaskGroups", "Tasks"):
        for number, part in enumerate(diff.get(kind) or []):
            if part["Type"] == "None":
                continue
            name = part["Name"] if kind == "Objects" else f"{kind[:-1]} {part['Name']}"
            name = f"{name} ({number})" if name in before or name in after else name
            old, new = plan_sides(part)
            if part["Type"] != "Added":
                before[name] = old
            if part["Type"] != "Deleted":
                after[name] = new
    return before, after


def existing(client: NomadClient, name: str, option: str = "name") -> dict[str, Any]:
    """The job, or say that there is none."""
    one_namespace(client, option)
    job: dict[str, Any] | None = client.read(["job", name])
    if job is None:
        raise BadInput(f"{option}: there is no job {name} in namespace {client.namespace or 'default'}.")
    return job


def public(value: Any, name: str = "") -> Any:
    """A job, or a part of one, without values that look like secrets."""
    if isinstance(value, Mapping):
        return {key: public(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [public(item) for item in value]
    return _shown(name, value) if isinstance(value, str) else value


def _shown(name: str, text: str) -> str:
    """The text of a field: hidden where its name is that of a secret, else without the secrets in it."""
    return HIDDEN if text and _SECRET.search(name) else _WITHIN.sub(rf"\1{HIDDEN}", text)


def without_job_secrets(allocation: Mapping[str, Any]) -> dict[str, Any]:
    """An allocation carries its job along."""
    job = allocation.get("Job")
    return {**allocation, "Job": public(job)} if job else dict(allocation)
