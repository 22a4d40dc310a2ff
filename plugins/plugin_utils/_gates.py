# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gates of a rollout, asked for real: Nomad's servers, a URL, Prometheus, a command on the controller."""

from __future__ import annotations

import json
import subprocess
import typing as t
import urllib.error
import urllib.parse

from ansible.module_utils.urls import open_url

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Gate

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

TIMEOUT = 15  # seconds for an answer
COMMAND_TIMEOUT = 60
LARGEST = 1024 * 1024  # bytes of an answer that are looked at
QUORUM = 3  # from so many servers on, one must be able to fail

Settings = t.Mapping[str, t.Any]


class Doorkeeper:
    """Empty answer: open. Whatever goes wrong while asking keeps a gate closed, and is said."""

    def __init__(self, client: NomadClient) -> None:
        self.client = client

    def ask(self, gate: Gate) -> str:
        """Why a gate is closed."""
        answer = {"nomad": self._nomad, "http": self._http, "prometheus": self._prometheus, "command": self._command}
        try:
            return " ".join(answer[gate.kind](gate.settings).split())[:300]
        except (FleetError, OSError, ValueError, subprocess.SubprocessError) as error:
            return " ".join(str(error).split())[:300]

    def _nomad(self, _settings: Settings) -> str:
        answer = self.client.find(["operator", "autopilot", "health"])
        health = answer.data if answer is not None else {}
        servers = health.get("Servers") or []
        ill = sorted(server["Name"] for server in servers if not server.get("Healthy"))
        if not health.get("Healthy"):
            return f"not healthy: {', '.join(ill) or 'the servers do not say so'}"
        if len(servers) >= QUORUM and health.get("FailureTolerance", 0) < 1:
            return "no server may fail now (failure tolerance 0)"
        return ""

    @staticmethod
    def _get(url: str, ca_file: str) -> tuple[int, bytes]:
        try:
            with open_url(url, timeout=TIMEOUT, ca_path=ca_file or None, use_proxy=False, use_netrc=False) as answer:
                return answer.status, answer.read(LARGEST)
        except urllib.error.HTTPError as error:
            return error.code, error.read(LARGEST) if error.fp else b""

    def _http(self, settings: Settings) -> str:
        status, body = self._get(settings["url"], settings["ca_file"])
        if status != settings["status"]:
            return f"answered {status}, must be {settings['status']}"
        wanted = settings["contains"]
        return "" if wanted in body.decode("utf-8", "replace") else f"the answer does not contain {wanted!r}"

    def _prometheus(self, settings: Settings) -> str:
        query = urllib.parse.urlencode({"query": settings["query"]})
        status, body = self._get(f"{settings['url'].rstrip('/')}/api/v1/query?{query}", settings["ca_file"])
        answer = json.loads(body) if status in (200, 400, 422) else {}
        if answer.get("status") != "success":
            return f"the query failed: {answer.get('error') or f'status {status}'}"
        found = answer["data"]["result"]
        if answer["data"]["resultType"] not in ("vector", "matrix"):
            return f"the query gives a {answer['data']['resultType']}, must give a vector: compare in it, like 'up < 1'"
        if settings["expect"] == "something":
            return "" if found else "the query gives nothing"
        first = json.dumps(found[0].get("metric", {}), sort_keys=True) if found else ""
        return f"the query gives {len(found)} series, the first is {first}" if found else ""

    @staticmethod
    def _command(settings: Settings) -> str:
        done = subprocess.run(
            [settings["command"], *settings["args"]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=COMMAND_TIMEOUT,
            check=False,
        )
        last = (done.stdout.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        return f"exit code {done.returncode}{f': {last}' if last else ''}" if done.returncode else ""
