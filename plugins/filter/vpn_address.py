# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of a device in the prefix of a gateway."""

from __future__ import annotations

import ipaddress
import typing as t

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: vpn_address
short_description: Address of a device in a gateway's VPN prefix
version_added: 0.1.0
description:
  - Every gateway has one VPN prefix, and every device one index. The device's address on a gateway is the base of the prefix plus the index.
  - Index 1 is the gateway itself.
author: nomadic.fleet authors (@nomadic-fleet)
positional: index
options:
  _input:
    description: VPN prefix of the gateway, in CIDR notation.
    type: str
    required: true
  index:
    description: Index of the device.
    type: int
    default: 1
"""

EXAMPLES = r"""
- name: Show where a device is reached
  ansible.builtin.debug:
    msg: "{{ ('10.210.128.0/20' | nomadic.fleet.vpn_address(10)).address }}"    # 10.210.128.10
"""

RETURN = r"""
_value:
  description: The address and what is needed to configure it.
  type: dict
  contains:
    address:
      description: Address of the index.
      type: str
      sample: 10.210.128.10
    network:
      description: Base of the prefix.
      type: str
      sample: 10.210.128.0
    netmask:
      description: Mask of the prefix.
      type: str
      sample: 255.255.240.0
    size:
      description: Number of addresses in the prefix.
      type: int
      sample: 4096
"""


def vpn_address(prefix: str, index: int = 1) -> dict[str, t.Any]:
    """Base of the prefix plus the index, refused where it is no host's address."""
    try:
        network = ipaddress.IPv4Network(prefix)
        number = int(index)
    except ValueError as error:
        raise AnsibleFilterError(
            f"vpn_address: {error}; 'openvpn_prefix' is an IPv4 prefix such as 10.210.128.0/20"
        ) from error
    if not 0 < number < network.num_addresses - 1:
        raise AnsibleFilterError(
            f"vpn_address: index {number} has no address in {network} ({network.num_addresses} addresses); give the gateway a wider 'openvpn_prefix'"
        )
    return {
        "address": str(network[number]),
        "network": str(network.network_address),
        "netmask": str(network.netmask),
        "size": network.num_addresses,
    }


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function."""
        return {"vpn_address": vpn_address}
