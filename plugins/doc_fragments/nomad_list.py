# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of what lists Nomad's things."""

from __future__ import annotations


class ModuleDocFragment:
    """Stubs, found by the servers."""

    DOCUMENTATION = r"""
options:
  namespace:
    description:
      - The namespace of what is listed; V(*) for all of them that the token may read.
      - Falls back to E(NOMAD_NAMESPACE).
    type: str
  prefix:
    description: Only things whose id starts with this text.
    type: str
  filter:
    description:
      - Only things for which this expression is true, such as V(Status == "running"). The servers evaluate it, on the
        keys of the full objects.
    type: str
  details:
    description:
      - Whether each thing is returned in full instead of as the stub that lists show.
      - A list takes one request for 1,000 things. With V(true), one more for each of them.
    type: bool
    default: false
"""
