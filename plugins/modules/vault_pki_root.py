#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Root authorities in Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_root
version_added: 0.1.0
short_description: Make or import a root authority in Vault's PKI secret engine
description:
  - "Makes a root authority, or imports one with its key, and deletes it. An issuer that is there under O(issuer_name)
    is left as it is: of the options only O(common_name) is compared. For a new certificate make a new issuer, and let
    M(nomadic.fleet.vault_pki_config) make it the default."
  - To change what can be changed see M(nomadic.fleet.vault_pki_issuer).
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
  type:
    description:
      - Where the key is from.
      - V(internal) makes one that never leaves Vault.
      - "V(exported) makes one that is returned, once; the task needs C(no_log: true)."
      - V(existing) takes O(key_ref).
    type: str
    default: internal
    choices: [internal, exported, existing]
  key_name:
    description: The name of the new key.
    type: str
  key_ref:
    description: The key to take with O(type=existing), by name or id.
    type: str
  pem_bundle:
    description: The certificate and key of an authority to import (PEM), instead of making one.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a root authority for ten years
  nomadic.fleet.vault_pki_root:
    issuer_name: root-2026
    common_name: Example Root
    key_type: ec
    ttl: 3650d

- name: Import the authority of the fleet
  nomadic.fleet.vault_pki_root:
    mount: pki-nomad
    issuer_name: nomad-2026
    pem_bundle: "{{ certificate ~ key }}"
"""

RETURN = r"""
issuer:
  description: The issuer.
  returned: always
  type: dict
  sample: {issuer_id: 8b1f6a3e-0d57-1c1f-7a0e-5b8e4b0d2c11, issuer_name: root-2026, common_name: Example Root}
private_key:
  description: The key of a new authority (PEM).
  returned: when O(type=exported) and the authority is new
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
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_pki import (
    AUTHORITY,
    KEY,
    SIGNATURE,
    SUBJECT,
    imported,
    issuer,
    rename,
)

NEW = Fields(*SUBJECT, *SIGNATURE, *KEY)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Make it where it is not there."""
    params = module.params
    mount, name = params["mount"], params["issuer_name"]
    if params["type"] == "exported" and not params["pem_bundle"]:
        refuse_to_print(module, "the private key")
    made: dict[str, Any] = {}

    def create(_issuer: dict[str, Any]) -> dict[str, Any]:
        if params["pem_bundle"]:
            answer = client.post(place("{mount}/issuers/import/bundle", params), {"pem_bundle": params["pem_bundle"]})
            return rename(client, mount, imported(answer.data["data"], "pem_bundle"), name)
        body = {key: params[key] for key in ("issuer_name", "common_name", "key_name", "key_ref") if params[key]}
        where = [*place("{mount}/issuers/generate", params), "root", params["type"]]
        made.update(client.post(where, {**body, **NEW.wanted(params)}, idempotent=False).data["data"])
        return issuer(client, mount, name) or {}

    found = issuer(client, mount, name)
    if not found and params["state"] == "present" and not (params["common_name"] or params["pem_bundle"]):
        raise BadInput(f"{name}: there is no such issuer yet, so common_name or pem_bundle must be given.")
    outcome = keep(
        module, AUTHORITY, found, create, lambda _: client.delete(place("{mount}/issuer/{issuer_name}", params))
    )
    if params["type"] == "exported" and made:
        outcome.extra["private_key"] = made["private_key"]
    return outcome


def main() -> None:
    """Run the module."""
    more: dict[str, Any] = {
        **NEW.spec(),
        "type": {"type": "str", "default": "internal", "choices": ["internal", "exported", "existing"]},
        "key_name": {"type": "str"},
        "key_ref": {"type": "str", "no_log": False},
        "pem_bundle": {"type": "str", "no_log": True},
        "state": STATE,
    }
    run(
        "vault",
        AUTHORITY.spec(**more),
        work,
        returns="issuer",
        required_if=[("type", "existing", ["key_ref"])],
        mutually_exclusive=[("ttl", "not_after")],
    )


if __name__ == "__main__":
    main()
