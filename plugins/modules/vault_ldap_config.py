#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Vault's LDAP authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ldap_config
version_added: 0.1.0
short_description: Configure how Vault asks an LDAP directory
description:
  - Sets how the auth method C(ldap) finds and checks users. What is not given stays as it is.
  - Vault never returns the password and the key. O(update_secret) says when they are sent.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects.update_secret
  - nomadic.fleet.vault_token_fields
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  mount:
    description: Where it is mounted.
    type: str
    default: ldap
  url:
    description: The servers, in the order in which they are tried, with commas between them. Vault makes it lower case.
    type: str
  starttls:
    description: Whether a connection to C(ldap://) is encrypted with StartTLS.
    type: bool
  insecure_tls:
    description: Whether the server's certificate is taken unseen.
    type: bool
  certificate:
    description: The CA certificate (PEM) that must have signed the server's. Default is the system's.
    type: str
  tls_min_version:
    description: The oldest version of TLS.
    type: str
    choices: [tls10, tls11, tls12, tls13]
  tls_max_version:
    description: The newest version of TLS.
    type: str
    choices: [tls10, tls11, tls12, tls13]
  client_tls_cert:
    description: A client certificate (PEM). Needs O(client_tls_key).
    type: str
  client_tls_key:
    description: The key of O(client_tls_cert) (PEM).
    type: str
  request_timeout:
    description: How long the server may take, such as V(90s).
    type: str
  binddn:
    description: The DN of the account that searches for users.
    type: str
  bindpass:
    description: The password of O(binddn).
    type: str
  discoverdn:
    description: Whether a user's DN is searched for without an account.
    type: bool
  deny_null_bind:
    description: Whether an empty password is refused.
    type: bool
  upndomain:
    description: The domain of user principal names, where one logs in with C(name@domain).
    type: str
  userdn:
    description: Below which DN users are.
    type: str
  userattr:
    description: The attribute that holds the user's name. Vault makes it lower case.
    type: str
  userfilter:
    description: The template of the filter that finds a user.
    type: str
  username_as_alias:
    description: Whether the name given at login is the name of the entity's alias, instead of that in the directory.
    type: bool
  groupdn:
    description: Below which DN groups are.
    type: str
  groupfilter:
    description: The template of the filter that finds the groups of a user.
    type: str
  groupattr:
    description: The attribute that names a group.
    type: str
  anonymous_group_search:
    description: Whether groups are searched for without an account.
    type: bool
  use_token_groups:
    description: Whether Active Directory's C(tokenGroups) is used, which knows nested groups.
    type: bool
  case_sensitive_names:
    description: Whether names of users and groups are compared with regard to case.
    type: bool
  password_policy:
    description: The password policy with which the password of O(binddn) is rotated.
    type: str
"""

EXAMPLES = r"""
- name: Ask the directory
  nomadic.fleet.vault_ldap_config:
    url: ldaps://ldap.example.com
    binddn: cn=vault,dc=example,dc=com
    bindpass: "{{ ldap_password }}"
    userdn: ou=people,dc=example,dc=com
    userattr: uid
    groupdn: ou=groups,dc=example,dc=com
    groupfilter: !unsafe '(member={{.UserDN}})'
    token_ttl: 1h
"""

RETURN = r"""
config:
  description: The configuration, as Vault has it, without secrets.
  returned: always
  type: dict
  sample: {mount: ldap, url: 'ldaps://ldap.example.com', userattr: uid}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import TOKEN_FIELDS, lowered
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

FIELDS = Fields(
    f.text("mount", default="ldap"),
    lowered("url"),
    f.flag("starttls"),
    f.flag("insecure_tls"),
    f.text("certificate"),
    f.text("tls_min_version", choices=["tls10", "tls11", "tls12", "tls13"]),
    f.text("tls_max_version", choices=["tls10", "tls11", "tls12", "tls13"]),
    f.text("client_tls_cert", write_only=True),
    f.secret("client_tls_key"),
    f.duration("request_timeout"),
    f.text("binddn"),
    f.secret("bindpass"),
    f.flag("discoverdn"),
    f.flag("deny_null_bind"),
    f.text("upndomain"),
    f.text("userdn"),
    lowered("userattr"),
    f.text("userfilter"),
    f.flag("username_as_alias"),
    f.text("groupdn"),
    f.text("groupfilter"),
    f.text("groupattr"),
    f.flag("anonymous_group_search"),
    f.flag("use_token_groups"),
    f.flag("case_sensitive_names"),
    f.text("password_policy", no_log=False),
    *TOKEN_FIELDS,
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault has a configuration, of defaults, as soon as the method is mounted."""
    return keep_at(module, client, "auth/{mount}/config", FIELDS, partial=True)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = FIELDS.spec(update_secret=UPDATE_SECRET)
    run("vault", spec, work, returns="config", required_together=[["client_tls_cert", "client_tls_key"]])


if __name__ == "__main__":
    main()
