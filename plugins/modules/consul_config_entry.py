#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul config entries."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_config_entry
version_added: 0.1.0
short_description: Manage Consul config entries
description:
  - Creates, changes and deletes a config entry of any kind of the open-source edition.
  - Of O(config) only what is given is compared; what the server has besides stays. To take something away, give it empty.
  - A change is written only if nobody else changed the entry meanwhile.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  kind:
    description: The kind.
    type: str
    required: true
    choices:
      - service-defaults
      - proxy-defaults
      - service-router
      - service-splitter
      - service-resolver
      - service-intentions
      - ingress-gateway
      - terminating-gateway
      - api-gateway
      - http-route
      - tcp-route
      - inline-certificate
      - file-system-certificate
      - mesh
      - exported-services
      - jwt-provider
  name:
    description: Its name; V(global) for V(proxy-defaults), V(mesh) for V(mesh), V(default) for V(exported-services).
    type: str
    required: true
  config:
    description:
      - The entry as the API's reference shows it, without kind and name. Keys may be written as in HCL (V(connect_timeout)) or
        as in JSON (V(ConnectTimeout)), and durations as V(90s) or V(1m30s).
      - A list replaces the server's list as a whole. Its order means nothing where it means nothing to Consul, as in V(Sources).
    type: dict
  secret_config:
    description: What is secret of it, such as V(PrivateKey); it is put over O(config), compared, and never shown.
    type: dict
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Speak HTTP with the service
  nomadic.fleet.consul_config_entry:
    kind: service-defaults
    name: web
    config:
      Protocol: http

- name: Let only the shop call it
  nomadic.fleet.consul_config_entry:
    kind: service-intentions
    name: web
    config:
      Sources:
        - Name: shop
          Action: allow
        - Name: "*"
          Action: deny
"""

RETURN = r"""
config_entry:
  description: The entry as the API gives it, without secrets.
  returned: always
  type: dict
  sample: {Kind: service-defaults, Name: web, Protocol: http}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import document, veiled
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync

KINDS = [
    "service-defaults",
    "proxy-defaults",
    "service-router",
    "service-splitter",
    "service-resolver",
    "service-intentions",
    "ingress-gateway",
    "terminating-gateway",
    "api-gateway",
    "http-route",
    "tcp-route",
    "inline-certificate",
    "file-system-certificate",
    "mesh",
    "exported-services",
    "jwt-provider",
]
CONFIG = document("config", "Config")


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    kind, name = module.params["kind"], module.params["name"]
    path = ["config", kind, name]
    current = client.read(path)
    named = {} if kind == "mesh" else {"Name": name}

    def unless_changed(attempt: Callable[[int], Any]) -> None:
        """Consul itself writes the status of gateways and routes; that is no reason to give up."""
        index = (current or {}).get("ModifyIndex", 0)
        for _number in range(5):
            if attempt(index):
                return
            now = client.read(path)
            if plain(now) != plain(current):
                raise BadInput("The entry was changed by somebody else in this moment; run the task again.")
            index = (now or {}).get("ModifyIndex", 0)
        raise BadInput("The entry's status changes all the time; run the task again.")

    def write(whole: dict[str, Any]) -> dict[str, Any]:
        unless_changed(lambda index: client.put(["config"], whole["entry"], {"cas": index}).data)
        return {"entry": client.read(path)}

    def delete(_whole: Any) -> None:
        unless_changed(lambda index: client.delete(path, {"cas": index}).data is not False)

    # one document, whose keys stand beside kind and name
    outcome = sync(
        module.params["state"],
        current and {"entry": plain(current)},
        {"entry": {"Kind": kind, **named, **(CONFIG.given(module.params) or {})}},
        write,
        write,
        delete,
        module.check_mode,
        {"entry": CONFIG},
    )
    before, after = (veiled(plain(whole["entry"])) if whole else None for whole in (outcome.before, outcome.after))
    return Outcome(outcome.changed, before, after)


def plain(entry: Mapping[str, Any] | None) -> dict[str, Any]:
    """The entry without what Consul itself writes."""
    return {key: value for key, value in (entry or {}).items() if key not in ("Status", "CreateIndex", "ModifyIndex")}


def main() -> None:
    """Run the module."""
    spec = {
        "kind": {"type": "str", "required": True, "choices": KINDS},
        "name": {"type": "str", "required": True},
        **CONFIG.spec(),
        "state": STATE,
    }
    run("consul", spec, work, returns="config_entry")


if __name__ == "__main__":
    main()
