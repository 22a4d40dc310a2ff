#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intermediate authorities in Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_intermediate
version_added: 0.1.0
short_description: Make an intermediate authority in Vault's PKI secret engine
description:
  - "Makes a key and a request for signature in Vault, has it signed, and imports the certificate. An issuer that is
    there under O(issuer_name) is left as it is: of the options only O(common_name) is compared."
  - "With O(parent_mount) another issuer of Vault signs. Without it, and without O(certificate), the module stops
    after the request and returns it as RV(csr): have it signed elsewhere, and give the certificate as O(certificate)
    in a second run. The key stays the same in between."
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_pki
  - nomadic.fleet.vault_pki.key
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
  issuer_name:
    description: Its name, under which it is found. An issuer of this name is never made again.
    type: str
    required: true
  common_name:
    description:
      - The common name of its subject. Needed for a new one. Refused where the issuer that is there has another one.
    type: str
  key_name:
    description: The name of its key. Default is O(issuer_name).
    type: str
  parent_mount:
    description: Where the PKI engine is enabled whose issuer signs. It may be the same.
    type: str
  parent_issuer_ref:
    description: The issuer that signs, by name or id.
    type: str
    default: default
  add_basic_constraints:
    description: Whether the request says that it is for an authority. An authority outside of Vault may sign only what the request says.
    type: bool
  key_usage:
    description:
      - What the request says the key may do, such as V(CertSign) and V(CRLSign). Give it with O(add_basic_constraints) where
        the authority that signs takes it from the request.
    type: list
    elements: str
  use_csr_values:
    description:
      - Whether everything in the certificate is taken from the request, instead of from what the signing issuer is
        told.
    type: bool
  certificate:
    description: The signed certificate (PEM), with those of the authorities above it.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have an issuing authority for five years
  nomadic.fleet.vault_pki_intermediate:
    mount: pki-web
    issuer_name: web-2026
    common_name: Example Web
    parent_mount: pki
    parent_issuer_ref: root-2026
    ttl: 1825d

- name: Make the request for an authority that is signed elsewhere
  nomadic.fleet.vault_pki_intermediate:
    mount: pki-web
    issuer_name: web-2027
    common_name: Example Web
    add_basic_constraints: true
    key_usage: [CertSign, CRLSign]
  register: web
"""

RETURN = r"""
issuer:
  description: The issuer, empty where there is none yet.
  returned: always
  type: dict
  sample: {issuer_id: 8b1f6a3e-0d57-1c1f-7a0e-5b8e4b0d2c11, issuer_name: root-2026, common_name: Example Root}
csr:
  description: The request for signature (PEM).
  returned: when the certificate is still to be signed elsewhere
  type: str
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_pki import (
    AUTHORITY,
    KEY,
    NO_KEY,
    SIGNATURE,
    SUBJECT,
    imported,
    issuer,
    rename,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import Certificate, request_key

REQUEST = Fields(*SUBJECT, *KEY, f.flag("add_basic_constraints"), f.names("key_usage"))
SIGNED = Fields(*SUBJECT, *SIGNATURE)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Make it where it is not there, as far as that goes."""
    params = module.params
    params["key_name"] = params["key_name"] or params["issuer_name"]
    found = issuer(client, params["mount"], params["issuer_name"])
    wanted = not found and params["state"] == "present"
    if wanted and not params["common_name"]:
        raise BadInput(f"{params['issuer_name']}: there is no such issuer yet, so common_name must be given.")
    if wanted and not params["parent_mount"] and not params["certificate"]:
        return _request_only(module, client)

    def create(_issuer: dict[str, Any]) -> dict[str, Any]:
        csr = _request(client, params, _has_key(client, params))
        if params["certificate"] and Certificate(params["certificate"]).public_key != request_key(csr):
            raise BadInput(f"certificate: it is not for the key {params['key_name']} of {params['mount']}.")
        signed = params["certificate"] or _sign(client, params, csr)
        answer = client.post(place("{mount}/intermediate/set-signed", params), {"certificate": signed})
        return rename(client, params["mount"], imported(answer.data["data"], "certificate"), params["issuer_name"])

    return keep(
        module, AUTHORITY, found, create, lambda _: client.delete(place("{mount}/issuer/{issuer_name}", params))
    )


def _request_only(module: AnsibleModule, client: VaultClient) -> Outcome:
    there = _has_key(client, module.params)
    key = {"mount": module.params["mount"], "key_name": module.params["key_name"]}
    csr = "" if module.check_mode and not there else _request(client, module.params, there)
    return Outcome(not there, key if there else None, key, csr=csr)


def _has_key(client: VaultClient, params: dict[str, Any]) -> bool:
    return read_unless(client, place("{mount}/key/{key_name}", params), NO_KEY) is not None


def _request(client: VaultClient, params: dict[str, Any], there: bool) -> str:
    """The request for signature, by the key of this name, which is made where it is not there."""
    body = {**REQUEST.wanted(params), "common_name": params["common_name"]}
    kind, key = ("existing", "key_ref") if there else ("internal", "key_name")
    if there:
        body = {name: value for name, value in body.items() if name not in ("key_type", "key_bits")}
    where = place("{mount}/issuers/generate/intermediate/{kind}", {**params, "kind": kind})
    answer = client.post(where, {**body, key: params["key_name"]}, idempotent=there)
    return str(answer.data["data"]["csr"])


def _sign(client: VaultClient, params: dict[str, Any], csr: str) -> str:
    """The certificate, with those above it."""
    parent = {"mount": params["parent_mount"], "ref": params["parent_issuer_ref"]}
    body = {**SIGNED.wanted(params), "common_name": params["common_name"], "csr": csr}
    if params["use_csr_values"] is not None:
        body["use_csr_values"] = params["use_csr_values"]
    where = place("{mount}/issuer/{ref}/sign-intermediate", parent)
    data = client.post(where, body, idempotent=False).data["data"]
    chain = [data["certificate"], *(data.get("ca_chain") or [data["issuing_ca"]])]
    return "\n".join(dict.fromkeys(part.strip() for part in chain)) + "\n"


def main() -> None:
    """Run the module."""
    more: dict[str, Any] = {
        **REQUEST.spec(),
        **SIGNED.spec(),
        "key_name": {"type": "str"},
        "parent_mount": {"type": "str"},
        "parent_issuer_ref": {"type": "str", "default": "default"},
        "use_csr_values": {"type": "bool"},
        "certificate": {"type": "str"},
        "state": STATE,
    }
    exclusive = [("ttl", "not_after"), ("parent_mount", "certificate")]
    run("vault", AUTHORITY.spec(**more), work, returns="issuer", mutually_exclusive=exclusive)


if __name__ == "__main__":
    main()
