# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad's RPC, the side of a client: Go's net/rpc in msgpack, over yamux, both ways.

A call is two values, a head and a body, and so is its answer. A stream serves one call at a time; so every call that is
open has a stream of its own, and streams are used again. The server calls the client on streams that it opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgpack
from yamux import Receiver, Session, Stream

Body = dict[str, Any]
Handler = Callable[[str, Body], Awaitable[Body]]

#: The first byte of a connection, and the first of each of its streams.
MULTIPLEX, RPC = b"\x06", b"\x01"
LARGEST = 64 * 1024 * 1024


class RpcError(Exception):
    """The words of the other end."""


def packed(*values: Any) -> bytes:
    """Values one after the other, with texts as older decoders know them."""
    return b"".join(msgpack.packb(value, use_bin_type=False) for value in values)


class Messages:
    """Bytes in, pairs of values out. An unpacker lives for one message, since it never gives its buffer back."""

    def __init__(self) -> None:
        self._unpacker: Any = None
        self._values: list[Any] = []

    def feed(self, data: bytes) -> list[tuple[Body, Any]]:
        """The messages that are complete now."""
        if self._unpacker is None:
            limits = {"read_size": 4096, "max_buffer_size": LARGEST}
            self._unpacker = msgpack.Unpacker(strict_map_key=False, unicode_errors="surrogateescape", **limits)
        self._unpacker.feed(data)
        self._values.extend(self._unpacker)
        complete = []
        while len(self._values) >= 2:
            complete.append((self._values.pop(0), self._values.pop(0)))
        if complete and not self._values:
            self._unpacker = None
        return complete


class Line:
    """A stream on which the client calls."""

    def __init__(self, stream: Stream) -> None:
        self.stream, self.usable = stream, True
        self._messages = Messages()
        self._answer: asyncio.Future[tuple[Body, Any]] | None = None
        self._opening = RPC

    async def ask(self, message: bytes) -> tuple[Body, Any]:
        """Send a call and wait for its answer; who does not want to wait any longer gives the stream up."""
        self._answer = asyncio.get_running_loop().create_future()
        self.stream.send(self._opening + message)
        self._opening = b""
        try:
            return await self._answer
        except asyncio.CancelledError:
            self.stream.reset()
            raise

    def received(self, data: bytes) -> None:
        """An answer, or a part of one."""
        for message in self._messages.feed(data):
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(message)

    def lost(self, error: ConnectionError) -> None:
        """There will be none."""
        self.usable = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


class Service:
    """A stream on which the server calls."""

    def __init__(self, stream: Stream, handler: Handler) -> None:
        self._stream, self._handler = stream, handler
        self._messages = Messages()
        self._opened = False
        self._answering: set[asyncio.Task[None]] = set()

    def received(self, data: bytes) -> None:
        """A call, or a part of one."""
        if not self._opened:
            if data[:1] != RPC:  # logs, files, commands: nothing of that is simulated
                self._stream.reset()
                return
            self._opened, data = True, data[1:]
        for head, body in self._messages.feed(data) if data else ():
            task = asyncio.get_running_loop().create_task(self._answer(head, body))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def lost(self, error: ConnectionError) -> None:
        """Nobody waits for an answer any more."""

    async def _answer(self, head: Body, body: Body) -> None:
        reply = {"ServiceMethod": head["ServiceMethod"], "Seq": head["Seq"], "Error": ""}
        answer: Body = {}
        try:
            answer = await self._handler(str(head["ServiceMethod"]), body)
        except RpcError as error:
            reply["Error"] = str(error)
        self._stream.send(packed(reply, answer))


class Connection:
    """To one server."""

    def __init__(self, handler: Handler) -> None:
        def serve(stream: Stream) -> Receiver:
            return Service(stream, handler)

        self._session = Session(MULTIPLEX, serve)
        self._idle: list[Line] = []
        self._sequence = 0

    async def connect(self, host: str, port: int) -> None:
        """Make it."""
        await asyncio.get_running_loop().create_connection(lambda: self._session, host, port)

    async def call(self, method: str, body: Body) -> Body:
        """Ask and wait for the answer, as long as it takes."""
        if self._session.closed:
            raise ConnectionResetError("the connection is closed")
        line = next((line for line in reversed(self._idle) if line.usable), None)
        if line is None:
            stream = self._session.open()
            stream.receiver = line = Line(stream)
        else:
            self._idle.remove(line)
        self._sequence += 1
        head, answer = await line.ask(packed({"ServiceMethod": method, "Seq": self._sequence}, body))
        self._idle.append(line)
        if head.get("Error"):
            raise RpcError(str(head["Error"]))
        return answer or {}

    def close(self) -> None:
        """Hang up."""
        self._session.close()
