# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When Nomad is restarted because the tunnel has another address; a real shell, and a kernel that is told what to say."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

PROGRAM = pathlib.Path(__file__).resolve().parents[4] / "roles" / "enroll" / "files" / "fleet-follow"
LINE = "3: tun0    inet {}/20 brd 10.9.0.255 scope global tun0\\       valid_lft forever preferred_lft forever\n"


def follow(folder: pathlib.Path, started: str, now: str, *events: str) -> tuple[str, str]:
    """What it says, and what systemd was asked, while the kernel tells these events."""
    (folder / "bin").mkdir()
    (folder / "now").write_text(LINE.format(now) if now else "")
    (folder / "events").write_text("".join(events))
    if started:
        (folder / "started").write_text(LINE.format(started))
    programs = {
        "ip": f'case "$*" in *monitor*) cat {folder}/events ;; *) cat {folder}/now ;; esac',
        "systemctl": f"echo $* >>{folder}/asked",
        "sleep": f"echo slept >>{folder}/asked; cp {folder}/now {folder}/started",  # by then Nomad's unit has written it
    }
    for name, script in programs.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / "bin" / name).chmod(0o755)
    (folder / "asked").touch()
    environment = {"PATH": f"{folder}/bin:/usr/bin:/bin", "FLEET_FOLLOW_STARTED": str(folder / "started")}
    done = subprocess.run(
        ["/bin/sh", str(PROGRAM), "tun0"], env=environment, capture_output=True, text=True, timeout=20, check=True
    )
    assert not done.stderr
    return done.stdout, (folder / "asked").read_text()


CHANGE = LINE.format("10.9.0.10")
RESTART = "--no-block try-restart nomad.service\nslept\n"


def test_another_address_restarts_nomad_once(tmp_path: pathlib.Path) -> None:
    said, asked = follow(tmp_path, "10.8.0.10", "10.9.0.10", CHANGE, CHANGE)
    assert asked == RESTART
    assert said == "the tunnel has the address 10.9.0.10 now, Nomad was started with 10.8.0.10: restarting it\n"


def test_a_change_from_before_it_was_started_counts(tmp_path: pathlib.Path) -> None:
    assert follow(tmp_path, "10.8.0.10", "10.9.0.10")[1] == RESTART


@pytest.mark.parametrize(
    ("started", "now", "event"),
    [
        ("10.9.0.10", "10.9.0.10", CHANGE),  # the same again
        ("10.9.0.1", "10.9.0.1", CHANGE),
        ("10.8.0.10", "", f"Deleted {CHANGE}"),  # it is down
        ("", "10.9.0.10", CHANGE),  # Nomad has not been started
        ("10.8.0.10", "", "4: eth0    inet 192.0.2.1/24 scope global eth0\n"),
    ],
)
def test_what_is_no_reason(tmp_path: pathlib.Path, started: str, now: str, event: str) -> None:
    assert follow(tmp_path, started, now, event) == ("", "")
