# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publish what the scenario rolls out, and write one policy each.

    publish.py --url URL --mirror DIR --policies DIR --device NAME OLD NEW

OLD and NEW are versions of Nomad that the mirror has. Packages are those of the mirror under another version, as a vendor's
next release would be; the broken ones install well, and do not run.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tests" / "servers"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tests" / "hosts"))

import repository

POLICY = """\
rollout: {name}-{now}
track: {track}
select: {{nodes: [{device}]}}
update:
  batch:
    command: /usr/local/sbin/fleet-update
    args: [{track}, "{version}"]
    artifact: {{source: "{url}/{file}", checksum: "sha256:{digest}"}}
{revert}verify: {{command: /usr/local/sbin/fleet-update, args: [{track}, --version], expect: "{version}"}}
waves: {{canary: 1}}
timeout: {{device: {limit}, silent: 10m}}
"""
REVERT = "    revert: {{command: /usr/local/sbin/fleet-update, args: [{track}, --revert]}}\n"
BROKEN_NOMAD = """\
#!/bin/sh
[ "$1" = version ] && echo 'Nomad v9.9.9' && exit 0
echo 'this one does not run' >&2
exit 1
"""


def archive(files: dict[str, bytes]) -> bytes:
    """A tar of programs and files."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755
            tar.addfile(entry, io.BytesIO(data))
    return raw.getvalue()


def repacked(package: pathlib.Path, version: str, folder: pathlib.Path, broken: str = "") -> pathlib.Path:
    """A package under another version; with a program that is replaced by one that fails."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["dpkg-deb", "--raw-extract", package, place], check=True)
        control = pathlib.Path(place) / "DEBIAN" / "control"
        control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", control.read_text()))
        if broken:
            program = pathlib.Path(place) / broken
            program.write_text("#!/bin/sh\necho 'this one does not run' >&2\nexit 1\n")
        target = folder / f"{package.name.split('_')[0]}_{version}_amd64.deb"
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Znone", "--build", place, target],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return target


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--url", "--mirror", "--policies", "--device"):
        parser.add_argument(name, required=True)
    parser.add_argument("old")
    parser.add_argument("new")
    options = parser.parse_args()
    mirror, policies = pathlib.Path(options.mirror), pathlib.Path(options.policies)
    files = mirror / "files" / "system"
    snapshot = files / "snapshot"
    snapshot.mkdir(parents=True, exist_ok=True)
    policies.mkdir(parents=True, exist_ok=True)

    def policy(name: str, track: str, version: str, file: str, revert: bool = True, limit: str = "5m") -> None:
        path = mirror / file
        marks = {
            "name": name,
            "track": track,
            "device": options.device,
            "version": version,
            "file": file,
            "url": options.url,
            "limit": limit,
            "now": int(time.time()),  # a name is given once
        }
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        back = REVERT.format(track=track) if revert else ""
        (policies / f"{name}.yml").write_text(POLICY.format(digest=digest, revert=back, **marks))

    for name, version in (("nomad-old", options.old), ("nomad-new", options.new), ("nomad-cut", options.old)):
        policy(name, "nomad", version, f"releases/nomad/{version}/nomad_{version}_linux_amd64.zip")
    # Its dead man comes after twice this time and some; the device has judged before that.
    policy(
        "nomad-silent",
        "nomad",
        options.old,
        f"releases/nomad/{options.old}/nomad_{options.old}_linux_amd64.zip",
        limit="90s",
    )
    (files / "nomad-broken.tar").write_bytes(archive({"nomad": BROKEN_NOMAD.encode()}))
    policy("nomad-broken", "nomad", "9.9.9", "files/system/nomad-broken.tar")

    openvpn = next((mirror / "apt-bookworm").glob("openvpn_*.deb"))
    for name, version, broken in (("openvpn-next", "9.0-1", ""), ("openvpn-broken", "9.1-1", "usr/sbin/openvpn")):
        package = repacked(openvpn, version, files, broken)
        (files / f"{name}.tar").write_bytes(archive({package.name: package.read_bytes()}))
        policy(name, "openvpn", version, f"files/system/{name}.tar")

    repacked(next((mirror / "apt-bookworm").glob("unzip_*.deb")), "9.0-1", snapshot)
    repository.index(snapshot)
    line = f"deb [signed-by=/etc/apt/keyrings/fleet.asc] {options.url}/files/system/snapshot ./\n"
    (files / "debian.tar").write_bytes(archive({"sources.list": line.encode()}))
    policy("debian", "apt", "20260601", "files/system/debian.tar", revert=False)


if __name__ == "__main__":
    main()
