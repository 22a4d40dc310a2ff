#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_reconcile
short_description: Hold Nomad's nodes against the fleet's registry
version_added: 0.1.0
description:
  - Takes the work, at once, from every node that is not what the registry says it is, and tells what to do about it.
  - A device itself says which name, pool and group it has. The registry pins the id of its node, so none of these can change unseen.
  - Brings a device whose record names another group than it works in (O(nomadic.fleet.fleet_node#module:group)) there. It loses all
    its work first, for Nomad looks at the constraints of a job only when it places it. A device that is away waits, and is moved when it is back.
  - Why a node has no work is noted at its drain in Nomad, so an interrupted run is finished by the next, and what an operator has
    drained by hand is never given work by this.
  - Reads the store, and Nomad's list of nodes once as a whole, once for each group, and once for nodes of other groups, in pages of 1,000 nodes.
    Never one request a node that is in order.
  - Run it often, from a timer. Use it on C(localhost), once. The playbook C(nomadic.fleet.reconcile) does, and keeps the gateways in step.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.nomad
  - nomadic.fleet.store
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  nodes:
    description: Names of devices. Nothing is done about others, and nothing told. All by default.
    type: list
    elements: str
    default: []
  networks:
    description:
      - IPv4 prefixes in which only external nodes have addresses, those of the gateways. A node in one of them that no record is about
        drifts, whatever pool it says it is in.
      - Without, such a node drifts only if its pool is V(external), V(external-pending), or the pool of some record.
    type: list
    elements: str
    default: []
  repair:
    description:
      - Whether to set right what can be from here. The group of a device becomes that of its record, and a device whose work was taken
        gets work again once nothing differs any more.
      - A name and a pool are in the configuration of the device, so RV(drift[].hint) says how to enrol it again.
    type: bool
    default: false
  purge_after:
    description:
      - Have Nomad forget the node of a device that is revoked, retired or rejected, once it is away and has had no work for so long, such as V(300d).
      - Take no less than the identities of nodes live (O(nomadic.fleet.nomad_node_pool#module:node_identity_ttl)), else one whose agent
        still runs comes back. Never by default.
    type: str
    default: ""
  revocations:
    description: The list of O(nomadic.fleet.fleet_node#module:revocations). Who is on it has left, whatever the store says.
    type: path
  wait_timeout:
    description: Seconds that one step of one move may take, such as that the work of the old group ends. The next run goes on with one that takes longer.
    type: int
    default: 60
  show:
    description: Whether RV(lines) are printed, too.
    type: bool
    default: false
seealso:
  - module: nomadic.fleet.fleet_node
  - module: nomadic.fleet.openvpn_grants
"""

EXAMPLES = r"""
- name: Take the work from what drifts, and move devices
  nomadic.fleet.fleet_reconcile:
    store: "{{ fleet_store }}"
    networks: [10.210.128.0/20]
    address: https://10.0.0.11:4646
    ca_file: ca.pem
    token: "{{ nomad_token }}"
  register: fleet

- name: Let a device work again that was found in order
  nomadic.fleet.fleet_reconcile:
    store: "{{ fleet_store }}"
    nodes: [device1]
    repair: true
    address: https://10.0.0.11:4646
    ca_file: ca.pem
    token: "{{ nomad_token }}"
"""

RETURN = r"""
drift:
  description: Every node, or record, that is not as it is to be, in the order of names.
  type: list
  elements: dict
  returned: always
  sample:
    - kind: second
      name: device1
      node_id: 5ec2e7c0-0000-4000-8000-000000000002
      detail: the registry pins 5ec2e7c0-0000-4000-8000-000000000001
      hint: find out who uses the name
      act: isolate
      error: ""
  contains:
    kind:
      description:
        - V(unknown), no record is about a node that only can be a device.
        - V(ended), the node of a device that is revoking, revoked, retired or rejected.
        - V(second), a node with the name of a device that another node has; V(ghost), the same, but the servers do not hear of it.
        - V(name), V(pool) and V(group), the node of a device says another one than its record.
        - V(isolated), nothing differs any more, but it has not been given work again.
        - V(unpinned), a device that is being enrolled, or was not to the end. Nothing is done to it.
        - V(gone), Nomad has forgotten the node of a device.
      type: str
      returned: always
    name:
      description: Name of the device, or of the node where no record is about it.
      type: str
      returned: always
    node_id:
      description: Id of the Nomad node.
      type: str
      returned: always
    detail:
      description: What differs.
      type: str
      returned: always
    hint:
      description: What to do about it.
      type: str
      returned: always
    act:
      description: What was done, or would be, V(isolate), V(release) or V(purge). Empty for nothing, and for a node that is isolated already.
      type: str
      returned: always
    error:
      description: Why it could not be done, empty if it was.
      type: str
      returned: always
moves:
  description: The devices that are to work in another group, in the order of names.
  type: list
  elements: dict
  returned: always
  sample: [{name: device1, node_id: 5ec2e7c0-0000-4000-8000-000000000001, before: kiosk, after: sensor, done: true, error: ""}]
  contains:
    name:
      description: Name of the device.
      type: str
      returned: always
    node_id:
      description: Id of its Nomad node.
      type: str
      returned: always
    before:
      description: The group that it was in, empty for none.
      type: str
      returned: always
    after:
      description: The group that it is to be in, empty for none.
      type: str
      returned: always
    done:
      description: Whether it is there.
      type: bool
      returned: always
    error:
      description: Why it is not.
      type: str
      returned: always
lines:
  description: The same for people, whole lines.
  type: list
  elements: str
  returned: always
  sample: ["device1: from group kiosk to sensor, done"]
"""
