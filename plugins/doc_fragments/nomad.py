# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options of everything that talks to Nomad."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.plugin_utils._documentation import variables


class ModuleDocFragment:
    """One text for all modules and lookups of Nomad."""

    DOCUMENTATION = r"""
options:
  address:
    description:
      - URL of the Nomad API.
      - Falls back to E(NOMAD_ADDR). What is given here wins over the environment, here and in all options below.
    type: str
    default: http://127.0.0.1:4646
  token:
    description:
      - Who asks, the secret id of an ACL token.
      - Falls back to E(NOMAD_TOKEN). An empty text asks without a token whatever the environment says.
      - Mutually exclusive with O(login).
    type: str
  login:
    description:
      - Log in for a token. Wins over a token of the environment.
      - Nomad has no logout. The token stays until it expires, after the C(MaxTokenTTL) of the auth method, so keep that
        short.
      - Every task logs in by itself, once for each host.
      - A token can also come from Vault, with P(nomadic.fleet.vault_secret#lookup) of C(nomad/creds/NAME) as O(token).
    type: dict
    suboptions:
      auth_method:
        description: The name of the auth method, of type C(JWT).
        type: str
        required: true
      jwt:
        description: The signed token of another issuer.
        type: str
        required: true
  namespace:
    description:
      - The namespace of what is read and written.
      - Falls back to E(NOMAD_NAMESPACE).
    type: str
  region:
    description:
      - The region that answers; another one than the agent's own is forwarded to. Default is the agent's.
      - Falls back to E(NOMAD_REGION).
    type: str
  ca_file:
    description:
      - The CA certificates (PEM) that may have signed the server's. Default is the system's.
      - Falls back to E(NOMAD_CACERT).
    type: path
  client_cert:
    description:
      - A client certificate (PEM). Needs O(client_key).
      - Falls back to E(NOMAD_CLIENT_CERT).
    type: path
  client_key:
    description:
      - The path of the key of O(client_cert) (PEM).
      - Falls back to E(NOMAD_CLIENT_KEY).
    type: path
  tls_server_name:
    description:
      - The name the server's certificate must carry, where it is not that of O(address).
      - Falls back to E(NOMAD_TLS_SERVER_NAME).
    type: str
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - Falls back to the negation of E(NOMAD_SKIP_VERIFY).
    type: bool
    default: true
  timeout:
    description:
      - Seconds that one call may wait for the server.
    type: int
    default: 30
requirements:
  - python-nomad
"""

    # for lookups, together with the text above
    PLUGINS: str = variables("nomad", DOCUMENTATION)
