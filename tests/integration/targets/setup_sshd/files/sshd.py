# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SSH server that knows one user, by certificates of a CA or by keys; who those are is what a target writes."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

from counterpart import ADDRESS, libraries, main, must
from processes import LIFETIME, free_ports, listens, spawn, wait

USER = "device"
CONFIG = """\
ListenAddress {address}:{port}
HostKey {folder}/host_key
PidFile none
UsePAM no
PasswordAuthentication no
StrictModes no
TrustedUserCAKeys {folder}/trusted_ca.pub
AuthorizedKeysFile {folder}/authorized_keys
"""
#: The server wants a user of its own, and /run/sshd. Both are there in its mount namespace only.
OWN_FILES = """\
mount -t tmpfs tmpfs /run && mkdir /run/sshd && mount --bind {folder}/passwd /etc/passwd
exec {sshd} -D -e -f {folder}/sshd_config
"""


def start(folder: Path, root: Path) -> dict[str, Any]:
    """Make a host key, and serve."""
    (port,) = free_ports(1)
    must([root / "usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "host_key"], root)
    (folder / "sshd_config").write_text(CONFIG.format(address=ADDRESS, port=port, folder=folder))
    for name in ("trusted_ca.pub", "authorized_keys"):
        (folder / name).touch()
    users = Path("/etc/passwd").read_text() + "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n"
    (folder / "passwd").write_text(f"{users}{USER}:x:65532:65534::/tmp:/bin/sh\n")
    script = OWN_FILES.format(folder=shlex.quote(str(folder)), sshd=shlex.quote(f"{root}/usr/sbin/sshd"))
    spawn(folder, "sshd", ["unshare", "--mount", "sh", "-ec", script], LIFETIME, libraries(root))
    wait(folder, "sshd", lambda: listens(port))
    return {
        "host": ADDRESS,
        "port": port,
        "user": USER,
        "trusted_ca_file": str(folder / "trusted_ca.pub"),
        "authorized_keys_file": str(folder / "authorized_keys"),
        "host_key": (folder / "host_key.pub").read_text().strip(),
        "ssh": f"{root}/usr/bin/ssh",
    }


if __name__ == "__main__":
    main(start)
