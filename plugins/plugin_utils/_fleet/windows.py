# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a wave may begin: days, hours and dates of a place. Pure.

The clock on the wall decides. A window is open in every moment in which a clock at that place shows a time in it: in the
night in which the clock goes back, hours that come twice are open twice; in the night in which it goes forward, hours that
do not come are not open, and a window that lies in them altogether does not open that night.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t
import zoneinfo

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.keys import DAYS
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import PolicyError

HORIZON = 400  # days that are searched for the next opening
DAY = datetime.timedelta(days=1)
QUARTER = datetime.timedelta(minutes=15)  # every change of a clock in use is at a quarter of an hour


@dataclasses.dataclass(frozen=True)
class Window:
    """Days on which it begins, minutes of the day, and dates on which it is closed."""

    days: frozenset[int]
    begin: int
    end: int
    zone: zoneinfo.ZoneInfo
    blackout: tuple[tuple[datetime.date, datetime.date], ...] = ()


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _dates(text: str, path: str) -> tuple[datetime.date, datetime.date]:
    first, _dots, last = text.partition("..")
    try:
        found = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first)
    except ValueError as error:
        raise PolicyError(
            f"{path}: {text!r} is no date ({error}); write 2026-12-24 or 2026-12-24..2027-01-02"
        ) from error
    if found[1] < found[0]:
        raise PolicyError(f"{path}: {text!r} ends before it begins")
    return found


def window(values: t.Mapping[str, t.Any]) -> Window:
    """The window of a checked policy."""
    try:
        zone = zoneinfo.ZoneInfo(values["timezone"])
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PolicyError(
            f"window.timezone: {values['timezone']!r} is not known here; write a name like Europe/Paris or UTC (the package tzdata has them)"
        ) from error
    begin, end = _minute(values["from"]), _minute(values["to"])
    if begin == end:
        raise PolicyError(f"window: from and to are both {values['from']}; leave both out for the whole day")
    if not values["days"]:
        raise PolicyError("window.days: must not be empty")
    return Window(
        days=frozenset(DAYS.index(day) for day in values["days"]),
        begin=begin,
        end=end,
        zone=zone,
        blackout=tuple(_dates(text, f"window.blackout[{number}]") for number, text in enumerate(values["blackout"])),
    )


def is_open(hours: Window, now: float) -> bool:
    """Whether the clock on the wall shows a time of the window."""
    local = datetime.datetime.fromtimestamp(now, hours.zone)
    today, minute = local.date(), local.hour * 60 + local.minute
    if any(first <= today <= last for first, last in hours.blackout):
        return False
    if hours.begin < hours.end:
        return today.weekday() in hours.days and hours.begin <= minute < hours.end
    return (today.weekday() in hours.days and minute >= hours.begin) or (
        (today - DAY).weekday() in hours.days and minute < hours.end
    )


def opens(hours: Window | None, now: float) -> float | None:
    """The first moment from now on in which the window is open; None if there is none within the horizon."""
    if hours is None or is_open(hours, now):
        return now
    today = datetime.datetime.fromtimestamp(now, hours.zone).date()
    for number in range(HORIZON):
        moments = _moments(hours, today + number * DAY)
        found = min((one for one in moments if one > now and is_open(hours, one)), default=None)
        if found is not None:
            return found
    return None


def _moments(hours: Window, day: datetime.date) -> set[float]:
    """The moments of a day in which a window can open: its begin, midnight, and where the clock is changed."""
    midnight = datetime.datetime.combine(day, datetime.time(), hours.zone)
    begin = datetime.time(hours.begin // 60, hours.begin % 60)
    found = {midnight.timestamp()}
    found.update(datetime.datetime.combine(day, begin.replace(fold=fold), hours.zone).timestamp() for fold in (0, 1))
    following = datetime.datetime.combine(day + DAY, datetime.time(), hours.zone)
    if midnight.utcoffset() != following.utcoffset():
        first = midnight.timestamp()
        found.update(first + number * QUARTER.total_seconds() for number in range(27 * 4))
    return found
