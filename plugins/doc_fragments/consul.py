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
    PLUGINS: str = variables("consul", DOCUMENTATION)

    IDENTITIES = r"""
options:
  policies:
    description: The names of its policies, all of them.
    type: list
    elements: str
  node_identities:
    description: The nodes it speaks for, all of them.
    type: list
    elements: dict
    suboptions:
      node_name:
        description: The node's name.
        type: str
        required: true
      datacenter:
        description: The node's datacenter.
        type: str
        required: true
  service_identities:
    description: The services it speaks for, all of them.
    type: list
    elements: dict
    suboptions:
      service_name:
        description: The service's name.
        type: str
        required: true
      datacenters:
        description: The datacenters in which it may; all without.
        type: list
        elements: str
  templated_policies:
    description: Policies made from Consul's templates, all of them.
    type: list
    elements: dict
    suboptions:
      template_name:
        description: The template, such as V(builtin/service); see M(nomadic.fleet.consul_acl_templated_policy_info).
        type: str
        required: true
      template_variables:
        description: What is put into it. Some templates take nothing.
        type: dict
        suboptions:
          name:
            description: The name of the service or node.
            type: str
      datacenters:
        description: The datacenters in which it holds; all without.
        type: list
        elements: str
"""

    QUERY = r"""
options:
  filter:
    description: A filter expression that Consul evaluates, such as V(Meta.env == prod).
    type: str
  near:
    description: The name of a node by whose distance the answer is sorted; V(_agent) for the agent that is asked.
    type: str
"""

    CHECKS = r"""
options:
  checks:
    description: The health checks, all of them; an empty list removes them. What is not given of one stays.
    type: list
    elements: dict
    suboptions:
      check_id:
        description: Its id on the node.
        type: str
        required: true
      name:
        description: The name people see.
        type: str
      status:
        description: What it says. Consul takes V(critical) for a new one.
        type: str
        choices: [passing, warning, critical]
      notes:
        description: What it is for.
        type: str
      output:
        description: What it said last.
        type: str
      definition:
        description: What a monitor outside of Consul shall do, with the names of the API, such as V(HTTP) and V(Interval).
        type: dict
      secret_definition:
        description: The part of the definition that is secret; it is put over O(checks[].definition).
        type: dict
"""
