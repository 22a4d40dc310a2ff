#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_role
version_added: 0.1.0
short_description: Manage roles of Vault's PKI secret engine
description:
  - "Creates, changes and deletes a role: what certificates issued or signed with it may hold."
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
  name:
    description: Its name.
    type: str
    required: true
  issuer_ref:
    description: The issuer, by name or id. Default of a new role is V(default).
    type: str
  ttl:
    description: How long certificates are valid where the request does not say, such as V(720h) or V(30d).
    type: str
  max_ttl:
    description: The longest validity that can be asked for.
    type: str
  not_after:
    description: The end of the validity as a date, such as V(2030-01-01T00:00:00Z), instead of O(ttl).
    type: str
  not_before_duration:
    description: How far certificates are dated back.
    type: str
  allow_localhost:
    description: Whether V(localhost) is allowed as a name.
    type: bool
  allowed_domains:
    description: The domains, all of them; see O(allow_bare_domains), O(allow_subdomains) and O(allow_glob_domains).
    type: list
    elements: str
  allowed_domains_template:
    description: Whether O(allowed_domains) may hold templates of identity.
    type: bool
  allow_bare_domains:
    description: Whether the domains themselves are allowed.
    type: bool
  allow_subdomains:
    description: Whether names below the domains are allowed.
    type: bool
  allow_glob_domains:
    description: Whether the domains are patterns, with V(*).
    type: bool
  allow_wildcard_certificates:
    description: Whether names with V(*) are issued.
    type: bool
  allow_any_name:
    description: Whether any name is allowed.
    type: bool
  enforce_hostnames:
    description: Whether only valid host names are allowed.
    type: bool
  allow_ip_sans:
    description: Whether addresses are allowed.
    type: bool
  allowed_uri_sans:
    description: Patterns of the URIs that are allowed, all of them.
    type: list
    elements: str
  allowed_uri_sans_template:
    description: Whether O(allowed_uri_sans) may hold templates of identity.
    type: bool
  allowed_other_sans:
    description: Other alternative names that are allowed, all of them, each as C(<oid>;UTF8:<value>).
    type: list
    elements: str
  allowed_serial_numbers:
    description: Patterns of the serial numbers in the subject that are allowed, all of them.
    type: list
    elements: str
  allowed_user_ids:
    description: User ids in the subject that are allowed, all of them.
    type: list
    elements: str
  server_flag:
    description: Whether certificates are for servers.
    type: bool
  client_flag:
    description: Whether certificates are for clients.
    type: bool
  code_signing_flag:
    description: Whether certificates are for signing code.
    type: bool
  email_protection_flag:
    description: Whether certificates are for e-mail.
    type: bool
  key_type:
    description: The kind of key.
    type: str
    choices: [rsa, ec, ed25519, any]
  key_bits:
    description: The length of the key; V(0) is the default of the kind.
    type: int
  signature_bits:
    description: The length of the hash in the signature; V(0) is the default.
    type: int
  use_pss:
    description: Whether RSA signs with PSS.
    type: bool
  key_usage:
    description: What the key may do, all of it, such as V(DigitalSignature).
    type: list
    elements: str
  ext_key_usage:
    description: More uses, all of them, such as V(TimeStamping).
    type: list
    elements: str
  ext_key_usage_oids:
    description: More uses, all of them, by object id.
    type: list
    elements: str
  use_csr_common_name:
    description: Whether the name is taken from the request for signature.
    type: bool
  use_csr_sans:
    description: Whether the alternative names are taken from the request for signature.
    type: bool
  serial_number_source:
    description: Where the serial number in the subject may come from.
    type: str
    choices: [json, json-csr]
  ou:
    description: Organizational units in the subject, all of them.
    type: list
    elements: str
  organization:
    description: Organizations in the subject, all of them.
    type: list
    elements: str
  country:
    description: Countries in the subject, all of them.
    type: list
    elements: str
  locality:
    description: Localities in the subject, all of them.
    type: list
    elements: str
  province:
    description: Provinces in the subject, all of them.
    type: list
    elements: str
  street_address:
    description: Street addresses in the subject, all of them.
    type: list
    elements: str
  postal_code:
    description: Postal codes in the subject, all of them.
    type: list
    elements: str
  generate_lease:
    description: Whether certificates have a lease, and are revoked with it.
    type: bool
  no_store:
    description: Whether certificates are not stored. They cannot be revoked by serial number then.
    type: bool
  require_cn:
    description: Whether a common name is needed.
    type: bool
  cn_validations:
    description: How the common name is checked, all of V(email) and V(hostname), or V(disabled).
    type: list
    elements: str
  policy_identifiers:
    description: Policies in the certificate, all of them, by object id.
    type: list
    elements: str
  basic_constraints_valid_for_non_ca:
    description: Whether certificates say that they are no CA.
    type: bool
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Issue certificates for example.com and names below it
  nomadic.fleet.vault_pki_role:
    name: web
    allowed_domains: [example.com]
    allow_bare_domains: true
    allow_subdomains: true
    key_type: ec
    max_ttl: 30d
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: pki, name: web, allowed_domains: [example.com], allow_subdomains: true, max_ttl: 2592000}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="pki"),
    f.text("name", required=True),
    f.text("issuer_ref"),
    f.duration("ttl"),
    f.duration("max_ttl"),
    f.text("not_after"),
    f.duration("not_before_duration"),
    f.flag("allow_localhost"),
    f.names("allowed_domains"),
    f.flag("allowed_domains_template"),
    f.flag("allow_bare_domains"),
    f.flag("allow_subdomains"),
    f.flag("allow_glob_domains"),
    f.flag("allow_wildcard_certificates"),
    f.flag("allow_any_name"),
    f.flag("enforce_hostnames"),
    f.flag("allow_ip_sans"),
    f.names("allowed_uri_sans"),
    f.flag("allowed_uri_sans_template"),
    f.names("allowed_other_sans"),
    f.names("allowed_serial_numbers"),
    f.names("allowed_user_ids"),
    f.flag("server_flag"),
    f.flag("client_flag"),
    f.flag("code_signing_flag"),
    f.flag("email_protection_flag"),
    f.text("key_type", choices=["rsa", "ec", "ed25519", "any"]),
    f.number("key_bits"),
    f.number("signature_bits"),
    f.flag("use_pss"),
    f.names("key_usage"),
    f.names("ext_key_usage"),
    f.names("ext_key_usage_oids"),
    f.flag("use_csr_common_name"),
    f.flag("use_csr_sans"),
    f.text("serial_number_source", choices=["json", "json-csr"]),
    f.names("ou"),
    f.names("organization"),
    f.names("country"),
    f.names("locality"),
    f.names("province"),
    f.names("street_address"),
    f.names("postal_code"),
    f.flag("generate_lease"),
    f.flag("no_store"),
    f.flag("require_cn"),
    f.names("cn_validations"),
    f.names("policy_identifiers"),
    f.flag("basic_constraints_valid_for_non_ca"),
)


def main() -> None:
    """Run the module."""
    run_at("{mount}/roles/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
