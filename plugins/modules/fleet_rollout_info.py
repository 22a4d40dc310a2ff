#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_rollout_info
short_description: Read how rollouts stand, and their audit trails
version_added: 0.1.0
description:
  - Reads the store, and nothing else. No policy file and no token is needed.
  - Use it on C(localhost), once.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.store
attributes:
  check_mode:
    support: full
    details:
      - Changes nothing.
  diff_mode:
    support: N/A
    details:
      - Changes nothing.
  idempotent:
    support: N/A
    details:
      - Changes nothing.
options:
  rollout:
    description:
      - Name of a rollout. One that was never started is an error.
      - Without it, all rollouts that were ever started are returned, with the ways back of those that were rolled back.
    type: str
  node:
    description:
      - Name or Nomad node id of a device of this O(rollout). RV(rollouts[].message) then says why it has the release, or has it not.
    type: str
    default: ""
seealso:
  - module: nomadic.fleet.fleet_rollout
"""

EXAMPLES = r"""
- name: Read how a rollout stands
  nomadic.fleet.fleet_rollout_info:
    store: "{{ fleet_store }}"
    rollout: firmware-2.4.1
  register: firmware

- name: Refuse an audit trail that somebody changed
  ansible.builtin.assert:
    that: firmware.rollouts[0].audit_broken == ''

- name: Ask why a device is not updated
  nomadic.fleet.fleet_rollout_info:
    store: "{{ fleet_store }}"
    rollout: firmware-2.4.1
    node: kiosk-17
"""

RETURN = r"""
rollouts:
  description: The rollouts, in the order of their names.
  type: list
  elements: dict
  returned: success
  contains:
    rollout:
      description: Name of the rollout.
      type: str
      returned: always
    track:
      description: What it updates.
      type: str
      returned: always
    order:
      description: Its number in the track. A device refuses a rollout with a lower number than one it has begun.
      type: int
      returned: always
    policy_hash:
      description: SHA-256 of the policy it was started with.
      type: str
      returned: always
    updated:
      description: Time of its last step, in UTC.
      type: str
      returned: always
      sample: "2026-06-01T22:00:05Z"
    state:
      description: As the module M(nomadic.fleet.fleet_rollout) returns it.
      type: str
      returned: always
    message:
      description: How it stands. With O(node), what came of that device and why.
      type: str
      returned: always
      sample: "kiosk-17: offline in wave 3; it is caught up with when it can be offered again"
    waves:
      description: The last 50 waves that were judged.
      type: list
      elements: dict
      returned: always
    counts:
      description: Devices by outcome.
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
      description: The approval that is missing, empty if none is.
      type: str
      returned: always
    audit:
      description:
        - The audit trail. Every entry holds the digest of the one before it.
      type: list
      elements: dict
      returned: always
      contains:
        at:
          description: When, in UTC.
          type: str
          returned: always
        who:
          description: User and host that ran, or asked for, the step.
          type: str
          returned: always
        hash:
          description: SHA-256 of the policy.
          type: str
          returned: always
        what:
          description: What was done or decided, with the numbers behind it.
          type: str
          returned: always
          sample: "wave 3 paused: 7 of 140 failed (5.0 % >= 5 %)"
        state:
          description: State of the rollout after it.
          type: str
          returned: always
        wave:
          description: The wave.
          type: int
          returned: always
        counts:
          description: Devices by outcome after it.
          type: dict
          returned: always
        previous:
          description: Digest of the entry before.
          type: str
          returned: always
        digest:
          description: Digest of this entry.
          type: str
          returned: always
    audit_broken:
      description: What is wrong with the audit trail. Empty if nobody changed it.
      type: str
      returned: always
"""
