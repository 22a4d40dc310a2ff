# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_bootstrap."""

from __future__ import annotations

from bootstrap_contract import BootstrapContract
from fake_server import Answer


class TestBootstrap(BootstrapContract):
    module = "nomad_acl_bootstrap"
    header = "x-nomad-token"
    management = {"Type": "management"}
    client = {"Type": "client"}
    unknown = Answer(403, "ACL token not found")
    already = Answer(400, "ACL bootstrap already done (reset index: 7)")
    disabled = Answer(400, "ACL support disabled")
