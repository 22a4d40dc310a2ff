# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a simulated node: it registers, beats, watches its allocations, carries them out and reports.

Like the real client it keeps to one server while that answers, believes what a server says about its allocations however
old the server's state is, and repeats a report until it is taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
import traceback
import uuid
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from behaviour import Behaviour
from ledger import GOOD, WRONG, Ledger
from rpc import Body, Connection, RpcError

REGION, DATACENTER, POOL = "global", "dc1", "external"
VERSION = "1.11.3"
SECOND = 1_000_000_000
BLOCK = 300 * SECOND
#: Errors after which the node tries again, elsewhere if it must.
PASSING = (OSError, RpcError)
PATIENCE = 30.0  # for an answer to anything but the blocking query


class PowerCut(Exception):
    """Everything that was not written down is gone."""


class Client:
    """One node."""

    def __init__(
        self,
        name: str,
        group: str,
        servers: Sequence[tuple[str, int]],
        behaviour: Behaviour,
        offered: Callable[[], Any],
    ) -> None:
        self.name, self.group, self.behaviour = name, group, behaviour
        self.id = str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
        self.ledger = Ledger()
        self.meta = {"scheduling_group": group}
        self.ready = asyncio.Event()
        self.trouble = ""  # why it had to connect again
        self._offered = offered
        self._servers = list(servers)
        self._random = random.Random(name)
        self._random.shuffle(self._servers)
        self._secret = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        self._token = ""  # nobody knows the secret of a node before it has registered
        self._connection: Connection | None = None
        self._seen: dict[str, int] = {}
        self._allocations: dict[str, asyncio.Task[None]] = {}
        self._life: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None

    # -- power -------------------------------------------------------------------------------------------------------
    def switch_on(self) -> None:
        """Begin to live."""
        self._life = self._begin(self._live())

    def switch_off(self) -> None:
        """From one moment to the next."""
        self.ready.clear()
        for task in (*self._allocations.values(), self._life, self._telling):
            if task is not None and task is not asyncio.current_task():
                task.cancel()
        self._life = None
        self._allocations.clear()
        self._seen.clear()
        if self._connection is not None:
            self._connection.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work that nobody waits for; a fault in it is told."""

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and (error := task.exception()) is not None:
                self.trouble = repr(error)
                traceback.print_exception(error)

        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(ended)
        return task

    async def _live(self) -> None:
        registered = False
        while self._life is asyncio.current_task():
            try:
                await self._connect()
                if not registered:
                    await self._register("initializing")
                    registered = True
                seconds = await self._beat()
                self.ready.set()
                await self._stay(seconds)
            except PASSING as error:
                self.trouble = repr(error)
                # A server that has forgotten the node wants to be told all of it again.
                registered = registered and "not found" not in self.trouble
            self.ready.clear()
            if self._connection is not None:
                self._connection.close()
            await asyncio.sleep(self._random.uniform(0.2, 1.5))

    async def _stay(self, seconds: float) -> None:
        """Beat and watch, until one of them fails."""
        tasks = [asyncio.create_task(self._beats(seconds)), asyncio.create_task(self._watch())]
        try:
            done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        for task in done:
            task.result()

    async def _connect(self) -> None:
        host, port = self._servers[0]
        self._servers.append(self._servers.pop(0))  # whoever has to come again goes to the next one
        self._connection = Connection(self._asked)
        async with asyncio.timeout(PATIENCE):
            await self._connection.connect(host, port)

    # -- what a node says --------------------------------------------------------------------------------------------
    async def _call(self, method: str, body: Body, patience: float | None = PATIENCE) -> Body:
        if self._connection is None:
            raise ConnectionResetError("not connected")
        request = {"Region": REGION, "AuthToken": self._token, **body}
        async with asyncio.timeout(patience):
            return await self._connection.call(method, request)

    async def _register(self, status: str) -> None:
        self._take_identity(await self._call("Node.Register", {"Node": self._node(status)}))

    async def _beat(self) -> float:
        """Say that all is well; the answer says for how long that is believed."""
        answer = await self._call("Node.UpdateStatus", {"NodeID": self.id, "Status": "ready"})
        self._take_identity(answer)
        return float(answer.get("HeartbeatTTL") or SECOND) / SECOND

    def _take_identity(self, answer: Body) -> None:
        self._token = answer.get("SignedIdentity") or self._token or self._secret

    async def _beats(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds * self._random.uniform(0.4, 0.6))
            seconds = await self._beat()

    def _node(self, status: str) -> Body:
        core = {
            "SocketID": 0,
            "NodeID": 0,
            "ID": 0,
            "Grade": True,
            "Disable": False,
            "BaseSpeed": 1000,
            "MaxSpeed": 1000,
        }
        topology = {"Nodes": b"\x00", "Distances": [[10]], "Cores": [core]}
        healthy = {"Detected": True, "Healthy": True, "HealthDescription": "Healthy", "Attributes": {}}
        number = int(self.name.rpartition("-")[2])
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return {
            "ID": self.id,
            "SecretID": self._secret,
            "Name": self.name,
            "Datacenter": DATACENTER,
            "NodePool": POOL,
            "HTTPAddr": f"{address}:4646",
            "Attributes": {
                "cpu.arch": "amd64",
                "driver.raw_exec": "1",
                "kernel.name": "linux",
                "nomad.version": VERSION,
                "unique.hostname": self.name,
                "unique.network.ip-address": address,
            },
            "NodeResources": {
                "Processors": {"Topology": topology},
                "Memory": {"MemoryMB": 512},
                "Disk": {"DiskMB": 4096},
                "Networks": [{"Mode": "host", "Device": "tun0", "CIDR": f"{address}/32", "IP": address}],
                "MinDynamicPort": 20000,
                "MaxDynamicPort": 32000,
            },
            "Drivers": {"raw_exec": healthy},
            "Meta": self.meta,
            "SchedulingEligibility": "eligible",
            "Status": status,
        }

    # -- what a node is asked ----------------------------------------------------------------------------------------
    async def _asked(self, method: str, body: Body) -> Body:
        if method not in ("NodeMeta.Apply", "NodeMeta.Read"):
            raise RpcError(f"{method} is not simulated")
        if method == "NodeMeta.Apply":
            self.meta = {key: value for key, value in {**self.meta, **body["Meta"]}.items() if value is not None}
            asyncio.get_running_loop().call_later(0.2, self._register_again)
        return {"Meta": self.meta, "Dynamic": self.meta, "Static": {}}

    def _register_again(self) -> None:
        """Tell the server about new metadata; what does not reach it does so with the next connection."""

        async def tell() -> None:
            with contextlib.suppress(*PASSING):
                await self._register("ready")

        if self.ready.is_set():
            self._telling = self._begin(tell())

    # -- what a node does --------------------------------------------------------------------------------------------
    async def _watch(self) -> None:
        """Wait for news of the allocations, and fetch those that are new."""
        index = 0
        while True:
            query = {"NodeID": self.id, "SecretID": self._secret, "AllowStale": True}
            answer = await self._call(
                "Node.GetClientAllocs", {**query, "MinQueryIndex": index, "MaxQueryTime": BLOCK}, None
            )
            index = max(index, int(answer.get("Index") or 0))
            now = answer.get("Allocs") or {}
            new = {id_: modified for id_, modified in now.items() if modified > self._seen.get(id_, 0)}
            if not new:
                continue
            # A server that is behind waits until it has seen what another one has told.
            wanted = {"AllocIDs": list(new), "AllowStale": True, "MinQueryIndex": max(new.values()) - 1}
            found = await self._call("Alloc.GetAllocs", {**wanted, "MaxQueryTime": BLOCK}, None)
            for allocation in found.get("Allocs") or []:
                if allocation is not None:
                    self._seen[allocation["ID"]] = new[allocation["ID"]]
                    self._take(allocation)

    def _take(self, allocation: Body) -> None:
        id_ = allocation["ID"]
        if allocation["DesiredStatus"] != "run" or allocation["ClientStatus"] in ("complete", "failed", "lost"):
            return
        if id_ not in self._allocations:
            job = allocation["Job"]
            task = job["TaskGroups"][0]["Tasks"][0]
            if self.ledger.offered(job["ID"], id_):
                self._offered()
            self._allocations[id_] = self._begin(self._carry(id_, task["Name"], task["Config"]["args"]))

    async def _carry(self, id_: str, task: str, arguments: Sequence[str]) -> None:
        try:
            await self._report(id_, task, None)
            code = await self._attempt(arguments)
        except PowerCut:
            self.switch_off()
            if not self.behaviour.lost:
                asyncio.get_running_loop().call_later(self._random.uniform(1, 3), self.switch_on)
        else:
            await self._report(id_, task, code)

    async def _attempt(self, arguments: Sequence[str]) -> int:
        """What fleet-attempt does, in the same order: begin, run, commit."""
        try:
            attempt = self.ledger.begin(arguments)
        except ValueError:
            return WRONG
        if attempt.code is not None:
            return attempt.code
        await asyncio.sleep(self._random.uniform(0.2, 1.0))
        if self.behaviour.lost or self.behaviour.cut:
            raise PowerCut
        self.ledger.commit(attempt, self.behaviour.code)
        if self.behaviour.reboots:
            raise PowerCut
        return self.behaviour.code

    async def _report(self, id_: str, task: str, code: int | None) -> None:
        """Tell the servers how an allocation stands, until one of them has heard it."""
        status = "running" if code is None else "complete" if code == GOOD else "failed"
        state: Body = {"State": "running" if code is None else "dead", "Failed": bool(code)}
        if code is not None:
            said = {"exit_code": str(code), "signal": "0"}
            event = {"Type": "Terminated", "Time": time.time_ns(), "ExitCode": code, "Details": said}
            state["Events"] = [{**event, "DisplayMessage": f"Exit Code: {code}"}]
        update = {"ID": id_, "NodeID": self.id, "ClientStatus": status, "TaskStates": {task: state}}
        while True:
            try:
                await self._call("Node.UpdateAlloc", {"Alloc": [update]})
                return
            except PASSING:
                await asyncio.sleep(self._random.uniform(0.5, 1.5))
