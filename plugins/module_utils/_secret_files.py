# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for secrets that can be had only once: there, mode 0600, with room in them, before a server is asked.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Callable

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

Keep = Callable[[str], None]
_ROOM = 1 << 16  # more than any number of key shares takes, reserved so that a full disk shows now


@contextlib.contextmanager
def kept(path: str | None, why_new: str = "") -> Iterator[Keep]:
    """A new file that gets its content; gone again if nothing came. Without a path nothing is written.

    ``why_new`` says in an error why the file must not be there yet.
    """
    if not path:
        yield lambda _content: None
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(f"file: {path} is there already{why_new}; move it away.") from None
    except OSError as error:
        raise BadInput(f"file: cannot write {path}: {error.strerror}.") from error
    written = False

    def keep(content: str) -> None:
        nonlocal written
        length = os.write(descriptor, content.encode())
        os.ftruncate(descriptor, length)
        os.fsync(descriptor)
        written = True

    try:
        try:
            os.posix_fallocate(descriptor, 0, _ROOM)
        except OSError as error:
            raise BadInput(f"file: cannot write {path}: {error.strerror}.") from error
        yield keep
    finally:
        os.close(descriptor)
        if not written:
            os.unlink(path)
