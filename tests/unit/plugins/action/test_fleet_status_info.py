# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that shows the fleet: options, what is printed, and a Nomad that nobody reaches."""

from __future__ import annotations

import pathlib

import pytest
from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_node, fleet_status_info

NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize("show", [True, False])
def test_what_is_printed_is_what_is_returned(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, show: bool
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(fleet_status_info.display, "display", printed.append)
    run(fleet_node, str(tmp_path), name="a", group="kiosk")
    found = run(fleet_status_info, str(tmp_path), address=NOWHERE, show=show)
    assert not found.get("failed")
    assert found["changed"] is False
    assert found["nomad"]["answers"] is False
    assert "could not be reached" in found["lines"][0]
    assert found["lines"][1] == "group kiosk: 1 devices (1 declared)"
    assert printed == (found["lines"] if show else [])


def test_a_store_that_cannot_be_used(tmp_path: pathlib.Path) -> None:
    assert run(fleet_status_info, "", address=NOWHERE)["failed"]
