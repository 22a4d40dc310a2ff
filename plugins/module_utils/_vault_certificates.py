# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate that is kept in files: whether it will still do, and what a new one changes.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _files
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import Certificate, certificate_at

FILES: dict[str, Any] = {
    "renew_after": {"type": "float", "default": 0.67},
    "force": {"type": "bool", "default": False},
}


class Kept:
    """The files of a module: ``modes`` by the options that name them. The first that is no key holds the certificate."""

    def __init__(self, module: AnsibleModule, modes: Mapping[str, int]) -> None:
        self._module = module
        self._modes = modes
        self.paths = {option: str(module.params[option]) for option in modes if module.params[option]}
        for option, path in self.paths.items():
            _files.require_folder(path, option)
        if not 0 < module.params["renew_after"] <= 1:
            raise BadInput("renew_after is a part of its life: a number above 0, at most 1.")
        holders = [path for option, path in self.paths.items() if option not in ("key_path", "ca_path")]
        if self.paths and not holders:
            raise BadInput("certificate_path or chain_path must be given with the other files.")
        self.before: Certificate | None = certificate_at(holders[0]) if holders else None

    def reason(self, key: bytes, names: set[str] | None = None) -> str:
        """Why a new certificate is needed; empty where the one there will do."""
        if not self.paths:
            return "there is no file to keep it in"
        if self._module.params["force"]:
            return "it is forced"
        if self.before is None or not all(Path(path).exists() for path in self.paths.values()):
            return "there is none"
        if self.before.public_key != key:
            return "its key is another one"
        if names is not None and (self.before.names | {self.before.common_name}) - {""} != names:
            return "it is for other names"
        passed = self.before.passed()
        return f"{passed:.0%} of its life have passed" if passed >= self._module.params["renew_after"] else ""

    def result(self, reason: str, texts: Mapping[str, Sequence[str]] | None = None, **shown: Any) -> dict[str, Any]:
        """Write the files, and say what is there then."""
        for option, path in self.paths.items():
            if texts:
                _files.put(self._module, path, "\n".join(part.strip() for part in texts[option]), self._modes[option])
        settled = [_files.settle(self._module, path, self._modes[option]) for option, path in self.paths.items()]
        after = Certificate(shown["certificate"]) if shown else None if reason else self.before
        diff = {"before": _about(self.before), "after": _about(after) if after else {"reason": reason}}
        serial = {"serial_number": after.serial} if after else {}
        return {"changed": bool(reason) or any(settled), "reason": reason, "diff": diff, **serial, **shown}


def _about(certificate: Certificate | None) -> dict[str, Any]:
    if certificate is None:
        return {}
    names = sorted(certificate.names)
    return {"serial_number": certificate.serial, "common_name": certificate.common_name, "names": names}
