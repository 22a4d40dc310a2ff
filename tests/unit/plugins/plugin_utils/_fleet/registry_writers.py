# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""20 processes on one registry, for a store of any backend: nothing that one of them did may be lost."""

from __future__ import annotations

import contextlib
import multiprocessing
import traceback
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry

WRITERS = 20
NODES_EACH = 10
WAIT = 240  # on a busy machine; what is tested is that nothing is lost
Connect = t.Callable[[], Store]


def _write(connect: Connect, number: int, failures: t.Any) -> None:
    """Declare nodes, confirm a revocation that all confirm, and join a group that the first one takes away all the time."""
    try:
        registry = Registry(connect(), wait=WAIT)
        for node in range(NODES_EACH):
            registry.keep_node(f"node-{number}-{node}", "declared", {"group": "kiosk"})
        registry.keep_node("shared", "revoking", {"confirmed": [f"gateway-{number}"]})
        for _turn in range(3):
            with contextlib.suppress(BadInput):  # it is gone, or it is in use: one of the two
                if number:
                    registry.keep_node(f"node-{number}-0", "declared", {"group": "shaky"})
                else:
                    registry.keep_group("shaky", "absent", {})
    except BaseException:
        failures.put(traceback.format_exc())
        raise


def run(connect: Connect) -> None:
    """Run the writers, and look at what is there afterwards."""
    registry = Registry(connect())
    for group in ("kiosk", "shaky"):
        registry.keep_group(group, "present", {})
    registry.keep_node("shared", "declared", {})
    context = multiprocessing.get_context("fork")
    failures = context.SimpleQueue()
    processes = [
        context.Process(target=_write, args=(connect, number, failures), daemon=True) for number in range(WRITERS)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(WAIT)
    assert failures.empty(), failures.get()
    assert [process.exitcode for process in processes] == [0] * WRITERS
    nodes = registry.nodes()
    assert {node["name"] for node in nodes} == {
        "shared",
        *(f"node-{number}-{node}" for number in range(WRITERS) for node in range(NODES_EACH)),
    }
    indexes = sorted(node["index"] for node in nodes)
    assert indexes == list(range(10, 10 + WRITERS * NODES_EACH + 1)), "an index was given twice, or left out"
    shared = next(node for node in nodes if node["name"] == "shared")
    assert shared["confirmed"] == sorted(f"gateway-{number}" for number in range(WRITERS))
    declared = {group["name"] for group in registry.groups()}
    assert {node["group"] for node in nodes} - {""} <= declared, "a group with members was deleted"
