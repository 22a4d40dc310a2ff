# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: days, hours, dates, and the two nights in which clocks are changed."""

from __future__ import annotations

import datetime
import typing as t
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import keys, windows

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def window(**values: t.Any) -> windows.Window:
    plain = {"days": keys.DAYS, "from": "00:00", "to": "24:00", "timezone": "Europe/Paris", "blackout": ()}
    return windows.window({**plain, **{key.rstrip("_"): value for key, value in values.items()}})


def utc(text: str) -> float:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC).timestamp()


def shown(moment: float | None) -> str:
    assert moment is not None
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%d %H:%M")


NIGHT = {"from_": "22:00", "to": "05:00", "days": ("mon", "fri")}


@pytest.mark.parametrize(
    ("rules", "now", "opening"),
    [
        ({}, "2026-01-01 10:00", "2026-01-01 10:00"),
        # 2026-01-05 is a Monday; Paris is an hour ahead of UTC in winter.
        (NIGHT, "2026-01-05 20:59", "2026-01-05 21:00"),
        (NIGHT, "2026-01-05 23:30", "2026-01-05 23:30"),
        (NIGHT, "2026-01-06 03:59", "2026-01-06 03:59"),
        (NIGHT, "2026-01-06 04:00", "2026-01-09 21:00"),
        (NIGHT, "2026-01-05 01:00", "2026-01-05 21:00"),
        ({"days": ("wed",)}, "2026-01-05 12:00", "2026-01-06 23:00"),
        ({"blackout": ("2026-01-05..2026-01-07", "2026-01-08")}, "2026-01-05 12:00", "2026-01-08 23:00"),
        ({"blackout": ("2026-01-06",), **NIGHT}, "2026-01-05 23:30", "2026-01-09 21:00"),
        # The night of 2026-03-29: 02:00 to 03:00 does not come. What lies in that hour alone does not open.
        ({"from_": "02:00", "to": "03:00"}, "2026-03-28 12:00", "2026-03-30 00:00"),
        ({"from_": "02:30", "to": "04:00"}, "2026-03-28 12:00", "2026-03-29 01:00"),
        ({"from_": "03:00", "to": "04:00"}, "2026-03-28 12:00", "2026-03-29 01:00"),
        # The night of 2026-10-25: 02:00 to 03:00 comes twice, and is open twice.
        ({"from_": "02:00", "to": "02:30"}, "2026-10-24 12:00", "2026-10-25 00:00"),
        ({"from_": "02:00", "to": "02:30"}, "2026-10-25 00:30", "2026-10-25 01:00"),
        ({"from_": "02:00", "to": "02:30"}, "2026-10-25 01:30", "2026-10-26 01:00"),
        ({"from_": "02:10", "to": "02:20"}, "2026-10-25 00:30", "2026-10-25 01:10"),
        ({"timezone": "Asia/Kathmandu", "from_": "09:00", "to": "10:00"}, "2026-01-05 00:00", "2026-01-05 03:15"),
    ],
)
def test_the_next_opening(rules: dict[str, t.Any], now: str, opening: str) -> None:
    assert shown(windows.opens(window(**rules), utc(now))) == opening


def test_no_window_is_always_open() -> None:
    assert windows.opens(None, 5.0) == 5.0


def test_never_within_the_horizon() -> None:
    assert windows.opens(window(blackout=("2020-01-01..2040-01-01",)), utc("2026-01-01 00:00")) is None


@settings(max_examples=60, deadline=None)
@given(
    now=st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 12, 31)),
    begin=st.integers(0, 95),
    end=st.integers(0, 95),
    days=st.sets(st.sampled_from(keys.DAYS), min_size=1),
    zone=st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_it_is_open_when_it_opens_and_closed_before(
    now: datetime.datetime, begin: int, end: int, days: set[str], zone: str
) -> None:
    if begin == end:
        return
    texts = [f"{quarter // 4:02d}:{quarter % 4 * 15:02d}" for quarter in (begin, end)]
    rules = window(from_=texts[0], to=texts[1], days=tuple(days), timezone=zone)
    start = now.replace(second=0, microsecond=0, minute=now.minute // 15 * 15, tzinfo=datetime.UTC).timestamp()
    opening = windows.opens(rules, start)
    assert opening is not None
    assert windows.is_open(rules, opening)
    quarters = range(int(start), int(opening), 900)
    assert not any(windows.is_open(rules, quarter) for quarter in quarters)


def test_the_wall_clock_of_a_whole_year_decides() -> None:
    """Held against a second definition: hours and minutes as a clock in Paris shows them."""
    rules = window(from_="01:30", to="02:45", days=("sun",))
    for quarter in range(int(utc("2026-01-01 00:00")), int(utc("2027-01-01 00:00")), 900):
        local = datetime.datetime.fromtimestamp(quarter, PARIS)
        wanted = local.strftime("%a") == "Sun" and "01:30" <= local.strftime("%H:%M") < "02:45"
        assert windows.is_open(rules, quarter) == wanted, local
