#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: openvpn_session
short_description: End the connection of a device to an OpenVPN gateway
version_added: 0.1.0
description:
  - Ends connections through OpenVPN's management socket, and returns when OpenVPN has forgotten them.
  - The device is told, and comes back by itself within seconds, if it may. Use M(nomadic.fleet.openvpn_grants) to take a device's access away; that ends its
    connection, too.
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
    support: partial
    details: A device that may come back is connected again when the task is run again.
options:
  name:
    description: Devices, by the common names of their certificates. All their connections are ended. One that is not connected is no error.
    type: list
    elements: str
    required: true
  state:
    description: The one thing that can be done to a connection from here.
    type: str
    choices: [absent]
    default: absent
seealso:
  - module: nomadic.fleet.openvpn_session_info
"""

EXAMPLES = r"""
- name: Have a device connect anew
  nomadic.fleet.openvpn_session:
    name: [device1]
  become: true
"""

RETURN = r"""
sessions:
  description: The connections that were ended, or would be, as in M(nomadic.fleet.openvpn_session_info).
  type: list
  elements: dict
  returned: always
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
        argument_spec={
            "name": {"type": "list", "elements": "str", "required": True},
            "state": {"type": "str", "choices": ["absent"], "default": "absent"},
            **SOCKET,
        },
        supports_check_mode=True,
    )
    names = module.params["name"]
    try:
        with connected(module.params["management"]) as management:
            found = [session for session in (management.sessions() if management else []) if session.name in names]
            if management and found and not module.check_mode:
                management.restart(found)
    except FleetError as error:
        module.fail_json(msg=str(error))
    ended = [shown(session) for session in found]
    diff = {"before": {"sessions": ended}, "after": {"sessions": []}}
    module.exit_json(changed=bool(found), sessions=ended, diff=diff)


if __name__ == "__main__":
    main()
