# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand between a client and a server, pass everything on, and count the TLS sessions that begin."""

from __future__ import annotations

import asyncio
import contextlib
import threading

PIECE = 1 << 16
#: The first byte of a TLS handshake.
HANDSHAKE = b"\x16"


class Relay:
    """A port of its own that leads to another one of this machine."""

    def __init__(self, target: int) -> None:
        self.handshakes = 0
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _pass_on(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        first = await client.read(PIECE)
        if not first:
            to_client.close()
            return
        self.handshakes += first[:1] == HANDSHAKE
        server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        to_server.write(first)
        await asyncio.gather(_copy(client, to_server), _copy(server, to_client))


async def _copy(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(PIECE):
            to.write(piece)
            await to.drain()
    to.close()
