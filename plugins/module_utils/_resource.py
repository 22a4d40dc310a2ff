# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State logic: present and absent, check mode, diff and changed, in one function that knows neither Ansible nor HTTP.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Callable

Object = Mapping[str, Any]
HIDDEN = "(hidden)"
_VOLATILE = frozenset(("CreateIndex", "ModifyIndex", "JobModifyIndex", "Hash", "CreateTime", "ModifyTime"))


class Outcome:
    """What happened (or would happen): changed, and the object before and after; None where there is none."""

    def __init__(self, changed: bool, before: Object | None, after: Object | None, **extra: Any) -> None:
        self.changed = changed
        self.before = before
        self.after = after
        self.extra = extra
        self.secrets: frozenset[str] = frozenset()

    def diff(self) -> dict[str, Any]:
        """Before and after for --diff: no secret, and nothing that changes by itself."""
        return {"before": _shown(self.before, self.secrets), "after": _shown(self.after, self.secrets)}

    def public(self) -> dict[str, Any]:
        """The object after, without its secrets."""
        return {key: value for key, value in (self.after or {}).items() if key not in self.secrets}


def sync(
    state: str,
    current: Object | None,
    desired: Object,
    create: Callable[[dict[str, Any]], Object | None],
    update: Callable[[dict[str, Any]], Object | None],
    delete: Callable[[Object], Any],
    check_mode: bool = False,
    *,
    normalise: Mapping[str, Callable[[Any], Any]] | None = None,
    write_only: Iterable[str] = (),
    secrets: Iterable[str] = (),
) -> Outcome:
    """Make one object be as desired, or be gone.

    Only the keys of ``desired`` that are not None are looked at; ``update`` gets the whole object, as it will be.
    ``create`` and ``update`` may return the object as the server has it. ``write_only`` keys are sent, never compared.
    """
    outcome = _sync(state, current, desired, create, update, delete, check_mode, normalise or {}, frozenset(write_only))
    outcome.secrets = frozenset(secrets) | frozenset(write_only)
    return outcome


def _sync(
    state: str,
    current: Object | None,
    desired: Object,
    create: Callable[[dict[str, Any]], Object | None],
    update: Callable[[dict[str, Any]], Object | None],
    delete: Callable[[Object], Any],
    check_mode: bool,
    normalise: Mapping[str, Callable[[Any], Any]],
    write_only: frozenset[str],
) -> Outcome:
    if state == "absent":
        if current is None:
            return Outcome(False, None, None)
        if not check_mode:
            delete(current)
        return Outcome(True, current, None)
    given = {key: value for key, value in desired.items() if value is not None}
    if current is None:
        after: Object | None = None if check_mode else create(dict(given))
        return Outcome(True, None, given if after is None else after)
    if not changes(current, given, normalise, write_only):
        return Outcome(False, current, current)
    whole = {**current, **given}
    after = None if check_mode else update(dict(whole))
    return Outcome(True, current, whole if after is None else after)


def changes(
    current: Object,
    given: Object,
    normalise: Mapping[str, Callable[[Any], Any]] | None = None,
    write_only: Iterable[str] = (),
) -> list[str]:
    """The keys the user gave whose value differs."""
    normalise = normalise or {}
    different = []
    for key, value in given.items():
        if key in write_only or value is None:
            continue
        alike = normalise.get(key, _itself)
        if not same(alike(current.get(key)), alike(value)):
            different.append(key)
    return different


def same(left: Any, right: Any) -> bool:
    """Equal, where servers leave out or null what is empty; text may gain a line end."""
    if not left and not right:
        return True
    if isinstance(left or right, Mapping) and isinstance(right or left, Mapping):
        left, right = left or {}, right or {}
        return all(same(left.get(key), right.get(key)) for key in {**left, **right})
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left.strip() == right.strip()
    return bool(left == right)


def unordered(value: Any) -> list[Any]:
    """Normaliser for lists whose order means nothing."""
    return sorted(value or (), key=repr)


def _itself(value: Any) -> Any:
    return value


def _shown(value: Object | None, secrets: frozenset[str]) -> dict[str, Any]:
    return {key: HIDDEN if key in secrets else item for key, item in (value or {}).items() if key not in _VOLATILE}
