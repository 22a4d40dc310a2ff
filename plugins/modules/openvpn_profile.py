#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: openvpn_profile
short_description: Write the OpenVPN profile of a device
version_added: 0.1.0
description:
  - Writes the configuration by which a device reaches the fleet's gateways. It names the device's files, or has them in it (O(inline)).
  - A gateway that is not there is passed over after 10 s, and the next one is tried. With two keys in O(tls_crypt_v2) all gateways are tried by the first
    one and then by the second, which is how the key of the gateways is replaced while devices are away.
  - The gateway cannot take over the device's other traffic or its name resolution.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details: Keys that are in the profile are not in the diff.
  idempotent:
    support: full
options:
  path:
    description: The file to write. Its folder must be there.
    type: path
    required: true
  remotes:
    description:
      - Where the gateways are, in the order in which they are tried.
      - Each is an address or a name, and its UDP port unless that is 1194, as in V(vpn.example.com 443).
    type: list
    elements: str
    required: true
  gateway_name:
    description: The one name that all gateways have in their certificates. A server with another one is refused.
    type: str
    required: true
  ca:
    description: File of the certificate of the VPN's authority.
    type: path
    default: /etc/openvpn/fleet/tls/ca.pem
  cert:
    description: File of the device's certificate.
    type: path
    default: /etc/openvpn/fleet/tls/cert.pem
  key:
    description: File of its key.
    type: path
    default: /etc/openvpn/fleet/tls/key.pem
  tls_crypt_v2:
    description: Files of the device's tls-crypt-v2 keys (M(nomadic.fleet.openvpn_client)), the one that the gateways take now first.
    type: list
    elements: path
    default: [/etc/openvpn/fleet/tls-crypt-v2.key]
  inline:
    description:
      - Whether the content of these files is put into the profile, which is then one file of mode 0600 that can be carried to a device. Else it has mode 0644.
      - They are read where the task runs.
    type: bool
    default: false
  device:
    description: Name of the tunnel on the device.
    type: str
    default: tun0
  user:
    description: User and group that OpenVPN runs as once it has read its files. Empty where the device has none for it.
    type: str
    default: openvpn
seealso:
  - module: nomadic.fleet.openvpn_client
"""

EXAMPLES = r"""
- name: Write the profile of this device
  nomadic.fleet.openvpn_profile:
    path: /etc/openvpn/client/fleet.conf
    gateway_name: gateway.fleet
    remotes:
      - vpn1.example.com
      - 198.51.100.7 443

- name: Make one file for a device that is not reached by SSH
  nomadic.fleet.openvpn_profile:
    path: "{{ fleet_dir }}/device7.ovpn"
    gateway_name: gateway.fleet
    remotes: [vpn1.example.com]
    inline: true
    ca: "{{ fleet_dir }}/pki/vpn/ca.pem"
    cert: "{{ fleet_dir }}/device7/cert.pem"
    key: "{{ fleet_dir }}/device7/key.pem"
    tls_crypt_v2:
      - "{{ fleet_dir }}/device7/tls-crypt-v2.key"
    user: ""
  delegate_to: localhost
"""

RETURN = r"""
path:
  description: The file.
  type: str
  returned: always
  sample: /etc/openvpn/client/fleet.conf
"""

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _files
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import files, profile


def content(path: str) -> str:
    """Of a file that must be there."""
    text = files.read(path)
    if not text.strip():
        raise BadInput(f"inline: {path} is not there, or is empty; make it before the profile that is to have it in it")
    return text


def work(module: AnsibleModule) -> dict[str, t.Any]:
    """Compare and write."""
    params = module.params
    profile.checked(params)
    path, mode = params["path"], 0o600 if params["inline"] else 0o644
    _files.require_folder(path, "path")
    text = profile.rendered(params, profile.inlined(content) if params["inline"] else profile.by_path)
    before = files.read(path)
    changed = before != text
    if changed and not module.check_mode:
        _files.put(module, path, text, mode)
    if os.path.exists(path):
        changed = module.set_mode_if_different(path, mode, changed)
    diff = {
        "before": profile.public(before),
        "after": profile.public(text),
        "before_header": path,
        "after_header": path,
    }
    return {"changed": changed, "path": path, "diff": diff}


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "remotes": {"type": "list", "elements": "str", "required": True},
            "gateway_name": {"type": "str", "required": True},
            "ca": {"type": "path", "default": "/etc/openvpn/fleet/tls/ca.pem"},
            "cert": {"type": "path", "default": "/etc/openvpn/fleet/tls/cert.pem"},
            "key": {"type": "path", "default": "/etc/openvpn/fleet/tls/key.pem", "no_log": False},
            "tls_crypt_v2": {
                "type": "list",
                "elements": "path",
                "default": ["/etc/openvpn/fleet/tls-crypt-v2.key"],
            },
            "inline": {"type": "bool", "default": False},
            "device": {"type": "str", "default": "tun0"},
            "user": {"type": "str", "default": "openvpn"},
        },
        supports_check_mode=True,
    )
    try:
        result = work(module)
    except (FleetError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
