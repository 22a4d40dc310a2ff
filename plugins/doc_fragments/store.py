# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option that everything takes that works on the fleet's store."""

from __future__ import annotations


class ModuleDocFragment:
    """One text for all of them."""

    DOCUMENTATION = r"""
options:
  store:
    description:
      - Where the fleet's registry and the state of its rollouts are.
      - A directory of the controller, as C(directory:/srv/fleet/acme/store) or just the path, for one controller with a small fleet.
      - The key-value store of Consul, as a dictionary of the connection with C(address), C(token) or C(login), C(ca_file), C(client_cert),
        C(client_key), C(tls_server_name), C(validate_certs), C(datacenter), C(namespace) and C(timeout), each as in
        M(nomadic.fleet.consul_kv), with the same environment variables where they are not given. V(consul) takes all of them from there.
      - The token needs C(key_prefix "fleet/" { policy = "write" }) and C(session_prefix "" { policy = "write" }).
      - The store has one home datacenter, since keys are not replicated between datacenters.
    type: raw
    required: true
requirements:
  - py-consul or python-consul2, for a store in Consul
notes:
  - Runs on the controller, whatever the host of the task is. Give it once, on C(localhost), or with C(run_once).
"""
