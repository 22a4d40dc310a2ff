#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_secret
short_description: Make a secret once, keep it on the controller, read it back
version_added: 0.1.0
description:
  - The first run makes the secret and keeps it in a file of mode 0600 on the controller; later runs read it back.
  - A secret given as a variable from any other source is returned as it is, and no file is written.
  - Always use it with C(no_log) and C(register).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
attributes:
  check_mode:
    support: full
    details:
      - A secret that does not exist yet is made up, returned and forgotten.
  diff_mode:
    support: none
    details:
      - A secret never appears in a diff.
  idempotent:
    support: full
options:
  name:
    description: Name of the secret, which is the name of its file.
    type: str
    required: true
  directory:
    description: Directory that keeps the secrets. By default C(secrets) in the directory that the variable C(fleet_dir) names.
    type: path
  kind:
    description: What to make, random bytes in base64, random bytes in hexadecimal digits, or a random UUID.
    type: str
    choices: [base64, hex, uuid]
    default: base64
  bytes:
    description: Number of random bytes of O(kind=base64) and O(kind=hex).
    type: int
    default: 32
  given:
    description: The secret from another source. If it is not empty it is returned, and nothing is made or kept.
    type: str
    default: ""
  value:
    description: A secret to keep, instead of one made here; for what a server has made.
    type: str
  make:
    description: Whether a missing secret is made. If not, RV(secret) is empty for a missing one.
    type: bool
    default: true
  vault_id:
    description:
      - Encrypt the file with this Ansible vault id, which the run must have been given. By default what the variable C(fleet_vault_id) names.
      - A file that is not encrypted yet is then encrypted.
    type: str
"""

EXAMPLES = r"""
- name: Read the gossip key, or make it
  nomadic.fleet.fleet_secret:
    name: consul_gossip_key
    bytes: 32
  register: consul_gossip
  no_log: true
"""

RETURN = r"""
secret:
  description: The secret.
  type: str
  returned: always
path:
  description: File that keeps it, if one does.
  type: str
  returned: always
  sample: /srv/fleet/secrets/consul_gossip_key
"""
