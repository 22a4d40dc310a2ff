# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of Consul's KV store."""

from __future__ import annotations

DOCUMENTATION = r"""
name: consul_kv
version_added: 0.1.0
short_description: Read keys of Consul's KV store
description:
  - Returns the value of a key, or all that is below a folder.
  - All terms of a call are read over one connection.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.consul
  - nomadic.fleet.consul.plugins
notes:
  - A lookup runs on the controller, whose environment counts. Text of a value is never a template.
  - What a lookup returns can be printed like any other value. Give the task that uses a secret C(no_log=true).
options:
  _terms:
    description: Keys, such as V(app/port), or folders with O(recurse).
    type: list
    elements: str
    required: true
  recurse:
    description:
      - Whether the terms are folders, each read with one request. The result is a dictionary, its keys are those below
        the folder, without its name.
    type: bool
    default: false
  encoding:
    description:
      - V(text) is for values that are text in UTF-8; others are an error.
      - V(base64) returns every value in Base64, as Consul stores it.
    type: str
    choices: [text, base64]
    default: text
  default:
    description: What to return where there is no such key, or nothing in the folder. Without it that is an error.
    type: raw
"""

EXAMPLES = r"""
- name: Show a value
  ansible.builtin.debug:
    msg: "{{ lookup('nomadic.fleet.consul_kv', 'app/port', default='8080') }}"

- name: Show all that is below app/, a dictionary with keys such as port and limits/memory
  ansible.builtin.debug:
    msg: "{{ lookup('nomadic.fleet.consul_kv', 'app', recurse=true) }}"
"""

RETURN = r"""
_raw:
  description: The value of each key; with O(recurse) a dictionary for each folder.
  type: list
  elements: raw
  sample: ['8080']
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient, connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._lookup import missing, names, take_options


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """One result a term."""
        try:
            with connect(take_options(self, "consul", variables, kwargs)) as client:
                read = self._folder if self.get_option("recurse") else self._key
                return [read(client, name) for name in names(terms, "key")]
        except FleetError as error:
            raise AnsibleError(f"consul_kv: {error}") from error

    def _key(self, client: ConsulClient, key: str) -> Any:
        found = client.read(["kv", key])
        return self._value(found[0]) if found else missing(self, f"there is no key {key}")

    def _folder(self, client: ConsulClient, name: str) -> Any:
        folder = name.rstrip("/") + "/"
        found = client.read(["kv", folder], {"recurse": True}) or []
        below = {entry["Key"].removeprefix(folder): self._value(entry) for entry in found if entry["Key"] != folder}
        return below or missing(self, f"there is nothing below {folder}")

    def _value(self, entry: Mapping[str, Any]) -> str:
        encoded = entry["Value"] or ""
        if self.get_option("encoding") == "base64":
            return encoded
        try:
            return base64.b64decode(encoded).decode()
        except UnicodeDecodeError:
            raise BadInput(f"the value of {entry['Key']} is not text in UTF-8; read it with encoding=base64.") from None
