#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's SSH engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ssh_role
version_added: 0.1.0
short_description: Manage roles of Vault's SSH secret engine
description:
  - "Creates, changes and deletes a role: which SSH keys Vault signs for whom, or which one-time passwords it gives."
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
    description: Where the SSH engine is enabled.
    type: str
    default: ssh
  name:
    description: Its name.
    type: str
    required: true
  key_type:
    description: V(ca) signs keys, V(otp) gives one-time passwords.
    type: str
    required: true
    choices: [ca, otp]
  default_user:
    description: The user a certificate or password is for where the request names none. Needed with V(otp).
    type: str
  default_user_template:
    description: Whether O(default_user) is a template of identity.
    type: bool
  allowed_users:
    description: The users that may be asked for, all of them; V(*) for any.
    type: list
    elements: str
  allowed_users_template:
    description: Whether O(allowed_users) may hold templates of identity.
    type: bool
  allowed_domains:
    description: The host names that may be asked for, all of them.
    type: list
    elements: str
  allowed_domains_template:
    description: Whether O(allowed_domains) may hold templates of identity.
    type: bool
  ttl:
    description: How long a certificate is valid, such as V(1h) or seconds.
    type: str
  max_ttl:
    description: The longest validity that can be asked for.
    type: str
  allowed_critical_options:
    description: The critical options that may be asked for, all of them; none given allows any.
    type: list
    elements: str
  allowed_extensions:
    description: The extensions that may be asked for, all of them; V(*) for any.
    type: list
    elements: str
  default_critical_options:
    description: Critical options where the request names none, all of them.
    type: dict
  default_extensions:
    description: Extensions where the request names none, all of them, such as C(permit-pty).
    type: dict
  default_extensions_template:
    description: Whether O(default_extensions) may hold templates of identity.
    type: bool
  allow_user_certificates:
    description: Whether certificates of users are signed.
    type: bool
  allow_host_certificates:
    description: Whether certificates of hosts are signed.
    type: bool
  allow_bare_domains:
    description: Whether hosts may be named as in O(allowed_domains).
    type: bool
  allow_subdomains:
    description: Whether hosts may be named below O(allowed_domains).
    type: bool
  allow_user_key_ids:
    description: Whether the request may choose the key id.
    type: bool
  key_id_format:
    description: The key id, a template.
    type: str
  allowed_user_key_lengths:
    description: The kinds of key that are signed, all of them, each with its length or lengths; V(0) is any length.
    type: dict
  algorithm_signer:
    description: The signature, with an RSA CA.
    type: str
    choices: [default, ssh-rsa, rsa-sha2-256, rsa-sha2-512]
  not_before_duration:
    description: How far a certificate is dated back, such as V(30s).
    type: str
  allow_empty_principals:
    description: Whether certificates without users or hosts are signed, which are valid for all.
    type: bool
  cidr_list:
    description: The addresses a password is given for, with V(otp), all of them.
    type: list
    elements: str
  exclude_cidr_list:
    description: Those it is not given for, with V(otp), all of them.
    type: list
    elements: str
  port:
    description: The port of SSH, with V(otp).
    type: int
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Sign keys of operators for one hour
  nomadic.fleet.vault_ssh_role:
    name: operator
    key_type: ca
    allow_user_certificates: true
    allowed_users: [admin]
    default_user: admin
    default_extensions:
      permit-pty: ""
    ttl: 1h
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: ssh, name: operator, key_type: ca, allowed_users: admin, ttl: 3600}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import joined, key_lengths
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="ssh"),
    f.text("name", required=True),
    f.text("key_type", required=True, choices=["ca", "otp"]),
    f.text("default_user"),
    f.flag("default_user_template"),
    joined("allowed_users"),
    f.flag("allowed_users_template"),
    joined("allowed_domains"),
    f.flag("allowed_domains_template"),
    f.duration("ttl"),
    f.duration("max_ttl"),
    joined("allowed_critical_options"),
    joined("allowed_extensions"),
    f.mapping("default_critical_options"),
    f.mapping("default_extensions"),
    f.flag("default_extensions_template"),
    f.flag("allow_user_certificates"),
    f.flag("allow_host_certificates"),
    f.flag("allow_bare_domains"),
    f.flag("allow_subdomains"),
    f.flag("allow_user_key_ids"),
    f.text("key_id_format", no_log=False),
    key_lengths("allowed_user_key_lengths"),
    f.text("algorithm_signer", choices=["default", "ssh-rsa", "rsa-sha2-256", "rsa-sha2-512"]),
    f.duration("not_before_duration"),
    f.flag("allow_empty_principals"),
    joined("cidr_list"),
    joined("exclude_cidr_list"),
    f.number("port"),
)


def main() -> None:
    """Run the module."""
    run_at("{mount}/roles/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
