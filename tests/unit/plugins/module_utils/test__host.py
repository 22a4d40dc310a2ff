# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts as they were written down in ``hosts/``: their files are laid out again and looked at as on the host itself."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.nomadic.fleet.plugins.module_utils import _host

HOSTS = sorted((pathlib.Path(__file__).parent / "hosts").glob("*.yml"))
recorded = pytest.mark.parametrize("path", HOSTS, ids=[path.stem for path in HOSTS])


def lay_out(record: dict[str, t.Any], root: pathlib.Path) -> _host.Host:
    """The host of a record, read from its files below a root."""
    (root / "var/lib").mkdir(parents=True)
    for name, content in record["files"].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            (root / name).mkdir()
        else:
            (root / name).write_text(content)
    if "card" in record:
        device = root / "sys/devices/soc/mmc0/mmc0:0001"
        partition = device / "block/mmcblk0/mmcblk0p2"
        partition.mkdir(parents=True)
        (device / "type").write_text(f"{record['card']}\n")
        (partition.parent / "device").symlink_to(device)
        number = os.stat(root / "var/lib").st_dev
        link = root / f"sys/dev/block/{os.major(number)}:{os.minor(number)}"
        link.parent.mkdir(parents=True)
        link.symlink_to(partition)
    answer = (0, "yes\n" if record["synchronised"] else "no\n", "")
    host = _host.read(lambda _command: answer, root=f"{root}/")
    return host._replace(
        machine=record["machine"],
        userland_bits=record.get("userland_bits", 64),
        clock_ahead=record.get("clock_ahead", 0),
    )


@pytest.fixture
def case(path: pathlib.Path, tmp_path: pathlib.Path) -> tuple[dict[str, t.Any], _host.Host]:
    """A record and its host."""
    record = yaml.safe_load(path.read_text())
    return record, lay_out(record, tmp_path)


def assert_told(told: list[str], wanted: list[str]) -> None:
    """Each message is wanted, and each wanted words are in a message."""
    assert all(any(words in message for message in told) for words in wanted), told
    assert all(any(words in message for words in wanted) for message in told), told


@recorded
def test_client(case: tuple[dict[str, t.Any], _host.Host]) -> None:
    """What speaks against running jobs there."""
    record, host = case
    judgement = _host.judge(host, runs_jobs=True)
    assert_told(judgement.problems, record.get("problems", []) + record.get("client_problems", []))
    assert_told(judgement.warnings, record.get("warnings", []))
    assert judgement.boot_text == ""


@recorded
def test_server(case: tuple[dict[str, t.Any], _host.Host]) -> None:
    """A server limits nobody's memory."""
    record, host = case
    assert_told(_host.judge(host, runs_jobs=False).problems, record.get("problems", []))


@recorded
def test_mending_the_boot_command_line(case: tuple[dict[str, t.Any], _host.Host]) -> None:
    """Only where it is what is wrong, and once: with the new line there, only the reboot is missing."""
    record, host = case
    judgement = _host.judge(host, runs_jobs=True, fix_boot=True)
    assert judgement.boot_text == record.get("mended", "")
    if judgement.boot_text:
        assert not judgement.problems
        again = _host.judge(host._replace(boot_text=judgement.boot_text), runs_jobs=True, fix_boot=True)
        assert again.boot_text == ""
        assert_told(again.problems, ["has the right words, so reboot it and run again"])
    else:
        assert_told(judgement.problems, record.get("problems", []) + record.get("client_problems", []))


def test_the_place_of_the_boot_command_line(tmp_path: pathlib.Path) -> None:
    """The newer place counts where both are there: the older one is a note then."""
    places = {}
    for path in HOSTS:
        root = tmp_path / path.stem
        places[path.stem] = lay_out(yaml.safe_load(path.read_text()), root).boot_file
    assert places["raspios-12-64"] == "/boot/firmware/cmdline.txt"
    assert places["raspios-11-two-lines"] == "/boot/cmdline.txt"
    assert places["debian-12-server"] == ""


def test_small_servers_are_warned(tmp_path: pathlib.Path) -> None:
    host = lay_out(yaml.safe_load((HOSTS[0].parent / "debian-12-server.yml").read_text()), tmp_path)
    assert _host.judge(host, runs_jobs=False).warnings == []
    (warning,) = _host.judge(host._replace(memory_mb=512), runs_jobs=False).warnings
    assert "it has 512 MB of memory, less than the 900 MB that a server" in warning


@pytest.mark.parametrize(("ahead", "refused"), [(119, False), (-119, False), (121, True), (-121, True)])
def test_clock(tmp_path: pathlib.Path, ahead: int, refused: bool) -> None:
    host = lay_out(yaml.safe_load((HOSTS[0].parent / "debian-12-server.yml").read_text()), tmp_path)
    assert bool(_host.judge(host._replace(clock_ahead=ahead), runs_jobs=False).problems) is refused


def test_this_machine() -> None:
    """What is read here is not what a record says, but it must hold."""
    host = _host.read(lambda _command: (127, "", "no such command"), now=1.0)
    assert host.machine == os.uname().machine
    assert host.userland_bits == 64
    assert host.memory_mb > 500
    assert host.clock_ahead > 1e9
    assert not host.clock_synchronised
