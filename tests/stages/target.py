# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run integration targets of the checkout as it is, on servers of their own: the fast loop of developers.

make target TARGET=module_nomad_namespace            or several, separated by commas
make target TARGET=module_consul_kv LIBRARY=py-consul
"""

from __future__ import annotations

import argparse
import signal
import sys

import environment
from context import Context
from counterparts import counterparts
from environment import CannotRun
from integration import LIBRARIES, Job, Worker, binaries, remove_leftovers


def main() -> None:
    """Start, run, stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", help="names of folders in tests/integration/targets, separated by commas")
    parser.add_argument("--library", default=LIBRARIES[0], choices=LIBRARIES, help="of Consul")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    targets = [name for name in options.targets.replace(" ", ",").split(",") if name]
    there = environment.TESTS / "integration" / "targets"
    if absent := [name for name in targets if not (there / name / "tasks" / "main.yml").exists()] or not targets:
        sys.exit(f"tests/integration/targets has no {absent}: make target TARGET=module_nomad_namespace")
    toolchain = environment.venv(environment.TESTS / "requirements.txt")
    context = Context("target", toolchain, environment.collections(toolchain))
    try:
        remove_leftovers(context)
        servers = binaries(context)
        variables: dict[str, object] = {f"integration_{product}_binary": path for product, _version, path in servers}
        variables["integration_counterparts"] = counterparts(there / name for name in targets)
        worker = Worker(context, "target", variables, installed=False)
        with worker.servers([f"{product}={path}" for product, _version, path in servers]):
            codes = [worker.run(Job(name, options.library), show=True).code for name in targets]
    except CannotRun as error:
        sys.exit(str(error))
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
