# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of Consul's API that a user writes as the API's reference shows them: config entries, providers' settings.

Only what the user gave is compared. Keys may be written as in HCL (connect_timeout) or as in JSON (ConnectTimeout), a
duration as 90s or 1m30s; Consul fills in what is missing.
Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN, same

#: Never shown, wherever they stand.
SECRETS = frozenset(("oidcclientsecret", "password", "privatekey", "secretid", "serviceaccountjwt", "token"))
#: Lists whose order means nothing; Consul sorts some of them.
UNORDERED = frozenset(("consumers", "hosts", "hostnames", "ignorecheckids", "services", "sources", "splits", "tags"))


def document(option: str, key: str, *, secrets: bool = True) -> Field:
    """A dict as the API takes it, and beside it an option for what is secret in it."""
    return _Document(option, key, {"type": "dict"}, secrets)


class _Document(Field):
    def __init__(self, option: str, key: str, spec: Mapping[str, Any], secrets: bool) -> None:
        super().__init__(option, key, spec)
        self._secrets = {f"secret_{option}": {"type": "dict", "no_log": True}} if secrets else {}

    def spec(self) -> dict[str, Any]:
        return {**super().spec(), **self._secrets}

    def given(self, params: Mapping[str, Any]) -> Any:
        plain, secret = params.get(self.option), params.get(f"secret_{self.option}")
        return None if plain is None and secret is None else overlay(plain, secret or {})

    def same(self, current: Any, given: Any) -> bool:
        return matches(current, given)

    def merged(self, current: Any, given: Any) -> Any:
        return overlay(current, given)

    def shown(self, value: Any) -> Any:
        return veiled(value)


def matches(current: Any, given: Any, key: str = "") -> bool:
    """Whether all that was given is there."""
    if isinstance(given, Mapping) and isinstance(current or {}, Mapping):
        there = current or {}
        return all(matches(there.get(_known(there, name)), value, name) for name, value in given.items())
    if isinstance(given, (list, tuple)) and isinstance(current or [], (list, tuple)):
        return _all_match(list(current or ()), given, in_order=_plain(key) not in UNORDERED)
    return same(current, given) or _alike(current, given)


def overlay(current: Any, given: Any) -> Any:
    """The document with what was given put over it; a list is replaced as a whole."""
    if not isinstance(given, Mapping) or not isinstance(current or {}, Mapping):
        return given
    whole = dict(current or {})
    for name, value in given.items():
        known = _known(whole, name)
        whole[known] = overlay(whole.get(known), value)
    return whole


def veiled(value: Any) -> Any:
    """The document without its secrets."""
    if isinstance(value, Mapping):
        return {name: HIDDEN if item and _plain(name) in SECRETS else veiled(item) for name, item in value.items()}
    return [veiled(item) for item in value] if isinstance(value, (list, tuple)) else value


def _plain(name: str) -> str:
    return str(name).replace("_", "").lower()


def _known(there: Mapping[str, Any], name: str) -> str:
    """The name under which it is there, whichever way it was written."""
    if name in there:
        return name
    return next((known for known in there if _plain(known) == _plain(name)), name)


def _all_match(current: list[Any], given: Sequence[Any], in_order: bool) -> bool:
    if len(current) != len(given):
        return False
    if in_order:
        return all(matches(one, other) for one, other in zip(current, given))
    for item in given:
        found = next((number for number, one in enumerate(current) if matches(one, item)), None)
        if found is None:
            return False
        del current[found]
    return True


def _alike(current: Any, given: Any) -> bool:
    """Equal as text (1 and "1", true and "true"), or as durations with a unit."""
    if isinstance(given, (bool, int, float, str)) and isinstance(current, (bool, int, float, str)):
        span = _span(given)
        return str(current).lower() == str(given).lower() or (span is not None and _span(current) == span)
    return False


def _span(value: Any) -> int | None:
    """Nanoseconds; a number is what Go counts durations in."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return nanoseconds(value) if str(value)[-1:].isalpha() else None
    except BadInput:
        return None
