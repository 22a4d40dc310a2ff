# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State logic: present and absent, check mode, diff and changed, in one function that knows neither Ansible nor HTTP.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

Object = Mapping[str, Any]
HIDDEN = "(hidden)"
_VOLATILE = frozenset(
    (
        "CreateIndex",
        "ModifyIndex",
        "JobModifyIndex",
        "Hash",
        "CreateTime",
        "ModifyTime",
        "last_update_time",
        "modify_index",
    )
)


class Rule:
    """How one key of an object is compared, merged and shown; the tables of fields (``_fields``) are made of these."""

    #: The option that gives the key, for messages.
    option = ""
    #: Never shown, in no diff and no result.
    secret = False
    #: Sent, never compared: servers do not return it.
    write_only = False
    #: It cannot be changed later: another value is refused.
    fixed = False

    def same(self, current: Any, given: Any) -> bool:
        """Whether what the server has is what the user gave."""
        return self.write_only or same(current, given)

    def merged(self, current: Any, given: Any) -> Any:
        """What is sent where the server has ``current`` and the user gave something else."""
        return given

    def shown(self, value: Any) -> Any:
        """The value without secrets."""
        return HIDDEN if self.secret else value


Rules = Mapping[str, Rule]
_PLAIN = Rule()


class Outcome:
    """What happened (or would happen): changed, and the object before and after; None where there is none."""

    def __init__(
        self, changed: bool, before: Object | None, after: Object | None, rules: Rules | None = None, **extra: Any
    ) -> None:
        self.changed = changed
        self.before = before
        self.after = after
        self.rules: Rules = rules or {}
        self.extra = extra

    def diff(self) -> dict[str, Any]:
        """Before and after for --diff: no secret, and nothing that changes by itself."""
        return {"before": self._shown(self.before), "after": self._shown(self.after)}

    def public(self) -> dict[str, Any]:
        """The object after, without its secrets."""
        rules = self.rules
        return {
            key: rules.get(key, _PLAIN).shown(value)
            for key, value in (self.after or {}).items()
            if not rules.get(key, _PLAIN).secret
        }

    def _shown(self, value: Object | None) -> dict[str, Any]:
        return {
            key: self.rules.get(key, _PLAIN).shown(item) for key, item in (value or {}).items() if key not in _VOLATILE
        }


def sync(
    state: str,
    current: Object | None,
    desired: Object,
    create: Callable[[dict[str, Any]], Object | None],
    update: Callable[[dict[str, Any]], Object | None],
    delete: Callable[[Object], Any],
    check_mode: bool = False,
    rules: Rules | None = None,
    *,
    always: bool = False,
) -> Outcome:
    """Make one object be as desired, or be gone.

    Only the keys of ``desired`` that are not None are looked at; ``update`` gets the whole object, as it will be.
    ``create`` and ``update`` may return the object as the server has it; None stands for "as it was sent".
    ``always`` updates even where nothing differs, for a secret that cannot be compared.
    """
    rules = rules or {}
    if state == "absent":
        if current is None:
            return Outcome(False, None, None, rules)
        if not check_mode:
            delete(current)
        return Outcome(True, current, None, rules)
    given = {key: value for key, value in desired.items() if value is not None}
    if current is None:
        after: Object | None = None if check_mode else create(dict(given))
        return Outcome(True, None, given if after is None else after, rules)
    different = changes(current, given, rules)
    _refuse_fixed(different, current, rules)
    if not different and not always:
        return Outcome(False, current, current, rules)
    whole = {
        **current,
        **{key: rules.get(key, _PLAIN).merged(current.get(key), value) for key, value in given.items()},
    }
    after = None if check_mode else update(dict(whole))
    return Outcome(True, current, whole if after is None else after, rules)


def changes(current: Object, given: Object, rules: Rules | None = None) -> list[str]:
    """The keys the user gave whose value differs."""
    rules = rules or {}
    return [
        key
        for key, value in given.items()
        if value is not None and not rules.get(key, _PLAIN).same(current.get(key), value)
    ]


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


def _refuse_fixed(different: list[str], current: Object, rules: Rules) -> None:
    for key in different:
        rule = rules.get(key, _PLAIN)
        if rule.fixed:
            there = "another one" if rule.secret else f"{current.get(key)!r}"
            raise BadInput(
                f"{rule.option or key}: the object has {there}, and it cannot be changed;"
                " delete the object first (state: absent), or give what it has."
            )
