# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated devices on real Nomad servers, until standard input ends. Needs what tests/requirements-scale.txt names.

    devices.py NUMBER SEED SHARE HOST:PORT ..

SHARE: devices that are lost come after this share of all. A line on standard output says "ready" when all are registered;
then each line on standard input is answered by one line of JSON, what every device has in its ledger.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from collections.abc import Sequence

from behaviour import plan
from fleet import Fleet


async def live(arguments: Sequence[str]) -> None:
    """Start them and answer."""
    number, seed, share, *addresses = arguments
    servers = [(address.rpartition(":")[0], int(address.rpartition(":")[2])) for address in addresses]
    fleet = Fleet(servers, plan(int(number), int(seed), float(share)))
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    await fleet.start()
    print("ready", flush=True)
    while await asked.readline():
        print(json.dumps(fleet.report()), flush=True)


def main() -> None:
    """Entry: a file descriptor for every device and some to spare."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(live(sys.argv[1:]))


if __name__ == "__main__":
    main()
