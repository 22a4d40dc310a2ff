# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles as text; a real OpenVPN runs on them in the targets that use setup_openvpn."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

Run = t.Callable[..., dict[str, t.Any]]


@pytest.fixture
def options(tmp_path: pathlib.Path) -> dict[str, t.Any]:
    """Two gateways, and the device's files with a word in each."""
    for name in ("ca", "cert", "key", "old", "new"):
        (tmp_path / name).write_text(f"content of {name}\n")
    return {
        "path": str(tmp_path / "profile"),
        "remotes": ["vpn.example.com", "2001:db8::1 443"],
        "gateway_name": "gateway.fleet",
        **{name: str(tmp_path / name) for name in ("ca", "cert", "key")},
        "tls_crypt_v2": [str(tmp_path / "old")],
    }


def lines(path: str) -> list[str]:
    return pathlib.Path(path).read_text().splitlines()


def test_it_is_written_once(run_module: Run, options: dict[str, t.Any]) -> None:
    path = pathlib.Path(options["path"])
    planned = run_module("openvpn_profile", options, check=True)
    assert (planned["changed"], path.exists()) == (True, False)
    done = run_module("openvpn_profile", options)
    assert (done["changed"], done["diff"]) == (True, planned["diff"])
    assert (done["diff"]["before"], done["diff"]["after"]) == ("", path.read_text())
    assert run_module("openvpn_profile", options)["changed"] is False
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o666)
    assert run_module("openvpn_profile", options, check=True)["changed"]
    assert path.stat().st_mode & 0o777 == 0o666
    assert run_module("openvpn_profile", options)["changed"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_with_one_key_every_gateway_is_a_line(run_module: Run, options: dict[str, t.Any]) -> None:
    run_module("openvpn_profile", options)
    found = lines(options["path"])
    at = found.index("remote vpn.example.com 1194 udp")
    assert found[at + 1 : at + 3] == ["remote 2001:db8::1 443 udp", f"tls-crypt-v2 {options['tls_crypt_v2'][0]}"]
    assert f"key {options['key']}" in found
    assert "verify-x509-name gateway.fleet name" in found
    assert "user openvpn" in found
    run_module("openvpn_profile", {**options, "user": ""})
    assert not [line for line in lines(options["path"]) if line.startswith(("user", "group"))]


def test_with_two_keys_all_gateways_are_tried_by_the_first_one_before_the_second(
    run_module: Run, options: dict[str, t.Any], tmp_path: pathlib.Path
) -> None:
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    run_module("openvpn_profile", {**options, "tls_crypt_v2": [old, new]})
    found = lines(options["path"])
    blocks = "\n".join(found).split("<connection>\n")[1:]
    assert [block.split("\n</connection>")[0].split("\n") for block in blocks] == [
        [remote, f"tls-crypt-v2 {key}"]
        for key in (old, new)
        for remote in ("remote vpn.example.com 1194 udp", "remote 2001:db8::1 443 udp")
    ]
    # What holds for all connections stands before the first of them.
    assert found.index("explicit-exit-notify 1") < found.index("<connection>")


def test_all_in_one_file_which_nobody_else_reads(run_module: Run, options: dict[str, t.Any]) -> None:
    done = run_module("openvpn_profile", {**options, "inline": True})
    path = pathlib.Path(options["path"])
    assert path.stat().st_mode & 0o777 == 0o600
    for option, name in (("ca", "ca"), ("cert", "cert"), ("key", "key"), ("tls-crypt-v2", "old")):
        assert f"<{option}>\ncontent of {name}\n</{option}>\n" in path.read_text()
    pathlib.Path(options["key"]).write_text("another\n")
    again = run_module("openvpn_profile", {**options, "inline": True})
    assert again["changed"]
    for shown in (done["diff"]["after"], again["diff"]["before"], again["diff"]["after"]):
        assert "<ca>\ncontent of ca\n</ca>" in shown
        assert "<key>\n(hidden)\n</key>" in shown
        assert "<tls-crypt-v2>\n(hidden)\n</tls-crypt-v2>" in shown
        assert "another" not in shown
    back = run_module("openvpn_profile", options)
    assert "another" not in back["diff"]["before"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"remotes": []}, "remotes: it is empty; "),
        ({"remotes": ["a.example", "a.example 1194"]}, "remotes: a.example 1194 is there twice; "),
        ({"remotes": [""]}, "remotes: '' does not begin with an IP address or a name, "),
        ({"remotes": ["-a"]}, "remotes: '-a' does not begin with an IP address or a name, "),
        (
            {"remotes": ["a\nup /bin/false"]},
            "remotes: 'a\\nup /bin/false' does not begin with an IP address or a name, ",
        ),
        ({"remotes": ["a 1\nup /bin/false"]}, "remotes: 'a 1\\nup /bin/false' has a port that is none; "),
        ({"remotes": ["a 1 2"]}, "remotes: 'a 1 2' has a port that is none; "),
        ({"remotes": ["a 0"]}, "remotes: 'a 0' has a port that is none; "),
        ({"remotes": ["a 65536"]}, "remotes: 'a 65536' has a port that is none; "),
        ({"tls_crypt_v2": []}, "tls_crypt_v2: it is empty; "),
        ({"gateway_name": "a b"}, "gateway_name: 'a b' is no name; "),
        ({"key": "/a b"}, "key: OpenVPN takes the path '/a b' for something else; "),
        ({"cert": "/not/there", "inline": True}, "inline: /not/there is not there, or is empty; "),
        ({"path": "/not/there/profile"}, "path: /not/there does not exist or cannot be written "),
    ],
)
def test_what_openvpn_would_refuse_later(
    run_module: Run, options: dict[str, t.Any], wrong: dict[str, t.Any], why: str
) -> None:
    assert run_module("openvpn_profile", {**options, **wrong})["msg"].startswith(why)
    assert not pathlib.Path(options["path"]).exists()
