#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign the request of an authority."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_sign_intermediate
version_added: 0.1.0
short_description: Sign an intermediate authority with Vault's PKI secret engine
description:
  - Has an issuer of Vault sign the request of another authority, one outside of Vault for instance.
  - With O(path) the certificate is kept in a file, and only replaced when it is not for the key of the request, or
    when a part of its life has passed (O(renew_after)). Without it every run signs, and is a change.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_pki
  - nomadic.fleet.vault_pki.files
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Only with O(path).
options:
  mount:
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  issuer_ref:
    description: The issuer that signs, by name or id.
    type: str
    default: default
  csr:
    description: The request for signature (PEM).
    type: str
    required: true
  common_name:
    description: The common name of the subject. Needed where O(use_csr_values) is not set.
    type: str
  use_csr_values:
    description: Whether everything in the certificate is taken from the request, instead of from these options.
    type: bool
  path:
    description: The file for the certificate and those above it, mode 0644.
    type: path
"""

EXAMPLES = r"""
- name: Sign the authority of another Vault
  nomadic.fleet.vault_pki_sign_intermediate:
    csr: "{{ lookup('ansible.builtin.file', 'branch.csr') }}"
    common_name: Branch
    ttl: 1825d
    path: /etc/ssl/branch.pem
"""

RETURN = r"""
reason:
  description: Why it was signed, empty where it was not.
  returned: always
  type: str
  sample: there is none
certificate:
  description: The certificate (PEM).
  returned: when it was signed
  type: str
ca_chain:
  description: The certificates of the authorities above it (PEM), the nearest first.
  returned: when it was signed
  type: list
  elements: str
serial_number:
  description: Its serial number.
  returned: always, except for a new one in check mode
  type: str
  sample: 39:dd:2e:90:b7:23:1f:8d
diff:
  description: What changes.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _files
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_certificates import FILES, Kept
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_pki import SIGNATURE, SUBJECT
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import request_key

SIGNED = Fields(*SUBJECT, *SIGNATURE)


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Sign where the file does not hold what is wanted."""
    params = module.params
    if not params["common_name"] and not params["use_csr_values"]:
        raise BadInput("common_name must be given where use_csr_values is not set.")
    kept = Kept(module, {"path": 0o644})
    reason = kept.reason(request_key(params["csr"]))
    if not reason or module.check_mode:
        return kept.result(reason)
    body = {key: params[key] for key in ("csr", "common_name", "use_csr_values") if params[key] is not None}
    where = place("{mount}/issuer/{issuer_ref}/sign-intermediate", params)
    data = client.post(where, {**body, **SIGNED.wanted(params)}, idempotent=False).data["data"]
    chain = data.get("ca_chain") or [data["issuing_ca"]]
    return kept.result(reason, {"path": [data["certificate"], *chain]}, certificate=data["certificate"], ca_chain=chain)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        **SIGNED.spec(),
        **FILES,
        **_files.OWNER,
        "mount": {"type": "str", "default": "pki"},
        "issuer_ref": {"type": "str", "default": "default"},
        "csr": {"type": "str", "required": True},
        "common_name": {"type": "str"},
        "use_csr_values": {"type": "bool"},
        "path": {"type": "path"},
    }
    run("vault", spec, work, mutually_exclusive=[("ttl", "not_after")])


if __name__ == "__main__":
    main()
