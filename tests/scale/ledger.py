# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a simulated device remembers, and the rules of fleet-attempt on it, with its arguments and its exit codes.

The ledger outlives a reboot. What it counts is what was really done on the device, whatever anybody else believes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

#: Exit codes of roles/enroll/files/fleet-attempt.
GOOD, FAILED, REVERTED, REJECTED, SUPERSEDED, WRONG = 0, 10, 11, 20, 21, 64


@dataclasses.dataclass
class Attempt:
    """An attempt that the device has begun."""

    key: str
    track: str
    order: int
    release: str
    runs: int = 0
    code: int | None = None


@dataclasses.dataclass
class Ledger:
    """One device's."""

    release: str = "1"
    attempts: dict[str, Attempt] = dataclasses.field(default_factory=dict)
    #: Every allocation that reached the device, by its job.
    offers: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def offered(self, job: str, allocation: str) -> bool:
        """Note an allocation, and whether it is new."""
        known = self.offers.setdefault(job, [])
        if allocation in known:
            return False
        known.append(allocation)
        return True

    def begin(self, arguments: Sequence[str]) -> Attempt:
        """The attempt these arguments ask for; with a code if there is nothing to do for it any more."""
        options = _options(arguments)
        key, track, order = options["--attempt"], options["--track"], int(options["--order"])
        known = self.attempts.get(key)
        if known is not None and known.code is not None:
            return known
        if known is not None:  # begun before the power was cut, and never committed: taken back
            known.code = REVERTED if "--revert" in options else FAILED
            return known
        made = Attempt(key, track, order, options["--expect"])
        if order < max((one.order for one in self.attempts.values() if one.track == track), default=0):
            made.code = SUPERSEDED
            return made
        self.attempts[key] = made
        if self.release == made.release:
            made.code = GOOD
        else:
            made.runs += 1
        return made

    def commit(self, attempt: Attempt, code: int) -> None:
        """Note how it ended."""
        attempt.code = code
        if code in (GOOD, FAILED):
            self.release = attempt.release if code == GOOD else "broken"

    def report(self) -> dict[str, Any]:
        """All of it."""
        return {
            "release": self.release,
            "offers": self.offers,
            "attempts": [dataclasses.asdict(one) for one in self.attempts.values()],
        }


def _options(arguments: Sequence[str]) -> Mapping[str, str]:
    """The options before the update's own command; what fleet-attempt would not understand is an error here too."""
    words = list(arguments)
    if words[:1] != ["run"] or "--" not in words:
        raise ValueError(f"fleet-attempt would not run {arguments}")
    words = words[1 : words.index("--")]
    found = dict(zip(words[::2], words[1::2], strict=False))
    missing = {"--attempt", "--track", "--order", "--timeout", "--expect", "--verify"} - set(found)
    if missing:
        raise ValueError(f"fleet-attempt would miss {', '.join(sorted(missing))}")
    return found
