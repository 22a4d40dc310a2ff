#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the configuration of Nomad's schedulers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_scheduler_config_info
version_added: 0.1.0
short_description: Read the configuration of Nomad's schedulers
description:
  - Returns the configuration of the schedulers of a region, in one request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options: {}
"""

EXAMPLES = r"""
- name: See how work is placed
  nomadic.fleet.nomad_scheduler_config_info:
  register: schedulers
"""

RETURN = r"""
scheduler_config:
  description: The configuration, as the API gives it.
  returned: always
  type: dict
  sample: {SchedulerAlgorithm: spread, MemoryOversubscriptionEnabled: true, PauseEvalBroker: false, RejectJobRegistration: false}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_config import scheduler


def work(_module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    return {"changed": False, "scheduler_config": scheduler(client)}


def main() -> None:
    """Run the module."""
    run("nomad", {}, work)


if __name__ == "__main__":
    main()
