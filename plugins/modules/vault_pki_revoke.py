#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revoke certificates of Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_revoke
version_added: 0.1.0
short_description: Revoke a certificate of Vault's PKI secret engine
description:
  - Revokes a certificate, by its serial number or by itself. One that is revoked already is left alone.
  - It cannot be undone. A login to Vault itself with a revoked certificate goes on working unless the auth method is
    told the revocation list.
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
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  serial_number:
    description: Its serial number, octets with colons or dashes between them.
    type: str
  certificate:
    description: The certificate (PEM), where the role does not store certificates for instance.
    type: str
"""

EXAMPLES = r"""
- name: Revoke the certificate of a lost device
  nomadic.fleet.vault_pki_revoke:
    mount: pki-devices
    certificate: "{{ lookup('ansible.builtin.file', 'device1.pem') }}"
"""

RETURN = r"""
revoked:
  description: The certificate.
  returned: always
  type: dict
  sample: {serial_number: '39:dd:2e:90:b7:23', revocation_time: 1732888800}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import Certificate


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Look before."""
    params = module.params
    serial = Certificate(params["certificate"]).serial if params["certificate"] else params["serial_number"]
    serial = serial.lower().replace("-", ":")
    found = client.read(place("{mount}/cert/{serial}", {**params, "serial": serial}))
    before = {"serial_number": serial, "revocation_time": (found or {}).get("revocation_time", 0)}
    if before["revocation_time"]:
        return Outcome(False, before, before)
    after = {**before, "revocation_time": "now"}
    if not module.check_mode:
        body = {"certificate": params["certificate"]} if params["certificate"] else {"serial_number": serial}
        answer = client.post(place("{mount}/revoke", params), body).data["data"]
        after["revocation_time"] = answer["revocation_time"]
    return Outcome(True, before, after)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "mount": {"type": "str", "default": "pki"},
        "serial_number": {"type": "str"},
        "certificate": {"type": "str"},
    }
    one = [("serial_number", "certificate")]
    run("vault", spec, work, returns="revoked", required_one_of=one, mutually_exclusive=one)


if __name__ == "__main__":
    main()
