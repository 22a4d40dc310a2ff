# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the action plugins of the store share: options in, the store, result out.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.revocations import Revocations
from ansible_collections.nomadic.fleet.plugins.plugin_utils._stores import STORE, opened


def registry_in(store: Store, options: t.Mapping[str, t.Any]) -> Registry:
    """The registry, with the list of the option ``revocations`` where it is given."""
    return Registry(store, revocations=Revocations(options["revocations"]) if options["revocations"] else None)


class StoreAction(ActionBase):
    """Runs on the controller only."""

    TRANSFERS_FILES = False
    _requires_connection = False

    #: Its options besides ``store``.
    SPEC: dict[str, dict[str, t.Any]] = {}
    #: Rules between them, as of AnsibleModule.
    RULES: dict[str, t.Any] = {}
    #: What the object of an Outcome is called in the result.
    RETURNS = ""
    #: Whether a store that was moved elsewhere is one for it, too.
    MOVED = False

    def work(self, store: Store, options: dict[str, t.Any]) -> Outcome | dict[str, t.Any]:
        """What the plugin does; an Outcome becomes changed, diff and the object."""
        raise NotImplementedError

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Check the options, do the work, return what became of it."""
        super().run(tmp, task_vars)
        del tmp
        _result, options = self.validate_argument_spec(argument_spec={"store": STORE, **self.SPEC}, **self.RULES)
        try:
            with opened(options["store"], moved=self.MOVED) as store:
                found = self.work(store, options)
        except FleetError as error:
            # A result instead of an exception: failed_when and until see it.
            return {"failed": True, "changed": False, "msg": f"{self.__module__.rpartition('.')[2]}: {error}"}
        if not isinstance(found, Outcome):
            return found
        result: dict[str, t.Any] = {"changed": found.changed, self.RETURNS: dict(found.after or {})}
        if self._task.diff:
            result["diff"] = found.diff()
        return result
