# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ansible variables of the lookups' connection options, made from the text that modules and lookups share.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import json

import yaml


def variables(product: str, documentation: str) -> str:
    """A fragment that gives each documented option its variable, nomadic_fleet_PRODUCT_OPTION."""
    options = yaml.safe_load(documentation)["options"]
    return json.dumps(
        {"options": {option: {"vars": [{"name": f"nomadic_fleet_{product}_{option}"}]} for option in options}}
    )
