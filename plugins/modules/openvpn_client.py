#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: openvpn_client
short_description: Make the tls-crypt-v2 key by which a device knocks at OpenVPN gateways
version_added: 0.1.0
description:
  - Has OpenVPN make the key of a device from the gateways' server key. It carries the device's name and generation, by which gateways let it in or not.
  - The key's first line is a title that says what it was made of. Given the title of the key that the device has, the module makes a new one only where that
    has another name, generation or server key.
  - The module keeps nothing and writes nothing for good; a task that runs on the device writes the key down. So the device sees its own key only, and the
    gateway none.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
attributes:
  check_mode:
    support: full
    details: Says whether a key would be made, and makes none.
  diff_mode:
    support: full
    details: Shows titles, never keys.
  idempotent:
    support: full
    details: A device that has the title returned needs no new key.
options:
  name:
    description: Name of the device, which is also that of its certificate.
    type: str
    required: true
  generation:
    description: Generation of its identity, from 1 on. A gateway takes that of its allow-list and no other.
    type: int
    default: 1
  server_key:
    description:
      - The server key of the gateways, as M(nomadic.fleet.fleet_secret) makes it (128 random bytes in base64), or the text of its file.
      - It is given as text and not as a file of the gateway, because devices get keys of the next server key before any gateway has it.
    type: str
    required: true
  title:
    description: The first line of the file of the key that the device has, empty if it has none.
    type: str
    default: ""
requirements:
  - OpenVPN 2.5 or later on the host
notes:
  - Runs where the server key may be, on a gateway or on the controller, never on the device.
  - Refuses to run in a task without C(no_log), because the result has the key in it.
seealso:
  - module: nomadic.fleet.openvpn_profile
  - module: nomadic.fleet.fleet_secret
"""

EXAMPLES = r"""
- name: Read the server key
  nomadic.fleet.fleet_secret:
    name: openvpn_tls_crypt_v2_server_key
    bytes: 128
  register: server
  no_log: true

- name: Look what key the device has
  ansible.builtin.command: head --lines=1 /etc/openvpn/fleet/tls-crypt-v2.key
  register: has
  changed_when: false
  failed_when: false

- name: Make one, where that is not the right one
  nomadic.fleet.openvpn_client:
    name: device7
    server_key: "{{ server.secret }}"
    title: "{{ has.stdout }}"
  delegate_to: gateway1
  register: made
  no_log: true

- name: Write it down
  ansible.builtin.copy:
    content: "{{ made.key }}"
    dest: /etc/openvpn/fleet/tls-crypt-v2.key
    mode: "0600"
  diff: false
  no_log: true
  when: made.key | length > 0
"""

RETURN = r"""
title:
  description: The first line of the right key, with the device's name, its generation and the beginning of a hash of the server key.
  type: str
  returned: always
  sample: "# device7:1 5d3a4f0a6c1b2e97"
key:
  description: The whole content of the key's file, title included. Empty if the device has the right key, and in check mode.
  type: str
  returned: always
"""

import base64
import hashlib
import os
import textwrap

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.allow_list import NAME

SIZE = 128
FILE = """\
-----BEGIN OpenVPN tls-crypt-v2 server key-----
{}
-----END OpenVPN tls-crypt-v2 server key-----
"""
MADE = "-----BEGIN OpenVPN tls-crypt-v2 client key-----"


def bare(server_key: str) -> str:
    """The base64 of a server key, of one line."""
    text = "".join(line.strip() for line in server_key.splitlines() if not line.startswith("-----"))
    try:
        size = len(base64.b64decode(text, validate=True))
    except ValueError:
        size = 0
    if size != SIZE:
        raise BadInput(f"server_key: it must be {SIZE} bytes in base64, or the text of a tls-crypt-v2 server key file")
    return text


def made(module: AnsibleModule, server_key: str, identity: str) -> str:
    """OpenVPN reads the server key from a file only; it goes with the task."""
    path = os.path.join(module.tmpdir, "tls-crypt-v2.key")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(FILE.format("\n".join(textwrap.wrap(server_key, 64))))
    try:
        openvpn = module.get_bin_path("openvpn", required=True)
        claim = base64.b64encode(identity.encode()).decode()
        command = [openvpn, "--tls-crypt-v2", path, "--genkey", "tls-crypt-v2-client", "", claim]
        code, out, errors = module.run_command(command)
    finally:
        os.unlink(path)
    if code or MADE not in out:
        raise FleetError(f"openvpn has made no key ({code}): {errors.strip() or 'it did not say why'}")
    return str(out[out.index(MADE) :])


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "generation": {"type": "int", "default": 1},
            "server_key": {"type": "str", "required": True, "no_log": True},
            "title": {"type": "str", "default": ""},
        },
        supports_check_mode=True,
    )
    params = module.params
    try:
        refuse_to_print(module, "the device's key")
        if not NAME.fullmatch(params["name"]) or params["generation"] < 1:
            raise BadInput(
                f"name, generation: {params['name']!r} must be 1 to 63 of a-z, 0-9 and '-', and {params['generation']} at least 1"
            )
        server_key, identity = bare(params["server_key"]), f"{params['name']}:{params['generation']}"
        title = f"# {identity} {hashlib.sha256(server_key.encode()).hexdigest()[:16]}"
        has = params["title"].partition("\n")[0].strip()
        changed = has != title
        key = f"{title}\n{made(module, server_key, identity)}" if changed and not module.check_mode else ""
    except (FleetError, OSError) as error:
        module.fail_json(msg=str(error))
    diff = {"before": f"{has}\n", "after": f"{title}\n"}
    module.exit_json(changed=changed, title=title, key=key, diff=diff)


if __name__ == "__main__":
    main()
