#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign keys with Vault's SSH engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ssh_sign
version_added: 0.1.0
short_description: Have a key signed by Vault's SSH secret engine, and renew the certificate
description:
  - Has Vault sign a public key, and keeps the certificate in a file.
  - It is replaced when it is not there, when it is for another key or for others than O(valid_principals), when
    another authority signed it, or when a part of its life has passed (O(renew_after)).
  - Without O(path) every run signs, and is a change.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_pki.files
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Only with O(path).
options:
  mount:
    description: Where the SSH engine is enabled.
    type: str
    default: ssh
  role:
    description: The role, see M(nomadic.fleet.vault_ssh_role).
    type: str
    required: true
  public_key:
    description: The public key, as in a file that ends in C(.pub).
    type: str
    required: true
  cert_type:
    description: Whose certificate it is.
    type: str
    default: user
    choices: [user, host]
  valid_principals:
    description: The users, or the hosts, all of them. Default is what the role says.
    type: list
    elements: str
  ttl:
    description: How long it is valid, such as V(1h) or seconds, within what the role allows.
    type: str
  key_id:
    description: The key id, where the role lets the request choose.
    type: str
  extensions:
    description: Extensions, such as C(permit-pty). Default is what the role says.
    type: dict
  critical_options:
    description: Critical options. Default is what the role says.
    type: dict
  path:
    description: The file for the certificate, mode 0644, such as C(/etc/ssh/ssh_host_ed25519_key-cert.pub).
    type: path
"""

EXAMPLES = r"""
- name: Have the host's key signed
  nomadic.fleet.vault_ssh_sign:
    role: host
    cert_type: host
    public_key: "{{ host_key.content | b64decode }}"
    valid_principals: [server1.example.com]
    ttl: 90d
    path: /etc/ssh/ssh_host_ed25519_key-cert.pub
  notify: Reload sshd
"""

RETURN = r"""
reason:
  description: Why it was signed, empty where it was not.
  returned: always
  type: str
  sample: there is none
signed_key:
  description: The certificate.
  returned: when it was signed
  type: str
serial_number:
  description: Its serial number, hexadecimal.
  returned: when it was signed
  type: str
  sample: f65ed2fd21443d5c
diff:
  description: What changes.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _files
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._ssh_certificate import certificate_at, key_blob
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_certificates import FILES
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import joined
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

REQUEST = Fields(
    f.text("public_key", required=True, no_log=False),
    f.text("cert_type", default="user", choices=["user", "host"]),
    joined("valid_principals"),
    f.duration("ttl"),
    f.text("key_id", no_log=False),
    f.mapping("extensions"),
    f.mapping("critical_options"),
)


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Sign where the file does not hold what is wanted."""
    params, path = module.params, module.params["path"]
    if path:
        _files.require_folder(path, "path")
    before = certificate_at(path) if path else None
    reason = _reason(params, client, before)
    settled = bool(path) and not reason and _files.settle(module, path, 0o644)
    result: dict[str, Any] = {
        "changed": bool(reason) or settled,
        "reason": reason,
        "diff": {"before": before.about() if before else {}, "after": {"reason": reason} if reason else {}},
    }
    if not reason:
        result["diff"]["after"] = result["diff"]["before"]
    if not reason or module.check_mode:
        return result
    answer = client.post(place("{mount}/sign/{role}", params), REQUEST.wanted(params), idempotent=False).data["data"]
    if path:
        _files.put(module, path, answer["signed_key"], 0o644)
        _files.settle(module, path, 0o644)
    return {**result, "signed_key": answer["signed_key"], "serial_number": answer["serial_number"]}


def _reason(params: dict[str, Any], client: VaultClient, before: Any) -> str:
    """Why a new certificate is needed; empty where the one there will do."""
    key = key_blob(params["public_key"], "public_key")
    if not params["path"]:
        return "there is no file to keep it in"
    if params["force"]:
        return "it is forced"
    if before is None:
        return "there is none"
    if before.key != key or before.kind != params["cert_type"]:
        return "it is for another key"
    if params["valid_principals"] is not None and before.principals != set(params["valid_principals"]):
        return "it is for other names"
    authority = client.read(place("{mount}/config/ca", params))
    if before.authority != key_blob(authority["public_key"], "the authority's key"):
        return "another authority signed it"
    passed = before.passed()
    return f"{passed:.0%} of its life have passed" if passed >= params["renew_after"] else ""


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        **REQUEST.spec(),
        **FILES,
        **_files.OWNER,
        "mount": {"type": "str", "default": "ssh"},
        "role": {"type": "str", "required": True},
        "path": {"type": "path"},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
