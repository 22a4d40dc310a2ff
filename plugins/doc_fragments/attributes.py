# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes that every module documents."""

from __future__ import annotations


class ModuleDocFragment:
    """Plain attributes; the others add an action group."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and return the status it would have, without changing anything.
  diff_mode:
    description: Returns what has changed (or would change) in diff mode. Secrets never appear in it.
  idempotent:
    description: Run twice with the same options, the second run changes nothing and says so.
    support: full
"""

    GROUP_NOMAD = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/nomadic.fleet.nomad) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - nomadic.fleet.nomad
"""

    GROUP_CONSUL = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/nomadic.fleet.consul) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - nomadic.fleet.consul
"""

    GROUP_VAULT = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/nomadic.fleet.vault) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - nomadic.fleet.vault
"""
