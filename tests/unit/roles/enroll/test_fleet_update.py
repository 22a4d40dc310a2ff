# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ready-made updates, run by the wrapper as on a device. Files, links and shells are real; systemd, Nomad and dpkg are not."""

from __future__ import annotations

import concurrent.futures
import pathlib
import subprocess
import time

import pytest
from attempt_device import WRAPPER, Device, cut_power

PROGRAM = WRAPPER.with_name("fleet-update")
#: A Nomad of one version: it answers while there are servers, and rewrites its state when it is started.
NOMAD = """#!/bin/sh
case $1 in
    version) echo "Nomad v{version}" ;;
    operator) [ -e "$STATE/servers" ] && [ {version} != 1.11.4 ] && echo '"10.0.0.1:4647"' ||
        echo 'rpc error: failed to get conn: dial tcp 10.0.0.1:4647: connect: connection refused' ;;
esac
"""
PROGRAMS = {
    # The agent of the version that the link names writes its state in its own way; what a newer one wrote it cannot read.
    "systemctl": """
echo "$*" >> "$STATE/systemctl"
case "$*" in
    *start*nomad)
        state=$FLEET_PREFIX/var/lib/nomad/client/state.db mine=$("$FLEET_PREFIX/usr/local/bin/nomad" version)
        [ "$(printf '%s\n' "$(cat "$state")" "$mine" | sort -V | tail -n 1)" = "$mine" ] || mine="unreadable v0"
        echo "$mine" > "$state" ;;
    *start*openvpn*) grep -q broken "$STATE/openvpn" && rm -f "$STATE/servers" || : > "$STATE/servers" ;;
esac""",
    # Every write that must be on the disk passes here; the power is cut at one of them.
    "sync": """
echo >> "$STATE/syncs"
[ "$(wc -l < "$STATE/syncs")" != "${CUT_AT:-0}" ] || { : > "$STATE/cut"; sleep 60; }""",
    "ip": """
echo '3: tun0    inet 10.99.0.10/20 scope global tun0'""",
    "date": """
: > "$STATE/asked-the-clock" """,
    "dpkg-query": """
cat "$STATE/openvpn" """,
    "dpkg-deb": """
case $2:$3 in *:Package) ;; esac
[ "$3" = Package ] && echo openvpn || sed -n 1p "$2" """,
    "dpkg": """
case $* in
    *--install*) for last in "$@"; do :; done; sed -n 1p "$last" > "$STATE/openvpn" ;;
    --audit) cat "$STATE/audit" 2>/dev/null ;;
esac""",
    "apt-get": """
echo "$*" >> "$STATE/apt"
case $* in
    download*) [ -e "$STATE/archive" ] && echo "${2#openvpn=}" > openvpn.deb ;;
    *sources.list*) case $* in *" dist-upgrade"*) [ ! -e "$STATE/full" ] ;; esac ;;
esac""",
}


class Host(Device):
    """A device with programs of its own, below its directory."""

    def __init__(self, path: pathlib.Path, shell: list[str]) -> None:
        super().__init__(path, shell)
        self.root = path / "root"
        for folder in ("usr/local/bin", "var/lib/nomad/client", "opt/nomadic.fleet/nomad/1.11.2"):
            (self.root / folder).mkdir(parents=True)
        bin_ = path / "bin"
        bin_.mkdir()
        for name, text in PROGRAMS.items():
            self.program(bin_ / name, f"#!/bin/sh{text}\n")
        self.program(self.root / "opt/nomadic.fleet/nomad/1.11.2/nomad", NOMAD.format(version="1.11.2"))
        self.nomad = self.root / "usr/local/bin/nomad"
        self.nomad.symlink_to(self.root / "opt/nomadic.fleet/nomad/1.11.2/nomad")
        self.state = self.root / "var/lib/nomad/client/state.db"
        self.state.write_text("Nomad v1.11.2\n")
        (path / "servers").touch()
        (path / "openvpn").write_text("2.6.3\n")
        self.task = path / "task"
        self.task.mkdir()
        self.environment |= {
            "PATH": f"{bin_}:{self.environment['PATH']}",
            "FLEET_PREFIX": str(self.root),
            "FLEET_HEALTH": "1",
            "NOMAD_TASK_DIR": str(self.task),
        }
        self.what: list[str] = []
        self.revertible = True

    @staticmethod
    def program(path: pathlib.Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def arguments(
        self, version: str, attempt: str = "a1", order: int = 1, expect: str = "", limit: int = 60, revert: bool = True
    ) -> list[str]:
        program = [*self.what]
        words = [
            *self.shell, str(WRAPPER), "run", "--attempt", attempt, "--track", "t", "--order", str(order), "--timeout", str(limit),
            "--expect", expect or version, "--verify", str(PROGRAM),
        ]  # fmt: skip
        words += [part for word in (*program, "--version") for part in ("--verify-arg", word)]
        if revert and self.revertible:
            words += ["--revert", str(PROGRAM)]
            words += [part for word in (*program, "--revert") for part in ("--revert-arg", word)]
        return [*words, "--", str(PROGRAM), *program, version]

    def said(self, name: str) -> str:
        found = self.path / name
        return found.read_text() if found.exists() else ""

    @property
    def nomad_release(self) -> tuple[str, str]:
        """Which version is current, and which one has written the state."""
        return self.nomad.resolve().parent.name, self.state.read_text().split()[1].removeprefix("v")


@pytest.fixture
def host(tmp_path: pathlib.Path) -> Host:
    return Host(tmp_path, ["sh"])


def of_nomad(host: Host, version: str) -> Host:
    host.what = ["nomad"]
    host.program(host.task / "nomad", NOMAD.format(version=version))
    return host


def test_nomad(host: Host) -> None:
    done = of_nomad(host, "1.11.3").run("1.11.3")
    assert (done.returncode, host.nomad_release) == (0, ("1.11.3", "1.11.3")), done.stdout
    kept = host.root / "var/lib/nomadic.fleet/updates/nomad/client/state.db"
    assert kept.read_text() == "Nomad v1.11.2\n"
    assert not (host.path / "asked-the-clock").exists()


def test_nomad_that_does_not_come_back_is_reverted_with_its_state(host: Host) -> None:
    done = of_nomad(host, "1.11.4").run("1.11.4")
    assert done.returncode == 11, done.stdout
    assert "no server can be reached after the update" in done.stdout
    # The state was restored before the old agent was started, which could not have read the new one.
    assert host.nomad_release == ("1.11.2", "1.11.2")
    assert host.said("systemctl").splitlines() == ["stop nomad", "start nomad", "stop nomad", "--no-block start nomad"]


def test_nomad_on_a_device_without_servers_is_left_alone(host: Host) -> None:
    (host.path / "servers").unlink()
    program = PROGRAM.read_text().replace("connected 20", "connected 1")
    quick = host.path / "quick"
    host.program(quick, program)
    host.what = ["nomad"]
    of_nomad(host, "1.11.3")
    words = [str(quick) if word == str(PROGRAM) else word for word in host.arguments("1.11.3")]
    done = subprocess.run(words, env=host.environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 10, done.stdout
    assert "in its step 'check', before anything was changed" in done.stdout
    assert host.said("systemctl") == ""


@pytest.mark.parametrize("artifact", ["", "1.11.9"])
def test_nomad_of_another_version_or_none_is_refused(host: Host, artifact: str) -> None:
    host.what = ["nomad"]
    if artifact:
        of_nomad(host, artifact)
    done = host.run("1.11.3")
    assert (done.returncode, host.said("systemctl"), host.nomad_release[0]) == (10, "", "1.11.2"), done.stdout


def test_nomad_with_the_power_cut_at_every_write(tmp_path: pathlib.Path) -> None:
    """Judged at boot, the device is on one release as a whole, and the next run ends as if nothing had been."""
    whole = of_nomad(Host(make(tmp_path / "whole"), ["sh"]), "1.11.3")
    assert whole.run("1.11.3").returncode == 0
    writes = len(whole.said("syncs").splitlines())
    assert writes > 15
    with concurrent.futures.ThreadPoolExecutor(6) as pool:  # they wait, most of the time
        found = list(pool.map(lambda number: cut_at(tmp_path, number), range(1, writes + 1)))
    assert set(found) == {0, 10, 11}


def cut_at(folder: pathlib.Path, number: int) -> int:
    """How it ends if the power is cut at this write."""
    host = of_nomad(Host(make(folder / f"{number:03}"), ["sh"]), "1.11.3")
    host.environment["CUT_AT"] = str(number)
    watcher = subprocess.Popen(host.arguments("1.11.3"), env=host.environment, stdout=subprocess.DEVNULL)
    while not (host.path / "cut").exists():
        assert watcher.poll() is None, number
        time.sleep(0.02)
    watcher.kill()
    watcher.wait()
    cut_power(host)
    del host.environment["CUT_AT"]
    host.call("judge")
    current, state = host.nomad_release
    assert current == state, number
    done = host.run("1.11.3")
    wanted = "1.11.3" if done.returncode == 0 else "1.11.2"
    assert host.nomad_release == (wanted, wanted), (number, done.stdout)
    assert host.said("systemctl").splitlines()[-1:] != ["stop nomad"], number
    return done.returncode


def make(path: pathlib.Path) -> pathlib.Path:
    path.mkdir()
    return path


def of_openvpn(host: Host, version: str, archive: bool = True) -> Host:
    host.what = ["openvpn"]
    (host.task / "openvpn.deb").write_text(f"{version}\n")
    if archive:
        (host.path / "archive").touch()
    return host


def test_openvpn(host: Host) -> None:
    done = of_openvpn(host, "2.6.14").run("2.6.14")
    assert (done.returncode, host.said("openvpn")) == (0, "2.6.14\n"), done.stdout
    assert host.said("systemctl") == "restart openvpn-client@fleet.service\n"


def test_openvpn_that_cuts_the_device_off_is_reverted(host: Host) -> None:
    done = of_openvpn(host, "2.7-broken").run("2.7-broken")
    assert (done.returncode, host.said("openvpn")) == (11, "2.6.3\n"), done.stdout
    assert (host.path / "servers").exists()


def test_openvpn_without_a_way_back_is_refused(host: Host) -> None:
    done = of_openvpn(host, "2.6.14", archive=False).run("2.6.14")
    assert (done.returncode, host.said("openvpn"), host.said("systemctl")) == (10, "2.6.3\n", ""), done.stdout
    assert "openvpn 2.6.3 cannot be fetched; put its .deb at" in done.stdout


def of_apt(host: Host) -> Host:
    host.what, host.revertible = ["apt"], False
    (host.task / "sources.list").write_text("deb https://snapshot.example.com/20260601T000000Z bookworm main\n")
    return host


def test_packages(host: Host) -> None:
    done = of_apt(host).run("20260601")
    assert done.returncode == 0, done.stdout
    asked = host.said("apt").splitlines()
    assert [line.split("=false ")[1] for line in asked] == ["update", "--download-only dist-upgrade", "dist-upgrade"]
    assert all("updates/apt/sources.list" in line and "SourceParts=/dev/null" in line for line in asked)
    assert "a1 0 on '20260601'" in host.call("list").stdout


@pytest.mark.parametrize(
    ("trouble", "says"), [("full", "before anything was changed"), ("audit", "left half installed")]
)
def test_packages_that_cannot_be_installed(host: Host, trouble: str, says: str) -> None:
    (host.path / trouble).write_text("openvpn\n")
    done = of_apt(host).run("20260601")
    assert done.returncode == 10, done.stdout
    assert says in done.stdout


def of_link(host: Host, text: str, **programs: str) -> Host:
    host.what = ["link", str(host.path / "app")]
    (host.task / "text").write_text(text)
    for name, program in programs.items():
        host.program(host.task / name, program)
    return host


def test_a_directory(host: Host) -> None:
    here = of_link(host, "one", activate='#!/bin/sh\ncat "${0%/*}/text" > "$STATE/active"\n')
    assert here.run("1.0", attempt="a1").returncode == 0
    of_link(host, "two")
    done = here.run("2.0", attempt="a2")
    assert (done.returncode, (host.path / "app/text").read_text(), host.said("active")) == (0, "two", "two"), (
        done.stdout
    )
    of_link(host, "three", healthy="#!/bin/sh\nexit 1\n")
    done = here.run("3.0", attempt="a3")
    assert (done.returncode, (host.path / "app/text").read_text(), host.said("active")) == (11, "two", "two"), (
        done.stdout
    )


def test_a_directory_that_is_not_ours(host: Host) -> None:
    (host.path / "app").mkdir()
    done = of_link(host, "one").run("1.0")
    assert done.returncode == 10
    assert "is there, and is no link" in done.stdout


@pytest.mark.parametrize(
    "words", [[], ["nomad"], ["nomad", "../1"], ["link", "app", "1"], ["link", "/app", "a/b"], ["other", "1"]]
)
def test_wrong_arguments(host: Host, words: list[str]) -> None:
    done = subprocess.run([str(PROGRAM), *words], env=host.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "fleet-update:" in done.stderr
