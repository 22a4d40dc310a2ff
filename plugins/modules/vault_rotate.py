#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotate Vault's encryption key."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_rotate
version_added: 0.1.0
short_description: Manage the rotation of Vault's encryption key
description:
  - Sets when Vault rotates the key that encrypts its storage, and rotates it now where it is older than it should be.
  - This is not the key that is shared among people, see M(nomadic.fleet.vault_rekey).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  enabled:
    description: Whether Vault rotates the key by itself.
    type: bool
  max_operations:
    description: After how many encryptions.
    type: int
  interval:
    description: After which time, at least V(24h). V(0) is not by time.
    type: str
  older_than:
    description: Rotate now where the key is older than this, such as V(90d) or seconds; with V(0) in every run.
    type: str
"""

EXAMPLES = r"""
- name: Rotate the key once a quarter
  nomadic.fleet.vault_rotate:
    enabled: true
    interval: 90d

- name: Rotate it now, at most once a day
  nomadic.fleet.vault_rotate:
    older_than: 24h
"""

RETURN = r"""
rotation:
  description: The configuration, and the C(term) and C(install_time) of the key.
  returned: always
  type: dict
  sample: {enabled: true, max_operations: 3865470566, interval: 2160h0m0s, term: 2, install_time: '2026-11-29T20:00:00Z'}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import datetime
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, changes

FIELDS = Fields(
    f.flag("enabled"),
    f.number("max_operations"),
    f.duration("interval"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """The configuration and the key are one object here."""
    before = read(client)
    given = FIELDS.wanted(module.params)
    configure = bool(changes(before, given, FIELDS.rules))
    limit = module.params["older_than"]
    rotate = limit is not None and age(before["install_time"]) * 10**9 >= nanoseconds(limit, "older_than")
    after = {**before, **(given if configure else {}), "term": before["term"] + rotate}
    if not module.check_mode and (configure or rotate):
        if configure:
            client.post(["sys", "rotate", "config"], given)
        if rotate:
            client.post(["sys", "rotate"], idempotent=False)
        after = read(client)
    return Outcome(configure or rotate, before, after)


def read(client: VaultClient) -> dict[str, Any]:
    """How many encryptions there were is left out: it always changes."""
    key = client.read(["sys", "key-status"])
    return {**client.read(["sys", "rotate", "config"]), "term": key["term"], "install_time": key["install_time"]}


def age(since: str) -> float:
    """Seconds since a time of Vault's, on this machine's clock."""
    then = datetime.datetime.strptime(since[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
    return (datetime.datetime.now(datetime.timezone.utc) - then).total_seconds()


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(older_than={"type": "str"}), work, returns="rotation")


if __name__ == "__main__":
    main()
