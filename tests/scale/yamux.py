# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""yamux, the side of a client: many streams over one connection, opened by either end.

What is sent ignores the peer's window: nothing that a node says is as large as half of it, and it says one thing at a time.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Protocol

HEAD = struct.Struct(">BBHII")  # version, kind, flags, stream, length
DATA, WINDOW, PING, GO_AWAY = range(4)
SYN, ACK, FIN, RST = 1, 2, 4, 8
#: Half of the window that a stream begins with: so much is read before more is granted.
GRANT = 128 * 1024


class Receiver(Protocol):
    """Who is told about a stream."""

    def received(self, data: bytes) -> None:
        """Some bytes have come, in their order."""

    def lost(self, error: ConnectionError) -> None:
        """No more will come."""


class Stream:
    """One of them."""

    def __init__(self, session: Session, number: int, flags: int = 0) -> None:
        self.number = number
        self.receiver: Receiver | None = None
        self._session = session
        self._flags = flags  # of the next frame
        self._ungranted = 0

    def send(self, data: bytes) -> None:
        """Write; the first frame opens the stream."""
        self._session.frame(DATA, self._flags, self.number, len(data), data)
        self._flags = 0

    def reset(self) -> None:
        """Have no more of it."""
        self._session.forget(self.number, RST)

    def take(self, data: bytes) -> None:
        """Hand on what has come, and let the peer send more."""
        self._ungranted += len(data)
        if self._ungranted >= GRANT:
            self._session.frame(WINDOW, 0, self.number, self._ungranted)
            self._ungranted = 0
        if self.receiver is not None:
            self.receiver.received(data)


class Session(asyncio.Protocol):
    """The connection. It begins with a byte that says what it is for."""

    def __init__(self, first: bytes, accept: Callable[[Stream], Receiver]) -> None:
        self.closed = False
        self._first, self._accept = first, accept
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._streams: dict[int, Stream] = {}
        self._next = 1

    def open(self) -> Stream:
        """A new stream; whoever opens it sets the receiver."""
        stream = self._streams[self._next] = Stream(self, self._next, SYN)
        self._next += 2
        return stream

    def close(self) -> None:
        """Hang up without a word, as a device does whose power is cut."""
        if self._transport is not None:
            self._transport.abort()

    def frame(self, kind: int, flags: int, number: int, length: int, data: bytes = b"") -> None:
        """Write a frame."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(HEAD.pack(0, kind, flags, number, length) + data)

    def forget(self, number: int, flag: int) -> None:
        """Close a stream from this end, and tell whoever waits for it."""
        stream = self._streams.pop(number, None)
        if stream is not None:
            self.frame(WINDOW, flag, number, 0)
            if stream.receiver is not None:
                stream.receiver.lost(ConnectionResetError("the stream was closed"))

    # -- what asyncio calls ------------------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say what the connection is for."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._first)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come on any stream."""
        self.closed = True
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            if stream.receiver is not None:
                stream.receiver.lost(ConnectionResetError(f"the connection was closed ({exc})"))

    def data_received(self, data: bytes) -> None:
        """Take whole frames off the buffer."""
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= HEAD.size:
            _version, kind, flags, number, length = HEAD.unpack_from(self._buffer, start)
            end = start + HEAD.size + (length if kind == DATA else 0)
            if len(self._buffer) < end:
                break
            self._take(kind, flags, number, length, bytes(self._buffer[start + HEAD.size : end]))
            start = end
        del self._buffer[:start]

    def _take(self, kind: int, flags: int, number: int, length: int, data: bytes) -> None:
        if kind == PING:
            if flags & SYN:
                self.frame(PING, ACK, 0, length)
            return
        if kind == GO_AWAY:
            self.close()
            return
        if flags & SYN:
            stream = self._streams[number] = Stream(self, number)
            self.frame(WINDOW, ACK, number, 0)
            stream.receiver = self._accept(stream)
        if data and number in self._streams:
            self._streams[number].take(data)
        if flags & (FIN | RST):
            self.forget(number, FIN)
