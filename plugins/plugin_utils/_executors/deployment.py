# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor deployment: a new version of each job, carried by a deployment of Nomad.

A version says in its meta by which attempt it was registered. So a process that takes over finds what was begun, and
registers nothing twice.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils import _jobs
from ansible_collections.nomadic.fleet.plugins.module_utils._deployments import OVER
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.jobs import (
    ATTEMPT,
    ROLLOUT,
    Body,
    Jobs,
    place,
    under,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Deployment
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Clock, Offer, Result, Seen

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

PLACING = 15  # seconds for the scheduler to begin a deployment
LOOK = "4s"  # how long one look waits for news
REVERTS = re.compile(r"- rolling back to job version (\d+)")
NOT_REGISTERED = "no version of it was registered"


def carried(offer: Offer) -> Deployment:
    """What an offer carries; on the way back that is not the update of the policy."""
    if not isinstance(offer.update, Deployment):
        raise FleetError("this rollout is not one of the executor deployment")
    return offer.update


def waits(deployment: Body) -> bool:
    """Whether its canaries are healthy, and wait for a promotion."""
    groups = [one for one in deployment["TaskGroups"].values() if one["DesiredCanaries"] and not one["Promoted"]]
    return bool(groups) and all(
        one["PlacedCanaries"] and one["HealthyAllocs"] >= max(one["DesiredCanaries"], len(one["PlacedCanaries"]))
        for one in groups
    )


def described(name: str, deployment: Body) -> str:
    """``shop: 2 of 5 healthy``."""
    groups = deployment["TaskGroups"].values()
    healthy, wanted = sum(one["HealthyAllocs"] for one in groups), sum(one["DesiredTotal"] for one in groups)
    ill = sum(one["UnhealthyAllocs"] for one in groups)
    text = f"{name}: {healthy} of {wanted} healthy" + (f", {ill} not" if ill else "")
    if waits(deployment):
        return f"{text}, waits for its promotion"
    return f"{text}, paused" if deployment["Status"] == "paused" else text


class DeploymentExecutor:
    """Registers new versions and leads their deployments."""

    def __init__(self, client: NomadClient, jobs: Jobs, clock: Clock) -> None:
        self.client = client
        self.jobs = jobs
        self.clock = clock
        self._versions: dict[tuple[str, str], int] = {}
        self._index: int | None = None
        self._begun: dict[str, float] = {}

    def submit(self, offer: Offer) -> None:
        """Register what was not yet registered by this attempt, if nobody changed the job since it was planned."""
        for name in offer.devices:
            body = None if self._version(offer, name) is not None else self._body(offer, name)
            if body is None:
                continue
            self._refuse_busy(name)
            index = _jobs.plan(self.client, body)["JobModifyIndex"]
            request = {"Job": body, "EnforceIndex": True, "JobModifyIndex": index, **self._source(offer, name)}
            try:
                self.client.post(["jobs"], request, {"namespace": body["Namespace"]})
            except ApiError:
                # The answer to an earlier try may have been lost: then a version is there and is ours.
                if self._version(offer, name) is None:
                    raise

    def observe(self, offer: Offer, exact: bool = False) -> Seen:
        """All deployments of the offer in one look, which lasts until there is news, or some seconds."""
        begun = self._begun.setdefault(offer.key, self.clock.now())
        in_time = self.clock.now() < begun + PLACING
        results: dict[str, Result] = {}
        texts, ready = [], False
        found = self._deployments(offer, wait=not exact)
        for name in offer.devices:
            version = self._version(offer, name)
            mine = [one for one in found.get(name, []) if one["JobVersion"] == version]
            later = [one for one in found.get(name, []) if version is not None and one["JobVersion"] > version]
            result = self._result(version, mine[0] if mine else None, later, in_time and not exact)
            if result is not None:
                results[name] = result
                continue
            shown = later[0] if later else mine[0] if mine else None
            if later and waits(later[0]):
                self._promote(later[0])  # nobody waits for the version before
            ready = ready or bool(mine and mine[0]["Status"] == "running" and waits(mine[0]))
            texts.append(
                f"{name}: not begun" if shown is None else f"{'back to ' if later else ''}{described(name, shown)}"
            )
        if exact:
            for name in offer.devices:
                results.setdefault(name, Result(judge.TIMED_OUT, "the deployment was not over in time"))
        counts = judge.count(result.outcome for result in results.values())
        running = len(offer.devices) - len(results)
        return Seen(not running, running, counts, results, ready and len(texts) == 1, "; ".join(texts))

    def stop(self, offer: Offer) -> None:
        """Fail what is not over; Nomad goes back to the version before, which is waited for."""
        end = self.clock.now() + PLACING
        while self._unbegun(offer) and self.clock.now() < end:
            self.clock.sleep(1)  # registered a moment ago
        failed = [one for one in self._mine(offer) if one["Status"] not in OVER]
        for one in failed:
            self._act("fail", one)
        end = self.clock.now() + 2 * carried(offer).timeout
        while failed and not self.observe(offer).finished and self.clock.now() < end:
            self.clock.sleep(1)

    def hold(self, offer: Offer, held: bool) -> None:
        """Pause or resume the deployments."""
        for one in self._mine(offer):
            if one["Status"] == ("running" if held else "paused"):
                self._act("pause", one, Pause=held)

    def promote(self, offer: Offer) -> None:
        """Let canaries that are healthy replace all."""
        for one in self._mine(offer):
            if one["Status"] == "running" and waits(one):
                self._promote(one)

    def record(self, offer: Offer, ids: t.Collection[str]) -> list[str]:
        """Nomad itself marks a version as stable."""
        del offer, ids
        return []

    def _body(self, offer: Offer, name: str) -> Body | None:
        """What is registered; None on the way back where the servers have no earlier version any more."""
        meta = {ROLLOUT: offer.rollout, ATTEMPT: offer.key}
        update = carried(offer)
        body = self.jobs.before(name, update.back) if update.back else self.jobs.given()[name][0]
        return None if body is None else under(body, update, meta)

    def _source(self, offer: Offer, name: str) -> Body:
        if carried(offer).back:
            return {}
        job = self.jobs.given()[name][1]
        return {"Submission": _jobs.submission({"hcl": job.hcl, "variables": job.variables})}

    def _refuse_busy(self, name: str) -> None:
        id_, namespace = place(name)
        answer = self.client.find(["job", id_, "deployment"], {"namespace": namespace})
        latest = answer.data if answer is not None else None
        if latest and latest["Status"] not in OVER:
            raise FleetError(
                f"job {name}: the deployment of its version {latest['JobVersion']} is {latest['Status']}; "
                "wait until it is over, or fail it with the module nomadic.fleet.nomad_deployment"
            )

    def _version(self, offer: Offer, name: str) -> int | None:
        """The version that this attempt registered."""
        known = self._versions.get((offer.key, name))
        if known is None:
            mine = [
                one["Version"] for one in self.jobs.versions(name) if (one.get("Meta") or {}).get(ATTEMPT) == offer.key
            ]
            if not mine:
                return None
            known = self._versions[(offer.key, name)] = min(mine)
        return known

    def _deployments(self, offer: Offer, wait: bool = False) -> dict[str, list[Body]]:
        """Those of all jobs of an offer, the newest version first, in one request."""
        places = {place(name): name for name in offer.devices}
        wanted = " or ".join(f"JobID == {quoted(id_)}" for id_, _namespace in places)
        params: dict[str, t.Any] = {"namespace": "*", "filter": wanted}
        if wait and self._index is not None:
            params.update({"index": self._index, "wait": LOOK})
        answer = self.client.get(["deployments"], params)
        self._index = answer.index
        found: dict[str, list[Body]] = {}
        for one in sorted(answer.data or [], key=lambda one: (-one["JobVersion"], -one["CreateIndex"])):
            name = places.get((one["JobID"], one["Namespace"]))
            if name is not None:
                found.setdefault(name, []).append(one)
        return found

    def _mine(self, offer: Offer) -> list[Body]:
        """The deployments of the versions of this attempt."""
        found = self._deployments(offer)
        versions = {name: self._version(offer, name) for name in offer.devices}
        return [one for name, some in found.items() for one in some if one["JobVersion"] == versions[name]]

    def _unbegun(self, offer: Offer) -> bool:
        registered = [name for name in offer.devices if self._version(offer, name) is not None]
        return len(self._mine(offer)) < len(registered)

    @staticmethod
    def _result(version: int | None, mine: Body | None, later: list[Body], in_time: bool) -> Result | None:
        """What became of one job; None while nobody can say."""
        if version is None:
            return Result(judge.FAILED, NOT_REGISTERED)
        if mine is None:
            return None if in_time else Result(judge.FAILED, f"Nomad began no deployment of version {version}")
        status, words = mine["Status"], str(mine["StatusDescription"])
        if status == "successful":
            return Result(judge.SUCCEEDED)
        if status == "cancelled":
            return Result(judge.REJECTED, words)
        if status != "failed":
            return None
        back = REVERTS.search(words)
        if not back:
            return Result(judge.FAILED, words)
        if later and later[0]["Status"] not in OVER:
            return None
        if later and later[0]["Status"] != "successful":
            return Result(judge.FAILED, f"version {version} failed, and so did version {back[1]} after it")
        if not later and in_time:
            return None
        return Result(judge.REVERTED, f"version {version} failed, version {back[1]} is back")

    def _promote(self, deployment: Body) -> None:
        self._act("promote", deployment, All=True)

    def _act(self, verb: str, deployment: Body, **more: t.Any) -> None:
        """Act on a deployment; one that ended meanwhile needs nothing."""
        id_, space = deployment["ID"], {"namespace": deployment["Namespace"]}
        try:
            self.client.put(["deployment", verb, id_], {"DeploymentID": id_, **more}, space, idempotent=False)
        except ApiError:
            answer = self.client.find(["deployment", id_], space)
            if answer is not None and answer.data["Status"] not in OVER:
                raise
