#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers of Vault's UI."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ui_header
version_added: 0.1.0
short_description: Manage headers of the answers of Vault's UI
description:
  - Sets and removes a header that the UI of Vault sends with its answers, such as a Content-Security-Policy.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  name:
    description: The name of the header. It cannot begin with C(X-Vault-).
    type: str
    required: true
  values:
    description: Its values.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: No frames
  nomadic.fleet.vault_ui_header:
    name: X-Frame-Options
    values: [DENY]
"""

RETURN = r"""
header:
  description: The header, as Vault has it.
  returned: always
  type: dict
  sample: {name: X-Frame-Options, values: [DENY]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Object, Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "sys/config/ui/headers/{name}"
FIELDS = Fields(
    f.text("name", required=True),
    f.ordered("values"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """All values are asked for, Vault would give the first."""
    where = place(PATH, module.params)

    def read() -> Object | None:
        found = client.find(where, {"multivalue": True})
        return found.data["data"] if found and found.data else None

    return keep_at(module, client, PATH, FIELDS, read=read)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="header")


if __name__ == "__main__":
    main()
