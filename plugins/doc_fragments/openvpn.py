# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of what talks to a running OpenVPN."""

from __future__ import annotations


class ModuleDocFragment:
    """One text for all of them."""

    DOCUMENTATION = r"""
options:
  management:
    description: OpenVPN's management socket, a Unix socket on the gateway. OpenVPN serves one client at a time; the task waits for its turn for up to 15 s.
    type: path
    default: /run/openvpn-server/fleet.sock
notes:
  - Runs on the gateway, as the user whom OpenVPN lets in (C(management-client-user)); with the role P(nomadic.fleet.openvpn#role) that is root.
"""
