# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
name: vault_secret
version_added: 0.1.0
short_description: Read secrets of Vault
description:
  - Returns a secret of a KV engine (version 1 or 2), or what any other path gives, such as new credentials of
    C(nomad/creds/deploy).
  - All terms of a call are read over one connection, with one login.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.vault
  - nomadic.fleet.vault.plugins
notes:
  - A lookup runs on the controller, whose environment counts. Text of a secret is never a template.
  - What a lookup returns can be printed like any other value. Give the task that uses a secret C(no_log=true).
  - Ansible evaluates a variable each time it is used. A variable with this lookup of a path that makes credentials
    makes new ones each time, so fix them with M(ansible.builtin.set_fact).
  - The token of O(login) is revoked at the end of the call, but not where it was given credentials with a lease, which
    would end with it. It then ends by itself, and the credentials at that time at the latest.
options:
  _terms:
    description:
      - Paths as C(vault kv get) and C(vault read) take them, such as V(secret/app/db). The C(data/) of a KV engine of
        version 2 is not part of them.
    type: list
    elements: str
    required: true
  engine:
    description:
      - How the path is read. With V(auto) Vault is asked, once for each mount, which takes no right of its own.
      - With V(kv2) the first part of the path is the mount. V(kv1) and V(read) read the path as it is.
    type: str
    choices: [auto, kv1, kv2, read]
    default: auto
  field:
    description: The one field to return. Default is all of them, as a dictionary.
    type: str
  version:
    description: The version of the secret, for a KV engine of version 2. Default is the newest.
    type: int
  default:
    description:
      - What to return where there is no such secret, or no such field, or where the version was deleted. Without it
        that is an error.
    type: raw
"""

EXAMPLES = r"""
- name: Write a configuration with a secret
  ansible.builtin.template:
    src: app.conf.j2
    dest: /etc/app.conf
    mode: "0600"
  vars:
    password: "{{ lookup('nomadic.fleet.vault_secret', 'secret/app/db', field='password') }}"
  no_log: true

- name: Log in with an AppRole for this lookup
  ansible.builtin.set_fact:
    database: "{{ lookup('nomadic.fleet.vault_secret', 'secret/app/db', address='https://vault.example:8200', login=role) }}"
  vars:
    role: {method: approle, role_id: "{{ role_id }}", secret_id: "{{ secret_id }}"}
  no_log: true

- name: Take a token for Nomad from Vault
  ansible.builtin.set_fact:
    nomad_token: "{{ lookup('nomadic.fleet.vault_secret', 'nomad/creds/deploy', field='secret_id') }}"
  no_log: true

- name: Use it
  nomadic.fleet.nomad_namespace:
    token: "{{ nomad_token }}"
    name: shops
"""

RETURN = r"""
_raw:
  description: The fields of each secret; with O(field) the value of one field.
  type: list
  elements: raw
  sample: [{username: app, password: secret}]
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._lookup import missing, names, segments, take_options
from ansible_collections.nomadic.fleet.plugins.plugin_utils._vault_secret import Reader


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """One result a term."""
        try:
            with connect(take_options(self, "vault", variables, kwargs)) as client:
                reader = Reader(client, self.get_option("engine"))
                return [self._one(reader, path) for path in names(terms, "path of a secret")]
        except FleetError as error:
            raise AnsibleError(f"vault_secret: {error}") from error

    def _one(self, reader: Reader, path: str) -> Any:
        version, field = self.get_option("version"), self.get_option("field")
        found = reader.read(segments(path), version)
        if found is None:
            which = "secret" if version is None else f"version {version} of a secret"
            return missing(self, f"there is no {which} at {path}, or it was deleted")
        if field is None:
            return found
        return found[field] if field in found else missing(self, f"{path} has no field {field}")
