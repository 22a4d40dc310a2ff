# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in the fleet: what they may be, and which one was probably meant."""

from __future__ import annotations

import difflib
import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
MOST_TOLD = 10
# Names that mean something else in Ansible, in certificates or in the VPN's directories.
RESERVED = frozenset(
    (
        *("all", "localhost", "none", "ungrouped"),
        *("admin", "ca", "client", "clients", "nobody", "root", "server", "servers"),
        *("default", "fleet", "fleet-rollout", "gateway", "gateways", "global", "group", "node", "nodes", "pending"),
        *("consul", "external", "external-pending", "nomad", "openvpn", "vault", "vpn"),
    )
)


def check_label(name: str, option: str) -> str:
    """Names of groups and pools."""
    if not NAME.fullmatch(name):
        raise BadInput(
            f"{option}: {name!r} must be 1 to 63 characters of a-z, 0-9 and '-', and not begin or end with '-'"
        )
    return name


def check_name(name: str, option: str = "name") -> str:
    """Names of nodes become certificate names, file names and aliases."""
    check_label(name, option)
    if name in RESERVED:
        raise BadInput(f"{option}: {name!r} is a reserved word; choose another name")
    return name


def nearest(name: str, known: t.Iterable[str], what: str) -> str:
    """The end of a message about a name that nobody knows."""
    there = sorted(known)
    near = difflib.get_close_matches(name, there, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(repr(one) for one in near)}?"
    if not there:
        return f"there is no {what} yet"
    more = f" and {len(there) - MOST_TOLD} more" if len(there) > MOST_TOLD else ""
    return f"there is {', '.join(there[:MOST_TOLD])}{more}"
