# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH arguments that lead to an external node, through a gateway and with the recorded host keys."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

JUMP = re.compile(
    r"(?:(?P<user>[^@\s:-][^@\s:]*)@)?"
    r"(?P<host>[^\s:@\[\]-][^\s:@\[\]]*|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>\d{1,5}))?\Z"
)
SSH_OPTION = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:=|\s).+\Z")


def ssh_arguments(jump: str = "", private_key: str = "", known_hosts: str = "", options: Sequence[str] = ()) -> str:
    """The arguments.

    A ProxyCommand, because ProxyJump gives the jump host none of the outer command's ``-i`` and ``-o``.
    The first value of an SSH option wins, so what the user gives comes first.
    """
    outer = [f"UserKnownHostsFile={_quoted(known_hosts)}"] if known_hosts else []
    if jump:
        outer.append(f"ProxyCommand={_proxy_command(jump, private_key, outer, options)}")
    return " ".join(f"-o {shlex.quote(option)}" for option in outer)


def _proxy_command(jump: str, private_key: str, shared: Sequence[str], options: Sequence[str]) -> str:
    """What connects standard input and output to the node; SSH replaces %h and %p, a shell runs it."""
    parts = JUMP.match(jump)
    if not parts:
        raise BadInput(
            f"'jump' is '{jump}'; it takes USER@HOST or USER@HOST:PORT, as root@10.0.0.2 (an IPv6 address in brackets)"
        )
    for option in options:
        if not SSH_OPTION.match(option):
            raise BadInput(f"'jump_options' has '{option}'; each is one SSH option, as ConnectTimeout=10")
    identity = ["IdentitiesOnly=yes", f"IdentityFile={_quoted(private_key)}"] if private_key else []
    command = ["ssh", "-W", "[%h]:%p"]
    for option in (*options, *shared, *identity, "BatchMode=yes"):
        command += ["-o", option.replace("%", "%%")]
    if parts["port"]:
        command += ["-p", parts["port"]]
    user = f"{parts['user']}@" if parts["user"] else ""
    command.append((user + parts["host"].strip("[]")).replace("%", "%%"))
    return shlex.join(command)


def _quoted(path: str) -> str:
    """A path as ssh reads it in an option: split at blanks unless quoted."""
    return f'"{path}"' if re.search(r"\s", path) else path
