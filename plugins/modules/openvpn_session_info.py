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
  - Says of each how long the certificate lives that the device has shown, which is the one that its tunnel was started with.
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
  certificates:
    description:
      - Directory in which the gateway keeps the certificate that each device has shown, in a file of the device's name.
      - Of a device without one, it is not known how long its certificate lives.
    type: path
    default: /run/openvpn-fleet
seealso:
  - module: nomadic.fleet.openvpn_session
  - module: nomadic.fleet.fleet_status_info
requirements:
  - cryptography on the gateway, which the role P(nomadic.fleet.openvpn#role) installs
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
    certificate_begin:
      description: From when on its certificate is valid; empty where that is not known.
      type: str
    certificate_end:
      description: Until when its certificate is valid; empty where that is not known.
      type: str
  sample:
    - id: 3
      name: device1
      address: 10.210.128.10
      real_address: 198.51.100.7:49152
      since: "2026-11-30T04:00:00Z"
      bytes_received: 52311
      bytes_sent: 48810
      certificate_begin: "2026-11-29T04:00:00Z"
      certificate_end: "2027-09-25T04:00:00Z"
"""

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.management import (
    SOCKET,
    Session,
    connected,
    shown,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import certificate_at

CERTIFICATES: dict[str, dict[str, t.Any]] = {"certificates": {"type": "path", "default": "/run/openvpn-fleet"}}


def described(session: Session, certificates: str) -> dict[str, t.Any]:
    """A connection, with the life of the certificate that the device has shown."""
    path = os.path.join(certificates, session.name)
    # What is there is written by the user that OpenVPN runs as: no way to have root wait at a pipe, or read something else.
    found = certificate_at(path) if os.path.isfile(path) and not os.path.islink(path) else None
    life = [f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (found.begin, found.end)] if found else ["", ""]
    return {**shown(session), "certificate_begin": life[0], "certificate_end": life[1]}


def main() -> None:
    module = AnsibleModule(
        argument_spec={"name": {"type": "list", "elements": "str"}, **CERTIFICATES, **SOCKET}, supports_check_mode=True
    )
    names = module.params["name"]
    try:
        with connected(module.params["management"]) as management:
            found = management.sessions() if management else []
        chosen = [
            described(session, module.params["certificates"])
            for session in found
            if names is None or session.name in names
        ]
    except FleetError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, running=management is not None, sessions=chosen)


if __name__ == "__main__":
    main()
