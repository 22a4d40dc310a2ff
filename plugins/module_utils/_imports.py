# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guarded third-party imports, in one place.

Private to this collection: no promise to others. A missing library is reported when it is needed, not at import.
"""

from __future__ import annotations

import sys
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

__all__ = [
    "consul_std",
    "cryptography",
    "hvac_adapters",
    "hvac_aws",
    "nomad_base",
    "nomad_exceptions",
    "requests",
    "require",
]

try:
    import requests
    import requests.adapters
except ImportError:
    requests = None  # type: ignore[assignment]

try:
    import nomad.api.base as nomad_base
    import nomad.api.exceptions as nomad_exceptions
except ImportError:
    nomad_base = None
    nomad_exceptions = None

try:
    import consul.std as consul_std
except ImportError:
    consul_std = None

try:
    import hvac.adapters as hvac_adapters
    import hvac.aws_utils as hvac_aws
except ImportError:
    hvac_adapters = None
    hvac_aws = None

try:
    import cryptography
    import cryptography.hazmat.primitives.serialization
    import cryptography.x509
except ImportError:
    cryptography = None  # type: ignore[assignment]

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
