# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guarded third-party imports, in one place.

Private to this collection: no promise to others. A missing library is reported when it is needed, not at import.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

__all__ = ["load", "requests", "require"]

try:
    import requests
    import requests.adapters
except ImportError:
    requests = None  # type: ignore[assignment]

_NEEDED = {
    "cryptography": "cryptography",
    "requests": "requests",
    "nomad": "python-nomad",
    "consul": "py-consul (or python-consul2)",
    "vault": "hvac",
}


def require(name: str, module: Any) -> Any:
    """Give the imported library back, or say which one is missing, and where."""
    if module is None:
        raise BadInput(
            f"The Python library {_NEEDED[name]} is missing for {sys.executable}, where this task runs. "
            "Install it there, or let the task run where it is (fleet_api_host, ansible_python_interpreter)."
        )
    return module


def load(name: str, module: str) -> Any:
    """Import a module of a library that not everything needs: each task is a process of its own, and pays for it."""
    try:
        found = importlib.import_module(module)
    except ImportError:
        found = None
    return require(name, found)
