# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuers and keys of Vault's PKI engine.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import joined, read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._x509 import Certificate

NO_ISSUER = "unable to find PKI issuer"
NO_KEY = "unable to find PKI key"
#: What a new authority's certificate says; used only when it is made.
SUBJECT: tuple[Field, ...] = (
    joined("alt_names"),
    f.names("ip_sans"),
    f.names("uri_sans"),
    f.names("other_sans"),
    f.flag("exclude_cn_from_sans"),
    f.names("ou"),
    f.names("organization"),
    f.names("country"),
    f.names("locality"),
    f.names("province"),
    f.names("street_address"),
    f.names("postal_code"),
    f.text("serial_number"),
)
#: What the signature adds.
SIGNATURE: tuple[Field, ...] = (
    f.duration("ttl"),
    f.text("not_after"),
    f.duration("not_before_duration"),
    f.number("max_path_length"),
    f.names("permitted_dns_domains"),
    f.number("signature_bits"),
    f.flag("use_pss"),
)
KEY: tuple[Field, ...] = (f.text("key_type", choices=["rsa", "ec", "ed25519"]), f.number("key_bits"))
#: What a write to an issuer replaces.
KEPT = (
    "issuer_name",
    "leaf_not_after_behavior",
    "usage",
    "manual_chain",
    "revocation_signature_algorithm",
    "issuing_certificates",
    "crl_distribution_points",
    "delta_crl_distribution_points",
    "ocsp_servers",
    "enable_aia_url_templating",
)
#: What an authority is compared by, besides being there.
AUTHORITY = Fields(
    f.text("mount", default="pki"),
    f.text("issuer_name", required=True),
    f.text("common_name", fixed=True),
)


def issuer(client: VaultClient, mount: str, ref: str) -> dict[str, Any] | None:
    """An issuer by its name or id, with the common name of its certificate."""
    found = read_unless(client, place("{mount}/issuer/{ref}", {"mount": mount, "ref": ref}), NO_ISSUER)
    if found is None:
        return None
    return {**found, "mount": mount, "common_name": Certificate(found["certificate"]).common_name}


def rename(client: VaultClient, mount: str, ref: str, name: str) -> dict[str, Any]:
    """Give an issuer its name; nothing else of it changes."""
    found = issuer(client, mount, ref) or {}
    if found.get("issuer_name") != name:
        kept = {key: found[key] for key in KEPT if found.get(key) is not None}
        client.post(place("{mount}/issuer/{ref}", {"mount": mount, "ref": ref}), {**kept, "issuer_name": name})
    return issuer(client, mount, ref) or {}


def imported(answer: Mapping[str, Any], what: str) -> str:
    """The issuer, of those that an import brought or found, whose key Vault has."""
    for ref, key in (answer["mapping"] or {}).items():
        if key:
            return str(ref)
    raise BadInput(f"{what}: no certificate in it belongs to a key that Vault has.")
