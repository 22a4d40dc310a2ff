# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a module through its life: create, update and delete, each in check mode, really, and again.

The server's own record of requests (Nomad's and Consul's log, Vault's audit file) is the proof of what was written.
How to use it: tests/integration/README.md.
"""

from __future__ import annotations

import json
import pathlib
import re
import ssl
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

STATES = ("create", "update", "delete")
OPTIONS = frozenset(
    ("module", *STATES, *(f"idempotent_{state}" for state in STATES), "unpredicted", "reads", "connection")
)

#: A request that may write, as the servers note it. Vault writes an object a line, see _vault_writes.
WROTE = {
    "nomad": re.compile(r"http: request complete: method=(POST|PUT|PATCH|DELETE) path=(\S+)"),
    "consul": re.compile(r"Request finished: method=(POST|PUT|PATCH|DELETE) url=(\S+)"),
}
#: Reads that are sent as writes, and logins. Paths of Vault without the leading /v1/, as its audit file has them.
READS = {
    "nomad": r"/v1/(job/[^?]*/plan|jobs/parse|validate/|search|acl/login|acl/oidc/)",
    "consul": r"/v1/(acl/login|discovery-chain/|internal/acl/authorize|agent/connect/authorize)",
    "vault": (
        r"^(auth/token/lookup|auth/[^/]+/login|auth/.*/(secret-id|secret-id-accessor)/lookup|identity/lookup/|sys/capabilities"
        r"|sys/leases/lookup|sys/wrapping/(lookup|unwrap)|sys/audit-hash/|sys/tools/)"
    ),
}
#: A read that answers nothing of interest but is noted; its address ends with what was not asked before.
MARKER = {
    "nomad": "/v1/status/leader?marker=",
    "consul": "/v1/status/leader?marker=",
    "vault": "/v1/sys/policies/acl/marker-",
}
PATIENCE = 10


class Record:
    """What a server notes of the requests it got, from one look to the next."""

    def __init__(self, product: str, options: dict[str, Any], path: str, reads: str = "") -> None:
        self.product = product
        self._options = options
        self._path = pathlib.Path(path)
        self._reads = re.compile("|".join(filter(None, (READS[product], reads))))
        self._tls = ssl.create_default_context(cafile=options["ca_file"])
        self._offset = self._path.stat().st_size
        self.writes()

    def writes(self) -> list[str]:
        """The writes since the last look; a request of its own tells when the record is complete."""
        marker = uuid.uuid4().hex
        self._ask(MARKER[self.product] + marker)
        end = time.monotonic() + PATIENCE
        while True:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                text = file.read()
            complete, found, _rest = text.partition(marker.encode())
            if found and text.endswith(b"\n"):
                break
            if time.monotonic() > end:
                raise AnsibleActionFail(f"{self._path} does not show the request with {marker}; does it log at DEBUG?")
            time.sleep(0.01)
        self._offset += len(text)
        lines = complete.decode(errors="replace").splitlines()
        found_writes = self._vault_writes(lines) if self.product == "vault" else self._logged_writes(lines)
        return [f"{method} {path}" for method, path in found_writes if not self._reads.search(path)]

    def _logged_writes(self, lines: list[str]) -> Iterator[tuple[str, str]]:
        for line in lines:
            match = WROTE[self.product].search(line)
            if match:
                yield match[1], match[2]

    def _vault_writes(self, lines: list[str]) -> Iterator[tuple[str, str]]:
        for line in lines[:-1]:  # the last one is the marker's, and cut off in it
            entry = json.loads(line)
            operation = entry["request"]["operation"]
            if entry["type"] == "request" and operation in ("create", "update", "patch", "delete"):
                yield operation, entry["request"]["path"]

    def _ask(self, path: str) -> None:
        headers = {f"X-{self.product.title()}-Token": self._options["token"]}
        request = urllib.request.Request(self._options["address"] + path, headers=headers)
        try:
            urllib.request.urlopen(request, timeout=PATIENCE, context=self._tls).close()
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise


class ActionModule(ActionBase):
    """Run the module nine times, or fewer where a state is left out."""

    _VALID_ARGS = OPTIONS
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the results by step, as ``steps``."""
        super().run(tmp, task_vars)
        task_vars = task_vars or {}
        args = self._task.args
        module = str(args["module"])
        product = module.rpartition(".")[2].partition("_")[0]
        state = self._variable(task_vars, "setup_servers_state").get(product)
        if not state or product not in WROTE.keys() | {"vault"}:
            raise AnsibleActionFail(f"no {product} server was started for {module}; see setup_servers_products")
        options = self._variable(task_vars, f"setup_servers_{product}")
        record = Record(product, options, state.get("audit") or state["log"], str(args.get("reads") or ""))
        steps: dict[str, Any] = {}
        problem = ""
        for verb in STATES:
            if args.get(verb) is None:
                continue
            again = bool(args.get(f"idempotent_{verb}", True))
            for name, check, changed in (
                (f"check_{verb}", True, True),
                (verb, False, True),
                (f"{verb}_again", False, not again),
            ):
                given = {**options, **(args.get("connection") or {}), **args[verb]}
                result = steps[name] = self._step(module, given, check, task_vars)
                problem = judge(result, changed, check, record.writes())
                if not problem and name == verb:
                    problem = prediction(steps[f"check_{verb}"], result, frozenset(args.get("unpredicted") or ()))
                if problem:
                    return self._failure(module, name, problem, result)
        return {"changed": True, "steps": steps}

    def _variable(self, task_vars: dict[str, Any], name: str) -> dict[str, Any]:
        value: dict[str, Any] = self._templar.template(task_vars.get(name, {}))
        return value

    def _step(self, module: str, given: dict[str, Any], check: bool, task_vars: dict[str, Any]) -> dict[str, Any]:
        self._task.check_mode, self._task.diff = check, True
        result: dict[str, Any] = self._execute_module(module_name=module, module_args=given, task_vars=task_vars)
        result.pop("invocation", None)
        return result

    def _failure(self, module: str, step: str, problem: str, result: dict[str, Any]) -> dict[str, Any]:
        shown = "(hidden by no_log)" if self._task.no_log else json.dumps(result, indent=2, default=str)
        return {"failed": True, "msg": f"{module}, step {step}: {problem}\nIts result: {shown}"}


def judge(result: dict[str, Any], changed: bool, check: bool, writes: list[str]) -> str:
    """What is wrong with one step, if anything."""
    if result.get("failed"):
        return f"it failed: {result.get('msg')}"
    if result.get("changed") is not changed:
        return f"changed is {result.get('changed')}, not {changed}"
    if "diff" not in result:
        return "there is no diff"
    if all(one["before"] == one["after"] for one in diffs(result)) is changed:
        return f"changed is {changed}, but before and after are {'equal' if changed else 'different'} in the diff"
    if writes and check:
        return f"check mode wrote: {', '.join(writes)}"
    if writes and not changed:
        return f"nothing changed, but it wrote: {', '.join(writes)}"
    if changed and not check and not writes:
        return "the server has noted no write"
    return ""


def diffs(result: dict[str, Any]) -> list[dict[str, Any]]:
    """One or several pairs of before and after."""
    return result["diff"] if isinstance(result["diff"], list) else [result["diff"]]


def prediction(checked: dict[str, Any], real: dict[str, Any], unpredicted: frozenset[str]) -> str:
    """What check mode said would change, and became something else. What the server fills in by itself does not count."""
    for said, became in zip(diffs(checked), diffs(real), strict=False):
        after, before, real_after = said["after"], said["before"], became["after"]
        if not isinstance(after, dict) or not isinstance(real_after, dict):
            if not alike(after, real_after):
                return f"check mode said it would be {after!r}, it is {real_after!r}"
            continue
        for key, value in after.items():
            kept = isinstance(before, dict) and key in before and alike(value, before[key])
            if key not in unpredicted and not kept and not alike(value, real_after.get(key)):
                return f"check mode said {key} would be {value!r}, it is {real_after.get(key)!r}"
    return ""


def alike(said: Any, real: Any) -> bool:
    """Equal, where a server may add keys, and write durations, numbers and what is empty in its own way."""
    if not said and not real:
        return True
    if isinstance(said, dict) and isinstance(real, dict):
        return all(alike(value, real.get(key)) for key, value in said.items())
    if isinstance(said, list) and isinstance(real, list):
        return len(said) == len(real) and all(any(alike(one, other) for other in real) for one in said)
    if isinstance(said, bool) or isinstance(real, bool):
        return str(said).lower() == str(real).lower()
    return bool(text(said) & text(real))


UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}


def text(value: Any) -> set[str]:
    """A scalar in all its spellings: as it is, and as a duration in seconds."""
    given = str(value).strip()
    spellings = {given}
    parts = re.findall(r"([0-9.]+)(ns|us|µs|ms|s|m|h|d)", given)
    if parts and "".join(map("".join, parts)) == given:
        spellings.add(f"{sum(float(number) * UNITS[unit] for number, unit in parts):.12g}")
    elif re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", given):
        spellings |= {f"{float(given):.12g}", f"{float(given) / 1e9:.12g}"}
    return spellings
