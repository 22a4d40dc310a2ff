# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""moto's server: AWS's APIs, of which IAM and STS are what Vault uses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

from counterpart import ADDRESS, main
from processes import LIFETIME, free_ports, listens, spawn, wait


def start(folder: Path, root: Path) -> dict[str, Any]:
    """Serve from a virtual environment; any key is good."""
    (port,) = free_ports(1)
    spawn(folder, "moto", [f"{root}/bin/moto_server", "-H", ADDRESS, "-p", str(port)], LIFETIME)
    wait(folder, "moto", lambda: listens(port))
    return {"url": f"http://{ADDRESS}:{port}", "region": "us-east-1", "access_key": "test", "secret_key": "test"}


if __name__ == "__main__":
    main(start)
