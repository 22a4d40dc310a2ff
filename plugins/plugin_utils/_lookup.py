# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lookups share: their options, the missing object, paths.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._options import SPECS


def take_options(lookup: LookupBase, product: str, variables: Mapping[str, Any] | None, call: Mapping[str, Any]) -> Any:
    """Set the options of a lookup, and give those of the connection back; None means not given.

    What stands in the call wins over variables. The environment and the defaults come later, as for modules.
    """
    known = lookup.option_definitions
    unknown = sorted(set(call) - set(known))
    if unknown:
        raise BadInput(
            f"unknown option {', '.join(unknown)}; `ansible-doc -t lookup {lookup.ansible_name}` lists the options."
        )
    # Ansible hands variables in as they were written
    names = [entry["name"] for option in known.values() for entry in option.get("vars") or ()]
    rendered = {name: lookup._templar.template(variables[name]) for name in names if variables and name in variables}
    lookup.set_options(var_options=rendered, direct=dict(call))
    return {option: given(lookup, option) for option in SPECS[product]}


def given(lookup: LookupBase, option: str) -> Any:
    """The value of an option, None for one that only has its default."""
    value, origin = lookup.get_option_and_origin(option)
    return None if origin == "default" else value


def missing(lookup: LookupBase, what: str) -> Any:
    """The option default, or the error."""
    value = given(lookup, "default")
    if value is None:
        raise FleetError(f"{what}. The option default says what to return instead.")
    return value


def names(terms: Iterable[Any], what: str) -> list[str]:
    """The terms of a call, lists among them taken apart."""
    found = [one for term in terms for one in (term if isinstance(term, (list, tuple)) else [term])]
    for one in found:
        if not isinstance(one, str) or not one.strip("/"):
            raise BadInput(f"{one!r} is no {what}.")
    return found


def segments(path: str) -> list[str]:
    """The parts of a path."""
    return path.strip("/").split("/")
