#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Use keys of Vault's transit engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_transit
version_added: 0.1.0
short_description: Encrypt, decrypt, sign and verify with Vault's transit secret engine
description:
  - Has Vault do something with a key, and returns the result. Nothing is kept, so no run is a change.
  - "The key must be there: Vault would make one where it is asked to encrypt with a name it does not know."
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: partial
    details: Nothing is kept; most results differ from run to run.
options:
  mount:
    description: Where the transit engine is enabled.
    type: str
    default: transit
  name:
    description: The key.
    type: str
    required: true
  operation:
    description:
      - What to do.
      - V(encrypt), V(sign) and V(hmac) take O(input).
      - V(decrypt) and V(rewrap) take O(ciphertext). V(rewrap) encrypts anew with the latest version, and shows
        nothing.
      - V(verify) takes O(input) with O(signature) or O(hmac), and fails where they do not belong together.
    type: str
    required: true
    choices: [encrypt, decrypt, rewrap, sign, verify, hmac]
  input:
    description: The plaintext, or what is signed, as text.
    type: str
  input_base64:
    description: The same, in base64, for what is no text.
    type: str
  ciphertext:
    description: What Vault encrypted, C(vault:v1:...).
    type: str
  signature:
    description: What Vault signed, C(vault:v1:...).
    type: str
  hmac:
    description: What Vault computed, C(vault:v1:...).
    type: str
  context:
    description: The context of a derived key, as text.
    type: str
  key_version:
    description: The version of the key. Default is the latest.
    type: int
  hash_algorithm:
    description: The hash of a signature or code, such as V(sha2-256).
    type: str
"""

EXAMPLES = r"""
- name: Encrypt for the shop
  nomadic.fleet.vault_transit:
    name: shop
    operation: encrypt
    input: "{{ card_number }}"
  register: card

- name: Decrypt it
  nomadic.fleet.vault_transit:
    name: shop
    operation: decrypt
    ciphertext: "{{ card.ciphertext }}"
  no_log: true
  register: plain
"""

RETURN = r"""
ciphertext:
  description: What was encrypted.
  returned: with V(encrypt) and V(rewrap)
  type: str
  sample: vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==
plaintext:
  description: What was decrypted, as text; none where it is no text.
  returned: with V(decrypt), where the task hides it (no_log)
  type: str
plaintext_base64:
  description: The same, in base64.
  returned: with V(decrypt)
  type: str
signature:
  description: The signature.
  returned: with V(sign)
  type: str
hmac:
  description: The code.
  returned: with V(hmac)
  type: str
"""

import base64
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

#: What an operation takes as it is, besides what all take.
TAKES = {"decrypt": ("ciphertext",), "rewrap": ("ciphertext",), "verify": ("signature", "hmac")}


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """One call."""
    params, operation = module.params, module.params["operation"]
    if operation == "decrypt":
        refuse_to_print(module, "the plaintext")
    body = {key: params[key] for key in ("key_version", "hash_algorithm", *TAKES.get(operation, ())) if params[key]}
    if params["context"] is not None:
        body["context"] = _base64(params["context"])
    if operation in ("encrypt", "sign", "verify", "hmac"):
        body["plaintext" if operation == "encrypt" else "input"] = params["input_base64"] or _base64(params["input"])
    if operation == "encrypt":
        key = client.request("GET", place("{mount}/keys/{name}", params), accept=(403, 404))
        if key.status == 404:
            raise BadInput(f"name: {params['mount']} has no key {params['name']}; make it with vault_transit_key.")
    answer = client.post(place("{mount}/{operation}/{name}", params), body).data["data"]
    if operation == "verify" and not answer["valid"]:
        raise FleetError(f"What was given is not what the key {params['name']} signed.")
    if operation == "decrypt":
        return {"changed": False, "plaintext_base64": answer["plaintext"], "plaintext": _text(answer["plaintext"])}
    return {"changed": False, **{key: answer[key] for key in ("ciphertext", "signature", "hmac") if key in answer}}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _text(encoded: str) -> str | None:
    try:
        return base64.b64decode(encoded).decode()
    except UnicodeDecodeError:
        return None


def main() -> None:
    """Run the module."""
    text = {"type": "str"}
    spec: dict[str, Any] = {
        "mount": {"type": "str", "default": "transit"},
        "name": {"type": "str", "required": True},
        "operation": {
            "type": "str",
            "required": True,
            "choices": ["encrypt", "decrypt", "rewrap", "sign", "verify", "hmac"],
        },
        "input": {"type": "str", "no_log": True},
        "input_base64": {"type": "str", "no_log": True},
        "context": {"type": "str", "no_log": True},
        "key_version": {"type": "int", "no_log": False},
        **dict.fromkeys(("ciphertext", "signature", "hmac", "hash_algorithm"), text),
    }
    needs: list[Any] = [
        ("operation", name, ["input", "input_base64"], True) for name in ("encrypt", "sign", "verify", "hmac")
    ]
    needs += [("operation", name, ["ciphertext"]) for name in ("decrypt", "rewrap")]
    needs.append(("operation", "verify", ["signature", "hmac"], True))
    exclusive = [("input", "input_base64"), ("signature", "hmac")]
    run("vault", spec, work, required_if=needs, mutually_exclusive=exclusive)


if __name__ == "__main__":
    main()
