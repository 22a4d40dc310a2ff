# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a device needs another tls-crypt-v2 key; a real OpenVPN makes and takes them in target misc_vpn_key_rotation."""

from __future__ import annotations

import base64
import typing as t

import pytest

Run = t.Callable[..., dict[str, t.Any]]
SERVER_KEY = base64.b64encode(bytes(range(128))).decode()
FILE = f"-----BEGIN OpenVPN tls-crypt-v2 server key-----\n{SERVER_KEY[:64]}\n{SERVER_KEY[64:]}\n-----END OpenVPN tls-crypt-v2 server key-----\n"
OTHER = base64.b64encode(bytes(128)).decode()
DEVICE = {"name": "device1", "generation": 2, "server_key": SERVER_KEY}


def title(run_module: Run, **more: t.Any) -> str:
    found = run_module("openvpn_client", {**DEVICE, **more}, check=True, no_log=True)["title"]
    assert isinstance(found, str)
    return found


def test_a_device_with_the_right_key_needs_none(run_module: Run) -> None:
    right = title(run_module)
    assert right.startswith("# device1:2 ")
    done = run_module("openvpn_client", {**DEVICE, "title": right}, no_log=True)
    assert (done["changed"], done["key"], done["title"]) == (False, "", right)
    assert done["diff"] == {"before": f"{right}\n", "after": f"{right}\n"}
    assert title(run_module, server_key=FILE) == right


@pytest.mark.parametrize("other", [{"name": "device2"}, {"generation": 1}, {"server_key": OTHER}])
def test_of_another_name_generation_or_server_key_it_is_not_right(run_module: Run, other: dict[str, t.Any]) -> None:
    has = title(run_module, **other)
    planned = run_module("openvpn_client", {**DEVICE, "title": has}, check=True, no_log=True)
    assert (planned["changed"], planned["key"]) == (True, "")
    assert planned["diff"] == {"before": f"{has}\n", "after": f"{planned['title']}\n"}


def test_a_key_is_not_shown_even_if_one_is_given(run_module: Run) -> None:
    done = run_module("openvpn_client", {**DEVICE, "title": f"{title(run_module)}\nsecret"}, no_log=True)
    assert (done["changed"], "secret" in str(done)) == (False, False)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "Device 1"}, "name, generation: 'Device 1' must be 1 to 63 of a-z, 0-9 and '-', and 2 at least 1"),
        ({"generation": 0}, "name, generation: 'device1' must be 1 to 63 of a-z, 0-9 and '-', and 0 at least 1"),
        ({"server_key": "eHg="}, "server_key: it must be 128 bytes in base64, or the text of a tls-crypt-v2 server key file"),
        ({"server_key": "no base64"}, "server_key: it must be 128 bytes in base64, or the text of a tls-crypt-v2 server key file"),
    ],
)  # fmt: skip
def test_what_cannot_be(run_module: Run, wrong: dict[str, t.Any], why: str) -> None:
    assert run_module("openvpn_client", {**DEVICE, **wrong}, no_log=True)["msg"] == why


def test_a_task_that_would_print_it(run_module: Run) -> None:
    refused = run_module("openvpn_client", DEVICE)
    assert refused["msg"] == "This task returns a secret (the device's key): add `no_log: true` to it."
