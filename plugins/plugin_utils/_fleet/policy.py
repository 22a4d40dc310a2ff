# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy of a rollout: read, checked and turned into values, before anything happens."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import typing as t

import yaml

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import (
    RELEASE,
    Field,
    PolicyError,
    block,
    check,
    needed,
)

MAX_WAVE = 1000


# `later` names what the schema knows but this release cannot do: "*" for the key as such, else single values of it.
NAME = r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?"
LATER = Field("any", later=("*",))
COMMAND = {"command": Field("text", required=True), "args": Field("texts", default=())}
SCHEMA = block(
    rollout=Field("text", required=True, pattern=NAME),
    track=Field("text", required=True, pattern=NAME),
    select=needed(
        block(
            groups=Field("texts"),
            all=Field("boolean"),
            nodes=Field("texts"),
            percent=Field("number", low=0, high=100),
            filter=Field("text"),
            membership=Field("text", default="frozen", choices=("frozen", "living"), later=("living",)),
        )
    ),
    update=needed(
        block(
            batch=block(
                driver=Field(
                    "text", default="raw_exec", choices=("raw_exec", "exec", "docker"), later=("exec", "docker")
                ),
                **COMMAND,
                artifact=block(
                    source=Field("text", required=True),
                    checksum=Field("text", required=True, pattern=r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"),
                ),
                revert=block(**COMMAND),
            ),
            deployment=LATER,
            playbook=LATER,
        )
    ),
    waves=block(
        canary=Field("integer", low=0),
        start=Field("integer", low=1),
        factor=Field("number", low=1),
        max=Field("integer", low=1),
        sizes=Field("texts"),
    ),
    max_in_flight=Field("integer", default=MAX_WAVE, low=1),
    soak=Field("duration", default="0s"),
    failure=block(
        percent=Field("number", low=0, high=100),
        count=Field("integer", low=1),
        min_executed=Field("integer", default=1, low=1),
        then=Field("text", default="pause", choices=("pause", "abort", "rollback"), later=("rollback",)),
    ),
    timeout=block(device=Field("duration", default="10m", low=1), rollout=Field("duration", default="7d", low=1)),
    retry=block(max=Field("integer", default=0, low=0, high=10), backoff=Field("duration", default="1m")),
    window=LATER,
    offline=Field("text", default="skip", choices=("skip", "catch_up"), later=("catch_up",)),
    verify=needed(block(**COMMAND, expect=Field("text", required=True))),
    approve=LATER,
    rollback=LATER,
)


@dataclasses.dataclass(frozen=True)
class Command:
    """A program and its arguments."""

    command: str
    args: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Select:
    """Whom a rollout is for."""

    groups: tuple[str, ...] = ()
    all: bool = False
    nodes: tuple[str, ...] = ()
    filter: str = ""
    percent: float | None = None


@dataclasses.dataclass(frozen=True)
class Artifact:
    """A file that the device fetches, and what it must be."""

    source: str
    checksum: str


@dataclasses.dataclass(frozen=True)
class Update:
    """What is done on a device."""

    run: Command
    revert: Command | None
    artifact: Artifact | None
    verify: Command
    expect: str
    timeout: int


@dataclasses.dataclass(frozen=True)
class Waves:
    """How many at a time."""

    canary: int = 1
    start: int = 10
    factor: float = 2
    max: int = 500
    sizes: tuple[str, ...] = ()
    in_flight: int = MAX_WAVE


@dataclasses.dataclass(frozen=True)
class Failure:
    """How much may fail, and what then."""

    percent: float | None
    count: int | None
    min_executed: int
    then: str


@dataclasses.dataclass(frozen=True)
class Policy:
    """A checked policy file."""

    rollout: str
    track: str
    select: Select
    update: Update
    waves: Waves
    failure: Failure
    soak: int
    deadline: int
    retries: int
    backoff: int
    document: str
    hash: str


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[t.Any, t.Any]:
        keys = [key.value for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise PolicyError(f"{key}: given twice (second time near line {node.start_mark.line + 1}); keep one")
        return super().construct_mapping(node, deep=deep)


def _select(values: dict[str, t.Any]) -> Select:
    """Exactly one way to select; a percentage may narrow it."""
    if values["all"] is False:
        raise PolicyError("select.all: can only be true; leave it out otherwise")
    ways = [key for key in ("groups", "all", "nodes", "filter") if values[key] is not None]
    if len(ways) > 1:
        raise PolicyError(f"select: {' and '.join(ways)} exclude each other; keep one")
    if not ways and values["percent"] is None:
        raise PolicyError("select: give one of groups, all, nodes, percent or filter")
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
        percent=values["percent"],
    )


def _waves(values: dict[str, t.Any], in_flight: int) -> Waves:
    """Either growth or a list of sizes; no wave above the limit of one placement plan."""
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
        return Waves(sizes=values["sizes"], in_flight=in_flight)
    given = {key: value for key, value in values.items() if value is not None}
    for key in ("canary", "start", "max"):
        if given.get(key, 0) > MAX_WAVE:
            raise PolicyError(f"waves.{key}: {given[key]} devices in one wave are refused, the limit is {MAX_WAVE}")
    waves = Waves(**given, in_flight=in_flight)
    if "max" not in given and waves.start > waves.max:
        waves = dataclasses.replace(waves, max=waves.start)
    if waves.start > waves.max:
        raise PolicyError(f"waves.start: {waves.start} is more than waves.max ({waves.max})")
    return waves


def _command(values: dict[str, t.Any] | None, path: str) -> Command | None:
    """A command; the scheduler would expand ``${..}`` in it, which is never what the file says."""
    if values is None:
        return None
    for text in (values["command"], *values["args"]):
        if "${" in text:
            raise PolicyError(
                f"{path}: '${{' in {text!r} is not supported yet in {RELEASE}; the scheduler would replace it"
            )
    if not re.match(r"\.{0,2}/", values["command"]):
        raise PolicyError(
            f"{path}.command: {values['command']!r} must be an absolute path, or start with ./ (the directory of the artifact)"
        )
    return Command(values["command"], values["args"])


def _update(values: dict[str, t.Any]) -> Update:
    batch = values["update"]["batch"]
    if batch is None:
        raise PolicyError("update: give the executor, update.batch")
    run = _command(batch, "update.batch")
    verify = _command(values["verify"], "verify")
    revert = _command(batch["revert"], "update.batch.revert")
    if run is None or verify is None:
        raise PolicyError("update: give update.batch and verify")
    for path, command in (("verify", verify), ("update.batch.revert", revert)):
        if command is not None and command.command.startswith("."):
            raise PolicyError(f"{path}.command: must be an absolute path; it also runs when the artifact is gone")
    if run.command.startswith(".") and batch["artifact"] is None:
        raise PolicyError("update.batch.command: starts with '.', but there is no update.batch.artifact to find it in")
    expect = values["verify"]["expect"]
    if "${" in expect or expect != expect.strip():
        raise PolicyError("verify.expect: must not contain '${' nor begin or end with a space")
    return Update(
        run=run,
        revert=revert,
        artifact=Artifact(**batch["artifact"]) if batch["artifact"] else None,
        verify=verify,
        expect=expect,
        timeout=values["timeout"]["device"],
    )


def parse(data: t.Any) -> Policy:
    """The policy in a document, or a PolicyError that names the key."""
    values = check(data, "", SCHEMA)
    failure = values["failure"]
    if failure["percent"] is None and failure["count"] is None:
        failure["percent"] = 5
    waves = _waves(values["waves"], values["max_in_flight"])
    largest = 0 if waves.sizes else max(waves.max, waves.canary)
    if largest and failure["min_executed"] > largest:
        raise PolicyError(
            f"failure.min_executed: {failure['min_executed']} is more than the largest wave ({largest}), so it would judge nothing"
        )
    document = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return Policy(
        rollout=values["rollout"],
        track=values["track"],
        select=_select(values["select"]),
        update=_update(values),
        waves=waves,
        failure=Failure(**failure),
        soak=values["soak"],
        deadline=values["timeout"]["rollout"],
        retries=values["retry"]["max"],
        backoff=values["retry"]["backoff"],
        document=document,
        hash=hashlib.sha256(document.encode()).hexdigest(),
    )


def load(text: str) -> Policy:
    """The policy in the text of a YAML file."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise PolicyError(f"not valid YAML: {' '.join(str(error).split())}") from error
    return parse(data)
