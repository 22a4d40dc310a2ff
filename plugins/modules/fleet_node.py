#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_node
short_description: Keep the record of an external node in the fleet's registry
version_added: 0.1.0
description:
  - Declares an external node, puts it in a scheduling group, and takes it through its states, one record in the store of the fleet.
  - It is the record only that changes. What a state stands for, such as a certificate made or a connection cut, is done by the playbooks,
    which write it down here.
  - A new record gets the lowest free VPN index from 10 on. The index never changes until the node is rejected, retired or revoked; then it is free for another.
  - What is not given is left as it is.
  - Safe with any number of controllers at once. What changes nothing takes no lock and writes nothing.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.store
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the node, 1 to 63 characters of C(a-z), C(0-9) and C(-). It can never be changed.
      - Reserved words such as V(localhost), V(server) or V(gateway) are refused.
      - A node that is not there, and is to be something else than declared, is an error that names the nearest ones.
    type: str
    required: true
  state:
    description:
      - The state that the node is to be in. A move that does not exist is refused, with those that do.
      - V(declared), it has a record. One that is V(issued), V(pending) or V(accepted) already stays that. With O(node_id), one that is
        declared or issued becomes V(accepted), which is how an operator enrols a device in one step.
      - V(issued), its identity was made. One that is V(pending) or V(accepted) already stays that.
      - V(pending), it has joined, and is not trusted with work yet.
      - V(accepted), it takes part. Its Nomad node is pinned, so O(node_id) is needed once.
      - V(rejected), it was not let in.
      - V(retired), it left in peace. Take its access away first, for its index is free from then on.
      - V(revoking), its access is being taken away, for good. Its generation is raised, so that no key it has is of use.
      - V(revoked), everybody in O(needed) has confirmed that it has no access any more. Nothing follows, and its name is never given again.
      - V(absent), there is no record. Only one that was never more than V(declared) is deleted, all others stay as a proof against old keys.
    type: str
    choices: [declared, issued, pending, accepted, rejected, revoking, revoked, retired, absent]
    default: declared
  group:
    description:
      - The one scheduling group that the node is to be in, an empty text for none.
      - In a fleet that has declared groups (M(nomadic.fleet.fleet_group)), another name is an error that names the nearest ones. A fleet
        that has declared none names them as it likes.
      - A node that works in another group already only leaves it with this. M(nomadic.fleet.fleet_reconcile) stops its work, brings it into
        the new one, and the gateways grant it what the new one may reach; until then they grant it neither group's.
    type: str
  placed:
    description:
      - The group that its Nomad node works in. M(nomadic.fleet.fleet_reconcile) and the role P(nomadic.fleet.enroll#role) write it, once
        the servers have the node there.
    type: str
  pool:
    description: Node pool that it is to be in, V(external) for a new record. V(default), V(all) and V(external-pending) are refused.
    type: str
  region:
    description: Nomad region that it joins, V(global) for a new record.
    type: str
  node_id:
    description: Id of its Nomad node, a UUID. From then on a node of this name with another id is not offered anything.
    type: str
  generation:
    description: Generation of its identity, from 1 on. It can only be raised; an identity of a lower one is refused by the gateways.
    type: int
  vpn_key:
    description:
      - The newest server key of the VPN of which the node has a tls-crypt-v2 key, and a tunnel that knows it, by the beginning of a hash.
      - The role P(nomadic.fleet.openvpn#role) writes it, so that the gateways do not go over to a key by which the node cannot come in.
    type: str
  reinstate:
    description:
      - Whether a node that is V(rejected) or V(retired) may be V(declared) again.
      - It gets a new generation, no node id, and the index that is free then.
    type: bool
    default: false
  confirmed:
    description:
      - With O(state=revoking), who has confirmed that the node has no access any more, such as V(vault) or the name of a gateway.
      - They are added to those that have before.
    type: list
    elements: str
  needed:
    description: With O(state=revoked), all whose confirmation is needed. While one is missing the node stays V(revoking), and the task fails and names it.
    type: list
    elements: str
  last_index:
    description: The last VPN index for which all gateways have an address. A node for which none is left is refused. No limit without.
    type: int
  revocations:
    description:
      - A file of the controller to which every revocation is added, and from which none is ever removed. Keep it outside of what is restored with the store.
      - With O(state=revoking) the node is on it, on the disk, before the store is written.
      - A node that is on it while the store says otherwise is an error, for an older backup of the store was restored; only O(state=revoking) is possible then.
    type: path
seealso:
  - module: nomadic.fleet.fleet_group
  - module: nomadic.fleet.fleet_node_info
"""

EXAMPLES = r"""
- name: Declare a device
  nomadic.fleet.fleet_node:
    name: device1
    group: kiosk
    store: "{{ fleet_store }}"
  register: device

- name: Move it to another group, in a store in Consul
  nomadic.fleet.fleet_node:
    name: device1
    group: sensor
    store:
      address: https://10.0.0.1:8501
      ca_file: "{{ fleet_dir }}/pki/consul/ca.pem"
      token: "{{ fleet_store_token }}"

- name: Begin to revoke it
  nomadic.fleet.fleet_node:
    name: device1
    state: revoking
    revocations: "{{ fleet_dir }}/revocations"
    store: "{{ fleet_store }}"

- name: Note that the gateways let it in no more
  nomadic.fleet.fleet_node:
    name: device1
    state: revoking
    confirmed: [gateway1, gateway2]
    store: "{{ fleet_store }}"

- name: Be done with it
  nomadic.fleet.fleet_node:
    name: device1
    state: revoked
    needed: [gateway1, gateway2]
    store: "{{ fleet_store }}"
"""

RETURN = r"""
record:
  description: The record as it is, or would be; empty if there is none.
  type: dict
  returned: always
  contains:
    name:
      description: Name of the node.
      type: str
    state:
      description: Its state.
      type: str
    index:
      description: Its VPN index, 0 for one that has left.
      type: int
    group:
      description: Its scheduling group, empty for none.
      type: str
    placed:
      description: The group that its node works in; another than RV(record.group) while it moves.
      type: str
    pool:
      description: Its node pool.
      type: str
    region:
      description: Its Nomad region.
      type: str
    node_id:
      description: Its Nomad node, empty before it is accepted.
      type: str
    generation:
      description: Generation of its identity.
      type: int
    vpn_key:
      description: The newest server key of the VPN of which it has a key; only where that was written down.
      type: str
    confirmed:
      description: Who has confirmed that it has no access any more; only of a node that is revoking or revoked.
      type: list
      elements: str
  sample:
    name: device1
    state: declared
    index: 10
    group: kiosk
    placed: ""
    pool: external
    region: global
    node_id: ""
    generation: 1
"""
