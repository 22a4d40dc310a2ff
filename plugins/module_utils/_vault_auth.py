# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that the roles and users of Vault's auth methods share. Private to this collection: no promise to others."""

from __future__ import annotations

from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f

__all__ = ["TOKEN_FIELDS", "addresses", "folded", "lowered"]
_LIST = {"type": "list", "elements": "str", "no_log": False}


def addresses(option: str) -> Field:
    """Addresses and networks; Vault writes 10.0.0.1/32 as 10.0.0.1."""

    def write(value: Any) -> list[str]:
        return [str(item)[:-3] if str(item).endswith("/32") else str(item) for item in value or ()]

    return Field(option, option, _LIST, write, lambda value: sorted(write(value)))


def folded(option: str, **spec: Any) -> Field:
    """Names that Vault makes lower case."""

    def write(names: Any) -> list[str]:
        return [str(name).strip().lower() for name in names or ()]

    return Field(option, option, {**_LIST, **spec}, write, lambda value: sorted(set(write(value))))


def lowered(option: str, **spec: Any) -> Field:
    """Text that Vault makes lower case."""
    return Field(option, option, {"type": "str", **spec}, lambda value: str(value).lower())


#: What a token that comes from a login is like.
TOKEN_FIELDS = (
    addresses("token_bound_cidrs"),
    f.duration("token_explicit_max_ttl", no_log=False),
    f.duration("token_max_ttl", no_log=False),
    f.flag("token_no_default_policy"),
    f.number("token_num_uses", no_log=False),
    f.duration("token_period", no_log=False),
    f.names("token_policies", no_log=False),
    f.duration("token_ttl", no_log=False),
    f.text("token_type", choices=["default", "service", "batch"]),
)
