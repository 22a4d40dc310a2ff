# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command, and look for a word in the command lines of all processes meanwhile, and in what the command says.

    watch.py WORD_FILE COMMAND...      exits with the command's code, or with 99 where the word was seen

What the command says goes to standard output.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

SEEN = 99
#: Between two looks: what runs for a shorter time shows itself in another one of many tasks.
SECONDS = 0.2


def listed(word: bytes) -> str:
    """The first process that shows it."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word in (line := path.read_bytes()):
                return line.partition(b"\0")[0].decode(errors="replace")
    return ""


def main() -> int:
    """Entry."""
    word = Path(sys.argv[1]).read_bytes().strip()
    seen = ""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(sys.argv[2:], stdout=output, stderr=output)
        while True:
            seen = seen or listed(word)
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(SECONDS)
                break
        output.seek(0)
        text = output.read()
    if seen or word in text:
        print(f"The word was seen {f'in the command line of {seen}' if seen else 'in the output'}.")
        return SEEN
    sys.stdout.buffer.write(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
