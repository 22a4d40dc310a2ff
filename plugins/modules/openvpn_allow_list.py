#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: openvpn_allow_list
short_description: Apply a signed list of devices on an OpenVPN gateway
version_added: 0.1.0
description:
  - Makes a gateway let in the devices of a list, let each reach what the list grants it, and cut off all others.
  - The list is made and signed by M(nomadic.fleet.openvpn_grants), which runs this module.
  - Nothing is applied of a list whose signature is not that of the fleet, or whose number is lower than that of the last one.
  - First it closes, by steps that need no room on the disk. The files of devices that are not on the list any more go, then the sets of the firewall change
    in one transaction, then tracked connections of devices that may reach something else now are forgotten, and connections of those that are not on the list
    or have another identity or address are ended. Then it writes the files of the others and ends connections that need another route; at last the list itself.
  - Where the disk is full, it fails with the name of the file, who has left is cut off, and those that stay, and the last list, are as they were.
  - What is found on the gateway counts, so a run that was interrupted is finished by the next one, and what somebody has changed there is put right.
  - A device that was revoked once is never let in again, whatever a later list says; that is a warning.
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
  document:
    description: The list, to the letter as it was signed.
    type: str
    required: true
  signature:
    description: Its Ed25519 signature in base64.
    type: str
    required: true
  public_key:
    description: Key of the signature in PEM. The one of the first list that is applied on a gateway is kept there, and another one is refused from then on.
    type: str
    required: true
  max_age:
    description:
      - Age in seconds at which the gateway does not start any more on a list.
      - A list of the same number as the one that the gateway has is kept in its place once a seventh of this has passed.
    type: int
    default: 604800
  directory:
    description: Directory of the gateway's files. Devices' files are in C(ccd), what this module keeps for itself is in C(allow-list).
    type: path
    default: /etc/openvpn/fleet
  group:
    description: Group that OpenVPN runs as, which must read the devices' files.
    type: str
    default: openvpn
seealso:
  - module: nomadic.fleet.openvpn_grants
  - module: nomadic.fleet.openvpn_session
requirements:
  - nft, conntrack and openssl on the host
notes:
  - Needs root, and the firewall that the role P(nomadic.fleet.openvpn#role) loads.
"""

EXAMPLES = r"""
- name: Apply a list that was carried to the gateway
  nomadic.fleet.openvpn_allow_list:
    document: "{{ lookup('ansible.builtin.file', 'list.json', rstrip=false) }}"
    signature: "{{ lookup('ansible.builtin.file', 'list.sig') }}"
    public_key: "{{ lookup('ansible.builtin.file', 'key.pem', rstrip=false) }}"
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

import base64
import binascii
import time
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import allow_list as lists
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.gateway import PLACE, Gateway
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.plan import Plan, refuse_older


def work(module: AnsibleModule, gateway: Gateway) -> dict[str, t.Any]:
    """Compare and apply."""
    params = module.params
    text, public_key = params["document"], params["public_key"]
    try:
        signature = base64.b64decode(params["signature"], validate=True)
    except binascii.Error as error:
        raise BadInput(f"signature: it is not base64 ({error})") from error
    gateway.verify(text, signature, public_key)
    new, state = lists.parse(text), gateway.state()
    refuse_older(new, state)
    if state.sets is None and not module.check_mode:
        raise BadInput(
            f"this host has no firewall of the fleet's VPN (nft table {lists.TABLE}); run nomadic.fleet.site for the gateway first"
        )
    plan = Plan(new, state, gateway.sessions(), time.time(), params["max_age"])
    if not module.check_mode:
        plan.apply(gateway, text, signature, public_key)
    for name in plan.refused:
        module.warn(f"{name} was revoked on this gateway and is not let in, though the list has it: revoke it again")
    return plan.result()


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "document": {"type": "str", "required": True},
            "signature": {"type": "str", "required": True},
            "public_key": {"type": "str", "required": True, "no_log": False},
            "max_age": {"type": "int", "default": 604800},
            **PLACE,
        },
        supports_check_mode=True,
    )
    params = module.params

    def run(command: list[str], data: str) -> tuple[int, str, str]:
        path = module.get_bin_path(command[0], required=True)
        done = module.run_command([path, *command[1:]], data=data, environ_update={"LC_ALL": "C"})
        return t.cast("tuple[int, str, str]", done)

    gateway = Gateway(params["directory"], params["group"], params["management"], run)
    try:
        if module.check_mode:
            result = work(module, gateway)
        else:
            with gateway.alone():
                result = work(module, gateway)
    except (FleetError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
