# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks against a version on a host; what speaks against the host is tested with ``_host``."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._installed import Installed
from ansible_collections.nomadic.fleet.plugins.modules.preflight import objections


def against(folder: pathlib.Path, found: str, **changes: t.Any) -> list[str]:
    """The objections to version 1.2.3 of a tool on a host that has another."""
    params = {
        "product": "tool",
        "version": "1.2.3",
        "command": str(folder / "tool"),
        "source": None,
        "allow_downgrade": False,
        **changes,
    }
    return list(objections(params, Installed(bool(found), True, found, "/opt/tool")))


@pytest.mark.parametrize("found", ["", "1.2.3", "1.2.2", "1.2.3-rc1", "0.9.9", "1.2.3+ent"])
def test_new_same_and_upgrade(tmp_path: pathlib.Path, found: str) -> None:
    assert against(tmp_path, found) == []


@pytest.mark.parametrize("found", ["1.2.4", "1.10.0", "2.0.0-beta.1"])
def test_downgrade(tmp_path: pathlib.Path, found: str) -> None:
    (said,) = against(tmp_path, found)
    assert f"it has tool {found}" in said
    assert f"Set 'tool_version: {found}'" in said
    assert "'tool_allow_downgrade: true'" in said
    assert against(tmp_path, found, allow_downgrade=True) == []


def test_present_must_be_there(tmp_path: pathlib.Path) -> None:
    source = tmp_path / "theirs"
    (said,) = against(tmp_path, "", source=str(source))
    assert f"there is no file {source}; 'tool_install: present'" in said
    source.write_text("")
    assert against(tmp_path, "", source=str(source)) == []


def test_somebody_elses_command_is_not_replaced(tmp_path: pathlib.Path) -> None:
    command = tmp_path / "tool"
    command.write_text("")
    (said,) = against(tmp_path, "")
    assert f"Set 'tool_install: present' and 'tool_source: {command}'" in said
    assert against(tmp_path, "", source=str(command)) == []
    command.rename(tmp_path / "elsewhere")
    command.symlink_to(tmp_path / "elsewhere")
    assert against(tmp_path, "") == []
