# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who carries a rollout to whom: from the executor of its policy, and the options of the task, to the engine's ports."""

from __future__ import annotations

import contextlib
import pathlib
import tempfile
import typing as t

from ansible import constants, context

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._options import NOMAD
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.deployment import DeploymentExecutor
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.inventory import Inventory
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.invocation import arguments
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.jobs import Jobs
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.playbook import PlaybookExecutor, located
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import batch, policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.nodes import NomadFleet
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Clock, Executor, Fleet, Store

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient


class Reach:
    """Everything outside of the engine that depends on the executor."""

    def __init__(
        self,
        rules: policy.Policy,
        options: t.Mapping[str, t.Any],
        home: str,
        groups: t.Mapping[str, t.Sequence[str]],
        clock: Clock,
        guard: t.Callable[[], None],
        say: t.Callable[[str], None],
    ) -> None:
        self.rules = rules
        self.options = options
        self.home = pathlib.Path(home)
        self.groups = groups
        self.clock = clock
        self.guard = guard
        self.say = say

    def client(self, **changes: t.Any) -> NomadClient:
        """A session with Nomad; nothing is asked before it is used."""
        return connect({**{option: self.options[option] for option in NOMAD}, **changes})

    @contextlib.contextmanager
    def ports(self, store: Store) -> t.Iterator[tuple[Fleet, Executor]]:
        """Members and executor; what the executor runs on the controller ends with it."""
        update = self.rules.update
        if isinstance(update, policy.Deployment):
            client = self.client(namespace=None)  # a job itself says in which namespace it is
            jobs = Jobs(client, update)
            yield jobs, DeploymentExecutor(client, jobs, self.clock)
        elif isinstance(update, policy.Playbook):
            for one in (update, self.rules.rollback):
                if isinstance(one, policy.Playbook):
                    located(one.file, self.home)
            with tempfile.TemporaryDirectory(dir=constants.DEFAULT_LOCAL_TMP) as folder:
                given = arguments(context.CLIARGS, pathlib.Path(folder))
                kept = pathlib.Path(constants.ANSIBLE_HOME) / "nomadic.fleet" / "rollouts"
                executor = PlaybookExecutor(given, self.home, kept, self.clock, self.guard, self.say)
                with contextlib.closing(executor):
                    yield Inventory(self.groups), executor
        else:
            client = self.client()
            fleet = NomadFleet(client, store)
            yield (
                fleet,
                batch.BatchExecutor(client, fleet, self.clock, self.options["namespace"], self.options["wrapper"]),
            )
