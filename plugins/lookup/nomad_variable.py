# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad variables."""

from __future__ import annotations

DOCUMENTATION = r"""
name: nomad_variable
version_added: 0.1.0
short_description: Read Nomad variables
description:
  - Returns the items of a variable of Nomad, or one of them.
  - All terms of a call are read over one connection.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.nomad
  - nomadic.fleet.nomad.plugins
notes:
  - A lookup runs on the controller, whose environment counts. Text of a variable is never a template.
  - What a lookup returns can be printed like any other value. Give the task that uses a secret C(no_log=true).
options:
  _terms:
    description: Paths of variables, such as V(nomad/jobs/web).
    type: list
    elements: str
    required: true
  field:
    description: The one item to return. Default is all of them.
    type: str
  default:
    description: What to return where there is no such variable, or no such item. Without it that is an error.
    type: raw
"""

EXAMPLES = r"""
- name: Show the address that a job has published
  ansible.builtin.debug:
    msg: "{{ lookup('nomadic.fleet.nomad_variable', 'nomad/jobs/web', field='address') }}"

- name: Read several variables of another namespace
  ansible.builtin.set_fact:
    limits: "{{ query('nomadic.fleet.nomad_variable', 'limits/web', 'limits/shop', namespace='shops', default={}) }}"
"""

RETURN = r"""
_raw:
  description: The items of each variable; with O(field) the value of one item.
  type: list
  elements: raw
  sample: [{address: 10.0.0.5, port: '8080'}]
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient, connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._lookup import missing, names, segments, take_options


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """One result a term."""
        try:
            with connect(take_options(self, "nomad", variables, kwargs)) as client:
                return [self._one(client, path) for path in names(terms, "path of a variable")]
        except FleetError as error:
            raise AnsibleError(f"nomad_variable: {error}") from error

    def _one(self, client: NomadClient, path: str) -> Any:
        found = client.read(["var", *segments(path)])
        if found is None:
            return missing(self, f"there is no variable {path}")
        field = self.get_option("field")
        if field is None:
            return found["Items"]
        return found["Items"][field] if field in found["Items"] else missing(self, f"{path} has no item {field}")
