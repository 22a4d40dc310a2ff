# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first management token of Nomad and Consul, made with a secret that is given.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients._base import Client
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._text import require_uuid

OPTIONS: dict[str, Any] = {"secret": {"type": "str", "required": True, "no_log": True}}
_DONE = {"bootstrapped": True}
_ALREADY = ("already done", "no longer allowed")


def bootstrap(module: AnsibleModule, client: Client, is_management: Callable[[Mapping[str, Any]], bool]) -> Outcome:
    """Try the secret, else bootstrap with it."""
    secret = require_uuid(module.params["secret"], "secret")
    known = client.request("GET", ["acl", "token", "self"], token=secret, accept=(400, 401, 403, 404))
    if known.status == 200:
        if not is_management(known.data):
            raise BadInput("secret: it belongs to a token that is no management token.")
        return Outcome(False, _DONE, _DONE, accessor_id=known.data["AccessorID"])
    if "ACL support disabled" in known.text:
        raise BadInput(
            f"ACLs are disabled on this {client.title} agent: set acl {{ enabled = true }} in its configuration."
        )
    if module.check_mode:
        return Outcome(True, None, _DONE)
    try:
        made = client.request("PUT", ["acl", "bootstrap"], body={"BootstrapSecret": secret}, token="").data
    except ApiError as error:
        if any(words in error.words for words in _ALREADY):
            raise BadInput(
                f"secret: {client.title}'s ACLs were bootstrapped with another secret; give that one. "
                f"If it is lost, reset the bootstrap as {client.title} documents it ({error.words})."
            ) from None
        raise
    return Outcome(True, None, _DONE, accessor_id=made["AccessorID"])
