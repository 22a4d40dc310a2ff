# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publish a version of the demo's application as an update, and write the policy that rolls it out.

    application.py --url URL --files DIR --policies DIR VERSION[!] ...

A version followed by ``!`` is broken: it installs, but does not start. Prints the path of each policy.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import pathlib
import tarfile

HERE = pathlib.Path(__file__).resolve().parent


def archive(version: str, broken: bool) -> bytes:
    """The update: its installer and its version; the same input gives the same bytes."""
    content = {"update": ((HERE / "update.sh").read_bytes(), 0o755), "VERSION": (f"{version}\n".encode(), 0o644)}
    if broken:
        content["BROKEN"] = (b"", 0o644)
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, (data, mode) in content.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), mode
            tar.addfile(entry, io.BytesIO(data))
    return raw.getvalue()


def publish(version: str, broken: bool, url: str, files: pathlib.Path, policies: pathlib.Path) -> pathlib.Path:
    """Put the update where devices fetch it, and its policy where the controller reads it."""
    data = archive(version, broken)
    name = f"kiosk-app-{version}.tar"
    files.mkdir(parents=True, exist_ok=True)
    (files / name).write_bytes(data)
    policy = (HERE / "rollout.yml").read_text()
    marks = {"version": version, "source": f"{url}/{name}", "checksum": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    for mark, value in marks.items():
        policy = policy.replace(f"@{mark}@", value)
    policies.mkdir(parents=True, exist_ok=True)
    path = policies / f"kiosk-app-{version}.yml"
    path.write_text(policy)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="address of the folder, as the devices see it")
    parser.add_argument("--files", required=True, type=pathlib.Path, help="the folder")
    parser.add_argument("--policies", required=True, type=pathlib.Path, help="folder of the policies")
    parser.add_argument("versions", nargs="+")
    options = parser.parse_args()
    for word in options.versions:
        print(publish(word.rstrip("!"), word.endswith("!"), options.url, options.files, options.policies))
