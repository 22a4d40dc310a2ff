#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Vault's Nomad engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_nomad_config
version_added: 0.1.0
short_description: Manage the settings of Vault's Nomad secret engine
description:
  - How Vault reaches Nomad, and how long the tokens live that it hands out.
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
    description: Where the Nomad engine is enabled.
    type: str
    default: nomad
  nomad_address:
    description: The URL of Nomad's API, as Vault reaches it.
    type: str
  nomad_token:
    description:
      - The management token with which Vault makes others. Without one Vault bootstraps Nomad's ACLs by itself when
        it is first told O(nomad_address).
    type: str
  max_token_name_length:
    description: The longest name of a token that Nomad takes.
    type: int
  nomad_ca_cert:
    description: The CA of Nomad's certificate (PEM).
    type: str
  nomad_client_cert:
    description: The certificate that Vault shows to Nomad (PEM).
    type: str
  nomad_client_key:
    description: Its key (PEM).
    type: str
  ttl:
    description: How long a token lives, such as V(1h) or seconds.
    type: str
  max_ttl:
    description: How long it can be renewed.
    type: str
  update_secret:
    description:
      - When O(nomad_token) and O(nomad_client_key) are sent, which Vault never returns.
      - V(on_change) sends them when it is new here or something else differs, V(always) in every run, which then is a
        change.
    type: str
    default: on_change
    choices: [on_change, always]
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let Vault hand out Nomad tokens
  nomadic.fleet.vault_nomad_config:
    nomad_address: https://10.0.0.1:4646
    nomad_token: "{{ management_token }}"
    nomad_ca_cert: "{{ lookup('ansible.builtin.file', 'nomad-ca.pem') }}"
    ttl: 1h
    max_ttl: 24h
"""

RETURN = r"""
config:
  description: The settings, by their paths below C(<mount>/config), those that the task gives.
  returned: always
  type: dict
  sample: {mount: nomad, access: {address: 'https://10.0.0.1:4646'}, lease: {ttl: 3600, max_ttl: 86400}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import STATE, UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import keep_settings

FIELDS = Fields(
    f.text("mount", default="nomad"),
    f.inside(
        "access",
        f.text("nomad_address", "address"),
        f.secret("nomad_token", "token"),
        f.number("max_token_name_length", no_log=False),
        f.text("nomad_ca_cert", "ca_cert"),
        f.text("nomad_client_cert", "client_cert"),
        f.secret("nomad_client_key", "client_key"),
    ),
    f.inside("lease", f.duration("ttl"), f.duration("max_ttl")),
)


def main() -> None:
    """Run the module."""
    run(
        "vault",
        FIELDS.spec(state=STATE, update_secret=UPDATE_SECRET),
        lambda module, client: keep_settings(module, client, FIELDS),
        returns="config",
    )


if __name__ == "__main__":
    main()
