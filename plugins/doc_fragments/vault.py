# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options of everything that talks to Vault."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.plugin_utils._documentation import variables


class ModuleDocFragment:
    """One text for all modules and lookups of Vault."""

    DOCUMENTATION = r"""
options:
  address:
    description:
      - URL of the Vault API.
      - Falls back to E(VAULT_ADDR). What is given here wins over the environment, here and in all options below.
    type: str
    default: https://127.0.0.1:8200
  token:
    description:
      - Who asks, a token.
      - Falls back to E(VAULT_TOKEN). An empty text asks without a token whatever the environment says.
      - Mutually exclusive with O(login).
    type: str
  login:
    description:
      - Log in for a token. Wins over a token of the environment.
      - The token is made when the first call needs it, and revoked at the end. It is left to expire where a secret
        with a lease, or a child token, was made with it, since that would be revoked together with it. So is a batch
        token, which cannot be revoked.
      - Every task logs in by itself, once for each host. To log in once, see M(nomadic.fleet.vault_login).
    type: dict
    suboptions:
      method:
        description:
          - The auth method, and which of the other suboptions it takes.
          - V(approle) takes O(login.role_id) and O(login.secret_id).
          - V(aws) takes O(login.role), O(login.access_key), O(login.secret_key), O(login.session_token),
            O(login.region) and O(login.header_value). It is the IAM method; that for EC2 instances is not supported.
          - V(cert) takes O(login.role), and shows O(client_cert) as every call does.
          - V(jwt) takes O(login.jwt) and O(login.role).
          - V(ldap) and V(userpass) take O(login.username) and O(login.password).
          - V(token) takes O(login.token), which is used as it is and never revoked. It lets one variable hold any
            method.
        type: str
        choices: [approle, aws, cert, jwt, ldap, token, userpass]
        required: true
      mount:
        description: Where the auth method is mounted, below C(auth/). Default is the name of the method.
        type: str
      role:
        description: The role to log in to, that of V(cert) is the name of a certificate role. Default is the server's.
        type: str
      role_id:
        description: The id of an AppRole.
        type: str
      secret_id:
        description: A secret id of the AppRole, where it is bound to one.
        type: str
      username:
        description: The name of the user.
        type: str
      password:
        description: The password of the user.
        type: str
      jwt:
        description: The signed token of another issuer.
        type: str
      token:
        description: A token of Vault.
        type: str
      access_key:
        description: The access key id of AWS. Falls back to E(AWS_ACCESS_KEY_ID).
        type: str
      secret_key:
        description:
          - The secret access key of AWS. It signs a request that Vault passes on, and is never sent.
          - Falls back to E(AWS_SECRET_ACCESS_KEY).
        type: str
      session_token:
        description: The session token of AWS, for temporary keys. Falls back to E(AWS_SESSION_TOKEN).
        type: str
      region:
        description:
          - The region whose STS endpoint verifies the keys, the one that Vault's own configuration names.
          - Default is V(us-east-1), the region of the global endpoint.
        type: str
      header_value:
        description: What Vault expects in C(X-Vault-AWS-IAM-Server-ID), if it was configured to expect it.
        type: str
  namespace:
    description:
      - The namespace (Enterprise only).
      - Falls back to E(VAULT_NAMESPACE).
    type: str
  ca_file:
    description:
      - The CA certificates (PEM) that may have signed the server's. Default is the system's.
      - Falls back to E(VAULT_CACERT).
    type: path
  client_cert:
    description:
      - A client certificate (PEM). Needs O(client_key).
      - Falls back to E(VAULT_CLIENT_CERT).
    type: path
  client_key:
    description:
      - The path of the key of O(client_cert) (PEM).
      - Falls back to E(VAULT_CLIENT_KEY).
    type: path
  tls_server_name:
    description:
      - The name the server's certificate must carry, where it is not that of O(address).
      - Falls back to E(VAULT_TLS_SERVER_NAME).
    type: str
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - Falls back to the negation of E(VAULT_SKIP_VERIFY).
    type: bool
    default: true
  timeout:
    description:
      - Seconds that one call may wait for the server.
    type: int
    default: 30
requirements:
  - hvac
"""

    # for lookups, together with the text above
    PLUGINS: str = variables("vault", DOCUMENTATION)
