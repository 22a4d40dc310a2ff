# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who does not renew, by the certificates that devices show."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.certificates import SHOWN, SLACK, certificates, lines
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import moment

DAY = 86400
BEGIN = 1_796_000_000


def record(name: str, state: str = "accepted") -> dict[str, t.Any]:
    return {"name": name, "state": state, "group": "kiosk"}


def session(name: str, begin: float = BEGIN, days: int = 300) -> dict[str, str]:
    return {"name": name, "certificate_begin": moment(begin), "certificate_end": moment(begin + days * DAY)}


@pytest.mark.parametrize(("seconds", "late"), [(0, []), (200 * DAY + SLACK, []), (200 * DAY + SLACK + 1, ["a"])])
def test_late_is_who_shows_an_old_one_when_its_timer_had_time(seconds: int, late: list[str]) -> None:
    found = certificates([record("a")], [session("a")], BEGIN + seconds)
    assert (found["seen"], [one["name"] for one in found["late"]]) == (1, late)


def test_what_is_said_of_it() -> None:
    found = certificates([record("a"), record("b")], [session("b", days=90), session("a", days=30)], BEGIN + 80 * DAY)
    assert found["late"][0] == {
        "name": "a",
        "group": "kiosk",
        "due": moment(BEGIN + 20 * DAY),
        "end": moment(BEGIN + 30 * DAY),
    }
    text = list(lines(found))
    assert [line.split()[1] for line in text[:2]] == ["a", "b"]
    assert "journalctl -u fleet-device" in text[2]
    many = certificates([record(f"d{n}") for n in range(SHOWN + 3)], [session(f"d{n}") for n in range(SHOWN + 3)], BEGIN + 300 * DAY)  # fmt: skip
    assert len(list(lines(many))) == SHOWN + 1
    assert list(lines(many))[-1].startswith("and 3 more; look at")


def test_who_counts() -> None:
    records = [record("left", "revoked"), record("unseen"), record("bare"), record("renewed")]
    sessions = [
        session("left"),
        session("stranger"),
        {"name": "bare", "certificate_begin": "", "certificate_end": ""},
        session("renewed", BEGIN + 250 * DAY),
        session("renewed"),
    ]
    assert certificates(records, sessions, BEGIN + 260 * DAY) == {"seen": 1, "late": []}
    assert list(lines({"seen": 1, "late": []})) == []
