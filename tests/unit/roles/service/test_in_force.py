# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service runs on what is on the disk: the command of the role against a real process, with a systemctl that is told what to say."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import typing as t

import pytest
import yaml

ROLE = pathlib.Path(__file__).resolve().parents[4] / "roles" / "service"
ASK = yaml.safe_load((ROLE / "tasks" / "in_force.yml").read_text())[0]["ansible.builtin.command"]["argv"][2]
REMEMBER = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())["_service_remember"]
SYSTEMCTL = """#!/bin/sh
case "$1" in
  is-enabled) exit "${DISABLED:-0}" ;;
  is-active) exit "${DOWN:-0}" ;;
  show) echo "$PID" ;;
esac
"""


class Service:
    """A process that was started with two files."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.config, self.certificate, self.program = (
            folder / "a.json",
            folder / "cert.pem",
            folder / "release" / "program",
        )
        self.config.write_text("{}")
        self.certificate.write_text("first")
        self.program.parent.mkdir()
        shutil.copy("/bin/sleep", self.program)
        (folder / "current").symlink_to(self.program)
        (folder / "systemctl").write_text(SYSTEMCTL)
        (folder / "systemctl").chmod(0o755)
        self.remember("restart", self.config)
        self.remember("reload", self.certificate)
        self.process = subprocess.Popen([self.program, "60"])

    def remember(self, kind: str, *files: pathlib.Path) -> None:
        """As the unit does it; systemd writes two dollar signs where the shell has one."""
        line = REMEMBER.partition("-c '")[2].replace("' remember", "").replace("$$", "$")
        for name, value in (
            ("{{ _service_in_force_file | dirname }}", self.folder),
            ("{{ _service_in_force_file }}", self.folder / "service"),
        ):
            line = line.replace(name, str(value))
        subprocess.run(["/bin/sh", "-c", line, "remember", kind, *files], check=True)

    def ask(self, **says: str) -> int:
        """What the command of the role ends with."""
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "PID": str(self.process.pid), **says}
        argv = ["/bin/sh", "-c", ASK, "in-force", "service", str(self.folder / "current"), str(self.folder / "service")]
        return subprocess.run(argv, env=environment, check=False).returncode


@pytest.fixture
def service(tmp_path: pathlib.Path) -> t.Iterator[Service]:
    """A service that was just started."""
    made = Service(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()


def test_what_was_just_started_runs_on_what_is_there(service: Service) -> None:
    assert service.ask() == 0


def test_a_file_for_a_reload(service: Service) -> None:
    service.certificate.write_text("second")
    assert service.ask() == 1
    service.remember("reload", service.certificate)
    assert service.ask() == 0


def test_a_file_for_a_restart_counts_more(service: Service) -> None:
    service.certificate.write_text("second")
    service.config.write_text("{ }")
    assert service.ask() == 2


def test_a_file_that_went_back_needs_nothing(service: Service) -> None:
    service.config.write_text("{ }")
    service.config.write_text("{}")
    assert service.ask() == 0


def test_a_file_that_is_gone(service: Service) -> None:
    service.config.unlink()
    assert service.ask() == 2


def test_another_release(service: Service) -> None:
    other = service.folder / "other"
    shutil.copy(service.program, other)
    (service.folder / "current").unlink()
    (service.folder / "current").symlink_to(other)
    assert service.ask() == 2


def test_a_program_that_somebody_has_replaced(service: Service) -> None:
    """The path is the same, the file is not."""
    fresh = service.folder / "fresh"
    shutil.copy(service.program, fresh)
    fresh.rename(service.program)
    assert service.ask() == 2


def test_a_service_of_which_nothing_is_known(service: Service) -> None:
    """It was started by an older unit."""
    (service.folder / "service.restart").unlink()
    assert service.ask() == 2


def test_a_service_without_files_for_a_reload(service: Service) -> None:
    (service.folder / "service.reload").unlink()
    assert service.ask() == 0


def test_a_service_that_is_down(service: Service) -> None:
    assert service.ask(DOWN="3") == 3


def test_a_service_that_is_not_wanted(service: Service) -> None:
    assert service.ask(DISABLED="1", DOWN="3") == 0
