# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand between the controller and the servers as a load balancer does: lead to one that lives, and count the requests."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

PIECE = 1 << 16


class Request(NamedTuple):
    """One that passed."""

    at: float
    method: str
    path: str


class Balancer:
    """A port of its own, whose connections go to the first server that takes them, in turn."""

    def __init__(self, targets: Sequence[int]) -> None:
        self.requests: list[Request] = []
        self._targets = list(targets)
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            server, to_server = await self._open()
            back = asyncio.create_task(_copy(server, to_client))
            try:
                while True:
                    await self._pass_on(client, to_server)
            finally:
                to_server.close()
                await back
        to_client.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for port in list(self._targets):
            self._targets.append(self._targets.pop(0))
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError("no server is alive")

    async def _pass_on(self, client: asyncio.StreamReader, to_server: asyncio.StreamWriter) -> None:
        """One request."""
        head = await client.readuntil(b"\r\n\r\n")
        method, path, _rest = head.decode("latin-1").split(" ", 2)
        self.requests.append(Request(time.monotonic(), method, path))
        to_server.write(head)
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if length:
            to_server.write(await client.readexactly(int(length[1])))
        await to_server.drain()


async def _copy(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(PIECE):
            to.write(piece)
            await to.drain()
    to.close()
