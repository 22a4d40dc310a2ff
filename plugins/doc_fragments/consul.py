# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options of everything that talks to Consul."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.plugin_utils._documentation import variables


class ModuleDocFragment:
    """One text for all modules and lookups of Consul."""

    DOCUMENTATION = r"""
options:
  address:
    description:
      - URL of the Consul API.
      - Falls back to E(CONSUL_HTTP_ADDR). What is given here wins over the environment, here and in all options below.
    type: str
    default: http://127.0.0.1:8500
  token:
    description:
      - Who asks, the secret id of an ACL token.
      - Falls back to E(CONSUL_HTTP_TOKEN). An empty text asks without a token whatever the environment says.
      - Mutually exclusive with O(login).
    type: str
  login:
    description:
      - Log in for a token. Wins over a token of the environment.
      - The token is made when the first call needs it, and destroyed at the end.
      - Every task logs in by itself, once for each host.
      - A token can also come from Vault, with P(nomadic.fleet.vault_secret#lookup) of C(consul/creds/NAME) as
        O(token).
    type: dict
    suboptions:
      auth_method:
        description: The name of the auth method.
        type: str
        required: true
      jwt:
        description: The bearer token, signed by another issuer.
        type: str
        required: true
  namespace:
    description:
      - The namespace (Enterprise only).
      - Falls back to E(CONSUL_NAMESPACE).
    type: str
  datacenter:
    description:
      - The datacenter that answers. Default is the agent's.
    type: str
  ca_file:
    description:
      - The CA certificates (PEM) that may have signed the server's. Default is the system's.
      - Falls back to E(CONSUL_CACERT).
    type: path
  client_cert:
    description:
      - A client certificate (PEM). Needs O(client_key).
      - Falls back to E(CONSUL_CLIENT_CERT).
    type: path
  client_key:
    description:
      - The path of the key of O(client_cert) (PEM).
      - Falls back to E(CONSUL_CLIENT_KEY).
    type: path
  tls_server_name:
    description:
      - The name the server's certificate must carry, where it is not that of O(address).
      - Falls back to E(CONSUL_TLS_SERVER_NAME).
    type: str
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - Falls back to E(CONSUL_HTTP_SSL_VERIFY).
    type: bool
    default: true
  timeout:
    description:
      - Seconds that one call may wait for the server.
    type: int
    default: 30
requirements:
  - py-consul or python-consul2
"""

    # for lookups, together with the text above
    PLUGINS = variables("consul", DOCUMENTATION)
