#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_archive
short_description: Install a product's binary from a verified release archive or file
version_added: 0.1.0
description:
  - Fetches a release archive from a site laid out as HashiCorp's release site, checks its SHA-256 against the release's checksum file,
    checks the OpenPGP signature over that file, and only then puts the binary in place, all or nothing.
  - It needs C(gpgv) on the host it runs on, and no other tool.
  - A binary, or an archive that holds it, may also be a file on the host. Then its SHA-256 has to be given.
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
    description: Address of the release site. Either this or O(src) is required.
    type: str
  key:
    description: Public OpenPGP key that signs the checksums, as armored text, as the path of a file, or as the URL of one. Required with O(url).
    type: str
  src:
    description: Path of a binary, or of a zip archive that holds a file called as O(product), on the host on which the module runs.
    type: path
  checksum:
    description: SHA-256 of O(src), 64 hexadecimal digits. Required with O(src).
    type: str
  fingerprint:
    description: Fingerprint that the key must have. Other keys that come along with it are not trusted. Empty accepts the given keys as they are.
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

- name: Install a Nomad of one's own build
  nomadic.fleet.release_archive:
    product: nomad
    version: 1.11.3
    path: /opt/nomadic.fleet/nomad/1.11.3/nomad
    src: /srv/builds/nomad
    checksum: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
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
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _archive, _openpgp
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError


def install(params: dict[str, t.Any], machine: str, run_command: _archive.Runner) -> None:
    """From a file that is here, or from a release site."""
    if params["src"]:
        with _archive.beside(params["path"]):
            _archive.install_file(params["src"], params["product"], params["checksum"], params["path"])
        return
    keyring = _openpgp.keyring(params["key"], "fleet_archive_key", params["fingerprint"])
    verifier = _archive.Verifier(keyring, run_command)
    with _archive.beside(params["path"]) as workdir:
        _archive.install(
            params["url"], params["product"], params["version"], machine, verifier, params["path"], workdir
        )


def run(params: dict[str, t.Any], check_mode: bool, run_command: _archive.Runner) -> bool:
    """Install unless the binary is there; tell whether something changed."""
    machine = params["machine"] or platform.machine()
    if not params["src"]:
        _archive.architectures(machine)
    if os.path.exists(params["path"]):
        return False
    if not check_mode:
        install(params, machine, run_command)
    return True


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "product": {"type": "str", "required": True},
            "version": {"type": "str", "required": True},
            "path": {"type": "path", "required": True},
            "url": {"type": "str"},
            "key": {"type": "str", "no_log": False},
            "src": {"type": "path"},
            "checksum": {"type": "str"},
            "fingerprint": {"type": "str", "default": ""},
            "machine": {"type": "str"},
        },
        required_one_of=[("url", "src")],
        mutually_exclusive=[("url", "src")],
        required_by={"url": ("key",), "src": ("checksum",)},
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
