# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy is, once it was read and checked."""

from __future__ import annotations

import dataclasses
import math
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.windows import Window

MAX_WAVE = 1000
ALLOWANCE = 90  # seconds around the turns of a playbook


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
    hosts: str = ""  # a pattern of the inventory
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
    """What is done on a device by the executor batch."""

    noun: t.ClassVar[str] = "devices"
    trial: t.ClassVar[bool] = False  # whether the scheduler tries it out within a wave

    run: Command
    revert: Command | None
    artifact: Artifact | None
    verify: Command
    expect: str
    timeout: int
    silent: int

    def seconds(self, _targets: int) -> float | None:
        """How long an attempt may take: the update, the way back, and what is around them."""
        return 2 * self.timeout + self.silent


@dataclasses.dataclass(frozen=True)
class Job:
    """A job of Nomad in HCL2, and its variables."""

    hcl: str
    variables: t.Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Deployment:
    """New versions of jobs, one after the other, by the executor deployment."""

    noun: t.ClassVar[str] = "jobs"

    jobs: tuple[Job, ...]
    canary: int
    max_parallel: int
    timeout: int
    back: str = ""  # the rollout whose versions are taken back, instead of the jobs above

    @property
    def trial(self) -> bool:
        """Whether it waits for somebody who promotes its canaries."""
        return self.canary > 0

    def seconds(self, _targets: int) -> float | None:
        """Nomad has its own deadlines; it ends by itself."""
        return None


@dataclasses.dataclass(frozen=True)
class Playbook:
    """A playbook that is run on hosts of the inventory, by the executor playbook."""

    noun: t.ClassVar[str] = "hosts"
    trial: t.ClassVar[bool] = False

    file: str
    variables: t.Mapping[str, str]
    forks: int
    shard: int
    processes: int
    idempotent: bool
    timeout: int

    def seconds(self, targets: int) -> float | None:
        """So many turns of so many hosts at a time."""
        turns = math.ceil(min(targets, self.shard) / self.forks)
        return math.ceil(targets / self.shard / self.processes) * turns * self.timeout + ALLOWANCE


AnyUpdate = Update | Deployment | Playbook


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
    update: AnyUpdate
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
    rollback: AnyUpdate | None
    document: str
    hash: str
