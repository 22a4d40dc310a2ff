# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every API module shares: the connection options, the client, errors and the way out.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Callable, Union

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients import consul, nomad, vault
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError, TimedOut
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import STATE, UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._options import SPECS
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Object, Outcome, sync

__all__ = ["STATE", "UPDATE_SECRET", "keep", "refuse_to_print", "run", "wait_for"]
Result = Union[Outcome, Mapping[str, Any]]
_CONNECT: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "nomad": nomad.connect,
    "consul": consul.connect,
    "vault": vault.connect,
}


def run(
    product: str,
    spec: Mapping[str, Any],
    work: Callable[[AnsibleModule, Any], Result],
    *,
    returns: str = "",
    secret_result: str = "",
    **rules: Any,
) -> None:
    """Build the module, do the work, leave with its result; ``returns`` names the object of an Outcome.

    A module with a ``secret_result`` refuses to run in a task that would print it.
    """
    module = AnsibleModule(argument_spec={**SPECS[product], **spec}, supports_check_mode=True, **rules)
    try:
        if secret_result:
            refuse_to_print(module, secret_result)
        with _CONNECT[product](module.params) as client:
            result = work(module, client)
    except FleetError as error:
        module.fail_json(msg=str(error))
    module.exit_json(**_shaped(result, returns))


def keep(
    module: AnsibleModule,
    fields: Fields,
    current: Object | None,
    create: Callable[[dict[str, Any]], Object | None],
    delete: Callable[[Object], Any],
    update: Callable[[dict[str, Any]], Object | None] | None = None,
) -> Outcome:
    """Make the object of a module be as its options say, or be gone; ``create`` also updates where no ``update`` is given.

    A module with the option ``update_secret`` sends its write-only fields again where the user asks for it.
    """
    params = module.params
    return sync(
        params.get("state", "present"),
        current,
        fields.wanted(params),
        create,
        update or create,
        delete,
        module.check_mode,
        fields.rules,
        always=params.get("update_secret") == "always" and fields.write_only,
    )


def refuse_to_print(module: AnsibleModule, result: str) -> None:
    """A secret is returned only where the task hides it."""
    if not module.no_log:
        raise BadInput(f"This task returns a secret ({result}): add `no_log: true` to it.")


def _shaped(result: Result, returns: str) -> dict[str, Any]:
    if not isinstance(result, Outcome):
        return dict(result)
    shaped: dict[str, Any] = {"changed": result.changed, "diff": result.diff(), **result.extra}
    if returns:
        shaped[returns] = result.public()
    return shaped


def wait_for(
    what: str, check: Callable[[], Any], seconds: float, sleep: Callable[[float], Any], pause: float = 1.0
) -> Any:
    """Ask until the answer is true; say what was waited for when time is up."""
    end = time.monotonic() + seconds
    while True:
        answer: Any | None = check()
        if answer:
            return answer
        if time.monotonic() >= end:
            raise TimedOut(f"{what}: not within {seconds:g} s (option wait_timeout).")
        sleep(pause)
