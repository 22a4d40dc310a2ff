# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The throw-away GPG key of the mirror: made once in the cache, never in anybody's own key ring."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from build import cache_dir, locked

UID = "nomadic.fleet tests (throw-away) <tests@nomadic-fleet.invalid>"


def mirror_dir() -> pathlib.Path:
    """The folder that the test hosts see as http://mirror:8080/."""
    return cache_dir() / "mirror"


def write_atomic(path: pathlib.Path, content: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def gpg(*arguments: str, data: bytes = b"") -> bytes:
    """Run gpg on the key ring of the cache and return what it prints."""
    home = cache_dir() / "gnupg"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--no-tty", "--yes", *arguments]
    try:
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout
    except FileNotFoundError:
        sys.exit("signing: 'gpg' is not installed; run: apt-get install gpg gpg-agent")
    except subprocess.CalledProcessError as error:
        sys.exit(f"signing: gpg failed: {error.stderr.decode().strip()}; remove {home} to start with a new key")


def key() -> tuple[str, pathlib.Path]:
    """Return the key's fingerprint and the ASCII file of its public half, made on first use."""
    public = mirror_dir() / "key.asc"
    stamp = cache_dir() / "gnupg" / "fingerprint"
    with locked("gnupg"):
        if not (stamp.exists() and public.exists()):
            if not stamp.exists():
                gpg("--passphrase", "", "--quick-gen-key", UID, "ed25519", "sign", "never")
                colons = gpg("--with-colons", "--list-secret-keys").decode()
                fingerprint = next(line.split(":")[9] for line in colons.splitlines() if line.startswith("fpr:"))
                write_atomic(stamp, fingerprint.encode())
            write_atomic(public, gpg("--armor", "--export", stamp.read_text()))
            stop_agent()
    return stamp.read_text(), public


def sign(data: bytes, *, clear: bool = False) -> bytes:
    """Sign: a detached binary signature, or the text itself clear-signed."""
    fingerprint, _public = key()
    signed = gpg("--passphrase", "", "-u", fingerprint, "--clear-sign" if clear else "--detach-sign", data=data)
    stop_agent()
    return signed


def stop_agent() -> None:
    """End the agent that gpg started for this key ring; a build leaves no process behind."""
    environment = {**os.environ, "GNUPGHOME": str(cache_dir() / "gnupg")}
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=environment, capture_output=True, check=False)
