# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until Nomad's nodes are as expected, else print what they are instead and fail.

nodes_seen.py ADDRESS TOKEN NAME=STATE...; the state is "GROUP JOBS WORK": jobs that run there joined by "+", "-" for none, and
"free" (takes work), "held" (by nobody of ours) or the mark of the reconciler. Several nodes of one name: "NAME@2" is the younger.
"""

from __future__ import annotations

import json
import sys
import time
import typing
import urllib.request

SECONDS = 40


def ask(path: str) -> typing.Any:
    """One answer of the API."""
    request = urllib.request.Request(sys.argv[1] + path, headers={"X-Nomad-Token": sys.argv[2]})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def look() -> dict[str, str]:
    """Name -> state."""
    found: dict[str, str] = {}
    for stub in sorted(ask("/v1/nodes"), key=lambda one: one["CreateIndex"]):
        node = ask(f"/v1/node/{stub['ID']}")
        allocations = ask(f"/v1/node/{stub['ID']}/allocations?namespace=*")
        jobs = sorted(one["JobID"] for one in allocations if one["ClientStatus"] == "running")
        mark = ((node["LastDrain"] or {}).get("Meta") or {}).get("nomadic.fleet", "held")
        work = "free" if node["SchedulingEligibility"] == "eligible" else mark
        name = f"{stub['Name']}@2" if stub["Name"] in found else stub["Name"]
        found[name] = f"{(node['Meta'] or {}).get('scheduling_group', '-')} {'+'.join(jobs) or '-'} {work}"
    return found


def main() -> None:
    """Until it is so, or for long enough."""
    expected = dict(one.split("=", 1) for one in sys.argv[3:])
    until = time.monotonic() + SECONDS
    while True:
        found = look()
        wrong = [
            f"{name} is {found.get(name)!r}, not {state!r}"
            for name, state in expected.items()
            if found.get(name) != state
        ]
        if not wrong:
            return
        if time.monotonic() > until:
            sys.exit("; ".join(wrong))
        time.sleep(1)


if __name__ == "__main__":
    main()
