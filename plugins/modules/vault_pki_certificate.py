#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates from Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_certificate
version_added: 0.1.0
short_description: Issue or sign a certificate with Vault's PKI secret engine, and renew it
description:
  - Has Vault issue a certificate with a key, or sign a request, and keeps them in files.
  - "It is replaced when it is not there, when it is for other names or another key, or when a part of its life has
    passed (O(renew_after)). Nothing else is compared: use O(force) once the authority or the role changed."
  - "With no file at all every run issues, and is a change; what was issued is returned then, and the task needs
    C(no_log: true) where that includes a key."
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_pki.files
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Only with a file.
options:
  mount:
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  role:
    description: The role, see M(nomadic.fleet.vault_pki_role).
    type: str
    required: true
  issuer_ref:
    description: The issuer, by name or id. Default is that of the role.
    type: str
  common_name:
    description: The common name. Needed with most roles.
    type: str
  alt_names:
    description: Alternative names, host names and e-mail addresses, all of them.
    type: list
    elements: str
  ip_sans:
    description: Addresses, all of them.
    type: list
    elements: str
  uri_sans:
    description: URIs, all of them.
    type: list
    elements: str
  other_sans:
    description: Other alternative names, each as C(<oid>;UTF8:<value>). They are not compared.
    type: list
    elements: str
  exclude_cn_from_sans:
    description: Whether the common name is left out of the alternative names.
    type: bool
  ttl:
    description: How long it is valid, such as V(720h) or V(30d), within what the role allows.
    type: str
  not_after:
    description: The end of the validity as a date, instead of O(ttl).
    type: str
  csr:
    description: A request for signature (PEM), by a key that Vault does not see. It excludes O(key_path).
    type: str
  remove_roots_from_chain:
    description: Whether a root is left out of the chain.
    type: bool
  certificate_path:
    description: The file for the certificate, mode 0644.
    type: path
  chain_path:
    description:
      - The file for the certificate and those of the authorities above it, mode 0644. Servers mostly want this one.
    type: path
  ca_path:
    description: The file for the certificates of the authorities above it, mode 0644.
    type: path
  key_path:
    description: The file for the key, mode 0600. Needed with the others where there is no O(csr).
    type: path
"""

EXAMPLES = r"""
- name: Have a certificate for the web server
  nomadic.fleet.vault_pki_certificate:
    role: web
    common_name: www.example.com
    alt_names: [example.com]
    ttl: 30d
    chain_path: /etc/ssl/www.pem
    key_path: /etc/ssl/private/www.key
  notify: Reload the web server

- name: Have a key signed that was made on the device
  nomadic.fleet.vault_pki_certificate:
    role: device
    common_name: device1
    csr: "{{ device_csr.content | b64decode }}"
    certificate_path: /etc/ssl/device1.pem
"""

RETURN = r"""
reason:
  description: Why it was issued, empty where it was not.
  returned: always
  type: str
  sample: 71 % of its life have passed
certificate:
  description: The certificate (PEM).
  returned: when it was issued
  type: str
ca_chain:
  description: The certificates of the authorities above it (PEM), the nearest first.
  returned: when it was issued
  type: list
  elements: str
serial_number:
  description: Its serial number.
  returned: always, except for a new one in check mode
  type: str
  sample: 39:dd:2e:90:b7:23:1f:8d
private_key:
  description: The key (PEM).
  returned: when it was issued, and there is neither O(csr) nor O(key_path)
  type: str
diff:
  description: What changes, without the key.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _files
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_certificates import FILES, Kept
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import joined
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import key_at, request_key

REQUEST = Fields(
    f.text("common_name"),
    joined("alt_names"),
    f.names("ip_sans"),
    f.names("uri_sans"),
    f.names("other_sans"),
    f.flag("exclude_cn_from_sans"),
    f.duration("ttl"),
    f.text("not_after"),
    f.text("csr"),
    f.flag("remove_roots_from_chain"),
)
MODES = {"certificate_path": 0o644, "chain_path": 0o644, "ca_path": 0o644, "key_path": 0o600}


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Issue where the files do not hold what is wanted."""
    params = module.params
    kept = Kept(module, MODES)
    if kept.paths and not params["csr"] and not params["key_path"]:
        raise BadInput("key_path must be given, or csr: without its key the certificate would be of no use.")
    if not kept.paths and not params["csr"]:
        refuse_to_print(module, "the private key")
    key = request_key(params["csr"]) if params["csr"] else key_at(params["key_path"]) if params["key_path"] else b""
    reason = kept.reason(key, _names(params))
    if not reason or module.check_mode:
        return kept.result(reason)
    how = "sign" if params["csr"] else "issue"
    path = "{mount}/issuer/{issuer_ref}/{how}/{role}" if params["issuer_ref"] else "{mount}/{how}/{role}"
    body = REQUEST.wanted(params)
    data = client.post(place(path, {**params, "how": how}), body, idempotent=False).data["data"]
    certificate, chain = data["certificate"], data.get("ca_chain") or [data["issuing_ca"]]
    texts = {
        "certificate_path": [certificate],
        "chain_path": [certificate, *chain],
        "ca_path": chain,
        "key_path": [data.get("private_key", "")],
    }
    shown = {} if params["csr"] or params["key_path"] else {"private_key": data["private_key"]}
    return kept.result(reason, texts, certificate=certificate, ca_chain=chain, **shown)


def _names(params: dict[str, Any]) -> set[str] | None:
    """The names it must have, None where only the request says."""
    given = [params[option] for option in ("common_name", "alt_names", "ip_sans", "uri_sans")]
    if all(value is None for value in given):
        return None
    return {params["common_name"] or "", *(name for names in given[1:] for name in names or ())} - {""}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        **REQUEST.spec(),
        **FILES,
        **_files.OWNER,
        "mount": {"type": "str", "default": "pki"},
        "role": {"type": "str", "required": True},
        "issuer_ref": {"type": "str"},
        **{option: {"type": "path", "no_log": False} for option in MODES},
    }
    run("vault", spec, work, mutually_exclusive=[("ttl", "not_after"), ("csr", "key_path")])


if __name__ == "__main__":
    main()
