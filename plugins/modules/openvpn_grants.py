#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: openvpn_grants
short_description: Bring the fleet's devices and their grants to an OpenVPN gateway
version_added: 0.1.0
description:
  - Reads the registry, makes the gateway's list of who may come in, at which address, and what he may reach besides what all may, numbers it, signs it,
    and applies it on the gateway (M(nomadic.fleet.openvpn_allow_list)).
  - On the list are the devices that are issued, pending or accepted. Grants of its group has only one that is accepted.
  - The number rises with each change of the store, and is kept there. A gateway refuses a lower one than it had, as from a store that was
    restored from an older backup.
  - The gateway does not start on a list older than O(max_age). One that says the same as the list on the gateway replaces it after a seventh of that time.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.openvpn
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  store:
    description: Where the fleet's registry is, as in M(nomadic.fleet.fleet_node).
    type: raw
    required: true
  prefix:
    description: IPv4 prefix of the gateway. A device with an index for which it has no address is an error.
    type: str
    required: true
  key:
    description: Key that signs the list, 32 bytes in base64, as M(nomadic.fleet.fleet_secret) makes them. The same for all gateways, and never another.
    type: str
    required: true
  revocations:
    description:
      - The file of the controller to which every revocation is added, as in M(nomadic.fleet.fleet_node).
      - A device that is in it is off the list, whatever the store says.
    type: path
  renumber:
    description: Whether the list gets a new number though nothing has changed. Only for a store that was restored from a backup, after it was looked through.
    type: bool
    default: false
  max_age:
    description: Age at which the gateway does not start on the list any more, such as V(7d) or V(36h), or seconds.
    type: str
    default: 7d
  directory:
    description: Directory of the gateway's files.
    type: path
    default: /etc/openvpn/fleet
  group:
    description: Group that OpenVPN runs as, which must read the devices' files.
    type: str
    default: openvpn
seealso:
  - module: nomadic.fleet.fleet_group
  - module: nomadic.fleet.fleet_node
requirements:
  - py-consul or python-consul2 on the controller, for a store in Consul
notes:
  - Reads and signs on the controller. Run it with the gateway as the host of the task; the playbook C(nomadic.fleet.grants) does.
"""

EXAMPLES = r"""
- name: Read the key that signs
  nomadic.fleet.fleet_secret:
    name: openvpn_allow_list_key
  register: signer
  no_log: true

- name: Bring the list to the gateway
  nomadic.fleet.openvpn_grants:
    store: "{{ fleet_store }}"
    prefix: "{{ openvpn_prefix }}"
    key: "{{ signer.secret }}"
    revocations: "{{ fleet_dir }}/revocations"
  become: true
"""

RETURN = r"""
number:
  description: Number of the list that is in force.
  type: int
  returned: always
  sample: 1796013000
added:
  description: Devices that may come in now and could not before.
  type: list
  elements: str
  returned: always
  sample: [device7]
removed:
  description: Devices that could come in before.
  type: list
  elements: str
  returned: always
  sample: [device2]
cut:
  description: Devices whose connection was ended. Those that are still on the list come back by themselves.
  type: list
  elements: str
  returned: always
  sample: [device2]
refused:
  description: Devices of the list that were revoked on this gateway, and are not let in.
  type: list
  elements: str
  returned: always
  sample: []
"""
