# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: nomad
short_description: Hosts from the nodes of a Nomad cluster, grouped by scheduling group
version_added: 0.1.0
author: nomadic.fleet authors (@nomadic-fleet)
description:
  - Reads the nodes of a Nomad cluster and makes each one a host.
  - With K scheduling groups named in O(scheduling_groups) it makes K + 1 requests, and as many more as there are
    further pages of 5,000 nodes. With groups to be found out it makes 2 K + 2 at most. With O(store) it reads the
    nodes and, once, the store; in Consul that is two requests, the second one for the mark of a store that was moved.
    It never makes one request a node, unless O(details) is set.
  - A source is a YAML file whose name ends in C(nomad.yml) or C(nomad.yaml).
  - Each host carries C(ansible_host) and what O(hostvars) names; an external node also C(ansible_ssh_common_args) if
    O(jump) or O(known_hosts_file) is set.
  - Expressions (O(compose), O(groups), O(keyed_groups)) see C(nomad_node_id), C(nomad_name), C(nomad_address),
    C(nomad_datacenter), C(nomad_node_class), C(nomad_status), C(nomad_eligibility), C(nomad_drain), C(nomad_drivers)
    (a list of those that work), C(nomad_version), C(nomad_region), C(nomad_external), C(scheduling_group),
    C(node_pool) and C(fleet_state), whatever O(hostvars) selects.
notes:
  - Nomad keeps a silent node C(ready) until its heartbeat is overdue, which takes from 20 seconds in a small cluster
    to more than half an hour in one of 100,000 nodes.
  - The token needs no more than C(node { policy = "read" }).
  - A very large fleet is better read in shards, one source a scheduling group or region, see the examples.
requirements:
  - python-nomad (on the controller)
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
  - nomadic.fleet.inventory
options:
  plugin:
    description: Says that the file is a source of this plugin.
    type: str
    required: true
    choices: [nomadic.fleet.nomad]
  address:
    description:
      - URL of the Nomad API. It may be a template, as all text options of the connection and the jump.
      - V(http://127.0.0.1:4646) if it is given nowhere.
    type: str
    env: [{name: NOMAD_ADDR}]
  token:
    description: Token, if the cluster has ACLs. Mutually exclusive with O(token_file).
    type: str
    env: [{name: NOMAD_TOKEN}]
  namespace:
    description: Namespace. Nodes have none; it is accepted as everywhere else.
    type: str
    env: [{name: NOMAD_NAMESPACE}]
  region:
    description: Region, if it is not that of the server at O(address).
    type: str
    env: [{name: NOMAD_REGION}]
  regions:
    description:
      - Several regions in one source. Each takes C(region), its name, and what is its own of C(address), C(token) or
        C(token_file), C(ca_file), C(client_cert), C(client_key) and C(tls_server_name); the rest is that of the
        source. Federated regions need no address of their own.
      - If one of them fails, the source fails, and names it.
    type: list
    elements: dict
    default: []
  ca_file:
    description: File with the CA certificates that vouch for the server.
    type: str
    env: [{name: NOMAD_CACERT}]
  client_cert:
    description: File with the client certificate.
    type: str
    env: [{name: NOMAD_CLIENT_CERT}]
  client_key:
    description: File with the key of the client certificate.
    type: str
    env: [{name: NOMAD_CLIENT_KEY}]
  tls_server_name:
    description: Name that the server's certificate must carry, if not that of O(address).
    type: str
    env: [{name: NOMAD_TLS_SERVER_NAME}]
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - V(true) if it is given neither here nor by the environment variable E(NOMAD_SKIP_VERIFY), which is its
        negation.
    type: bool
  timeout:
    description: Seconds to wait for an answer.
    type: int
    default: 30
  scheduling_groups:
    description:
      - Scheduling groups to ask for. A node of another group is listed too, with an empty C(scheduling_group).
      - If it is not given the groups are found out. An empty list asks for none.
      - With O(store) it only counts for nodes that are not external, since the store knows the others, and none is
        asked for if it is not given.
    type: list
    elements: str
  max_groups:
    description: More scheduling groups than this are not found out; it is an error.
    type: int
    default: 100
  details:
    description:
      - Whether to read every node by itself, one request a node, one after the other.
      - Adds C(fleet_release), C(nomad_meta) (all metadata) and C(nomad_attributes) to every host. At 5 milliseconds a
        request, 1,000 nodes take some 7 seconds.
      - A key of the metadata that is, with its value, longer than 4,096 characters is left out with a warning.
    type: bool
    default: false
  max_details:
    description: More nodes than this are not read one by one; it is an error.
    type: int
    default: 1000
  attributes:
    description: Node attributes that O(details) keeps in C(nomad_attributes).
    type: list
    elements: str
    default: [os.name, os.version, cpu.arch, kernel.version]
  hostvars:
    description:
      - Variables that each host carries, besides C(ansible_host). Expressions see all of them in any case.
      - Every variable costs memory in each of Ansible's worker processes, so that the default is short.
    type: list
    elements: str
    default: [nomad_node_id, nomad_status, nomad_eligibility, scheduling_group, node_pool]
    choices: [nomad_node_id, nomad_name, nomad_address, nomad_datacenter, nomad_node_class, nomad_status,
      nomad_eligibility, nomad_drain, nomad_drivers, nomad_version, nomad_region, nomad_external, scheduling_group,
      node_pool, fleet_state]
  group_by:
    description:
      - What to make groups of, without any template. An empty value makes no group.
      - V(region) needs O(region) or O(regions), since Nomad's nodes do not name theirs. V(fleet_state) needs O(store).
        V(driver) makes a group of each task driver that works on the node.
    type: list
    elements: str
    choices: [scheduling_group, node_pool, datacenter, node_class, status, eligibility, drain, driver, version, region,
      fleet_state]
    default: [scheduling_group, node_pool, datacenter, node_class, status]
"""

EXAMPLES = r"""
# fleet.nomad.yml, with the address, the token and the CA from NOMAD_ADDR, NOMAD_TOKEN and NOMAD_CACERT
plugin: nomadic.fleet.nomad
---
# devices through the gateway, over one shared connection to it
plugin: nomadic.fleet.nomad
address: https://10.0.0.11:4646
token_file: /srv/fleet/secrets/nomad_inventory_token
ca_file: /srv/fleet/pki/nomad/ca.pem
scheduling_groups: [kiosk, sensor]
vpn_networks: [10.8.0.0/20]
jump: root@10.0.0.2
jump_options:
  - ControlMaster=auto
  - ControlPath=~/.ssh/fleet-%C
  - ControlPersist=60
---
# only ready nodes of one group: a small source for one shard of a large fleet
plugin: nomadic.fleet.nomad
scheduling_groups: [kiosk]
filters:
  - Meta.scheduling_group == "kiosk"
  - Status == "ready"
---
# the token from somewhere else, a group by a template
plugin: nomadic.fleet.nomad
token: "{{ lookup('ansible.builtin.pipe', 'pass show nomad') }}"
group_prefixes:
  scheduling_group: fleet_
groups:
  to_upgrade: nomad_version is version('1.11.3', '<')
---
# the store decides who is in the fleet and in which group; declared devices are hosts already (state_declared)
plugin: nomadic.fleet.nomad
store: /srv/fleet/store
vpn_networks: [10.210.128.0/20]
group_by: [scheduling_group, fleet_state]
hostvars: [nomad_node_id, scheduling_group, fleet_state]
---
# regions that are not federated, each with its own servers and token
plugin: nomadic.fleet.nomad
group_by: [scheduling_group, region]
regions:
  - {region: paris, address: "https://10.1.0.11:4646", token_file: secrets/paris}
  - {region: oslo, address: "https://10.2.0.11:4646", token_file: secrets/oslo}
---
# one request as long as nothing changes, and the last list while the servers are away
plugin: nomadic.fleet.nomad
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/fleet
cache_timeout: 60
cache_stale_ok: true
"""

from typing import Any

from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.addresses import INTERFACE
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import Listing, Reading
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node, Note
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.options import Cluster
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.plugin import FleetInventory, naming


class InventoryModule(FleetInventory):
    """Hosts from Nomad; what it shares with Consul's is in ``plugin_utils/_inventory``."""

    NAME = "nomadic.fleet.nomad"
    SUFFIXES = ("nomad.yml", "nomad.yaml")
    FIELDS = nomad.FIELDS
    DETAILS = nomad.DETAILS

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        """Read the source, then the nodes, then fill the inventory."""
        super().parse(inventory, loader, path, cache)
        try:
            self.load(path, cache)
        except FleetError as error:
            raise AnsibleParserError(self.explained(error)) from error

    def reading(self, notes: list[Note]) -> tuple[Reading, list[Any]]:
        """One cluster a region."""
        clusters = self._clusters()
        records = self.store()
        query = self._query(records is not None)

        def api(cluster: Cluster) -> nomad.ClientApi:
            return nomad.ClientApi(connect(self.source.settings(cluster)), self.get_option("stale"))

        def everything() -> Listing:
            entries = records() if records else None
            nodes: list[Node] = []
            indexes = []
            for order, cluster in enumerate(clusters):
                with naming(cluster.place):
                    port = api(cluster)
                    found, more = nomad.collect(port, query, cluster.connection["region"] or "")
                nodes += [{**node, "order": order} for node in found] if order else found
                notes.extend(more)
                indexes.append(port.first_index)
            return Listing(nodes, entries, indexes)

        def indexes() -> list[int | None]:
            found = []
            for cluster in clusters:
                with naming(cluster.place):
                    found.append(api(cluster).index())
            return found

        deciding = [[cluster.connection for cluster in clusters], vars(query), self.store_place]
        return Reading(everything, indexes, lambda: records() if records else None), deciding

    def _clusters(self) -> list[Cluster]:
        """The clusters to read, one a region."""
        common = self.source.connection("region")
        clusters: dict[str, Cluster] = {}
        for given in self.source.mappings("regions"):
            region = str(given.get("region") or "")
            if not region or region in clusters:
                raise BadInput(f"'regions': every entry needs a 'region' of its own, {region or 'nothing'!r} is given")
            clusters[region] = self.source.cluster("regions", given, common, f"region '{region}'")
        if "region" in self.source.texts("group_by") and not (clusters or common["region"]):
            raise BadInput("'group_by' has 'region', but Nomad's nodes do not name theirs; give 'region' or 'regions'")
        return list(clusters.values()) or [Cluster(common)]

    def _query(self, with_store: bool) -> nomad.Query:
        """What to read of each cluster."""
        source = self.source
        named = None if self.get_option("scheduling_groups") is None else source.texts("scheduling_groups")
        orders = (*self.order("address_order"), *self.order("external_address_order"))
        return nomad.Query(
            groups=[] if named is None and with_store else named,
            filters=source.texts("filters"),
            resources=any(rule.startswith(INTERFACE) for rule in orders),
            details=self.get_option("details"),
            attributes=source.texts("attributes"),
            max_groups=self.get_option("max_groups"),
            max_details=self.get_option("max_details"),
        )
