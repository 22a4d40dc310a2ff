#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authority of Vault's SSH engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ssh_ca
version_added: 0.1.0
short_description: Manage the authority of Vault's SSH secret engine
description:
  - Has Vault make the key with which it signs others, or imports one, and deletes it.
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
    description: Where the SSH engine is enabled.
    type: str
    default: ssh
  public_key:
    description:
      - The public key of an authority to import. Compared with that which is there; it cannot be changed later.
    type: str
  private_key:
    description: The private key of an authority to import, in OpenSSH's or PEM format without a passphrase.
    type: str
  key_type:
    description: The kind of a key that Vault makes. Default is V(ssh-rsa). It cannot be changed later.
    type: str
    choices: [ssh-rsa, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, ssh-ed25519]
  key_bits:
    description: The length of an RSA key that Vault makes; V(0) is the default.
    type: int
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have an authority for SSH
  nomadic.fleet.vault_ssh_ca:
    key_type: ssh-ed25519
  register: ssh

- name: Let sshd trust it
  ansible.builtin.copy:
    content: "{{ ssh.ca.public_key }}"
    dest: /etc/ssh/trusted_user_ca
    mode: "0644"
"""

RETURN = r"""
ca:
  description: The authority.
  returned: always
  type: dict
  sample: {mount: ssh, public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI..., key_type: ssh-ed25519}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "{mount}/config/ca"
KINDS = ["ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519"]
FIELDS = Fields(
    f.text("mount", default="ssh"),
    f.text("public_key", fixed=True, no_log=False),
    f.secret("private_key"),
    f.text("key_type", fixed=True, choices=KINDS),
    f.number("key_bits", write_only=True),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""
    if module.params["public_key"]:
        module.params["public_key"] = " ".join(module.params["public_key"].split()[:2])  # without the comment

    def read() -> dict[str, Any] | None:
        found = read_unless(client, place(PATH, module.params), "keys haven't been configured")
        if found is None:
            return None
        key = " ".join(found["public_key"].split()[:2])
        return {"public_key": key, "key_type": key.split()[0]}

    def write(ca: dict[str, Any]) -> None:
        client.post(place(PATH, module.params), {**ca, "generate_signing_key": not module.params["private_key"]})

    return keep_at(module, client, PATH, FIELDS, read=read, write=write)


def main() -> None:
    """Run the module."""
    together, exclusive = [("public_key", "private_key")], [("private_key", "key_type"), ("private_key", "key_bits")]
    run(
        "vault",
        FIELDS.spec(state=STATE),
        work,
        returns="ca",
        required_together=together,
        mutually_exclusive=exclusive,
    )


if __name__ == "__main__":
    main()
