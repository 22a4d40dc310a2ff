# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that the inventory plugins share."""

from __future__ import annotations


class ModuleDocFragment:
    """One text for both inventory plugins."""

    DOCUMENTATION = r"""
notes:
  - Ansible by itself turns a source that failed into a warning and goes on with the hosts that are left. Set
    C(any_unparsed_is_failed = true) and name this plugin in C(enable_plugins), both in section C([inventory]) of
    C(ansible.cfg), to make it an error.
  - Nothing is shown until everything was read. If one request fails, the source fails; a part is never shown as the
    whole.
  - What a node says about itself is a claim. Text from the API is never a template, a node can only join groups that
    carry a prefix of this plugin, and a host that another source has already named only gets those groups, no
    variable and no other group. For that, name the static source before this one (C(-i inventory/static -i
    inventory/dynamic)).
  - An entry of O(keyed_groups) with an empty prefix and separator lets nodes choose any group; do not write one.
  - A node whose name is no host name, is that of a group, or is C(localhost), is left out with a warning.
  - A name that several nodes hold goes to the newest ready one, in the region that comes first, but never to an
    external node while another one is not external.
  - A host without a usable address keeps its groups; its C(ansible_host) is C(no-usable-address.invalid), which never
    resolves.
  - With many forks every connection to an external node opens one of its own to the jump host, which takes 10
    unauthenticated ones at once by default (C(MaxStartups)). Share one with O(jump_options), see the examples.
  - O(compose), O(groups) and O(keyed_groups) give what they give everywhere in Ansible, but an expression is worked
    out once for each combination of the values it reads, not once a host. C(-vvv) says for which expressions that is
    not possible, and why; such a one costs about half a millisecond a host.
  - With O(cache), nothing is asked within O(cache_timeout); after that one request compares the index of the server,
    and a list that did not change is used again. The token is never kept.
options:
  token_file:
    description:
      - File that holds the token. It is refused if anybody but its owner may read it. It may be encrypted with
        Ansible Vault.
      - It comes before the environment variable.
      - The path of this and every other file is relative to the folder of the source.
    type: str
  stale:
    description:
      - Whether any server may answer, not only the leader. It spares the leader, and an answer is at most some
        seconds old.
    type: bool
    default: true
  filters:
    description:
      - Filters in the server's language, evaluated there on whole nodes; a node must match all of them.
    type: list
    elements: str
    default: []
  store:
    description:
      - The fleet's store, which then decides instead of what devices claim. Its folder as in C(fleet_store),
        V(/path) or V(directory:/path), or V(consul) for the one in Consul's key-value store.
      - It is an error if the store was moved to another place (M(nomadic.fleet.fleet_store_migrate)).
      - The scheduling group of a device is that of the store. Devices that have not joined yet are hosts too, and
        those that the servers have forgotten; C(fleet_state) tells them apart. It is V(disconnected) for an accepted
        one that is not there.
      - What the servers still list of devices that were rejected, retired or revoked is no host, nor is an external
        node that the store does not know, or one with another node id than the store pins.
    type: str
  store_connection:
    description:
      - How Consul is reached if O(store=consul). Takes C(address), C(token) or C(token_file), C(ca_file),
        C(client_cert), C(client_key) and C(tls_server_name); what is not given comes from the environment
        (E(CONSUL_HTTP_ADDR) and so on).
    type: dict
    default: {}
  group_prefixes:
    description:
      - Prefixes of the groups, if not these. None may be empty, since a node could then choose any group.
      - C(group_) for the scheduling group, C(pool_), C(datacenter_), C(class_), C(status_), C(eligibility_),
        C(drain_), C(driver_), C(version_), C(region_), C(state_) for the fleet's state.
    type: dict
    default: {}
  external_pools:
    description: Node pools of external nodes.
    type: list
    elements: str
    default: [external, external-pending]
  vpn_networks:
    description:
      - The VPN prefixes of the gateways, as V(10.210.128.0/20).
      - With them no device can send Ansible to another machine by advertising that one's address. With O(store) it
        must even be the device's own address, by its index.
    type: list
    elements: str
    default: []
  address_order:
    description:
      - Where C(ansible_host) comes from; the first that fits is taken.
      - V(node) is the address that the node advertises. V(vpn) is the same if it is in one of the O(vpn_networks).
        V(registry) is the address that the store's index gives in the first of the O(vpn_networks).
      - C(interface:NAME) is an address of that network interface, or a tagged address of Consul. A network, as
        V(10.0.0.0/16), takes the advertised address if it lies in there.
      - C(expression:EXPRESSION) is an address or a DNS name by a Jinja expression, evaluated for every host.
      - A loopback or link-local address is only taken by a network that contains it.
      - V([node]) if it is not given.
    type: list
    elements: str
  external_address_order:
    description:
      - The same for external nodes. Those advertise their address in the VPN.
      - V([vpn, registry]) if it is not given and O(vpn_networks) is, else V([node]).
    type: list
    elements: str
  jump:
    description:
      - The gateway through which external nodes are reached by SSH, as C(root@10.0.0.2) or C(root@10.0.0.2:2222).
      - It becomes a C(ProxyCommand) in C(ansible_ssh_common_args), since C(ProxyJump) would not hand over keys and
        options. That then stands before the one of the host's groups.
    type: str
  jump_private_key_file:
    description:
      - Private key for the gateway.
      - If it is not given it is that of Ansible (C(--private-key), C(private_key_file)), else SSH takes its own
        configuration or agent.
    type: str
  known_hosts_file:
    description:
      - File with the host keys of the gateway and of the external nodes, if it is not that of SSH.
    type: str
  host_key_alias:
    description:
      - Whether the host key of an external node is looked up by the node's name (C(HostKeyAlias)), not by its address
        in the VPN.
      - So a node that advertises the address of another is found out. It takes effect with O(jump) or O(known_hosts_file).
    type: bool
    default: true
  jump_options:
    description:
      - SSH options for the connection to the gateway, as C(ConnectTimeout=10). They come before those of this plugin.
    type: list
    elements: str
    default: []
  cache_stale_ok:
    description:
      - Whether the cached list, however old, is used with a warning while the server cannot be reached or answers
        with an error of its own (5xx). A refused token is an error in any case.
      - Needs O(cache) and a O(cache_plugin) that keeps its entries, as V(ansible.builtin.jsonfile).
    type: bool
    default: false
"""
