# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read one object of Nomad by its name, or all of them, page by page.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

#: Which objects an _info module reads.
NAME_OR_PREFIX: dict[str, Any] = {"name": {"type": "str"}, "prefix": {"type": "str"}}


def one_or_all(
    client: NomadClient,
    one: Sequence[str],
    many: Sequence[str],
    params: Mapping[str, Any],
    *,
    key: str = "Name",
    option: str = "name",
) -> list[dict[str, Any]]:
    """The object at ``one`` and its name, or those of the list ``many`` that begin with the prefix, in their order.

    The prefix is looked at here: for some objects the servers compare it with ids.
    With the option ``details``, each of the list is read by itself: the lists of some objects hold only a part of them.
    """
    if params.get(option):
        found = client.read([*one, params[option]])
        return [found] if found else []
    prefix = params.get("prefix") or ""
    items = [item for page in client.pages(many) for item in page]
    known = sorted((item for item in items if item[key].startswith(prefix)), key=lambda item: str(item[key]))
    if params.get("details"):
        known = [whole for whole in (client.read([*one, item[key]]) for item in known) if whole]
    return known
