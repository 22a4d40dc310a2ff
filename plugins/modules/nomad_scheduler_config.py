#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Nomad's schedulers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_scheduler_config
version_added: 0.1.0
short_description: Manage the configuration of Nomad's schedulers
description:
  - Changes how the schedulers of a region place work. What is not given stays as it is.
  - A change of somebody else at the same time is not overwritten; the module then fails and asks to be run again.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  scheduler_algorithm:
    description: Whether work is packed on few nodes or spread over many.
    type: str
    choices: [binpack, spread]
  memory_oversubscription_enabled:
    description: Whether tasks may use more memory than is reserved for them, up to their C(memory_max).
    type: bool
  reject_job_registration:
    description: Whether only management tokens may submit jobs.
    type: bool
  pause_eval_broker:
    description: Whether nothing is scheduled at all, to let an overloaded region come to itself.
    type: bool
  preemption_config:
    description: For which kinds of jobs work of lower priority is moved away.
    type: dict
    suboptions:
      system_scheduler_enabled:
        description: For system jobs.
        type: bool
      sysbatch_scheduler_enabled:
        description: For sysbatch jobs.
        type: bool
      batch_scheduler_enabled:
        description: For batch jobs.
        type: bool
      service_scheduler_enabled:
        description: For service jobs.
        type: bool
"""

EXAMPLES = r"""
- name: Spread work, and let services push batch jobs away
  nomadic.fleet.nomad_scheduler_config:
    scheduler_algorithm: spread
    memory_oversubscription_enabled: true
    preemption_config:
      service_scheduler_enabled: true
"""

RETURN = r"""
scheduler_config:
  description: The configuration, as the API gives it.
  returned: always
  type: dict
  sample: {SchedulerAlgorithm: spread, MemoryOversubscriptionEnabled: true, PauseEvalBroker: false, RejectJobRegistration: false}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_config import SCHEDULER, keep_config, scheduler
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("scheduler_algorithm", choices=["binpack", "spread"]),
    f.flag("memory_oversubscription_enabled"),
    f.flag("reject_job_registration"),
    f.flag("pause_eval_broker"),
    f.nested(
        "preemption_config",
        f.flag("system_scheduler_enabled"),
        f.flag("sysbatch_scheduler_enabled", "SysBatchSchedulerEnabled"),
        f.flag("batch_scheduler_enabled"),
        f.flag("service_scheduler_enabled"),
    ),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    return keep_config(module, client, FIELDS, SCHEDULER, scheduler)


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(), work, returns="scheduler_config")


if __name__ == "__main__":
    main()
