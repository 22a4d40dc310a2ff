#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a PKI engine of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_info
version_added: 0.1.0
short_description: Read issuers, keys, roles and certificates of Vault's PKI secret engine
description:
  - Returns what the engine has. Five requests, one more for each issuer with O(details), one more with
    O(certificates), one only with O(serial_number).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  mount:
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  details:
    description: Whether issuers are returned in full, with their certificates.
    type: bool
    default: false
  certificates:
    description: Whether the serial numbers of all stored certificates are returned.
    type: bool
    default: false
  serial_number:
    description: Return this certificate, and nothing else.
    type: str
"""

EXAMPLES = r"""
- name: Look at the authorities
  nomadic.fleet.vault_pki_info:
    details: true
  register: pki
"""

RETURN = r"""
issuers:
  description: The issuers.
  returned: without O(serial_number)
  type: list
  elements: dict
  sample: [{issuer_id: 8b1f6a3e-0d57-1c1f-7a0e-5b8e4b0d2c11, issuer_name: root-2026, is_default: true}]
keys:
  description: The keys.
  returned: without O(serial_number)
  type: list
  elements: dict
  sample: [{key_id: 4ec4b9a5-17a4-5a3f-2d4b-0d1f6d1c7b11, key_name: root-2026}]
roles:
  description: The names of the roles.
  returned: without O(serial_number)
  type: list
  elements: str
  sample: [web]
config:
  description: The settings, by their paths.
  returned: without O(serial_number)
  type: dict
  sample: {urls: {crl_distribution_points: []}, crl: {expiry: 72h}}
serial_numbers:
  description: The serial numbers of all stored certificates.
  returned: with O(certificates)
  type: list
  elements: str
certificate:
  description: The certificate, with the time of its revocation, or 0; none where there is none.
  returned: with O(serial_number)
  type: dict
  sample: {certificate: "-----BEGIN CERTIFICATE-----", revocation_time: 0}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Read what is asked for."""
    params = module.params

    def at(path: str) -> list[str]:
        return place("{mount}/" + path, params)

    if params["serial_number"]:
        return {"changed": False, "certificate": client.read(at("cert/{serial_number}"))}
    found: dict[str, Any] = {
        "issuers": _named(client, at("issuers"), "issuer_id"),
        "keys": _named(client, at("keys"), "key_id"),
        "roles": client.list(at("roles")),
        "config": {part: client.read(at(f"config/{part}")) for part in ("urls", "crl")},
    }
    if params["details"]:
        found["issuers"] = [{**one, **client.read([*at("issuer"), one["issuer_id"]])} for one in found["issuers"]]
    if params["certificates"]:
        found["serial_numbers"] = client.list(at("certs"))
    return {"changed": False, **found}


def _named(client: VaultClient, path: list[str], key: str) -> list[dict[str, Any]]:
    """The things of a list with what the list says of each."""
    answer = client.request("LIST", path, accept=(404,))
    about = answer.data["data"]["key_info"] if answer.status == 200 else {}
    return [{key: name, **more} for name, more in about.items()]


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "mount": {"type": "str", "default": "pki"},
        "details": {"type": "bool", "default": False},
        "certificates": {"type": "bool", "default": False},
        "serial_number": {"type": "str"},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
