# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that do not renew their certificates, by those that they show to the gateways. Decides, and reads nothing.

Nobody else knows: Vault does not keep what it signs for devices, and a device may say of itself what it likes. The certificate that it shows is signed.
"""

from __future__ import annotations

import calendar
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import Document, moment
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.records import LIVE

#: A device renews when a third of a certificate's life has passed, and its tunnel runs on the new one when two thirds have, at the next run of its
#: timer: every hour, up to one later, and one more for the tunnel itself.
THIRDS = 2
SLACK = 3 * 3600
SHOWN = 20
STAMP = "%Y-%m-%dT%H:%M:%SZ"


def certificates(records: t.Iterable[Document], sessions: t.Iterable[t.Mapping[str, t.Any]], now: float) -> Document:
    """How many devices have shown one, and which of these should run on another one by now, the one that ends first in front."""
    lives: dict[str, tuple[float, float]] = {}
    for session in sessions:
        if session.get("certificate_end"):
            begin, end = _seconds(session["certificate_begin"]), _seconds(session["certificate_end"])
            # Connected to two gateways for a moment, it is the newer one that counts.
            lives[session["name"]] = max(lives.get(session["name"], (0, 0)), (begin, end))
    shown = [record for record in records if record["state"] in LIVE and record["name"] in lives]
    known = [(record, *lives[record["name"]]) for record in shown]
    late = [
        {"name": record["name"], "group": record.get("group") or "", "due": moment(due), "end": moment(end)}
        for record, begin, end in known
        if now > (due := begin + (end - begin) * THIRDS / 3) + SLACK
    ]
    return {"seen": len(known), "late": sorted(late, key=lambda one: (one["end"], one["name"]))}


def lines(found: Document) -> t.Iterator[str]:
    """The same for people: who is late, and what to do."""
    for one in found["late"][:SHOWN]:
        yield (
            f"late: {one['name']} has not renewed its certificate, which it should have by {one['due']} and which ends at {one['end']}"
        )
    if found["late"]:
        more = len(found["late"]) - SHOWN
        yield (
            f"{f'and {more} more; ' if more > 0 else ''}look at 'journalctl -u fleet-device' on a device that is late,"
            " or enrol it again: ansible-playbook nomadic.fleet.enroll --limit NAME"
        )


def _seconds(text: str) -> float:
    return calendar.timegm(time.strptime(text, STAMP))
