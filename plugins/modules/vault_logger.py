#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loggers of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_logger
version_added: 0.1.0
short_description: Set how much a Vault server logs
description:
  - Sets the level of one logger of the server that is asked, or of all of them, until it restarts.
  - Every server has levels of its own; the level in its configuration file is what it starts with.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: The logger, such as V(core) or V(expiration). All of them where it is not given.
    type: str
  level:
    description: The level.
    type: str
    required: true
    choices: [trace, debug, info, warn, error]
"""

EXAMPLES = r"""
- name: See what the expiration manager does
  nomadic.fleet.vault_logger:
    name: expiration
    level: debug
"""

RETURN = r"""
loggers:
  description: The loggers that were asked for and their levels.
  returned: always
  type: dict
  sample: {expiration: debug}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """One logger, or all."""
    name = module.params["name"]
    levels = client.read(["sys", "loggers"])
    if name and name not in levels:
        raise BadInput(f"name: this server has no logger {name!r}; it has {', '.join(sorted(levels))}.")
    current = {name: levels[name]} if name else levels
    wanted = dict.fromkeys(current, module.params["level"])

    def write(_levels: Any) -> None:
        client.post(["sys", "loggers", *([name] if name else [])], {"level": module.params["level"]})

    return sync("present", current, wanted, write, write, write, module.check_mode)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str"},
        "level": {"type": "str", "required": True, "choices": ["trace", "debug", "info", "warn", "error"]},
    }
    run("vault", spec, work, returns="loggers")


if __name__ == "__main__":
    main()
