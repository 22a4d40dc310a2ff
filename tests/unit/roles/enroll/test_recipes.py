# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies of docs/recipes/updates.md are policies, and fleet-update knows what they ask it for."""

from __future__ import annotations

import pathlib
import re
import subprocess
import typing as t

import pytest
import yaml
from _tree import ROOT
from attempt_device import WRAPPER

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import parsing, policy

TEXT = (ROOT / "docs" / "recipes" / "updates.md").read_text()
POLICIES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
NAMES = [yaml.safe_load(text)["rollout"].partition("-")[0] for text in POLICIES]
PROGRAM = "/usr/local/sbin/fleet-update"


def job(name: str) -> str:
    assert name == "screen.nomad.hcl"
    return re.findall(r"^```hcl\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[0]


def test_there_is_one_for_everything_that_is_promised() -> None:
    assert NAMES == ["nomad", "openvpn", "debian", "screen", "app", "kernel"]


@pytest.mark.parametrize("text", POLICIES, ids=NAMES)
def test_it_is_a_policy(text: str) -> None:
    rules = parsing.load(text, job)
    if not isinstance(rules.update, policy.Update):
        return
    assert rules.update.expect in rules.update.run.args
    assert rules.update.timeout >= 300, "less than what fleet-update may wait for"
    assert (rules.update.revert is None) == ("apt" in rules.update.run.args)


@pytest.mark.parametrize("text", POLICIES, ids=NAMES)
def test_fleet_update_knows_its_commands(text: str, tmp_path: pathlib.Path) -> None:
    """Without an artifact, each ends in its own way, and not with how it is used."""
    document = yaml.safe_load(text)
    commands = [value for value in walk(document) if value.get("command")]
    environment = {"PATH": "/usr/bin:/bin", "FLEET_PREFIX": str(tmp_path)}
    for command in commands:
        assert command["command"] == PROGRAM
        words = ["sh", "-n" if "--revert" in command["args"] else "-e", str(WRAPPER.with_name("fleet-update"))]
        args = [str(tmp_path / "app") if word == "/opt/app" else word for word in command["args"]]
        done = subprocess.run([*words, *args], env=environment, capture_output=True, text=True, check=False)
        assert "usage:" not in done.stderr, args
        assert "no version" not in done.stderr, args
    assert commands or "batch" not in document["update"]


def walk(value: t.Any) -> t.Iterator[dict[str, t.Any]]:
    """Every block in it."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
