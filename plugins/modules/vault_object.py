#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any object of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_object
version_added: 0.1.0
short_description: Manage any object of Vault by its path
description:
  - Writes, changes and deletes what is at a path, for everything that has no module of its own.
  - Only the keys in O(data) are compared with what Vault has.
  - A duration is equal to the same one in seconds, a list to the same one in another order or as a text with commas.
  - Vault never returns what is in O(secret_data); O(update_secret) says when it is sent.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_objects.update_secret
options:
  path:
    description: The path, without C(/v1/), such as V(auth/kubernetes/role/shop).
    type: str
    required: true
  data:
    description: What it must be, keys and values of the API. Sent as a whole, with O(secret_data).
    type: dict
  secret_data:
    description: The secret part of it, which Vault never returns.
    type: dict
  method:
    description: How it is written.
    type: str
    default: POST
    choices: [POST, PUT]
  read_path:
    description: Where it is read, where that is not O(path).
    type: str
  ignore:
    description: 'Keys of O(data) that are sent, but not compared: Vault does not return them, or not as they were given.'
    type: list
    elements: str
    default: []
  secrets:
    description: Keys of what Vault returns that are never shown.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Let pods log in
  nomadic.fleet.vault_object:
    path: auth/kubernetes/role/shop
    data:
      bound_service_account_names: [shop]
      bound_service_account_namespaces: [default]
      token_policies: [shop]
      token_ttl: 1h

- name: Ask this Kubernetes, with a token that Vault never returns
  nomadic.fleet.vault_object:
    path: auth/kubernetes/config
    data:
      kubernetes_host: https://kubernetes.example.com
      kubernetes_ca_cert: "{{ lookup('ansible.builtin.file', 'kubernetes-ca.pem') }}"
    secret_data:
      token_reviewer_jwt: "{{ reviewer_token }}"
"""

RETURN = r"""
object:
  description: What is there, without secrets.
  returned: always
  type: dict
  sample: {token_policies: [shop], token_ttl: 3600}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_generic import Alike, segments


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare the given keys and write all of them."""
    params = module.params
    where, read_from = segments(params["path"]), segments(params["read_path"] or params["path"])
    data, secret_data = params["data"] or {}, params["secret_data"] or {}
    client.secrets.update(str(value) for value in secret_data.values() if value)
    rules = {key: Alike(write_only=key in params["ignore"]) for key in data}
    rules.update({key: Alike(secret=True) for key in params["secrets"]})
    rules.update({key: Alike(secret=True, write_only=True) for key in secret_data})

    def write(_whole: dict[str, Any]) -> Any:
        client.request(params["method"], where, body={**data, **secret_data})
        unread = {key: value for key, value in data.items() if key in params["ignore"]}
        return {**(client.read(read_from) or {}), **unread, **secret_data}

    always = params["update_secret"] == "always" and bool(secret_data)
    wanted = {**data, **secret_data}
    return sync(
        params["state"],
        client.read(read_from),
        wanted,
        write,
        write,
        lambda _: client.delete(where),
        module.check_mode,
        rules,
        always=always,
    )


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "path": {"type": "str", "required": True},
        "data": {"type": "dict"},
        "secret_data": {"type": "dict", "no_log": True},
        "method": {"type": "str", "default": "POST", "choices": ["POST", "PUT"]},
        "read_path": {"type": "str"},
        "ignore": {"type": "list", "elements": "str", "default": []},
        "secrets": {"type": "list", "elements": "str", "default": [], "no_log": False},
        "update_secret": UPDATE_SECRET,
        "state": STATE,
    }
    run("vault", spec, work, returns="object")


if __name__ == "__main__":
    main()
