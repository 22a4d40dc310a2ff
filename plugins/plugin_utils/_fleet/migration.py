# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Move a store to another one, so that at no moment two of them are written.

The store that was left keeps its content and a mark that says where everything went. Whoever opens it is told so, and
only a store with that mark, an empty one, or the beginning of the same move may be moved to.
"""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import FINAL
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Entry, Lock, Locked, Store, StoreError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import LOCK, WAIT
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import MOVED

ALL = "fleet/"
ROLLOUTS = "fleet/rollouts/"


@dataclasses.dataclass(frozen=True)
class Move:
    """What is (or was) to be done, in keys."""

    written: list[str]
    deleted: list[str]
    entries: int
    changed: bool


def rollouts(entries: t.Iterable[Entry]) -> dict[str, str]:
    """Rollout -> its state."""
    found = {}
    for entry in entries:
        name, _slash, rest = entry.key.removeprefix(ROLLOUTS).partition("/")
        if entry.key.startswith(ROLLOUTS) and rest == "state":
            found[name] = str(entry.value.get("state", ""))
    return found


def migrate(source: Store, target: Store, there: str, check_mode: bool = False, wait: float = WAIT) -> Move:
    """Move everything from one store to the other, which is called ``there``."""
    if check_mode:
        return _migrate(source, target, there, None)
    with contextlib.ExitStack() as locks:
        held = [locks.enter_context(store.lock(LOCK, wait=wait)) for store in (source, target)]
        for rollout, state in rollouts(source.list(ROLLOUTS)).items():
            if state not in FINAL:
                try:
                    locks.enter_context(source.lock(f"rollout-{rollout}"))
                except Locked as error:
                    raise BadInput(
                        f"the rollout '{rollout}' is running ({error}); pause it, and move the store then"
                    ) from error
        return _migrate(source, target, there, held)


def _migrate(source: Store, target: Store, there: str, held: list[Lock] | None) -> Move:
    """With the locks of source and target; without them only what would be done."""
    mark, old = source.get(MOVED), target.get(MOVED)
    if mark is not None:
        return _finish(target, old, str(mark.value["to"]), there, held)
    wanted, found = _content(source), _content(target)
    differing = [key for key, entry in wanted.items() if key not in found or found[key].value != entry.value]
    extra = [key for key in found if key not in wanted]
    foreign = extra + [key for key in differing if key in found]
    if foreign and old is None:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise BadInput(
            f"to: {there} is in use: it has {foreign[0]}{more}, which this store has not, or otherwise; give an empty one"
        )
    if held is not None:
        of_source, of_target = held
        for key in differing:
            target.cas(key, wanted[key].value, found[key].index if key in found else 0, of_target)
        for key in extra:
            target.delete(key, found[key].index, of_target)
        if {key: entry.value for key, entry in _content(target).items()} != {
            key: entry.value for key, entry in wanted.items()
        }:
            raise StoreError(f"store: {there} has not what was written to it; nothing was moved")
        # From here on nobody uses either; in the other order, for a moment, somebody could use both.
        source.cas(MOVED, {"to": there}, 0, of_source)
        if old is not None:
            target.delete(MOVED, old.index, of_target)
    return Move(differing, extra, len(wanted), True)


def _finish(target: Store, old: Entry | None, went: str, there: str, held: list[Lock] | None) -> Move:
    """A move that was made before, or was interrupted at its very end: everything was there, but the old mark, too."""
    if went != there:
        raise BadInput(f"store: it was moved to {went} already")
    if old is not None and held is not None:
        target.delete(MOVED, old.index, held[1])
    return Move([], [], len(_content(target)), old is not None)


def _content(store: Store) -> dict[str, Entry]:
    return {entry.key: entry for entry in store.list(ALL) if entry.key != MOVED}
