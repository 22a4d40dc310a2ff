#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limits of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_quota_rate_limit
version_added: 0.1.0
short_description: Manage rate limits of Vault
description:
  - Creates, changes and deletes a quota of requests.
  - Quotas of leases need Vault Enterprise.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  name:
    description: Its name.
    type: str
    required: true
  rate:
    description: How many requests in O(interval). Needed where there is no such quota yet.
    type: float
  interval:
    description: In which time, such as V(1s). Vault takes a second where a new quota has none.
    type: str
  block_interval:
    description: For how long one is blocked who sent too many. V(0) is not at all.
    type: str
  path:
    description: Which mount, or path in it, it is for. Empty is all of Vault.
    type: str
  role:
    description: Which role of the auth method at O(path) it is for.
    type: str
  inheritable:
    description: Whether it is for child namespaces too (Enterprise only).
    type: bool
"""

EXAMPLES = r"""
- name: At most a thousand requests a second
  nomadic.fleet.vault_quota_rate_limit:
    name: all
    rate: 1000

- name: Slow down those who guess passwords
  nomadic.fleet.vault_quota_rate_limit:
    name: logins
    path: auth/userpass
    rate: 10
    interval: 1m
    block_interval: 5m
"""

RETURN = r"""
quota:
  description: The quota, as Vault has it.
  returned: always
  type: dict
  sample: {name: logins, path: auth/userpass/, rate: 10, interval: 60, block_interval: 300}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("name", required=True),
    f.number("rate", type="float"),
    f.duration("interval"),
    f.duration("block_interval"),
    Field("path", "path", {"type": "str"}, alike=lambda value: str(value or "").strip("/")),
    f.text("role"),
    f.flag("inheritable"),
)


def main() -> None:
    """Run the module."""
    run_at("sys/quotas/rate-limit/{name}", FIELDS, "quota")


if __name__ == "__main__":
    main()
