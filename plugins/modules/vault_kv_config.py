#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Vault's KV engine, version 2."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_kv_config
version_added: 0.1.0
short_description: Manage the settings of a KV version 2 secret engine
description:
  - What all secrets of the engine follow that do not say otherwise themselves. These settings are always there; they
    have no O(ignore:state).
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
  mount:
    description: Where the KV engine is enabled.
    type: str
    default: secret
  max_versions:
    description: How many versions of a secret are kept; V(0) stands for Vault's own default, 10.
    type: int
  cas_required:
    description: Whether every write must say which version it replaces.
    type: bool
  delete_version_after:
    description: When versions are deleted by themselves, such as V(720h); V(0) is never.
    type: str
"""

EXAMPLES = r"""
- name: Keep twenty versions of every secret
  nomadic.fleet.vault_kv_config:
    mount: secret
    max_versions: 20
"""

RETURN = r"""
config:
  description: The settings.
  returned: always
  type: dict
  sample: {mount: secret, max_versions: 20, cas_required: false, delete_version_after: 0s}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

FIELDS = Fields(
    f.text("mount", default="secret"),
    f.number("max_versions"),
    f.flag("cas_required"),
    f.duration("delete_version_after", unit="text"),
)


def main() -> None:
    """Run the module."""
    run(
        "vault",
        FIELDS.spec(),
        lambda module, client: keep_at(module, client, "{mount}/config", FIELDS),
        returns="config",
    )


if __name__ == "__main__":
    main()
