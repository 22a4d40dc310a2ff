#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Vault's Consul engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_consul_config
version_added: 0.1.0
short_description: Manage the settings of Vault's Consul secret engine
description:
  - How Vault reaches Consul. Vault returns the address and the scheme only, so the rest is written with them.
  - "Every write replaces all of it: give all options every time, also those that Vault does not return."
  - Vault cannot be told to forget these settings; disable the engine with M(nomadic.fleet.vault_mount) instead.
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
    description: Where the Consul engine is enabled.
    type: str
    default: consul
  consul_address:
    description: Host and port of Consul's API, as Vault reaches it.
    type: str
    required: true
  scheme:
    description: Whether TLS is used.
    type: str
    default: https
    choices: [http, https]
  consul_token:
    description: The token with which Vault makes others. It needs C(acl = "write").
    type: str
    required: true
  consul_ca_cert:
    description: The CA of Consul's certificate (PEM).
    type: str
  consul_client_cert:
    description: The certificate that Vault shows to Consul (PEM).
    type: str
  consul_client_key:
    description: Its key (PEM).
    type: str
  update_secret:
    description:
      - When O(consul_token), O(consul_ca_cert), O(consul_client_cert) and O(consul_client_key) are sent, which Vault
        never returns.
      - V(on_change) sends them when it is new here or something else differs, V(always) in every run, which then is a
        change.
    type: str
    default: on_change
    choices: [on_change, always]
"""

EXAMPLES = r"""
- name: Let Vault hand out Consul tokens
  nomadic.fleet.vault_consul_config:
    consul_address: 10.0.0.1:8501
    consul_token: "{{ management_token }}"
    consul_ca_cert: "{{ lookup('ansible.builtin.file', 'consul-ca.pem') }}"
"""

RETURN = r"""
config:
  description: The settings that Vault returns.
  returned: always
  type: dict
  sample: {mount: consul, address: '10.0.0.1:8501', scheme: https}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "{mount}/config/access"
FIELDS = Fields(
    f.text("mount", default="consul"),
    f.text("consul_address", "address", required=True),
    f.text("scheme", default="https", choices=["http", "https"]),
    f.secret("consul_token", "token", required=True),
    f.text("consul_ca_cert", "ca_cert", write_only=True),
    f.text("consul_client_cert", "client_cert", write_only=True),
    f.secret("consul_client_key", "client_key"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""

    def read() -> dict[str, Any] | None:
        return read_unless(client, place(PATH, module.params), "haven't been configured")

    return keep_at(module, client, PATH, FIELDS, read=read)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(update_secret=UPDATE_SECRET), work, returns="config")


if __name__ == "__main__":
    main()
