# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release archives: fetch, verify (checksum and signature), unpack. Private to this collection.

A release site holds, for each product and version, one archive a platform, a file with the SHA-256 sums of all of
them, and a detached OpenPGP signature over that file. Nothing of an archive is used before both were checked.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
import typing as t
import urllib.error
import zipfile

from ansible.module_utils.urls import open_url

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError

#: Names that the release site uses for what the kernel calls its machine, the usual one first: for 32-bit ARM they changed over
#: the years and differ between products. The signed checksum file says which of them a release has.
ARCHITECTURES = {
    "x86_64": ("amd64",),
    "aarch64": ("arm64",),
    "armv8l": ("arm", "armhfv6"),
    "armv7l": ("arm", "armhfv6"),
    "armv6l": ("arm", "armhfv6"),
    "i386": ("386",),
    "i686": ("386",),
}
TIMEOUT = 60
CHUNK = 1 << 20


#: Runs a command and returns its exit code, output and errors, as AnsibleModule.run_command does.
Runner = t.Callable[[list[str]], tuple[int, str, str]]


class Verifier(t.NamedTuple):
    """Whose signature counts (a binary keyring), and who runs gpgv."""

    key: bytes
    run_command: Runner


def architectures(machine: str) -> tuple[str, ...]:
    """The release site's names for a kernel's machine; an unknown one is refused."""
    try:
        return ARCHITECTURES[machine]
    except KeyError:
        raise BadInput(
            f"no release archives are published for machine type '{machine}'; supported are {', '.join(ARCHITECTURES)}. "
            "Give a binary of your own build with the role's '*_install: file', or take the host out of the inventory."
        ) from None


def fetch(url: str, variable: str) -> bytes:
    """Read a small file of the release site."""
    try:
        with open_url(url, timeout=TIMEOUT, follow_redirects="all") as answer:
            return t.cast(bytes, answer.read())
    except (OSError, ValueError) as error:
        raise unreachable(url, variable, error) from error


def download(url: str, target: str, variable: str) -> str:
    """Write an archive to a file; return its SHA-256."""
    digest = hashlib.sha256()
    try:
        answer = open_url(url, timeout=TIMEOUT, follow_redirects="all")
    except (OSError, ValueError) as error:
        raise unreachable(url, variable, error) from error
    try:
        with answer, open(target, "wb") as out:
            for chunk in iter(lambda: answer.read(CHUNK), b""):
                digest.update(chunk)
                out.write(chunk)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise unreachable(url, variable, error) from error
    return digest.hexdigest()


@contextlib.contextmanager
def beside(path: str) -> t.Iterator[str]:
    """A folder to work in beside a target: a full disk shows before anything is replaced, and the last step is a rename."""
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, mode=0o755, exist_ok=True)
        workdir = tempfile.mkdtemp(prefix=".release-", dir=folder)
        try:
            yield workdir
        finally:
            shutil.rmtree(workdir, ignore_errors=True)
            if not os.listdir(folder):
                os.rmdir(folder)
    except OSError as error:
        raise local_fault(path, error) from error


def unreachable(url: str, variable: str, error: Exception) -> FleetError:
    """The one message for everything that keeps a file of the release site from arriving."""
    why = f"HTTP {error.code} {error.reason}" if isinstance(error, urllib.error.HTTPError) else str(error)
    return FleetError(
        f"cannot fetch {url}: {why}. Set '{variable}' to a release site that this host reaches, "
        "or 'fleet_archive_via: controller' if only the controller does."
    )


def local_fault(path: str, error: OSError) -> FleetError:
    """The one message for a local disk that does not take what it is given."""
    folder = os.path.dirname(path)
    if error.errno == errno.ENOSPC:
        return FleetError(
            f"no space left on the disk that holds {folder}; free some room there and run again. Nothing was changed."
        )
    return FleetError(f"cannot write in {folder}: {error.strerror or error}")


def verify_signature(folder: str, sums: bytes, signature: bytes, verifier: Verifier) -> None:
    """Refuse a checksum file whose signature is not by the trusted key."""
    if not shutil.which("gpgv"):
        raise FleetError(
            "'gpgv' is not installed here; it verifies the signature over the release's checksums. Install the package 'gpgv'."
        )
    names = {}
    for name, content in (("keyring", verifier.key), ("sums", sums), ("signature", signature)):
        names[name] = os.path.join(folder, name)
        with open(names[name], "wb") as out:
            out.write(content)
    command = ["gpgv", "--status-fd", "1", "--keyring", names["keyring"], names["signature"], names["sums"]]
    code, output, errors = verifier.run_command(command)
    valid = re.search(r"^\[GNUPG:\] VALIDSIG (\w+) (?:.* )?(\w+)$", output, re.MULTILINE)
    if code or not valid:
        why = errors.strip().splitlines()[-1] if errors.strip() else f"gpgv ended with {code}"
        raise FleetError(
            f"the signature over the release's checksums is not by the trusted key ({why}). The release site, or the key, is not what it "
            "should be: check 'fleet_archive_url' and 'fleet_archive_key'. Nothing was installed."
        )


def expected_sum(sums: bytes, archives: t.Sequence[str]) -> tuple[str, str]:
    """The first of these archives that a checksum file names, and the SHA-256 that it gives."""
    digests = {}
    for line in sums.decode("utf-8", "replace").splitlines():
        digest, _space, name = line.partition("  ")
        digests[name.strip()] = digest.strip().lower()
    for archive in archives:
        if archive in digests:
            return archive, digests[archive]
    raise FleetError(
        f"the release's checksum file does not name {' or '.join(archives)}: this version is not published for this platform. "
        "Choose another version."
    )


def install(base: str, product: str, version: str, machine: str, verifier: Verifier, target: str, workdir: str) -> None:
    """Put the verified binary of a release at a path, all or nothing."""
    name = f"{product}_{version}"
    site = f"{base.rstrip('/')}/{product}/{version}"
    sums = fetch(f"{site}/{name}_SHA256SUMS", "fleet_archive_url")
    verify_signature(workdir, sums, fetch(f"{site}/{name}_SHA256SUMS.sig", "fleet_archive_url"), verifier)
    archive, wanted = expected_sum(sums, [f"{name}_linux_{one}.zip" for one in architectures(machine)])
    found = download(f"{site}/{archive}", os.path.join(workdir, archive), "fleet_archive_url")
    if found != wanted:
        raise FleetError(
            f"the checksum of {archive} is {found}, but the signed checksum file says {wanted}: the archive is damaged or was tampered with. "
            "Check 'fleet_archive_url'. Nothing was installed."
        )
    unpack(os.path.join(workdir, archive), product, target)


def install_file(source: str, product: str, checksum: str, target: str) -> None:
    """Put a binary, or the one in an archive, at a path, all or nothing; its SHA-256 must be the given one."""
    digest = hashlib.sha256()
    try:
        with open(source, "rb") as content:
            for chunk in iter(lambda: content.read(CHUNK), b""):
                digest.update(chunk)
    except OSError as error:
        raise BadInput(
            f"cannot read {source}: {error.strerror}. Set '{product}_source' to the path of a binary or of an archive."
        ) from error
    if digest.hexdigest() != checksum.lower():
        raise BadInput(
            f"the SHA-256 of {source} is {digest.hexdigest()}, not {checksum or 'given'}. If this is the right file, set "
            f"'{product}_checksum: {digest.hexdigest()}'. Nothing was installed."
        )
    if zipfile.is_zipfile(source):
        unpack(source, product, target)
    else:
        with open(source, "rb") as content:
            place(content, target)


def place(source: t.BinaryIO, target: str) -> None:
    """Write a program. The target appears complete or not at all."""
    partial = f"{target}.partial"
    try:
        with open(partial, "wb") as out:
            shutil.copyfileobj(source, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(partial, 0o755)
        os.rename(partial, target)
    finally:
        if os.path.exists(partial):
            os.unlink(partial)


def unpack(archive: str, product: str, target: str) -> None:
    """Take the one binary out of an archive."""
    try:
        with zipfile.ZipFile(archive) as zipped, zipped.open(product) as source:
            place(t.cast(t.BinaryIO, source), target)
    except KeyError:
        raise FleetError(
            f"the archive {os.path.basename(archive)} holds no file '{product}': it is no release of this product."
        ) from None
