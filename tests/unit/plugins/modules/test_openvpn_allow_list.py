# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What openvpn_allow_list refuses by itself; what it applies is tested with the action openvpn_grants, which signs for it."""

from __future__ import annotations

import pathlib
import typing as t

import pytest


@pytest.mark.parametrize(
    ("signature", "why"),
    [("no base64", "signature: it is not base64"), ("eHg=", "signature: it is not that of the fleet")],
)
def test_a_signature_that_is_none(
    run_module: t.Callable[..., dict[str, t.Any]], tmp_path: pathlib.Path, signature: str, why: str
) -> None:
    options = {"document": "{}", "signature": signature, "public_key": "none", "directory": str(tmp_path / "etc")}
    assert run_module("openvpn_allow_list", options)["msg"].startswith(why)
    assert sorted(path.name for path in (tmp_path / "etc").rglob("*")) == [".lock", "allow-list"]
