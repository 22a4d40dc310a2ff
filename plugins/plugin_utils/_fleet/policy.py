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

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.keys import SCHEMA
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import RELEASE, PolicyError, check
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.windows import Window, window

MAX_WAVE = 1000
MAX_DOCUMENT = 256 * 1024  # a policy is kept in one write of the store


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
    living: bool = False
    max_targets: int | None = None
    apart: tuple[tuple[str, ...], ...] = ()


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
    in_flight_per_pool: int | None = None


@dataclasses.dataclass(frozen=True)
class Limits:
    """How much may fail."""

    percent: float | None = None
    count: int | None = None
    min_executed: int = 1


@dataclasses.dataclass(frozen=True)
class Failure:
    """How much may fail in a wave and in all of them, and what then."""

    wave: Limits
    total: Limits = Limits()
    then: str = "pause"
    safe_mode: bool = False


@dataclasses.dataclass(frozen=True)
class Gate:
    """A question that must be answered well before a wave begins."""

    kind: str  # nomad, http, prometheus or command
    settings: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        named = self.settings.get("url") or self.settings.get("command") or "servers"
        return f"{self.kind} {named}"


@dataclasses.dataclass(frozen=True)
class Gates:
    """All of them, how often they are asked, and for how long a closed one is waited for."""

    asked: tuple[Gate, ...] = ()
    every: int = 30
    patience: int = 3600


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
    window: Window | None
    gates: Gates
    approve: tuple[str, ...]
    catch_up: bool
    rollback: Update | None
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
        percent=values["percent"],
        living=values["membership"] == "living",
        max_targets=values["max_targets"],
        apart=values["anti_affinity"],
    )


def _waves(values: dict[str, t.Any], in_flight: int, per_pool: int | None) -> Waves:
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


def _update(batch: dict[str, t.Any], asked: dict[str, t.Any], timeout: int, where: tuple[str, str]) -> Update:
    """An update and how a device is asked whether it has it; ``where`` are their paths in the file."""
    path, verify_path = where
    run = _command(batch, path)
    verify = _command(asked, verify_path)
    revert = _command(batch["revert"], f"{path}.revert")
    if run is None or verify is None:
        raise PolicyError(f"{path}: give it and {verify_path}")
    for place, command in ((verify_path, verify), (f"{path}.revert", revert)):
        if command is not None and command.command.startswith("."):
            raise PolicyError(f"{place}.command: must be an absolute path; it also runs when the artifact is gone")
    if run.command.startswith(".") and batch["artifact"] is None:
        raise PolicyError(f"{path}.command: starts with '.', but there is no {path}.artifact to find it in")
    expect = asked["expect"]
    if "${" in expect or expect != expect.strip():
        raise PolicyError(f"{verify_path}.expect: must not contain '${{' nor begin or end with a space")
    return Update(
        run=run,
        revert=revert,
        artifact=Artifact(**batch["artifact"]) if batch["artifact"] else None,
        verify=verify,
        expect=expect,
        timeout=timeout,
    )


def _updates(values: dict[str, t.Any]) -> tuple[Update, Update | None]:
    """The update and, where there is one, what rolls it back."""
    batch, back, timeout = values["update"]["batch"], values["rollback"], values["timeout"]["device"]
    if batch is None:
        raise PolicyError("update: give the executor, update.batch")
    if back is None and values["failure"]["then"] == "rollback":
        raise PolicyError("failure.then: rollback needs to know how; give rollback.batch and rollback.verify")
    return (
        _update(batch, values["verify"], timeout, ("update.batch", "verify")),
        _update(back["batch"], back["verify"], timeout, ("rollback.batch", "rollback.verify")) if back else None,
    )


def _failure(values: dict[str, t.Any], waves: Waves) -> Failure:
    """Thresholds; without any, five in a hundred of a wave."""
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
    document = json.dumps(data, sort_keys=True, separators=(",", ":"))
    if len(document) > MAX_DOCUMENT:
        raise PolicyError(
            f"the policy has {len(document)} bytes, the limit is {MAX_DOCUMENT}; select by a group instead of by many names"
        )
    waves = _waves(values["waves"], values["max_in_flight"], values["max_in_flight_per_pool"])
    update, back = _updates(values)
    return Policy(
        rollout=values["rollout"],
        track=values["track"],
        select=_select(values["select"]),
        update=update,
        waves=waves,
        failure=_failure(values["failure"], waves),
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


def load(text: str) -> Policy:
    """The policy in the text of a YAML file."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise PolicyError(f"not valid YAML: {' '.join(str(error).split())}") from error
    return parse(data)
