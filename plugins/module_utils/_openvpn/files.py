# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a gateway: read whether they are there or not, and replaced as a whole.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError


class NotWritten(FleetError):
    """The disk is full, most likely."""


def read_bytes(path: str) -> bytes:
    """Nothing where there is none."""
    try:
        with open(path, "rb") as source:
            return source.read()
    except FileNotFoundError:
        return b""


def read(path: str) -> str:
    """The same as text."""
    return read_bytes(path).decode(errors="replace")


def names(folder: str) -> set[str]:
    """Those of the devices' files, without what a write that was interrupted has left."""
    try:
        return {name for name in os.listdir(folder) if not name.startswith(".")}
    except FileNotFoundError:
        return set()


@contextlib.contextmanager
def writing(path: str) -> Iterator[None]:
    """Say what cannot be written: where a disk is full, the error of the system does not."""
    try:
        yield
    except OSError as error:
        raise NotWritten(
            f"{path} cannot be written ({error.strerror}). Make room on this gateway, then run nomadic.fleet.grants again:"
            " who has left is cut off even so, but nobody new is let in."
        ) from error


def replace(path: str, content: bytes, mode: int, group: int = -1) -> None:
    """All of the content or none of it, also after a power cut."""
    replace_all({path: content}, mode, group)


def replace_all(contents: Mapping[str, bytes], mode: int, group: int = -1) -> None:
    """None of several files where there is no room for all of them."""
    partials = {path: os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.partial") for path in contents}
    try:
        for path, content in contents.items():
            with writing(path):
                _write(partials[path], content, mode, group)
        for path, partial in partials.items():
            with writing(path):
                os.rename(partial, path)
    except NotWritten:
        for partial in partials.values():
            with contextlib.suppress(OSError):
                os.unlink(partial)
        raise


def _write(path: str, content: bytes, mode: int, group: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        os.fchown(out.fileno(), -1, group)
        os.fchmod(out.fileno(), mode)
        out.flush()
        os.fsync(out.fileno())
