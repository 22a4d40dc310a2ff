# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and attributes that modules of Vault's objects share."""

from __future__ import annotations


class ModuleDocFragment:
    """Plain: an object that is there or not; INFO: its twin; UPDATE_SECRET: it has a secret that Vault never returns."""

    DOCUMENTATION = r"""
options:
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
"""

    INFO = r"""
options:
  name:
    description:
      - The one to read. None is found where there is no such one; that is no error.
      - Without it all are listed.
    type: str
  details:
    description: Whether all of them are read, one request each, and not only their names listed with one request.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
"""

    UPDATE_SECRET = r"""
options:
  update_secret:
    description:
      - When the secret, which Vault never returns, is sent.
      - V(on_change) sends it where the object is made, or where something else changes.
      - V(always) sends it in every run, which is then reported as a change.
    type: str
    default: on_change
    choices: [on_change, always]
"""
