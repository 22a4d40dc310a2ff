# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of Nomad's things: stubs in pages of 1,000, each in full only where the user asks for it.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted

Stub = Mapping[str, Any]
DETAILS: dict[str, Any] = {"type": "bool", "default": False}
#: The options of a list that the servers filter.
FOUND_BY: dict[str, Any] = {"prefix": {"type": "str"}, "filter": {"type": "str"}}
#: The same where the list shows less than there is; documented by the fragment nomad_list.
SEARCH: dict[str, Any] = {**FOUND_BY, "details": DETAILS}


def listed(
    client: NomadClient,
    path: Sequence[str],
    params: Mapping[str, Any],
    full: Callable[[Stub], Any] | None = None,
    **query: Any,
) -> list[Any]:
    """The stubs of a list, one request for 1,000 of them; with details, what ``full`` reads of each."""
    asked = {"prefix": params.get("prefix"), "filter": params.get("filter"), **query}
    stubs = [stub for page in client.pages(path, asked) for stub in page]
    return detailed(stubs, full) if full and params["details"] else stubs


def detailed(stubs: Iterable[Stub], full: Callable[[Stub], Any]) -> list[Any]:
    """Each in full, one request each; without those that have gone since they were listed."""
    return [thing for thing in map(full, stubs) if thing is not None]


def namespace_of(stub: Stub) -> dict[str, Any]:
    """The query that finds the thing of a stub, in whichever namespace it is."""
    return {"namespace": stub["Namespace"]}


def of_job(params: Mapping[str, Any]) -> dict[str, Any]:
    """The options, with the job as one more condition of the filter."""
    parts = [f"JobID == {quoted(params['job'])}"] if params["job"] is not None else []
    parts += [f"({params['filter']})"] if params["filter"] else []
    return {**params, "filter": " and ".join(parts) or None}


def run_of_job(one: str, many: str) -> None:
    """The whole module that reads what jobs have many of: one by its id, or a list by job, prefix or filter."""

    def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
        given = module.params["id"]
        found = alone(client, [one, given], "id") if given else listed(client, [many], of_job(module.params))
        return {"changed": False, many: found}

    run(
        "nomad",
        {**FOUND_BY, "id": {"type": "str"}, "job": {"type": "str"}},
        work,
        mutually_exclusive=[("id", "prefix"), ("id", "filter"), ("id", "job")],
    )


def one_namespace(client: NomadClient, option: str) -> None:
    """Refuse to look up a name or an id everywhere: it means something only within a namespace."""
    if client.namespace == "*":
        raise BadInput(f"{option} is looked up in one namespace: give that namespace instead of `*`, or use filter.")


def alone(client: NomadClient, path: Sequence[str], option: str) -> list[Any]:
    """The one thing at a path, in full, as a list."""
    one_namespace(client, option)
    found = client.read(path)
    return [] if found is None else [found]
