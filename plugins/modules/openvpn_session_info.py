#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: openvpn_session_info
short_description: List who is connected to an OpenVPN gateway
version_added: 0.1.0
description:
  - Reads the connections from OpenVPN's management socket. Where no OpenVPN runs, there is none.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.openvpn
attributes:
  check_mode:
    support: full
    details: Changes nothing.
  diff_mode:
    support: N/A
    details: Changes nothing.
options:
  name:
    description: Only these devices, by the common names of their certificates. All of them without.
    type: list
    elements: str
seealso:
  - module: nomadic.fleet.openvpn_session
"""

EXAMPLES = r"""
- name: See who is connected
  nomadic.fleet.openvpn_session_info:
  become: true
  register: vpn

- name: Name them
  ansible.builtin.debug:
    msg: "{{ vpn.sessions | map(attribute='name') }}"
"""

RETURN = r"""
running:
  description: Whether an OpenVPN listens on the socket.
  type: bool
  returned: always
sessions:
  description: The connections, in the order of names. A device may have two for a moment.
  type: list
  elements: dict
  returned: always
  contains:
    id:
      description: Number of the connection, which OpenVPN never gives twice.
      type: int
    name:
      description: Name of the device, from its certificate.
      type: str
    address:
      description: Its address in the VPN; empty for a moment at the beginning.
      type: str
    real_address:
      description: Address and port that it comes from.
      type: str
    since:
      description: When it connected.
      type: str
    bytes_received:
      description: What was received from it.
      type: int
    bytes_sent:
      description: What was sent to it.
      type: int
  sample:
    - id: 3
      name: device1
      address: 10.210.128.10
      real_address: 198.51.100.7:49152
      since: "2026-11-30T04:00:00Z"
      bytes_received: 52311
      bytes_sent: 48810
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.management import SOCKET, connected, shown


def main() -> None:
    module = AnsibleModule(
        argument_spec={"name": {"type": "list", "elements": "str"}, **SOCKET}, supports_check_mode=True
    )
    names = module.params["name"]
    try:
        with connected(module.params["management"]) as management:
            found = management.sessions() if management else []
    except FleetError as error:
        module.fail_json(msg=str(error))
    chosen = [shown(session) for session in found if names is None or session.name in names]
    module.exit_json(changed=False, running=management is not None, sessions=chosen)


if __name__ == "__main__":
    main()
