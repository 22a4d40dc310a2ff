#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_status_info
short_description: Read the fleet and its rollouts at a glance
version_added: 0.1.0
description:
  - Counts devices by group and state, nodes that are online and offline, nodes by the release that they publish, and says how every rollout stands;
    with the connections of the gateways also which devices do not renew their certificates.
  - Reads the store, and Nomad's list of nodes once as a whole and once for each of up to 20 releases, in pages of 1,000 nodes. Never one request a node.
  - A Nomad that does not answer, or refuses to, is no error. RV(nomad) says so then, and only what the store knows is returned.
  - Use it on C(localhost), once. The playbook C(nomadic.fleet.status) does.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.nomad
  - nomadic.fleet.store
attributes:
  check_mode:
    support: full
    details:
      - Changes nothing.
  diff_mode:
    support: N/A
    details:
      - Changes nothing.
  idempotent:
    support: N/A
    details:
      - Changes nothing.
options:
  sessions:
    description:
      - Connections of the gateways, as M(nomadic.fleet.openvpn_session_info) returns them, for RV(certificates).
      - Without them nothing is known of certificates.
    type: list
    elements: dict
    default: []
  show:
    description: Whether RV(lines) are printed, too.
    type: bool
    default: false
seealso:
  - module: nomadic.fleet.fleet_rollout_info
  - module: nomadic.fleet.fleet_node_info
  - module: nomadic.fleet.openvpn_session_info
"""

EXAMPLES = r"""
- name: Read how the fleet stands
  nomadic.fleet.fleet_status_info:
    store: "{{ fleet_store }}"
    address: https://10.0.0.11:4646
    ca_file: ca.pem
    token: "{{ nomad_token }}"
  register: fleet

- name: Say which rollouts somebody must look at
  ansible.builtin.debug:
    msg: "{{ fleet.rollouts | selectattr('state', 'eq', 'paused') | map(attribute='rollout') | join(', ') }}"
"""

RETURN = r"""
nomad:
  description: Whether Nomad could be read.
  type: dict
  returned: always
  contains:
    answers:
      description: Whether it was read.
      type: bool
      returned: always
    error:
      description: Why not, empty if it was.
      type: str
      returned: always
groups:
  description: The scheduling groups of the devices in the store, in the order of their names. The first may be that of devices without a group.
  type: list
  elements: dict
  returned: always
  sample: [{group: kiosk, devices: 3, states: {accepted: 3}, online: 2, offline: 1, absent: 0, ineligible: 0}]
  contains:
    group:
      description: Name of the group, empty for devices without one.
      type: str
      returned: always
    devices:
      description: Devices in it, in whatever state.
      type: int
      returned: always
    states:
      description: How many of them are in each state.
      type: dict
      returned: always
    online:
      description: How many nodes of declared, issued, pending and accepted devices the servers hear of.
      type: int
      returned: when Nomad answers
    offline:
      description: How many of those nodes they do not hear of.
      type: int
      returned: when Nomad answers
    absent:
      description: How many of those devices have no node in Nomad.
      type: int
      returned: when Nomad answers
    ineligible:
      description: How many of those nodes take no work, or are drained, be they online or not.
      type: int
      returned: when Nomad answers
others:
  description: Nodes that no record of the store is about, such as those of a cloud. Empty if Nomad does not answer.
  type: dict
  returned: always
  sample: {nodes: 1, online: 1, offline: 0}
certificates:
  description:
    - What O(sessions) show of the certificates of declared, issued, pending and accepted devices. Of a device that is not connected they show nothing.
    - The one of a device's tunnel; that of its Nomad agent is renewed by the same program, and not seen here.
  type: dict
  returned: always
  sample: {seen: 136, late: [{name: device7, group: kiosk, due: "2027-06-17T04:00:00Z", end: "2027-09-25T04:00:00Z"}]}
  contains:
    seen:
      description: How many devices have shown one.
      type: int
      returned: always
    late:
      description: >-
        Devices that should run on a newer one, the one whose certificate ends first in front. A certificate is late three hours after two thirds of its life;
        a device renews it when one third has passed.
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: Name of the device.
          type: str
        group:
          description: Its group, empty for none.
          type: str
        due:
          description: When two thirds of the certificate's life had passed.
          type: str
        end:
          description: Until when it is valid.
          type: str
releases:
  description:
    - How many nodes publish which release (metadata C(fleet_release)), for the releases of the 20 rollouts on devices with the latest steps.
    - A node publishes one release, the last one that a rollout brought it, whatever the track. An empty text stands for all other releases.
  type: list
  elements: dict
  returned: always
  sample: [{release: 2.4.1, tracks: [firmware], nodes: 140}]
rollouts:
  description: All rollouts that were ever started, the one with the latest step first.
  type: list
  elements: dict
  returned: always
  contains:
    rollout:
      description: Name of the rollout.
      type: str
      returned: always
    track:
      description: What it updates.
      type: str
      returned: always
    state:
      description: As the module M(nomadic.fleet.fleet_rollout) returns it.
      type: str
      returned: always
    message:
      description: How it stands, with the numbers behind the last decision.
      type: str
      returned: always
      sample: "wave 3 paused: 7 of 140 failed (5.0 % >= 5 %)"
    wave:
      description: The latest wave that was opened, 0 if none was.
      type: int
      returned: always
    counts:
      description: Devices by outcome in the waves that were judged.
      type: dict
      returned: always
    total:
      description: Devices selected.
      type: int
      returned: always
    approval:
      description: The approval that is missing, empty if none is.
      type: str
      returned: always
    next_step:
      description: Time of the next step in UTC, empty if there is none to wait for.
      type: str
      returned: always
    updated:
      description: Time of its last step, in UTC.
      type: str
      returned: always
    commands:
      description:
        - What to type next, with the path of the policy file as it was when the rollout was started.
        - Empty for one that is over, and for the way back of another one.
      type: list
      elements: str
      returned: always
lines:
  description: The same for people, whole lines; of the rollouts that are over, the latest five.
  type: list
  elements: str
  returned: always
  sample: ["group kiosk: 3 devices (3 accepted); 2 online, 1 offline"]
"""
