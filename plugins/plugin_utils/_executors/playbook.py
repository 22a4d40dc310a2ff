# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor playbook: ansible-playbook on the hosts of a wave, one process a shard.

What became of a host is on disk as soon as it is known. The processes end with us, so whoever takes over finds hosts
without an outcome: they are run again if the policy says that the playbook is idempotent, else they are unknown.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import typing as t

from ansible import constants

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.callbacks.fleet_outcomes import END
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.invocation import private
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.process import Shard, program
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Playbook
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Clock, Offer, Result, Seen

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = {
    "done": lambda _task: Result(judge.SUCCEEDED),
    "failed": lambda task: Result(judge.FAILED, f"task '{task}'"),
    "unreachable": lambda task: Result(judge.FAILED, f"unreachable, in task '{task}'"),
}
LATE = Result(judge.TIMED_OUT, "not done with in time")
INTERRUPTED = Result(judge.UNKNOWN, "a run that was interrupted had begun with it")


def carried(offer: Offer) -> Playbook:
    """What an offer carries; on the way back that is not the update of the policy."""
    if not isinstance(offer.update, Playbook):
        raise FleetError("this rollout is not one of the executor playbook")
    return offer.update


def located(name: str, home: pathlib.Path) -> pathlib.Path | None:
    """The file of a playbook, from the folder of the policy on; None for one of a collection, which has no path."""
    path = home / name
    if path.is_file():
        return path
    if re.fullmatch(r"\w+\.\w+\.\w+", name) and not name.endswith((".yml", ".yaml", ".json")):
        return None
    raise BadInput(
        f"playbook.file: there is no file {path}, and {name} is no playbook of a collection (ns.name.playbook)"
    )


class PlaybookExecutor:
    """Runs the shards of an offer, some at a time."""

    def __init__(
        self,
        arguments: t.Sequence[str],
        home: pathlib.Path,
        folder: pathlib.Path,
        clock: Clock,
        guard: t.Callable[[], None],
        say: t.Callable[[str], None],
    ) -> None:
        self.arguments = arguments
        self.home = home
        self.folder = folder
        self.clock = clock
        self.guard = guard
        self.say = say
        self._shards: dict[str, list[Shard]] = {}

    def submit(self, offer: Offer) -> None:
        """Begin with the hosts that have no outcome yet."""
        self._begin(offer)

    def observe(self, offer: Offer, exact: bool = False) -> Seen:
        """What the processes have written up to now; what one that died had begun is gone on with."""
        if not exact:
            self._begin(offer)
            self._advance(offer)
        shards = self._shards.get(offer.key, [])
        results = {name: result for name, result in self._outcomes(offer).items() if name in offer.devices}
        for shard in shards:
            if shard.process is not None and not shard.alive:
                for name in shard.hosts:
                    words = shard.last_words()
                    results.setdefault(
                        name, Result(judge.FAILED, f"not done with when ansible-playbook ended: {words}")
                    )
        running = {name for shard in shards if shard.alive for name in shard.hosts} - set(results)
        over = not any(shard.process is None or shard.alive for shard in shards)
        if over or exact:
            late = {name for shard in shards if shard.process is None or shard.alive for name in shard.hosts}
            for name in offer.devices:
                results.setdefault(name, LATE if name in late else INTERRUPTED)
        counts = judge.count(result.outcome for result in results.values())
        return Seen(over, len(running), counts, results)

    def stop(self, offer: Offer) -> None:
        """End the processes, and let nobody begin again."""
        self._end(offer.key)
        folder = self._place(offer)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private(folder / "stopped", "")

    def hold(self, offer: Offer, held: bool) -> None:
        """Begin no other shard, and wait for those that are begun; they would not outlive this process."""
        shards = self._shards.get(offer.key, []) if held else []
        while any(shard.alive for shard in shards):
            self.guard()
            self.clock.sleep(1)

    def promote(self, offer: Offer) -> None:
        """Nothing is tried out before the rest of a wave."""

    def record(self, offer: Offer, ids: t.Collection[str]) -> list[str]:
        """There is nowhere to publish it."""
        del offer, ids
        return []

    def close(self) -> None:
        """End all that runs."""
        for key in list(self._shards):
            self._end(key)

    def _place(self, offer: Offer) -> pathlib.Path:
        return self.folder / offer.key

    def _end(self, key: str) -> None:
        for shard in self._shards.pop(key, []):
            shard.end()

    def _begin(self, offer: Offer) -> None:
        """Cut the hosts without an outcome into shards, once in the life of this process."""
        folder = self._place(offer)
        if offer.key in self._shards or (folder / "stopped").exists():
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = set(self._outcomes(offer))
        before = sorted(folder.glob("*.hosts"))
        if not carried(offer).idempotent:
            known.update(name for path in before for name in path.read_text(encoding="utf-8").split())
        left = [name for name in offer.devices if name not in known]
        size = carried(offer).shard
        self._shards[offer.key] = [
            Shard(folder / f"shard-{len(before) + number:04d}", left[first : first + size])
            for number, first in enumerate(range(0, len(left), size))
        ]
        if left:
            self.say(f"what ansible-playbook prints is in {folder}")
        self._advance(offer)

    def _advance(self, offer: Offer) -> None:
        """Start as many shards as may run."""
        shards = self._shards.get(offer.key, [])
        free = carried(offer).processes - sum(shard.alive for shard in shards)
        for shard in [shard for shard in shards if shard.process is None][: max(0, free)]:
            shard.start(self._command(offer), self._environment())

    def _command(self, offer: Offer) -> list[str]:
        # Once for all of them: a task of every host costs a process of Ansible each. Who has failed is not among them.
        end = {
            "name": END,
            "ansible.builtin.debug": {"var": "ansible_play_hosts"},
            "run_once": True,
            "tags": ["always"],
        }
        last = {"name": "The end of the update", "hosts": "all", "gather_facts": False, "tasks": [end]}
        update, folder = carried(offer), self._place(offer)
        file = located(update.file, self.home)
        play = self._beside(file, folder / "play") / ".fleet-rollout.yml"
        private(play, json.dumps([{"ansible.builtin.import_playbook": str(file or update.file)}, last]))
        marks = {"fleet_rollout_name": offer.rollout, "fleet_rollout_attempt": offer.key}
        variables = private(folder / "variables.yml", json.dumps({**update.variables, **marks}))
        return [program(), *self.arguments, "--extra-vars", f"@{variables}", "--forks", str(update.forks), str(play)]

    @staticmethod
    def _beside(file: pathlib.Path | None, folder: pathlib.Path) -> pathlib.Path:
        """A folder with links to all that lies beside a playbook: Ansible looks there for group_vars and the like."""
        folder.mkdir(mode=0o700, exist_ok=True)
        for path in file.resolve().parent.iterdir() if file else ():
            link = folder / path.name
            if not link.is_symlink():
                link.symlink_to(path)
        return folder

    @staticmethod
    def _environment() -> dict[str, str]:
        """Ours, with our callback besides those that are there."""
        return {
            **os.environ,
            "ANSIBLE_CALLBACK_PLUGINS": ":".join([*constants.DEFAULT_CALLBACK_PLUGIN_PATH, str(HERE / "callbacks")]),
            "ANSIBLE_CALLBACKS_ENABLED": ",".join([*constants.CALLBACKS_ENABLED, "fleet_outcomes"]),
        }

    def _outcomes(self, offer: Offer) -> dict[str, Result]:
        """The last thing that was written of every host; half a line was written by a process that died."""
        found: dict[str, Result] = {}
        for path in sorted(self._place(offer).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
                try:
                    event = json.loads(line) if line else None
                except ValueError:
                    continue
                if event is not None:
                    found[event["host"]] = RESULTS[event["outcome"]](event["task"])
        return found
