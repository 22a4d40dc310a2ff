# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batch executor: one sysbatch job for each attempt of a wave. Nomad carries it, the device's wrapper runs it."""

from __future__ import annotations

import concurrent.futures
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    Clock,
    Device,
    Fleet,
    Offer,
    Result,
    Seen,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.sysbatch import (
    EXITS,
    TASK,
    WRAPPER,
    exit_code,
    job,
    of_batch,
)

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

NAMESPACE = "fleet-rollout"
RELEASE_KEY = "fleet_release"
WRITERS = 8  # metadata writes at a time
DENIED_RETRIES = 3  # an overloaded server answers "Permission denied" to a good token


class BatchExecutor:
    """Carries offers to devices through Nomad."""

    def __init__(
        self, client: NomadClient, fleet: Fleet, clock: Clock, namespace: str = NAMESPACE, wrapper: str = WRAPPER
    ) -> None:
        self.client = client
        self.fleet = fleet
        self.clock = clock
        self.space = {"namespace": namespace}
        self.wrapper = wrapper
        self._evaluated: set[str] = set()
        self._failed: dict[str, tuple[int, dict[str, Result]]] = {}
        self._published: dict[str, set[str]] = {}  # release -> nodes that had it before this process published it

    def submit(self, offer: Offer) -> None:
        """Register the job unless it is there, stopped or not."""
        if self._find(offer.key) is not None:
            return
        body = {
            "Job": {**job(offer, self.wrapper), "Namespace": self.space["namespace"]},
            "EnforceIndex": True,
            "JobModifyIndex": 0,
        }
        try:
            self._call(lambda: self.client.post(["jobs"], body, self.space))
        except ApiError as error:
            # The answer to an earlier try may have been lost: then the job is there and is ours.
            if "job modify index" not in str(error) or self._find(offer.key) is None:
                raise

    def observe(self, offer: Offer, exact: bool = False) -> Seen:
        """The job's summary; the list of what failed when that grew; every allocation where all must be known."""
        answer = self._call(lambda: self.client.find(["job", offer.key, "summary"], self.space))
        if answer is None:
            gone = (
                dict.fromkeys(offer.devices, Result(judge.UNKNOWN, "the job is gone from the scheduler"))
                if exact
                else {}
            )
            return Seen(finished=True, running=0, counts={}, results=gone)
        numbers = (answer.data.get("Summary") or {}).get(TASK) or {}
        complete, failed = numbers.get("Complete", 0), numbers.get("Failed", 0) + numbers.get("Lost", 0)
        running = numbers.get("Running", 0) + numbers.get("Starting", 0) + numbers.get("Unknown", 0)
        counts = {judge.SUCCEEDED: complete, judge.FAILED: failed}
        if exact:
            return Seen(finished=True, running=running, counts=counts, results=self._exact(offer))
        over = running == 0 and numbers.get("Queued", 0) == 0
        placed = self._placed(offer.key)
        finished = over and (placed or complete + failed >= len(offer.devices))
        return Seen(finished=finished, running=running, counts=counts, results=self._grown(offer, failed))

    def _placed(self, key: str) -> bool:
        """Whether the scheduler had placed all that it can when we looked before: what it places now, we have not seen yet.

        It may take its time, and all the more when its leader has died.
        """
        before = key in self._evaluated
        if not before:
            found = self._call(lambda: self.client.get(["job", key, "evaluations"], self.space)).data
            if all(evaluation["Status"] != "pending" for evaluation in found):  # none: collected, long after
                self._evaluated.add(key)
        return before

    def stop(self, offer: Offer) -> None:
        """Stop the job; a device that comes late finds nothing to run."""
        found = self._find(offer.key)
        if found is not None and not found.get("Stop"):
            self._call(lambda: self.client.delete(["job", offer.key], self.space))

    def hold(self, offer: Offer, held: bool) -> None:
        """The devices have the offer already."""

    def promote(self, offer: Offer) -> None:
        """Nothing is tried out before the rest of a wave."""

    def record(self, offer: Offer, ids: t.Collection[str]) -> list[str]:
        """Write the release into the nodes' dynamic metadata, through the servers, where it is not there yet."""
        release = of_batch(offer).expect
        if release not in self._published:
            pages = self.client.pages(["nodes"], {"filter": f"Meta.{RELEASE_KEY} == {quoted(release)}"})
            self._published[release] = {node["ID"] for page in pages for node in page}
        have, send, body = self._published[release], self.client.alike(), {"Meta": {RELEASE_KEY: release}}

        def write(id_: str) -> str | None:
            try:
                self._call(lambda: self.client.post(["client", "metadata"], body, {"node_id": id_}, send=send))
            except FleetError:
                return id_
            return None

        missing = [id_ for id_ in ids if id_ not in have]
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
            return [id_ for id_ in pool.map(write, missing) if id_ is not None]

    def _find(self, key: str) -> dict[str, t.Any] | None:
        answer = self._call(lambda: self.client.find(["job", key], self.space))
        return None if answer is None else t.cast("dict[str, t.Any]", answer.data)

    def _call(self, call: t.Callable[[], t.Any]) -> t.Any:
        for left in range(DENIED_RETRIES, -1, -1):
            try:
                return call()
            except ApiError as error:
                if error.status != 403 or not left:
                    raise
                self.clock.sleep(0.5)
        return None

    def _allocations(self, key: str, more: str = "", states: bool = False) -> list[dict[str, t.Any]]:
        params = {**self.space, "filter": f"JobID == {quoted(key)}{more}", "task_states": "true" if states else "false"}
        return [
            allocation
            for page in self._call(lambda: list(self.client.pages(["allocations"], params)))
            for allocation in page
        ]

    def _grown(self, offer: Offer, failed: int) -> dict[str, Result]:
        """Results of the failed ones, read again only when there are more of them."""
        known, results = self._failed.get(offer.key, (0, {}))
        if failed > known:
            results = {
                one["NodeID"]: self._ended(one)
                for one in self._allocations(offer.key, ' and ClientStatus == "failed"', states=True)
            }
            self._failed[offer.key] = (failed, results)
        return results

    def _exact(self, offer: Offer) -> dict[str, Result]:
        """One result for every device of the offer; what is missing is explained by the state of its node."""
        latest: dict[str, dict[str, t.Any]] = {}
        for allocation in self._allocations(offer.key):
            other = latest.get(allocation["NodeID"])
            if other is None or allocation["CreateIndex"] > other["CreateIndex"]:
                latest[allocation["NodeID"]] = allocation
        strangers = sorted(set(latest) - set(offer.devices))
        if strangers:
            self.stop(offer)
            raise FleetError(
                f"job {offer.key} was placed on nodes that it was not meant for ({', '.join(strangers[:5])}); it was stopped"
            )
        detailed = {
            one["ID"]: one
            for one in self._allocations(
                offer.key, ' and (ClientStatus == "failed" or DesiredStatus == "stop")', states=True
            )
        }
        results: dict[str, Result] = {}
        open_ = []
        for id_ in offer.devices:
            allocation = latest.get(id_, {})
            status = allocation.get("ClientStatus")
            if status == "complete" and allocation.get("DesiredStatus") == "run":
                results[id_] = Result(judge.SUCCEEDED)
            elif status in ("complete", "failed"):
                results[id_] = self._ended(detailed.get(allocation["ID"], allocation))
            else:
                open_.append(id_)
        present = self.fleet.look(open_) if open_ else {}
        for id_ in open_:
            results[id_] = self._open(id_ in latest, present.get(id_))
        return results

    @staticmethod
    def _ended(allocation: t.Mapping[str, t.Any]) -> Result:
        code, words = exit_code(allocation)
        if code == 0:
            return Result(judge.SUCCEEDED)
        if code is None and allocation.get("DesiredStatus") == "stop":
            return Result(judge.UNKNOWN, "stopped before it was over")
        if code is None:
            return Result(judge.FAILED, words or "the task did not run")
        if code in (130, 137, 143) and allocation.get("DesiredStatus") == "stop":
            return Result(judge.UNKNOWN, "stopped before it was over")
        return EXITS.get(code, Result(judge.FAILED, f"exit code {code}"))

    @staticmethod
    def _open(placed: bool, device: Device | None) -> Result:
        """Nothing ended: lost or silent after the offer is a failure, never reached by it is not."""
        online = device is not None and device.online
        if placed:
            return (
                Result(judge.TIMED_OUT, "no answer in time") if online else Result(judge.LOST, "lost after the offer")
            )
        if device is None or not device.online:
            return Result(judge.OFFLINE, "went offline before the offer")
        if device.barred:
            return Result(judge.SKIPPED, device.barred)
        return Result(judge.FAILED, "not placed by the scheduler")
