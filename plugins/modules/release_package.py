#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_package
short_description: Install a product's binary from a package of a signed apt repository
version_added: 0.1.0
description:
  - Lets apt fetch a package and verify it against the signed index of its repository, takes the binary out of it, and puts that in place, all or
    nothing. The package itself is not installed. Its scripts would change owners of the configuration and, at an upgrade, restart a service at
    once.
  - apt works with sources, lists and a keyring of its own, so that the host's are neither read nor changed. Its proxy settings are the host's.
  - It needs C(apt-get) and C(dpkg-deb), as every host of the Debian family has them.
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
    description: Name of the product, which is that of its package and of its binary in C(/usr/bin).
    type: str
    required: true
  version:
    description: Version to install without the package's revision, for example V(1.11.3).
    type: str
    required: true
  path:
    description:
      - Path of the binary. Put the version in it. A file that is already there is left alone, since it only ever appears complete and verified.
    type: path
    required: true
  url:
    description: Address of the repository.
    type: str
    required: true
  suite:
    description: Suite of the repository, for the vendor's the code name of the distribution's release.
    type: str
    required: true
  component:
    description: Component of the repository.
    type: str
    default: main
  key:
    description: Public OpenPGP key that signs the repository, as armored text, as the path of a file, or as the URL of one.
    type: str
    required: true
  fingerprint:
    description:
      - Fingerprint that the key must have. Other keys that come along with it are not trusted.
      - Empty accepts the given keys as they are.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Take Nomad from the vendor's repository
  nomadic.fleet.release_package:
    product: nomad
    version: 1.11.3
    path: /opt/nomadic.fleet/nomad/1.11.3/nomad
    url: https://apt.releases.hashicorp.com
    suite: "{{ ansible_facts['distribution_release'] }}"
    key: https://apt.releases.hashicorp.com/gpg
    fingerprint: 798A EC65 4E5C 1542 8C8E 42EE AA16 FCBC A621 E701
"""

RETURN = r"""
path:
  description: Path of the binary.
  type: str
  returned: always
  sample: /opt/nomadic.fleet/nomad/1.11.3/nomad
"""

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _archive, _openpgp, _package
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError


def run(params: dict[str, t.Any], check_mode: bool, run_command: t.Callable[..., t.Any]) -> bool:
    """Install unless the binary is there; tell whether something changed."""
    if os.path.exists(params["path"]):
        return False
    if not check_mode:
        keyring = _openpgp.keyring(params["key"], "fleet_apt_key", params["fingerprint"])
        repository = _package.Repository(params["url"], params["suite"], params["component"], keyring)
        with _archive.beside(params["path"]) as workdir:
            _package.install(repository, params["product"], params["version"], params["path"], workdir, run_command)
    return True


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "product": {"type": "str", "required": True},
            "version": {"type": "str", "required": True},
            "path": {"type": "path", "required": True},
            "url": {"type": "str", "required": True},
            "suite": {"type": "str", "required": True},
            "component": {"type": "str", "default": "main"},
            "key": {"type": "str", "required": True, "no_log": False},
            "fingerprint": {"type": "str", "default": ""},
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
