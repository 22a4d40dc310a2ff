# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_bootstrap."""

from __future__ import annotations

from bootstrap_contract import BootstrapContract
from fake_server import Answer


class TestBootstrap(BootstrapContract):
    module = "consul_acl_bootstrap"
    header = "x-consul-token"
    management = {"Policies": [{"ID": "00000000-0000-0000-0000-000000000001"}]}
    client = {"Policies": [{"ID": "4b8e7f1c-97d3-4a36-9d0c-8f3f9f0f4a11"}]}
    unknown = Answer(403, "ACL not found")
    already = Answer(403, "Permission denied: rpc error: ACL bootstrap no longer allowed (reset index: 7)")
    disabled = Answer(401, "ACL support disabled")
