# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Vault mounts at a path: auth methods and audit devices are listed in one answer, each with a slash at its end.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run

__all__ = ["mount_at", "mount_segments", "run_mounts_info"]


def mount_segments(kind: str, path: str) -> list[str]:
    """Where one mount is enabled and disabled."""
    return ["sys", kind, *(part for part in path.split("/") if part)]


def mount_at(client: VaultClient, kind: str, path: str) -> dict[str, Any] | None:
    """The mount at a path, with this path as its own; None where there is none."""
    found = client.read(["sys", kind]).get(path.strip("/") + "/")
    return {**found, "path": path} if isinstance(found, Mapping) else None


def run_mounts_info(kind: str, returns: str) -> None:
    """The whole _info module: one mount or all of them, with one request."""

    def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
        wanted = (module.params["path"] or "").strip("/")
        mounts = [{**mount, "path": path.strip("/")} for path, mount in sorted(client.read(["sys", kind]).items())]
        return {"changed": False, returns: [mount for mount in mounts if wanted in ("", mount["path"])]}

    run("vault", {"path": {"type": "str"}}, work)
