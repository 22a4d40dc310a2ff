#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_rollout
short_description: Roll an update out through the fleet under a policy
version_added: 0.1.0
description:
  - Offers an update to the selected devices in waves, judges every wave by the thresholds of a policy file, and stops where they are reached.
  - With C(update.deployment) in the policy, rolls new versions of Nomad jobs out, one after the other, by Nomad's own deployments.
  - The state is kept in the store. Running the same policy again goes on with what was interrupted, and never offers anything twice.
  - With C(update.playbook), runs a playbook on hosts of the inventory. All other rollouts select from Nomad and the store, never from the inventory.
  - Use it on C(localhost), once.
  - A task whose rollout was stopped by its thresholds fails, with the numbers and the command to go on.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.nomad
  - nomadic.fleet.store
seealso:
  - module: nomadic.fleet.fleet_rollout_info
attributes:
  check_mode:
    support: full
    details:
      - Prints the plan and changes nothing.
  diff_mode:
    support: none
  idempotent:
    support: full
    details:
      - A rollout that is over is reported and nothing is done.
options:
  policy:
    description:
      - The policy, a YAML file. It is read as it is, never templated and never merged with variables.
      - C(docs/rollouts.md) of the collection has all its keys.
      - Unknown keys, and keys of the schema that this version cannot do yet, are refused by name.
    type: path
    required: true
  verb:
    description:
      - V(start) starts the rollout, or goes on with one that was interrupted. What is paused stays paused.
      - V(plan) shows the waves, V(status) how it stands, V(explain) why the device O(node) has the release or not. They change nothing.
      - V(pause) opens no further wave, and pauses a deployment of Nomad. V(resume) goes on. After a canary failed, going on means another canary.
      - V(approve) gives the approval that the rollout waits for, and goes on.
      - V(retry) offers the update again to the devices of the stopped wave that failed, or to all that failed if the rollout is over.
      - V(skip) lets this rollout pass the device O(node) over. With V(pin), all rollouts do, until V(unpin).
      - V(catch_up) offers it to devices that were away, also if the rollout is over.
      - V(abort) withdraws the open offer and ends the rollout for good.
      - V(rollback) withdraws the open offer, and runs what the policy has under C(rollback) on every device that may have been changed.
    type: str
    choices: [start, plan, status, explain, pause, resume, approve, retry, skip, pin, unpin, catch_up, abort, rollback]
    default: start
  node:
    description: Name, or Nomad node id, of the device that the verbs V(explain) and V(skip) are about. V(pin) and V(unpin) take its name.
    type: str
    default: ""
  simulate:
    description:
      - Runs the rollout on a model of the devices that are selected now, and writes nothing.
        Says how long it takes, and for releases that fail on 1, 5, 25 and 100 % of the devices how many get it before the thresholds stop it.
      - Not for C(update.deployment), and only with O(verb=start) or O(verb=plan).
    type: bool
    default: false
  max_wait:
    description: If the next step is further away than this, the task ends successfully and says when to run it again.
    type: str
    default: 1h
  wrapper:
    description: Path on the devices of the program that runs an attempt and keeps the ledger.
    type: str
    default: /usr/local/sbin/fleet-attempt
  namespace:
    description: Nomad namespace of the jobs that carry a C(batch) to devices. It must exist and allow the driver C(raw_exec).
    type: str
    default: fleet-rollout
"""

EXAMPLES = r"""
- name: Roll the firmware out
  nomadic.fleet.fleet_rollout:
    policy: firmware.yml
    store: "{{ fleet_store }}"
    address: https://10.0.0.1:4646
    ca_file: "{{ fleet_dir }}/pki/nomad/ca.pem"
    token: "{{ nomad_token }}"

- name: Ask why a device is not updated
  nomadic.fleet.fleet_rollout:
    policy: firmware.yml
    verb: explain
    node: kiosk-17
    store: "{{ fleet_store }}"
    address: https://10.0.0.1:4646
    ca_file: "{{ fleet_dir }}/pki/nomad/ca.pem"
    token: "{{ nomad_token }}"
"""

RETURN = r"""
rollout:
  description: Name of the rollout.
  type: str
  returned: always
state:
  description: V(planned), V(running), V(soaking), V(waiting), V(paused), V(aborted), V(rolling_back), V(rolled_back), V(done) or V(failed).
  type: str
  returned: always
message:
  description: How it stands, with the numbers behind the last decision.
  type: str
  returned: always
  sample: "wave 3 paused: 7 of 140 failed (5.0 % >= 5 %)"
waves:
  description: The last 50 waves that were judged, with their sizes, outcomes and verdicts; the plan where nothing was started.
  type: list
  elements: dict
  returned: always
counts:
  description: Devices by outcome in the waves that were judged.
  type: dict
  returned: always
total:
  description: Devices selected.
  type: int
  returned: always
failures:
  description: The first 100 devices of the stopped wave that failed.
  type: list
  elements: dict
  returned: always
next_step:
  description: Time of the next step in UTC, empty if there is none to wait for.
  type: str
  returned: always
approval:
  description: The approval that the next wave waits for, empty if it waits for none.
  type: str
  returned: always
  sample: after_canary
commands:
  description: What to type next.
  type: list
  elements: str
  returned: always
"""
