#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's certificate authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_cert_role
version_added: 0.1.0
short_description: Manage who logs in to Vault with a client certificate
description:
  - 'Creates, changes and deletes a role of the auth method C(cert): a trusted certificate or CA, and what its holders may do.'
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_token_fields
options:
  mount:
    description: Where it is mounted.
    type: str
    default: cert
  name:
    description: The name of the role. Vault makes it lower case.
    type: str
    required: true
  certificate:
    description: The certificate (PEM), or that of the CA that signs them. A new role needs it.
    type: str
  display_name:
    description: The name that tokens of this role show.
    type: str
  allowed_common_names:
    description: Patterns, one of which the common name must match, such as V(*.example.com).
    type: list
    elements: str
  allowed_dns_sans:
    description: Patterns, one of which a DNS name of the certificate must match.
    type: list
    elements: str
  allowed_email_sans:
    description: Patterns, one of which an e-mail address of the certificate must match.
    type: list
    elements: str
  allowed_uri_sans:
    description: Patterns, one of which a URI of the certificate must match.
    type: list
    elements: str
  allowed_organizational_units:
    description: Patterns, one of which the organizational unit must match.
    type: list
    elements: str
  allowed_organizations:
    description: Patterns, one of which the organization must match.
    type: list
    elements: str
  required_extensions:
    description: Extensions that the certificate must have, as V(oid:pattern).
    type: list
    elements: str
  allowed_metadata_extensions:
    description: Extensions, by their OIDs, that become metadata of the login.
    type: list
    elements: str
  ocsp_enabled:
    description: Whether the certificate's revocation is asked for at login.
    type: bool
  ocsp_ca_certificates:
    description: CA certificates (PEM) that may have signed the answers of OCSP servers.
    type: str
  ocsp_servers_override:
    description: URLs of OCSP servers, instead of those that the certificate names.
    type: list
    elements: str
  ocsp_fail_open:
    description: Whether a login is allowed where no OCSP server answers.
    type: bool
  ocsp_query_all_servers:
    description: Whether all OCSP servers are asked and must agree.
    type: bool
  ocsp_this_update_max_age:
    description: How old an OCSP answer without an end may be, such as V(1h) or seconds. V(0) is any age.
    type: str
  ocsp_max_retries:
    description: How often an OCSP server is asked again.
    type: int
"""

EXAMPLES = r"""
- name: Let devices log in with their certificates
  nomadic.fleet.vault_cert_role:
    name: devices
    certificate: "{{ lookup('ansible.builtin.file', 'ca.pem') }}"
    allowed_common_names: ["*.devices.example.com"]
    token_policies: [device]
    token_ttl: 1h
"""

RETURN = r"""
role:
  description: The role, as Vault has it.
  returned: always
  type: dict
  sample: {mount: cert, name: devices, allowed_common_names: ['*.devices.example.com'], token_policies: [device], token_ttl: 3600}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import TOKEN_FIELDS
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="cert"),
    f.text("name", required=True),
    f.text("certificate"),
    f.text("display_name"),
    f.names("allowed_common_names"),
    f.names("allowed_dns_sans"),
    f.names("allowed_email_sans"),
    f.names("allowed_uri_sans"),
    f.names("allowed_organizational_units"),
    f.names("allowed_organizations"),
    f.names("required_extensions"),
    f.names("allowed_metadata_extensions"),
    f.flag("ocsp_enabled"),
    f.text("ocsp_ca_certificates"),
    f.ordered("ocsp_servers_override"),
    f.flag("ocsp_fail_open"),
    f.flag("ocsp_query_all_servers"),
    f.duration("ocsp_this_update_max_age"),
    f.number("ocsp_max_retries"),
    *TOKEN_FIELDS,
)


def main() -> None:
    """Run the module."""
    run_at("auth/{mount}/certs/{name}", FIELDS, "role", partial=True)


if __name__ == "__main__":
    main()
