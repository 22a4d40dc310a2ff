# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy file: read, checked and turned into values, before anything happens."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import typing as t

import yaml

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.keys import SCHEMA
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import (
    MAX_WAVE,
    Failure,
    Gate,
    Gates,
    Limits,
    Policy,
    Select,
    Waves,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import PolicyError, check
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.updates import executor, refuse, updates
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.windows import window

MAX_DOCUMENT = 256 * 1024  # a policy is kept in one write of the store


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[t.Any, t.Any]:
        keys = [key.value for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise PolicyError(f"{key}: given twice (second time near line {node.start_mark.line + 1}); keep one")
        return super().construct_mapping(node, deep=deep)


def _select(values: dict[str, t.Any], name: str) -> Select:
    """Exactly one way to select; a percentage may narrow it. Jobs are all that the policy has."""
    if name == "deployment":
        return Select(all=True)
    if name == "playbook" and values["hosts"] is None:
        raise PolicyError("select.hosts: missing; give a pattern of the inventory")
    if values["all"] is False:
        raise PolicyError("select.all: can only be true; leave it out otherwise")
    ways = [key for key in ("groups", "all", "nodes", "filter", "hosts") if values[key] is not None]
    if len(ways) > 1:
        raise PolicyError(f"select: {' and '.join(ways)} exclude each other; keep one")
    if not ways and values["percent"] is None:
        raise PolicyError("select: give one of groups, all, nodes, percent or filter")
    if values["membership"] == "living" and values["nodes"] is not None:
        raise PolicyError("select.membership: living needs a selection that somebody can join: groups, all or filter")
    for key in ("groups", "nodes"):
        if values[key] is not None and not values[key]:
            raise PolicyError(f"select.{key}: must not be empty")
    if values["percent"] == 0:
        raise PolicyError("select.percent: 0 selects nobody")
    return Select(
        groups=values["groups"] or (),
        all=not ways or bool(values["all"]),
        nodes=values["nodes"] or (),
        filter=values["filter"] or "",
        hosts=values["hosts"] or "",
        percent=values["percent"],
        living=values["membership"] == "living",
        max_targets=values["max_targets"],
        apart=values["anti_affinity"],
    )


def _waves(values: dict[str, t.Any], in_flight: int, per_pool: int | None, name: str) -> Waves:
    """One job after the other, as they are given; of devices either growth or a list of sizes; no wave above the limit of one placement plan."""
    if name == "deployment":
        return Waves(canary=0, start=1, max=1)
    if values["sizes"] is not None:
        clash = [key for key in ("canary", "start", "factor", "max") if values[key] is not None]
        if clash:
            raise PolicyError(f"waves.sizes: excludes waves.{clash[0]}; keep one")
        if not values["sizes"]:
            raise PolicyError("waves.sizes: must not be empty")
        for number, size in enumerate(values["sizes"]):
            path = f"waves.sizes[{number}]"
            if not re.fullmatch(r"[1-9]\d*|\d+(\.\d+)?%", size) or (
                size.endswith("%") and not 0 < float(size[:-1]) <= 100
            ):
                raise PolicyError(f'{path}: {size!r} must be a number from 1 or a percentage, like "20" or "5%"')
            if not size.endswith("%") and int(size) > MAX_WAVE:
                raise PolicyError(f"{path}: {size} devices in one wave are refused, the limit is {MAX_WAVE}")
        return Waves(sizes=values["sizes"], in_flight=in_flight, in_flight_per_pool=per_pool)
    given = {key: value for key, value in values.items() if value is not None}
    for key in ("canary", "start", "max"):
        if given.get(key, 0) > MAX_WAVE:
            raise PolicyError(f"waves.{key}: {given[key]} devices in one wave are refused, the limit is {MAX_WAVE}")
    waves = Waves(**given, in_flight=in_flight, in_flight_per_pool=per_pool)
    if "max" not in given and waves.start > waves.max:
        waves = dataclasses.replace(waves, max=waves.start)
    if waves.start > waves.max:
        raise PolicyError(f"waves.start: {waves.start} is more than waves.max ({waves.max})")
    return waves


def _failure(values: dict[str, t.Any], waves: Waves, name: str) -> Failure:
    """Thresholds; without any, five in a hundred of a wave, and one job."""
    if name == "deployment":
        return Failure(wave=Limits(count=1), then=values["then"])
    total = Limits(**values["total"]) if values["total"] else Limits()
    nothing = total.percent is None and total.count is None
    if nothing and total.min_executed > 1:
        raise PolicyError("failure.total: give percent, count or both")
    percent = values["percent"]
    if percent is None and values["count"] is None and nothing:
        percent = 5
    largest = 0 if waves.sizes else max(waves.max, waves.canary)
    if largest and values["min_executed"] > largest:
        raise PolicyError(
            f"failure.min_executed: {values['min_executed']} is more than the largest wave ({largest}), so it would judge nothing"
        )
    return Failure(
        wave=Limits(percent, values["count"], values["min_executed"]),
        total=total,
        then=values["then"],
        safe_mode=values["safe_mode"],
    )


def _gates(values: dict[str, t.Any]) -> Gates:
    """Every question as one gate, in the order of the documentation."""
    asked = [Gate("nomad")] if values["nomad"] else []
    asked += [Gate(kind, settings) for kind in ("http", "prometheus", "command") for settings in values[kind]]
    for number, settings in enumerate(values["command"]):
        if not settings["command"].startswith("/"):
            raise PolicyError(f"gates.command[{number}].command: must be an absolute path; it runs on the controller")
    return Gates(tuple(asked), values["every"], values["patience"])


def parse(data: t.Any) -> Policy:
    """The policy in a document, or a PolicyError that names the key."""
    values = check(data, "", SCHEMA)
    name = executor(values)
    refuse(data, name)
    document = json.dumps(data, sort_keys=True, separators=(",", ":"))
    if len(document) > MAX_DOCUMENT:
        raise PolicyError(
            f"the policy has {len(document)} bytes, the limit is {MAX_DOCUMENT}; select by a group instead of by many names"
        )
    waves = _waves(values["waves"], values["max_in_flight"], values["max_in_flight_per_pool"], name)
    update, back = updates(values, name)
    return Policy(
        rollout=values["rollout"],
        track=values["track"],
        select=_select(values["select"], name),
        update=update,
        waves=waves,
        failure=_failure(values["failure"], waves, name),
        soak=values["soak"],
        deadline=values["timeout"]["rollout"],
        retries=values["retry"]["max"],
        backoff=values["retry"]["backoff"],
        window=window(values["window"]) if values["window"] else None,
        gates=_gates(values["gates"]),
        approve=values["approve"],
        catch_up=values["offline"] == "catch_up",
        rollback=back,
        document=document,
        hash=hashlib.sha256(document.encode()).hexdigest(),
    )


def _with_files(data: t.Any, read: t.Callable[[str], str]) -> t.Any:
    """The document with the jobs that it names in it: what is rolled out is what was read when it started."""
    jobs = data
    for key in ("update", "deployment", "jobs"):
        jobs = jobs.get(key) if isinstance(jobs, dict) else None
    for job in jobs if isinstance(jobs, list) else ():
        if isinstance(job, dict) and isinstance(job.get("file"), str) and "hcl" not in job:
            job["hcl"] = read(job.pop("file"))
    return data


def _alone(name: str) -> str:
    raise PolicyError(f"{name}: no other file can be read here")


def load(text: str, read: t.Callable[[str], str] = _alone) -> Policy:
    """The policy in the text of a YAML file; ``read`` gives the text of another file that it names."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise PolicyError(f"not valid YAML: {' '.join(str(error).split())}") from error
    return parse(_with_files(data, read))
