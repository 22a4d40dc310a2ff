# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in a rollout, who comes into its next wave, and who is still to be caught up with.

A member knows the waves it was drawn for. A mark of a wave that the state does not know yet does not count: it was written
by a process that died before its step was complete.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import SHARD, Document, Journal, Ports
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import PASSING, UNSELECTED, Device, Fleet

PINS = "fleet/pins/"
SKIPS = 200  # devices that one rollout can be told to skip; the state holds their names
ENTRIES = 1100  # devices offered and put aside in one wave, so that its document stays small
CHUNKS = 5  # chunks of members that are looked at for one wave

Candidate = tuple[int, Document]


def members(policy: Policy, fleet: Fleet, joining: bool = False) -> list[Device]:
    """The selection, narrowed to its percentage, in the order in which it is offered; nobody is an error, too many too.

    A group that is empty is an error when a rollout starts, and none when somebody may join it.
    """
    select = policy.select
    found = fleet.select(select if joining else dataclasses.replace(select, living=False))
    if select.percent is not None:
        chosen = plan.sample(select.percent, [device.id for device in found])
        found = [device for device in found if device.id in chosen]
    if not found:
        raise BadInput("select: nobody is selected, so there is nothing to roll out")
    if select.max_targets is not None and len(found) > select.max_targets:
        raise BadInput(
            f"select.max_targets: {len(found)} devices are selected, the limit is {select.max_targets}; narrow the selection or raise the limit"
        )
    plan.forecast(policy.waves, len(found))  # refuses a wave that is too large
    if select.apart:
        found = [found[index] for index in plan.spread([device.name for device in found], select.apart)]
    return found


def passes(one: t.Mapping[str, t.Any]) -> bool:
    """Whether a device was not offered anything for a reason that goes away by itself."""
    return one["outcome"] == judge.OFFLINE or (one["outcome"] == judge.SKIPPED and one["detail"] in PASSING)


def standing(device: Device | None, refused: str) -> tuple[str, str]:
    """Why a device cannot be offered anything now, as outcome and detail; empty if it can."""
    if refused:
        return judge.SKIPPED, refused
    if device is None:
        return judge.OFFLINE, "not known to the scheduler"
    if device.barred:
        return judge.SKIPPED, device.barred
    return ("", "") if device.online else (judge.OFFLINE, "")


class Room:
    """What still fits into a wave: so many of a pool, one of every set that must be kept apart."""

    def __init__(self, policy: Policy) -> None:
        self.limit = policy.waves.in_flight_per_pool
        self.apart = policy.select.apart
        self.pools: collections.Counter[str] = collections.Counter()
        self.sets: set[int] = set()

    def takes(self, device: Device) -> bool:
        """Take the device in, or say that it has to wait for another wave."""
        mine = {number for number, names in enumerate(self.apart) if device.name in names}
        if mine & self.sets or (self.limit is not None and self.pools[device.pool] >= self.limit):
            return False
        self.pools[device.pool] += 1
        self.sets |= mine
        return True


class Roster(Journal):
    """The members of a rollout, in shards; one of them is in memory at a time."""

    def __init__(self, policy: Policy, ports: Ports) -> None:
        super().__init__(policy, ports)
        self._shard: tuple[int, list[Document]] = (-1, [])

    def _shard_key(self, shard: int) -> str:
        return f"{self.base}/members/{shard:06d}"

    def _read(self, shard: int) -> list[Document]:
        if self._shard[0] != shard:
            entry = self.ports.store.get(self._shard_key(shard))
            if entry is None:
                raise FleetError(f"store: {self._shard_key(shard)} is missing; restore it from a backup")
            self._shard = (shard, entry.value["members"])
        return self._shard[1]

    def _numbered(self, first: int = 0) -> t.Iterator[Candidate]:
        """Members and their numbers, from a number on."""
        total = self._need()["total"]
        for shard in range(first // SHARD, -(-total // SHARD)):
            for number, member in enumerate(self._read(shard), start=shard * SHARD):
                if first <= number < total:
                    yield number, member

    def _find_member(self, node: str) -> Candidate | None:
        return next((one for one in self._numbered() if node in (one[1]["name"], one[1]["id"])), None)

    def _enlist(self, found: t.Sequence[Device], first: int) -> None:
        """Keep members from a number on; they count once the state knows a total that includes them."""
        added = iter(found)
        for shard in range(first // SHARD, -(-(first + len(found)) // SHARD)):
            rest = max(0, first - shard * SHARD)
            here = self._read(shard)[:rest] if rest else []
            here += [{"id": device.id, "name": device.name} for device in itertools.islice(added, SHARD - rest)]
            self._put(self._shard_key(shard), {"members": here})
        self._shard = (-1, [])

    def _newcomers(self) -> list[Device]:
        """Who belongs to a living selection and is no member yet."""
        try:
            found = {device.id: device for device in members(self.policy, self.ports.fleet, joining=True)}
        except BadInput as error:
            self.ports.say(f"nobody can join now: {error}")
            return []
        for _number, member in self._numbered():
            found.pop(member["id"], None)
        return list(found.values())

    def _last_wave(self, member: Document) -> int:
        """The last wave that a member was drawn for; 0 for none."""
        known = self._need()["wave"]
        return max((number for number in member.get("waves", ()) if number <= known), default=0)

    def _late(self, member: Document) -> str:
        """Under which outcome a member waits to be caught up with; empty if it does not."""
        number, outcome = member.get("late", (0, ""))
        return outcome if number and number == self._last_wave(member) else ""

    def _catching(self) -> bool:
        """Whether everybody was drawn once."""
        return bool(self._need()["cursor"] >= self._need()["total"])

    def _refused(self) -> dict[str, str]:
        """Names that nobody may offer anything to, and why: of this rollout, and of all."""
        skipped = self._state.value["skipped"] if self._state is not None else {}
        pinned = {entry.value["name"]: entry.value["who"] for entry in self.ports.store.list(PINS)}
        found = {name: f"skipped by {who}" for name, who in skipped.items()}
        return {**found, **{name: f"pinned by {who}" for name, who in pinned.items()}}

    def _candidates(self, size: int) -> t.Iterator[list[Candidate]]:
        """Members that may be drawn, in chunks: as many as a wave needs where a tenth is away, then more at a time."""
        if self._catching():
            flat = ((number, member) for number, member in self._numbered() if self._late(member))
        else:
            first = self._need()["cursor"]
            flat = ((number, member) for number, member in self._numbered(first) if not self._last_wave(member))
        some = min(ENTRIES, size + size // 10)
        while chunk := list(itertools.islice(flat, some)):
            yield chunk
            some = SHARD

    def _selected(self) -> dict[str, Device]:
        """Who is in a living selection now; nobody is no error once it has members."""
        select = self.policy.select
        return {device.id: device for device in self.ports.fleet.select(select)} if select.living else {}

    def _present(self, chunk: t.Sequence[Candidate], selected: t.Mapping[str, Device]) -> dict[str, Device]:
        """How members stand now; those that left a living selection are barred."""
        ids = [member["id"] for _number, member in chunk]
        if not self.policy.select.living:
            return self.ports.fleet.look(ids)
        names = {member["id"]: member["name"] for _number, member in chunk}
        return {id_: selected.get(id_) or Device(id_, names[id_], barred=UNSELECTED) for id_ in ids}

    def _draw(self, number: int, size: int) -> Document:
        """The document of the next wave. One that was drawn by a process that died then is used again."""
        refused = self._refused()
        kept = self.ports.store.get(self._wave_key(number))
        if kept is not None:
            return self._without(kept.value, refused)
        selected = self._selected()
        room = Room(self.policy)
        devices: Document = {}
        aside: Document = {}
        catching = self._catching()
        chunks = self._candidates(size) if catching else itertools.islice(self._candidates(size), CHUNKS)
        for chunk in chunks:
            present = self._present(chunk, selected)
            for at, member in chunk:
                device = present.get(member["id"])
                outcome, detail = standing(device, refused.get(member["name"], ""))
                entry: Document = {"name": member["name"], "at": at, "tries": 0, "outcome": outcome, "detail": detail}
                if catching:
                    entry["was"] = self._late(member)
                if outcome:
                    if not (catching and passes(entry)):  # who is still away just stays late
                        aside[member["id"]] = entry
                elif device is not None and room.takes(device):
                    devices[member["id"]] = entry
                if len(devices) >= size or len(devices) + len(aside) >= ENTRIES:
                    return {"number": number, "devices": devices, "aside": aside}
        return {"number": number, "devices": devices, "aside": aside}

    @staticmethod
    def _without(wave: Document, refused: t.Mapping[str, str]) -> Document:
        """Put aside who was refused since the wave was drawn."""
        for id_, device in list(wave["devices"].items()):
            if device["name"] in refused:
                wave["aside"][id_] = {**device, "outcome": judge.SKIPPED, "detail": refused[device["name"]]}
                del wave["devices"][id_]
        return wave

    @staticmethod
    def _by_shard(some: t.Iterable[Document]) -> list[tuple[int, list[Document]]]:
        found: dict[int, list[Document]] = collections.defaultdict(list)
        for one in some:
            found[one["at"] // SHARD].append(one)
        return sorted(found.items(), key=lambda item: item[0])

    def _overdue(self) -> dict[str, int]:
        """Devices by the outcome under which they wait to be caught up with; what failed is no more than that."""
        doc = self._need()
        late = doc["late"] if doc["catch_up"] else {}
        return {outcome: number for outcome, number in late.items() if outcome not in judge.RETRYABLE}

    def _mark(self, wave: Document) -> None:
        """Note in its members that they are in a wave, and which of them are late because of it."""
        for shard, some in self._by_shard((*wave["devices"].values(), *wave["aside"].values())):
            here = self._read(shard)
            for one in some:
                member = here[one["at"] % SHARD]
                before = [number for number in member.get("waves", ()) if number < wave["number"]]
                member["waves"] = [*before[-1:], wave["number"]]
                if passes(one):
                    member["late"] = [wave["number"], one["outcome"]]
            self._put(self._shard_key(shard), {"members": here})

    def _gathering(self) -> None:
        """Let those that failed be caught up with; their last wave says who that is."""
        late = {outcome: number for outcome, number in self._need()["late"].items() if outcome not in judge.RETRYABLE}
        for number in range(1, self.waves + 1):
            wave = self.wave(number)
            failed = [one for one in wave["devices"].values() if one["outcome"] in judge.RETRYABLE]
            for shard, some in self._by_shard(failed):
                here = self._read(shard)
                for one in some:
                    member = here[one["at"] % SHARD]
                    if self._last_wave(member) == number:
                        member["late"] = [number, one["outcome"]]
                        late[one["outcome"]] = late.get(one["outcome"], 0) + 1
                self._put(self._shard_key(shard), {"members": here})
        self._write({"phase": "gate", "late": late})

    def _advance(self, number: int) -> int:
        """The first member that no wave up to this one was drawn with."""
        doc = self._need()
        for at, member in self._numbered(doc["cursor"]):
            if not any(wave <= number for wave in member.get("waves", ())):
                return at
        return t.cast(int, doc["total"])
