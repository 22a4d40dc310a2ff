# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_generate_root."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

ATTEMPT = "/v1/sys/generate-root/attempt"
UPDATE = "/v1/sys/generate-root/update"
TOKEN = "hvs.hunter2"
OTP = "0123456789A"
ENCODED = base64.b64encode(bytes(a ^ b for a, b in zip(TOKEN.encode(), OTP.encode(), strict=True))).decode().rstrip("=")


def go(fake: Fake, run_module: Run, *, check: bool = False, no_log: bool = True, **options: Any) -> dict[str, Any]:
    fake.routes["PUT", ATTEMPT] = Answer(data={"nonce": "n1", "otp": OTP})
    fake.routes["DELETE", ATTEMPT] = Answer(204)
    fake.routes.setdefault(("PUT", UPDATE), Answer(data={"complete": True, "encoded_token": ENCODED}))
    return run_module("vault_generate_root", {"address": fake.address, "keys": ["k1"], **options}, check, no_log)


def test_one_is_made(fake: Fake, run_module: Run) -> None:
    assert "no_log" in go(fake, run_module, no_log=False)["msg"]
    assert go(fake, run_module, check=True)["changed"] is True
    assert not fake.writes
    result = go(fake, run_module)
    assert (result["changed"], result["root_token"]) == (True, TOKEN)
    assert TOKEN not in str(result["diff"])


def test_a_file_gets_it(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    path = tmp_path / "root"
    assert TOKEN not in str(go(fake, run_module, no_log=False, file=str(path)))
    assert (path.read_text(), path.stat().st_mode & 0o777) == (TOKEN, 0o600)
    assert "is there already" in go(fake, run_module, no_log=False, file=str(path))["msg"]


def test_too_few_shares_take_it_back(fake: Fake, run_module: Run) -> None:
    fake.routes["PUT", UPDATE] = Answer(data={"complete": False})
    assert "not enough" in go(fake, run_module)["msg"]
    assert fake.writes[-1].method == "DELETE"
