# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL server with one superuser."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

from counterpart import ADDRESS, libraries, main, must
from processes import CLEAN, LIFETIME, free_ports, spawn, wait

USER, DATABASE = "fleet", "postgres"
#: It refuses to run as root. In a user namespace of its own it is not, and still owns its files, wherever they lie.
NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--") if os.geteuid() == 0 else ()


def start(folder: Path, root: Path) -> dict[str, Any]:
    """Make a cluster, and serve it."""
    (port,) = free_ports(1)
    password = secrets.token_hex(8)
    found = sorted(root.glob("usr/lib/postgresql/*/bin"))
    if not found:
        sys.exit(f"{root} has no usr/lib/postgresql/*/bin; remove the folder, and it is made again")
    programs, data = found[-1], folder / "data"
    (folder / "password").touch(0o600)
    (folder / "password").write_text(password)
    initdb: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        data,
        "--username",
        USER,
        "--pwfile",
        folder / "password",
        "--no-sync",
    ]
    must([*NOBODY, *initdb, "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"], root)
    settings = {"port": port, "listen_addresses": ADDRESS, "unix_socket_directories": "", "fsync": "off"}
    words = [str(word) for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [*NOBODY, str(programs / "postgres"), "-D", str(data), *words]
    spawn(folder, "postgres", command, LIFETIME, libraries(root))
    ready = [str(programs / "pg_isready"), "--quiet", "--host", ADDRESS, "--port", str(port)]
    env = {**CLEAN, **libraries(root)}
    wait(folder, "postgres", lambda: subprocess.run(ready, env=env, check=False).returncode == 0)
    return {
        "address": f"{ADDRESS}:{port}",
        "host": ADDRESS,
        "port": port,
        "user": USER,
        "password": password,
        "database": DATABASE,
        "psql": f"{programs}/psql",
    }


if __name__ == "__main__":
    main(start)
