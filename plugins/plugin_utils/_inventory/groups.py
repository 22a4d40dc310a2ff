# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of the plugin's own, made of a node's fields without any template.

What a node says about itself is a claim, so each of these groups carries a prefix that is never empty: no node can
name a group of the servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

#: What a node can be grouped by, and the prefix of the groups' names.
PREFIXES: dict[str, str] = {
    "scheduling_group": "group_",
    "node_pool": "pool_",
    "datacenter": "datacenter_",
    "node_class": "class_",
    "status": "status_",
    "eligibility": "eligibility_",
    "drain": "drain_",
    "driver": "driver_",
    "version": "version_",
    "region": "region_",
    "fleet_state": "state_",
}

#: Between the values of a field that has several.
SEPARATOR = ","
SEVERAL = frozenset({"driver"})


def safe_name(name: str) -> str:
    """A name as Ansible makes groups' names safe."""
    return re.sub(r"^[\d\W]|[^\w]", "_", name)


class Grouping:
    """Names of the groups of a node; each combination of values is worked out once."""

    def __init__(
        self,
        group_by: Sequence[str],
        prefixes: Mapping[str, str] | None = None,
        sanitize: Callable[[str], str] = safe_name,
        choices: Iterable[str] = tuple(PREFIXES),
    ) -> None:
        known = [key for key in PREFIXES if key in set(choices)]
        for option, given in (("group_by", group_by), ("group_prefixes", prefixes or {})):
            for key in given:
                if key not in known:
                    raise BadInput(f"'{option}' has '{key}'; it takes {', '.join(known)}")
        for key, prefix in (prefixes or {}).items():
            if not isinstance(prefix, str) or not re.search(r"\w", prefix):
                raise BadInput(
                    f"'group_prefixes' gives '{key}' an empty prefix; a node could then name any group, the servers' "
                    f"too. Leave it out for '{PREFIXES[key]}'"
                )
        self._keys = list(dict.fromkeys(group_by))
        self._prefixes = {**PREFIXES, **(prefixes or {})}
        self._sanitize = sanitize
        self._fields: Callable[[Mapping[str, Any]], Any] = itemgetter(*self._keys) if self._keys else lambda _node: ()
        self._known: dict[Any, list[str]] = {}

    def of(self, node: Mapping[str, Any]) -> list[str]:
        """The groups of a node, one list for all nodes with the same values."""
        values = self._fields(node)
        groups = self._known.get(values)
        if groups is None:
            groups = self._known[values] = self._names((values,) if len(self._keys) == 1 else values)
        return groups

    @property
    def names(self) -> set[str]:
        """Every group so far."""
        return {name for groups in self._known.values() for name in groups}

    def _names(self, values: Iterable[Any]) -> list[str]:
        """Empty values make no group."""
        names = []
        for key, value in zip(self._keys, values, strict=True):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            for part in text.split(SEPARATOR) if key in SEVERAL else [text]:
                if part:
                    names.append(self._sanitize(self._prefixes[key] + part))
        return list(dict.fromkeys(names))
