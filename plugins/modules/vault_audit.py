#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit devices of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_audit
version_added: 0.1.0
short_description: Manage the audit devices of Vault
description:
  - 'Enables and disables an audit device. Nothing of it can be changed later: another value is refused.'
  - Vault answers no request while none of its audit devices can write. Enable a second one before a disk is full.
  - Vault 1.21 refuses file devices whose file is executable, and the prefix option where its configuration does not allow it.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  path:
    description: The name of the device, the path it is mounted at.
    type: str
    required: true
  type:
    description: Where it writes. Needed to enable it.
    type: str
    choices: [file, socket, syslog]
  description:
    description: What it is for.
    type: str
  local:
    description: Whether it stays in this cluster where there is replication.
    type: bool
  options:
    description: Its options, such as C(file_path), all of them.
    type: dict
"""

EXAMPLES = r"""
- name: Write an audit log
  nomadic.fleet.vault_audit:
    path: file
    type: file
    options:
      file_path: /var/log/vault/audit.log
"""

RETURN = r"""
device:
  description: The device, as Vault has it.
  returned: always
  type: dict
  sample: {path: file, type: file, options: {file_path: /var/log/vault/audit.log}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import mount_at, mount_segments

FIELDS = Fields(
    f.text("path", required=True),
    f.text("type", choices=["file", "socket", "syslog"], fixed=True),
    f.text("description", fixed=True),
    f.flag("local", fixed=True),
    f.mapping("options", fixed=True),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Enable or disable."""
    path = module.params["path"]
    where = mount_segments("audit", path)

    def enable(device: dict[str, Any]) -> dict[str, Any] | None:
        client.post(where, device)
        return mount_at(client, "audit", path)

    return keep(module, FIELDS, mount_at(client, "audit", path), enable, lambda _: client.delete(where))


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="device")


if __name__ == "__main__":
    main()
