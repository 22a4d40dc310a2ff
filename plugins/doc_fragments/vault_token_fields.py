# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a token that comes from a login is like: options of every role and user of Vault's auth methods."""

from __future__ import annotations


class ModuleDocFragment:
    """One text for all of them."""

    DOCUMENTATION = r"""
options:
  token_bound_cidrs:
    description: Addresses and networks from which one may log in and use the token. Empty allows all.
    type: list
    elements: str
  token_explicit_max_ttl:
    description: How long the token lives at most, whatever its renewals, such as V(24h) or seconds. V(0) is no such limit.
    type: str
  token_max_ttl:
    description: How long the token lives at most with renewals, such as V(24h) or seconds. V(0) is the mount's maximum.
    type: str
  token_no_default_policy:
    description: Whether the policy C(default) is left out.
    type: bool
  token_num_uses:
    description: How often the token may be used. V(0) is without a limit.
    type: int
  token_period:
    description: Makes the token periodic, it lives for ever when it is renewed within this time. Such as V(72h) or seconds, V(0) is not periodic.
    type: str
  token_policies:
    description: The policies of the token.
    type: list
    elements: str
  token_ttl:
    description: How long the token lives before it is renewed, such as V(1h) or seconds. V(0) is the mount's default.
    type: str
  token_type:
    description: Which kind of token; V(default) is what the mount says.
    type: str
    choices: [default, service, batch]
"""
