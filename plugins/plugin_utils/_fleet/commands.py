# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be typed next, as whole commands."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import journal

# By state; the first is what goes on.
NEXT = {
    journal.PAUSED: ("resume", "retry", "abort"),
    journal.RUNNING: ("", "pause", "abort"),
    journal.SOAKING: ("", "pause", "abort"),
    journal.WAITING: ("", "pause", "abort"),
    journal.ROLLING_BACK: ("resume", "abort"),
    journal.FAILED: ("catch_up",),
}


def go_on(path: str, verb: str = "") -> str:
    """The command that goes on with the rollout of a policy file."""
    return f"ansible-playbook nomadic.fleet.update -e rollout={path}{f' -e verb={verb}' if verb else ''}"


def commands(state: str, approval: str, path: str) -> list[str]:
    """All that make sense now, the most likely one first."""
    verbs = NEXT.get(state, ())
    return [go_on(path, verb) for verb in (("approve", *verbs[1:]) if approval else verbs)]
