# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a module leaves on the host: never half-written, never readable by more than they may be.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

OWNER = {"owner": {"type": "str"}, "group": {"type": "str"}}


def require_folder(path: str, option: str) -> None:
    """Say before anything is made that it could not be kept."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(f"{option}: {folder} does not exist or cannot be written where this task runs.")


def put(module: AnsibleModule, path: str, text: str, mode: int) -> None:
    """Write a file in one step."""
    handle, partial = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(handle, "w") as out:
        out.write(text if text.endswith("\n") else text + "\n")
    os.chmod(partial, mode)
    module.atomic_move(partial, path)


def settle(module: AnsibleModule, path: str, mode: int) -> bool:
    """Give a file that is there its mode and its owner; whether that changed something, or would."""
    if not Path(path).exists():
        return False
    changed = module.set_mode_if_different(path, mode, False)
    changed = module.set_owner_if_different(path, module.params["owner"], changed)
    return bool(module.set_group_if_different(path, module.params["group"], changed))
