#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_archive
short_description: Install a product's binary from a verified release archive
version_added: 0.1.0
description:
  - Fetches a release archive from a site laid out as HashiCorp's release site, checks its SHA-256 against the release's checksum file,
    checks the OpenPGP signature over that file, and only then puts the binary in place, all or nothing.
  - It needs C(gpgv) on the host it runs on, and no other tool.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  product:
    description: Name of the product, as the release site spells it.
    type: str
    required: true
  version:
    description: Version to install, for example V(1.11.3).
    type: str
    required: true
  path:
    description:
      - Path of the binary. Put the version in it. A file that is already there is left alone, since it only ever appears complete and verified.
    type: path
    required: true
  url:
    description: Address of the release site.
    type: str
    required: true
  key:
    description: Public OpenPGP key that signs the checksums, as armored text, as the path of a file, or as the URL of one.
    type: str
    required: true
  fingerprint:
    description: Fingerprint that the key must have. Empty accepts the given key as it is.
    type: str
    default: ""
  machine:
    description: Machine type of the host that will run the binary, as C(uname -m) prints it. By default that of the host on which the module runs.
    type: str
"""

EXAMPLES = r"""
- name: Install Nomad from the vendor's site
  nomadic.fleet.release_archive:
    product: nomad
    version: 1.11.3
    path: /opt/nomadic.fleet/nomad/1.11.3/nomad
    url: https://releases.hashicorp.com
    key: https://www.hashicorp.com/.well-known/pgp-key.txt
    fingerprint: C874 011F 0AB4 0511 0D02 1055 3436 5D94 72D7 468F
"""

RETURN = r"""
path:
  description: Path of the binary.
  type: str
  returned: always
  sample: /opt/nomadic.fleet/nomad/1.11.3/nomad
"""

import os
import platform
import shutil
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _archive
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError


def read_key(given: str) -> bytes:
    """The key's bytes, whichever way it was given."""
    if given.startswith(("https://", "http://")):
        return _archive.fetch(given, "fleet_archive_key")
    if given.startswith("/"):
        try:
            with open(given, "rb") as source:
                return source.read()
        except OSError as error:
            raise BadInput(
                f"cannot read the key {given}: {error.strerror}. Set 'fleet_archive_key' to its text, path or URL."
            ) from error
    return given.encode()


def install(params: dict[str, t.Any], machine: str, verifier: _archive.Verifier) -> None:
    """Work beside the target: a full disk shows before anything is replaced, and the last step is a rename."""
    folder = os.path.dirname(params["path"])
    os.makedirs(folder, mode=0o755, exist_ok=True)
    workdir = tempfile.mkdtemp(prefix=".release-", dir=folder)
    try:
        _archive.install(
            params["url"], params["product"], params["version"], machine, verifier, params["path"], workdir
        )
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
        if not os.listdir(folder):
            os.rmdir(folder)


def run(params: dict[str, t.Any], check_mode: bool, run_command: _archive.Runner) -> bool:
    """Install unless the binary is there; tell whether something changed."""
    machine = params["machine"] or platform.machine()
    _archive.architecture(machine)
    if os.path.exists(params["path"]):
        return False
    if not check_mode:
        verifier = _archive.Verifier(read_key(params["key"]), params["fingerprint"], run_command)
        try:
            install(params, machine, verifier)
        except OSError as error:
            raise _archive.local_fault(params["path"], error) from error
    return True


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "product": {"type": "str", "required": True},
            "version": {"type": "str", "required": True},
            "path": {"type": "path", "required": True},
            "url": {"type": "str", "required": True},
            "key": {"type": "str", "required": True, "no_log": False},
            "fingerprint": {"type": "str", "default": ""},
            "machine": {"type": "str"},
        },
        supports_check_mode=True,
    )
    path = module.params["path"]
    try:
        changed = run(module.params, module.check_mode, module.run_command)
    except FleetError as error:
        module.fail_json(msg=f"{module.params['product']} {module.params['version']}: {error}")
    module.exit_json(changed=changed, path=path, diff={"before": "" if changed else f"{path}\n", "after": f"{path}\n"})


if __name__ == "__main__":
    main()
