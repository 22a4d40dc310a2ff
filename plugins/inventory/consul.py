# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: consul
short_description: Hosts from the nodes of Consul's catalog, or from the fleet's registry, grouped by scheduling group
version_added: 0.1.0
author: nomadic.fleet authors (@nomadic-fleet)
description:
  - Reads the nodes of Consul's catalog, in one request, and makes each one a host. With O(health) it is one request
    more, with O(store) two for the store, if that is in Consul. With O(source=registry) the store alone is read.
  - A source is a YAML file whose name ends in C(consul.yml) or C(consul.yaml).
  - The options are those of P(nomadic.fleet.nomad#inventory), as far as Consul has what they are about.
  - Each host carries C(ansible_host) and what O(hostvars) names; an external node also C(ansible_ssh_common_args) if
    O(jump) or O(known_hosts_file) is set.
  - Expressions (O(compose), O(groups), O(keyed_groups)) see C(consul_node_id), C(consul_name), C(consul_address),
    C(consul_datacenter), C(consul_status), C(consul_version), C(consul_external), C(consul_meta) (all metadata),
    C(scheduling_group), C(node_pool) and C(fleet_state), whatever O(hostvars) selects.
notes:
  - Consul has no pages; the catalog is one answer.
  - External nodes are those of the store, and those whose metadata have C(external-node=true). Devices of this
    collection run no Consul agent; with O(store) or O(source=registry) they are hosts nevertheless.
  - The token needs C(node_prefix "" { policy = "read" }). Consul leaves out nodes that a token may not read, without a
    word, and answers an empty list to no token at all; so an empty catalog is an error.
requirements:
  - py-consul or python-consul2 (on the controller)
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
  - nomadic.fleet.inventory
options:
  plugin:
    description: Says that the file is a source of this plugin.
    type: str
    required: true
    choices: [nomadic.fleet.consul]
  source:
    description:
      - V(catalog) are the nodes of Consul's catalog. V(registry) are the devices of the fleet's O(store), which is the
        one in Consul if O(store) is not given, read with the connection of this source.
    type: str
    choices: [catalog, registry]
    default: catalog
  address:
    description:
      - URL of the Consul API. It may be a template, as all text options of the connection and the jump.
      - V(http://127.0.0.1:8500) if it is given nowhere.
    type: str
    env: [{name: CONSUL_HTTP_ADDR}]
  token:
    description: Token, if the cluster has ACLs. Mutually exclusive with O(token_file).
    type: str
    env: [{name: CONSUL_HTTP_TOKEN}]
  namespace:
    description: Namespace (Enterprise only).
    type: str
    env: [{name: CONSUL_NAMESPACE}]
  datacenter:
    description: Datacenter, if it is not that of the agent at O(address).
    type: str
  datacenters:
    description:
      - Several datacenters in one source, all asked through the agent at O(address).
      - If one of them fails, the source fails, and names it.
    type: list
    elements: str
    default: []
  ca_file:
    description: File with the CA certificates that vouch for the server.
    type: str
    env: [{name: CONSUL_CACERT}]
  client_cert:
    description: File with the client certificate.
    type: str
    env: [{name: CONSUL_CLIENT_CERT}]
  client_key:
    description: File with the key of the client certificate.
    type: str
    env: [{name: CONSUL_CLIENT_KEY}]
  tls_server_name:
    description: Name that the server's certificate must carry, if not that of O(address).
    type: str
    env: [{name: CONSUL_TLS_SERVER_NAME}]
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - V(true) if it is given neither here nor by the environment variable E(CONSUL_HTTP_SSL_VERIFY).
    type: bool
  timeout:
    description: Seconds to wait for an answer.
    type: int
    default: 30
  scheduling_groups:
    description:
      - Scheduling groups that are taken over from the nodes' metadata. A node of another group is listed too, with an
        empty C(scheduling_group). All are if it is not given.
      - With O(store) the group of a device is that of the store in any case.
    type: list
    elements: str
  health:
    description: Whether to read C(consul_status), what Consul's own check says of the agent, V(passing) or V(critical).
    type: bool
    default: true
  hostvars:
    description:
      - Variables that each host carries, besides C(ansible_host). Expressions see all of them in any case.
      - Every variable costs memory in each of Ansible's worker processes, so that the default is short.
    type: list
    elements: str
    default: [consul_node_id, consul_status, scheduling_group]
    choices: [consul_node_id, consul_name, consul_address, consul_datacenter, consul_status, consul_version,
      consul_external, consul_meta, scheduling_group, node_pool, fleet_state]
  group_by:
    description:
      - What to make groups of, without any template. An empty value makes no group.
      - V(node_pool) and V(fleet_state) need O(store).
    type: list
    elements: str
    choices: [scheduling_group, node_pool, datacenter, status, version, fleet_state]
    default: [scheduling_group, datacenter, status]
"""

EXAMPLES = r"""
# servers.consul.yml, with the address, the token and the CA from CONSUL_HTTP_ADDR, CONSUL_HTTP_TOKEN and CONSUL_CACERT
plugin: nomadic.fleet.consul
---
# only the nodes of one group, by their metadata; the server's own filter
plugin: nomadic.fleet.consul
address: https://10.0.0.11:8501
token_file: /srv/fleet/secrets/consul_inventory_token
ca_file: /srv/fleet/pki/vault/ca.pem
filters:
  - Meta.scheduling_group == "kiosk"
---
# the devices of the fleet as the store in a folder has them, whether they have joined or not
plugin: nomadic.fleet.consul
source: registry
store: /srv/fleet/store
vpn_networks: [10.210.128.0/20]
group_by: [scheduling_group, fleet_state]
hostvars: [scheduling_group, fleet_state]
---
# two datacenters, grouped by what runs on their nodes
plugin: nomadic.fleet.consul
datacenters: [paris, oslo]
keyed_groups:
  - {key: consul_meta.role, prefix: role}
"""

from typing import Any

from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import consul
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import Listing, Reading
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node, Note
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.options import Cluster
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.plugin import FleetInventory, naming


class InventoryModule(FleetInventory):
    """Hosts from Consul; what it shares with Nomad's is in ``plugin_utils/_inventory``."""

    NAME = "nomadic.fleet.consul"
    SUFFIXES = ("consul.yml", "consul.yaml")
    FIELDS = consul.FIELDS
    GROUP_BY = consul.GROUP_BY

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        """Read the source, then the nodes, then fill the inventory."""
        super().parse(inventory, loader, path, cache)
        try:
            self.load(path, cache)
        except FleetError as error:
            raise AnsibleParserError(self.explained(error)) from error

    @property
    def store_place(self) -> str | None:
        """The registry is in Consul unless said otherwise."""
        return self.source.text("store") or ("consul" if self._is_registry else None)

    @property
    def _is_registry(self) -> bool:
        return bool(self.get_option("source") == "registry")

    def store_client(self) -> Any:
        """The source's own connection, unless the store has another."""
        if self.get_option("store_connection"):
            return super().store_client()
        return connect(self.source.settings(Cluster(self.source.connection("datacenter"))))

    def reading(self, notes: list[Note]) -> tuple[Reading, list[Any]]:
        """One catalog a datacenter, or none."""
        connection = self.source.connection("datacenter")
        datacenters: list[str | None] = list(self.source.texts("datacenters")) or [None]
        if self._is_registry:
            datacenters = []
        records = self.store()
        filters, health = self.source.texts("filters"), self.get_option("health")
        groups = None if self.get_option("scheduling_groups") is None else self.source.texts("scheduling_groups")

        def api(datacenter: str | None) -> consul.ClientApi:
            client = connect(self.source.settings(Cluster(connection)))
            return consul.ClientApi(client, self.get_option("stale"), datacenter)

        def everything() -> Listing:
            entries = records() if records else None
            nodes: list[Node] = []
            indexes: list[int | None] = []
            for order, datacenter in enumerate(datacenters):
                with naming(f"datacenter '{datacenter}'" if datacenter else ""):
                    port = api(datacenter)
                    nodes += [{**node, "order": order} for node in consul.collect(port, filters, groups, health)]
                indexes += port.seen
            return Listing(nodes, entries, indexes)

        def indexes() -> list[int | None]:
            found: list[int | None] = []
            for datacenter in datacenters:
                with naming(f"datacenter '{datacenter}'" if datacenter else ""):
                    found += api(datacenter).indexes(health)
            return found

        deciding = [connection, datacenters, filters, groups, health, self.store_place]
        return Reading(everything, indexes, lambda: records() if records else None), deciding
