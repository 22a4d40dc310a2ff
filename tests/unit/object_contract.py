# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module of one object does, as tests to inherit: a subclass says what the server has and what is asked.

class TestNamespace(ObjectContract):
    module = "nomad_namespace"
    options = {"name": "shop", "description": "one"}
    there = {"Name": "shop", "Description": "one", "ModifyIndex": 7}
    other = {"description": "two"}
    sent = {"Name": "shop", "Description": "one"}
    read = "GET", "/v1/namespace/shop"
    write = "PUT", "/v1/namespace/shop"
    remove = "DELETE", "/v1/namespace/shop"
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]
Route = tuple[str, str]


class ObjectContract:
    """The module finds its object with ``read``, and creates, changes and deletes it with one request each."""

    #: Its name.
    module: str
    #: Options for which ``there`` is as wanted.
    options: dict[str, Any]
    #: The object as the server returns it; secrets in it must not be seen.
    there: dict[str, Any]
    #: Options that, put over ``options``, are a change.
    other: dict[str, Any]
    #: What the request that creates must carry, at least.
    sent: dict[str, Any]
    #: What the request that changes must carry, at least.
    changed: dict[str, Any] = {}
    read: Route
    write: Route
    #: The request that changes, where it is another one than ``write``.
    update: Route | None = None
    remove: Route
    #: What the server says where there is no such object.
    absent = Answer(404, "not found")
    #: Texts that no result may hold.
    secrets: tuple[str, ...] = ()
    #: The option that says that it must be gone.
    gone: dict[str, Any] = {"state": "absent"}

    def answer(self, thing: dict[str, Any]) -> Answer:
        """The server's answer that holds the object."""
        return Answer(data=thing)

    def prepare(self, fake: Fake, there: bool) -> None:
        """Teach the server; a subclass adds what its module asks besides."""
        fake.routes[self.read] = self.answer(self.there) if there else self.absent
        for route in (self.write, self.update or self.write, self.remove):
            fake.routes[route] = self.answer(self.there)

    def go(self, fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
        """Run the module; nothing secret comes back."""
        result = run_module(self.module, {"address": fake.address, **self.options, **options}, check=check)
        assert not result["failed"], result.get("msg")
        shown = [secret for secret in self.secrets if secret in str(result)]
        assert not shown, f"the result shows {shown}"
        if check or not result["changed"]:  # after a write the canned answer counts as the object
            assert (result["diff"]["before"] != result["diff"]["after"]) == result["changed"]
        return result

    @staticmethod
    def carries(body: Any, least: dict[str, Any]) -> None:
        """The body has what it must, nothing else of these keys."""
        assert {key: (body or {}).get(key) for key in least} == least

    def test_what_is_as_wanted_is_left_alone(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module)["changed"] is False
        assert not self.writes(fake)

    def test_what_is_missing_is_created(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=False)
        assert self.go(fake, run_module)["changed"] is True
        (request,) = self.writes(fake)
        assert (request.method, request.path) == self.write
        self.carries(request.body, self.sent)

    def test_a_difference_is_changed(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module, **self.other)["changed"] is True
        (request,) = self.writes(fake)
        assert (request.method, request.path) == (self.update or self.write)
        self.carries(request.body, self.changed)

    @pytest.mark.parametrize("there", [True, False])
    def test_check_mode_writes_nothing(self, fake: Fake, run_module: Run, there: bool) -> None:
        self.prepare(fake, there=there)
        assert self.go(fake, run_module, check=True, **self.other)["changed"] is True
        assert self.go(fake, run_module, check=True, **self.gone)["changed"] is there
        assert not self.writes(fake)

    def test_what_is_there_is_deleted(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module, **self.gone)["changed"] is True
        assert [(request.method, request.path) for request in self.writes(fake)] == [self.remove]

    def test_what_is_gone_is_left_alone(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=False)
        assert self.go(fake, run_module, **self.gone)["changed"] is False
        assert not self.writes(fake)

    def writes(self, fake: Fake) -> list[Any]:
        """The requests that change something; a subclass leaves out reads that are sent as writes."""
        return fake.writes


class ConsulObjectContract(ObjectContract):
    """An ACL object of Consul: found by its name, created without its id, changed under it."""

    absent = Answer(403, "rpc error making call: ACL not found")


class VaultObjectContract(ObjectContract):
    """An object of Vault at one path: ``path`` is all that must be said."""

    #: Below /v1/.
    path: str

    @property
    def read(self) -> Route:  # type: ignore[override]
        return "GET", f"/v1/{self.path}"

    @property
    def write(self) -> Route:  # type: ignore[override]
        return "POST", f"/v1/{self.path}"

    @property
    def remove(self) -> Route:  # type: ignore[override]
        return "DELETE", f"/v1/{self.path}"

    def answer(self, thing: dict[str, Any]) -> Answer:
        return Answer(data={"data": thing})
