#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CA of Consul's service mesh."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_connect_ca
version_added: 0.1.0
short_description: Configure the CA of Consul's service mesh
description:
  - Sets who signs the certificates of the service mesh, and how. Of O(config) only what is given is compared, and what the
    server has besides stays, unless the provider is another one.
  - Another provider or another key makes a new root, and Consul rotates to it while services run. See Consul's documentation
    before that.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  provider:
    description: Who signs.
    type: str
    choices: [consul, vault, aws-pca]
  config:
    description: The settings of the provider, with the names of the API, such as C(LeafCertTTL). Durations may be written as V(90s) or V(72h).
    type: dict
  secret_config:
    description:
      - Settings that are secret, such as C(Token) or C(PrivateKey); they are put over O(config).
      - Consul returns them to an operator, so they are compared; they are never shown.
    type: dict
  force_without_cross_signing:
    description: Whether a change of the root goes on where the old one cannot sign the new one. Calls may fail meanwhile.
    type: bool
"""

EXAMPLES = r"""
- name: Let leaf certificates live for a day
  nomadic.fleet.consul_connect_ca:
    provider: consul
    config:
      LeafCertTTL: 24h
"""

RETURN = r"""
connect_ca:
  description: The configuration, as the API gives it, without secrets.
  returned: always
  type: dict
  sample: {Provider: consul, Config: {LeafCertTTL: 24h, RootCertTTL: 87600h}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import document
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("provider", choices=["consul", "vault", "aws-pca"]),
    document("config", "Config"),
    f.flag("force_without_cross_signing", write_only=True),
)
PATH = ["connect", "ca", "configuration"]


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    current = dict(client.get(PATH).data)
    other = module.params["provider"] not in (None, current["Provider"])

    def write(whole: dict[str, Any]) -> dict[str, Any]:
        config = FIELDS.wanted(module.params).get("Config") if other else whole["Config"]
        body = {"Provider": whole["Provider"], "Config": config or {}}
        client.put(PATH, {**body, "ForceWithoutCrossSigning": bool(module.params["force_without_cross_signing"])})
        return dict(client.get(PATH).data)

    return keep(module, FIELDS, current, write, lambda _: None)  # it is always there


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(), work, returns="connect_ca")


if __name__ == "__main__":
    main()
