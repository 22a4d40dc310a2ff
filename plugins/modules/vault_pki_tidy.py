#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clear away in Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_tidy
version_added: 0.1.0
short_description: Clear away old certificates in Vault's PKI secret engine
description:
  - Has Vault forget certificates that expired, once, and waits for the end. Every run does, and is a change where
    something was forgotten; check mode cannot know, and says that it is one.
  - What Vault clears away by itself is said with M(nomadic.fleet.vault_pki_config).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: partial
    details: A second run has nothing to forget.
options:
  mount:
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  tidy_cert_store:
    description: Whether certificates that expired are forgotten.
    type: bool
  tidy_revoked_certs:
    description: Whether revoked ones that expired are.
    type: bool
  tidy_revoked_cert_issuer_associations:
    description: Whether revoked certificates are matched with their issuers again.
    type: bool
  tidy_expired_issuers:
    description: Whether issuers that expired are deleted. Their keys stay.
    type: bool
  tidy_acme:
    description: Whether accounts and orders of ACME that are old are forgotten.
    type: bool
  safety_buffer:
    description: How long after the end of its validity a certificate is kept. Vault's default is 72 hours.
    type: str
  issuer_safety_buffer:
    description: How long an issuer is kept. Vault's default is a year.
    type: str
  acme_account_safety_buffer:
    description: How long an account is kept. Vault's default is 30 days.
    type: str
  pause_duration:
    description: How long Vault rests between two certificates, such as V(100ms).
    type: str
  wait_timeout:
    description: Seconds to wait for the end; V(0) does not wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Forget what expired a week ago
  nomadic.fleet.vault_pki_tidy:
    tidy_cert_store: true
    tidy_revoked_certs: true
    safety_buffer: 7d
"""

RETURN = r"""
status:
  description: What Vault says of it.
  returned: always, except in check mode
  type: dict
  sample: {state: Finished, cert_store_deleted_count: 12, revoked_cert_deleted_count: 1}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

FIELDS = Fields(
    f.flag("tidy_cert_store"),
    f.flag("tidy_revoked_certs"),
    f.flag("tidy_revoked_cert_issuer_associations"),
    f.flag("tidy_expired_issuers"),
    f.flag("tidy_acme"),
    f.duration("safety_buffer"),
    f.duration("issuer_safety_buffer"),
    f.duration("acme_account_safety_buffer"),
    f.duration("pause_duration", unit="text"),
)


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Start it, and wait."""
    body = FIELDS.wanted(module.params)
    if module.check_mode:
        return {"changed": True}
    client.post(place("{mount}/tidy", module.params), body)
    seconds = module.params["wait_timeout"]

    def status() -> dict[str, Any] | None:
        found: dict[str, Any] = client.read(place("{mount}/tidy-status", module.params))
        return None if seconds and found["state"] in ("Inactive", "Running", "Cancelling") else found

    found = wait_for("Vault clears away", status, seconds, client.sleep, pause=0.2)
    if found["state"] == "Error":
        raise FleetError(f"Vault could not clear away: {found['error']}")
    forgotten = sum(count or 0 for key, count in found.items() if key.endswith("_deleted_count"))
    return {"changed": bool(forgotten) or not seconds, "status": found}


def main() -> None:
    """Run the module."""
    more: dict[str, Any] = {"mount": {"type": "str", "default": "pki"}, "wait_timeout": {"type": "int", "default": 300}}
    run("vault", FIELDS.spec(**more), work)


if __name__ == "__main__":
    main()
