#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuers of Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_issuer
version_added: 0.1.0
short_description: Manage issuers of Vault's PKI secret engine
description:
  - Names an issuer, says what it may be used for, and deletes it. Deleting it leaves its key. Issuers are made with
    M(nomadic.fleet.vault_pki_root) and M(nomadic.fleet.vault_pki_intermediate).
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
  issuer_ref:
    description: The issuer, by name or id, or V(default).
    type: str
    required: true
  issuer_name:
    description: Its new name. An issuer that has this name already is found by it, too.
    type: str
  leaf_not_after_behavior:
    description: What happens where a certificate would outlive the issuer.
    type: str
    choices: [err, truncate, permit, always_enforce_err]
  usage:
    description: What it may be used for, all of it. Vault always allows V(read-only).
    type: list
    elements: str
    choices: [read-only, issuing-certificates, crl-signing, ocsp-signing]
  manual_chain:
    description:
      - The chain of authorities, in order, by name or id, itself first; empty for the one that Vault finds. Names are
        compared as ids.
    type: list
    elements: str
  revocation_signature_algorithm:
    description: The signature of revocation lists, such as V(SHA384WithRSA).
    type: str
  issuing_certificates:
    description: URLs of its certificate, all of them.
    type: list
    elements: str
  crl_distribution_points:
    description: URLs of its revocation list, all of them.
    type: list
    elements: str
  delta_crl_distribution_points:
    description: URLs of the list of what was revoked since, all of them.
    type: list
    elements: str
  ocsp_servers:
    description: URLs of OCSP, all of them.
    type: list
    elements: str
  enable_aia_url_templating:
    description: Whether the URLs may hold templates, see M(nomadic.fleet.vault_pki_config). It needs a URL.
    type: bool
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let an old authority only sign revocation lists
  nomadic.fleet.vault_pki_issuer:
    issuer_ref: root-2016
    usage: [read-only, crl-signing]
"""

RETURN = r"""
issuer:
  description: The issuer.
  returned: always
  type: dict
  sample: {issuer_id: 8b1f6a3e-0d57-1c1f-7a0e-5b8e4b0d2c11, issuer_name: root-2026, common_name: Example Root}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import joined
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_pki import KEPT, issuer

USAGE = ["read-only", "issuing-certificates", "crl-signing", "ocsp-signing"]
FIELDS = Fields(
    f.text("mount", default="pki"),
    f.text("issuer_name"),
    f.text("leaf_not_after_behavior", choices=["err", "truncate", "permit", "always_enforce_err"]),
    joined("usage", choices=USAGE),
    f.ordered("manual_chain"),
    f.text("revocation_signature_algorithm"),
    f.names("issuing_certificates"),
    f.names("crl_distribution_points"),
    f.names("delta_crl_distribution_points"),
    f.names("ocsp_servers"),
    f.flag("enable_aia_url_templating"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""
    params, mount = module.params, module.params["mount"]
    found = issuer(client, mount, params["issuer_ref"])
    if found is None and params["issuer_name"]:
        found = issuer(client, mount, params["issuer_name"])
    if found is None and params["state"] == "present":
        raise BadInput(f"{params['issuer_ref']}: there is no such issuer; make it with vault_pki_root, for instance.")
    if params["usage"]:
        params["usage"] = sorted({*params["usage"], "read-only"})
    if params["manual_chain"]:
        params["manual_chain"] = [_id(client, mount, ref) for ref in params["manual_chain"]]
    where = place("{mount}/issuer/{issuer_id}", {"mount": mount, **(found or {"issuer_id": "none"})})

    def write(whole: dict[str, Any]) -> dict[str, Any] | None:
        client.post(where, {key: whole[key] for key in KEPT if whole.get(key) is not None})
        return issuer(client, mount, whole["issuer_id"])

    return keep(module, FIELDS, found, write, lambda _: client.delete(where))


def _id(client: VaultClient, mount: str, ref: str) -> str:
    return str((issuer(client, mount, ref) or {"issuer_id": ref})["issuer_id"])


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(issuer_ref={"type": "str", "required": True}, state=STATE), work, returns="issuer")


if __name__ == "__main__":
    main()
