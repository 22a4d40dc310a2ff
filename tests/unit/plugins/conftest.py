# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small real HTTP server on loopback, and a way to run a module against it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args
from fake_server import Fake, certificates


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A server that answers what a test tells it to, and remembers what it was asked."""
    with Fake() as server:
        yield server


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ca.pem, cert.pem and key.pem; the certificate is for 127.0.0.1 and server.global.nomad."""
    folder = tmp_path_factory.mktemp("tls")
    certificates(folder)
    return folder


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's environment reaches a client."""
    for name in list(os.environ):
        if name.startswith(("NOMAD_", "CONSUL_", "VAULT_")) or name.lower().endswith("_proxy") or "CA_BUNDLE" in name:
            monkeypatch.delenv(name)


class Left(Exception):
    """A module ended; carries its result."""


@pytest.fixture
def run_module(monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Callable[..., dict[str, Any]]:
    """Run a module of the collection in this process: run_module(name, options, check=..., no_log=...)."""

    def leave(_module: Any, **result: Any) -> None:
        raise Left({"failed": False, **result})

    def fail(_module: Any, msg: str, **result: Any) -> None:
        raise Left({"failed": True, "msg": msg, **result})

    monkeypatch.setattr(basic.AnsibleModule, "exit_json", leave)
    monkeypatch.setattr(basic.AnsibleModule, "fail_json", fail)

    def run(name: str, options: dict[str, Any], check: bool = False, no_log: bool = False) -> dict[str, Any]:
        module = importlib.import_module(f"ansible_collections.nomadic.fleet.plugins.modules.{name}")
        given = {**options, "_ansible_check_mode": check, "_ansible_no_log": no_log, "_ansible_diff": True}
        with patch_module_args(given), pytest.raises(Left) as left:
            module.main()
        result: dict[str, Any] = left.value.args[0]
        return result

    return run
