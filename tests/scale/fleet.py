# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many simulated devices in one process, and what they have to tell in the end."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Sequence
from typing import Any

from behaviour import GROUPS, Behaviour, name
from client import Client

#: Those that are away come back when so many of the others have had their turn.
MOST = 0.99
CONNECTING = 100  # at the same time
PATIENCE = 300  # until all are registered


class Fleet:
    """All of them."""

    def __init__(self, servers: Sequence[tuple[str, int]], fates: Sequence[Behaviour]) -> None:
        self.clients = [
            Client(name(number), GROUPS[number % len(GROUPS)], servers, behaviour, self._offered)
            for number, behaviour in enumerate(fates)
        ]
        self._away = [client for client in self.clients if client.behaviour.away]
        self._offers = 0
        self._returning: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Switch all on, a few at a time; then those off that are going to be away."""
        limit = asyncio.Semaphore(CONNECTING)

        async def one(client: Client) -> None:
            async with limit:
                client.switch_on()
                await client.ready.wait()

        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(one(client) for client in self.clients))
        except TimeoutError:
            waiting = [client for client in self.clients if not client.ready.is_set()]
            sys.exit(f"{len(waiting)} devices could not register, {waiting[0].name}: {waiting[0].trouble}")
        for client in self._away:
            client.switch_off()

    def _offered(self) -> None:
        self._offers += 1
        if self._offers == int(MOST * (len(self.clients) - len(self._away))):
            self._returning = asyncio.get_running_loop().create_task(self._return())

    async def _return(self) -> None:
        for client in self._away:
            client.switch_on()
            await asyncio.sleep(1 / CONNECTING)

    def report(self) -> dict[str, Any]:
        """What every device knows of itself, and what all of them cost."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "devices": {
                client.name: {
                    "id": client.id,
                    "group": client.group,
                    "meta": client.meta,
                    "lost": client.behaviour.lost,
                    "ready": client.ready.is_set(),
                    **client.ledger.report(),
                }
                for client in self.clients
            },
            "cpu": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss // 1024,
        }
