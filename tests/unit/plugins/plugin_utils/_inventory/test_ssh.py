# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to an external node, as ssh and a shell will read it."""

from __future__ import annotations

import shlex

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.ssh import ssh_arguments


def test_ssh_arguments_survive_both_splits() -> None:
    text = ssh_arguments(
        "root@10.210.10.2:2222", "/srv/my fleet/100%/key", "/srv/known", ["ControlPath=~/.ssh/fleet-%C"]
    )
    outer = shlex.split(text)
    assert outer[:3] == ["-o", "UserKnownHostsFile=/srv/known", "-o"]
    inner = shlex.split(outer[3].removeprefix("ProxyCommand="))
    assert inner == [
        *["ssh", "-W", "[%h]:%p"],
        *["-o", "ControlPath=~/.ssh/fleet-%%C"],
        *["-o", "UserKnownHostsFile=/srv/known"],
        *["-o", "IdentitiesOnly=yes"],
        *["-o", 'IdentityFile="/srv/my fleet/100%%/key"'],
        *["-o", "BatchMode=yes", "-p", "2222", "root@10.210.10.2"],
    ]


@pytest.mark.parametrize(
    ("jump", "end"),
    [
        ("gw", ["gw"]),
        ("ops@gw.example.org", ["ops@gw.example.org"]),
        ("ops@[2001:db8::1]:22", ["-p", "22", "ops@2001:db8::1"]),
    ],
)
def test_jump_hosts(jump: str, end: list[str]) -> None:
    inner = shlex.split(shlex.split(ssh_arguments(jump))[1])
    assert inner[-len(end) :] == end


@pytest.mark.parametrize("jump", ["-oProxyCommand=x", "a b", "root@", "@gw", "gw:ssh", "root@-x", "2001:db8::1"])
def test_a_jump_that_is_none_is_refused(jump: str) -> None:
    with pytest.raises(BadInput, match="'jump' is"):
        ssh_arguments(jump)


def test_jump_options_are_options() -> None:
    with pytest.raises(BadInput, match="'jump_options' has '-v'"):
        ssh_arguments("gw", options=["-v"])
    assert ssh_arguments() == ""
    assert ssh_arguments(known_hosts="/srv/known") == "-o UserKnownHostsFile=/srv/known"
