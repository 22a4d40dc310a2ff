# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and stop single Nomad, Consul and Vault servers on loopback for integration targets.

    servers.py start [--ready | --bare] [--lifetime SECONDS] FOLDER nomad=/path/of/nomad consul=/path/of/consul vault=/path/of/vault
    servers.py stop FOLDER

``start`` prints a JSON object: product -> {options, pid, log, binary, and what its bootstrap gave}, and the TLS files.
``options`` are what a module needs to connect. Servers end by themselves after their lifetime.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from agents import AGENTS
from certificates import certificates
from processes import LIFETIME, remove, spawn, wait
from ready import READY, UP, Api


def start(folder: Path, binaries: dict[str, str], lifetime: int, bare: bool) -> dict[str, Any]:
    """Start what is asked for, and wait until each can be used."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificates(folder)
    ca_file = folder / "ca.pem"
    state: dict[str, Any] = {name: str(folder / f"{name}.pem") for name in ("cert", "key")}
    state.update(ca_file=str(ca_file), folder=str(folder))
    for product, binary in binaries.items():
        port, command = AGENTS[product](folder, binary)
        pid = spawn(folder, product, command, lifetime)
        options = {"address": f"https://127.0.0.1:{port}", "ca_file": str(ca_file)}
        state[product] = {"options": options, "pid": pid, "log": str(folder / f"{product}.log"), "binary": binary}
    for product in binaries:
        api = Api(state[product]["options"]["address"], ca_file)
        wait(folder, product, lambda api=api, product=product: api.answers(UP[product]))  # type: ignore[misc]
        if not bare:
            made = READY[product](api, folder)
            state[product]["options"]["token"] = made.pop("token")
            state[product].update(made)
    return state


def main() -> None:
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["start", "stop"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("binaries", nargs="*", help="product=path")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--ready", action="store_true", help="bootstrapped, initialised and unsealed (the default)")
    how.add_argument("--bare", action="store_true", help="as they come up")
    parser.add_argument("--lifetime", type=int, default=LIFETIME)
    options = parser.parse_args()
    if options.verb == "stop":
        remove(options.folder)
        return
    binaries = dict(item.split("=", 1) for item in options.binaries)
    print(json.dumps(start(options.folder, binaries, options.lifetime, options.bare)))


if __name__ == "__main__":
    main()
