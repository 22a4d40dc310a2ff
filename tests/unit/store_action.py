# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run an action plugin of the store without a play around it."""

from __future__ import annotations

import types
import typing as t


def run(module: types.ModuleType, store: t.Any, check_mode: bool = False, **args: t.Any) -> dict[str, t.Any]:
    """The result of a task with these options, run with --diff."""
    task = {"args": {"store": store, **args}, "check_mode": check_mode, "diff": True, "async_val": 0}
    plugin = object.__new__(module.ActionModule)
    plugin._task = types.SimpleNamespace(**task)
    plugin._connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir=None))
    return dict(plugin.run(task_vars={}))
