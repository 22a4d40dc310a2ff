# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""20 processes write into one registry on a real Consul, and nothing is lost. Empties what is below fleet/ first.

writers.py OPTIONS.json          the options of the connection
"""

from __future__ import annotations

import json
import pathlib
import sys
import time

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import connect
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store_consul import ConsulStore

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "unit" / "plugins" / "plugin_utils" / "_fleet"))
import registry_writers


def main() -> None:
    """Entry."""
    options = json.loads(pathlib.Path(sys.argv[1]).read_text())
    with connect(options) as client:
        client.delete(["kv", "fleet/"], {"recurse": True})
        begun = time.monotonic()
        registry_writers.run(lambda: ConsulStore(lambda: connect(options)))
        print(f"{registry_writers.WRITERS} writers: {time.monotonic() - begun:.1f} s")
        left = client.get(["session", "list"]).data
        assert left == [], f"sessions are left: {left}"


if __name__ == "__main__":
    main()
