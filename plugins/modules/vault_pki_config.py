#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_config
version_added: 0.1.0
short_description: Manage the settings of Vault's PKI secret engine
description:
  - What certificates say about where to find their issuers and revocation lists, how lists are made, which issuer is
    the default, and what Vault clears away by itself.
  - Each of O(urls), O(crl), O(cluster), O(issuers), O(keys), O(acme) and O(auto_tidy) is read and written only where
    it is given, and only the keys given are compared.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  mount:
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  urls:
    description: What certificates say, where their issuer says nothing else.
    type: dict
    suboptions:
      issuing_certificates:
        description: URLs of the issuer's certificate, all of them.
        type: list
        elements: str
      crl_distribution_points:
        description: URLs of the revocation list, all of them.
        type: list
        elements: str
      delta_crl_distribution_points:
        description: URLs of the list of what was revoked since, all of them.
        type: list
        elements: str
      ocsp_servers:
        description: URLs of OCSP, all of them.
        type: list
        elements: str
      enable_templating:
        description: Whether the URLs may hold C({{issuer_id}}), C({{cluster_path}}) and C({{cluster_aia_path}}).
        type: bool
  crl:
    description: How revocation lists are made.
    type: dict
    suboptions:
      expiry:
        description: How long a list is valid, such as V(72h).
        type: str
      disable:
        description: Whether no list is made.
        type: bool
      ocsp_disable:
        description: Whether OCSP is off.
        type: bool
      ocsp_expiry:
        description: How long an answer of OCSP is valid.
        type: str
      auto_rebuild:
        description: Whether a list is made before the last one expires, instead of at every revocation.
        type: bool
      auto_rebuild_grace_period:
        description: How long before.
        type: str
      enable_delta:
        description: Whether lists of what was revoked since are made.
        type: bool
      delta_rebuild_interval:
        description: How often.
        type: str
      max_crl_entries:
        description: How many entries a list may have; V(-1) for any number.
        type: int
  cluster:
    description: What the templates of O(urls) stand for.
    type: dict
    suboptions:
      path:
        description: The URL of this mount, such as V(https://vault.example.com/v1/pki).
        type: str
      aia_path:
        description: The URL of this mount for issuers and lists, which may be plain HTTP.
        type: str
  issuers:
    description: The default issuer.
    type: dict
    suboptions:
      default:
        description: Its name or id.
        type: str
      default_follows_latest_issuer:
        description: Whether an issuer that is imported or made becomes the default.
        type: bool
  keys:
    description: The default key.
    type: dict
    suboptions:
      default:
        description: Its name or id.
        type: str
  acme:
    description: ACME.
    type: dict
    suboptions:
      enabled:
        description: Whether it is on. It needs O(cluster.path).
        type: bool
      default_directory_policy:
        description: "What clients of the bare directory get: V(sign-verbatim), V(forbid), or V(role:<name>)."
        type: str
      allowed_roles:
        description: The roles that may be used, all of them; V(*) for any.
        type: list
        elements: str
      allowed_issuers:
        description: The issuers that may be used, all of them; V(*) for any.
        type: list
        elements: str
      allow_role_ext_key_usage:
        description: Whether a role's extended key usage is kept.
        type: bool
      eab_policy:
        description: When clients need an account that is bound to one of Vault.
        type: str
        choices: [not-required, new-account-required, always-required]
      dns_resolver:
        description: The DNS server of challenges, as C(host:port).
        type: str
      max_ttl:
        description: The longest validity of certificates.
        type: str
  auto_tidy:
    description: What Vault clears away by itself.
    type: dict
    suboptions:
      enabled:
        description: Whether it does.
        type: bool
      interval_duration:
        description: How often, such as V(12h).
        type: str
      tidy_cert_store:
        description: Whether certificates that expired are forgotten.
        type: bool
      tidy_revoked_certs:
        description: Whether revoked ones that expired are.
        type: bool
      tidy_revoked_cert_issuer_associations:
        description: Whether revoked certificates are matched with their issuers again.
        type: bool
      tidy_expired_issuers:
        description: Whether issuers that expired are deleted. Their keys stay.
        type: bool
      tidy_acme:
        description: Whether accounts and orders of ACME that are old are forgotten.
        type: bool
      safety_buffer:
        description: How long after the end of its validity a certificate is kept.
        type: str
      issuer_safety_buffer:
        description: How long an issuer is kept.
        type: str
      acme_account_safety_buffer:
        description: How long an account is kept.
        type: str
      pause_duration:
        description: How long Vault rests between two certificates, such as V(100ms).
        type: str
      maintain_stored_certificate_counts:
        description: Whether certificates are counted.
        type: bool
      publish_stored_certificate_count_metrics:
        description: Whether their number is in the metrics.
        type: bool
"""

EXAMPLES = r"""
- name: Publish revocation lists, and forget old certificates
  nomadic.fleet.vault_pki_config:
    cluster:
      path: https://vault.example.com/v1/pki
      aia_path: http://vault.example.com/v1/pki
    urls:
      enable_templating: true
      crl_distribution_points: !unsafe ["{{cluster_aia_path}}/issuer/{{issuer_id}}/crl/der"]
    crl:
      auto_rebuild: true
    auto_tidy:
      enabled: true
      tidy_cert_store: true
"""

RETURN = r"""
config:
  description: The settings, by their paths below C(<mount>/config), those that the task gives.
  returned: always
  type: dict
  sample: {mount: pki, crl: {auto_rebuild: true, expiry: 72h}, cluster: {path: 'https://vault.example.com/v1/pki'}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import keep_settings, read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_pki import NO_ISSUER, NO_KEY

FIELDS = Fields(
    f.text("mount", default="pki"),
    f.nested(
        "urls",
        f.names("issuing_certificates"),
        f.names("crl_distribution_points"),
        f.names("delta_crl_distribution_points"),
        f.names("ocsp_servers"),
        f.flag("enable_templating"),
    ),
    f.nested(
        "crl",
        f.duration("expiry", unit="text"),
        f.flag("disable"),
        f.flag("ocsp_disable"),
        f.duration("ocsp_expiry", unit="text"),
        f.flag("auto_rebuild"),
        f.duration("auto_rebuild_grace_period", unit="text"),
        f.flag("enable_delta"),
        f.duration("delta_rebuild_interval", unit="text"),
        f.number("max_crl_entries"),
    ),
    f.nested("cluster", f.text("path"), f.text("aia_path")),
    f.nested("issuers", f.text("default"), f.flag("default_follows_latest_issuer")),
    f.nested("keys", f.text("default"), no_log=False),
    f.nested(
        "acme",
        f.flag("enabled"),
        f.text("default_directory_policy"),
        f.names("allowed_roles"),
        f.names("allowed_issuers"),
        f.flag("allow_role_ext_key_usage"),
        f.text("eab_policy", choices=["not-required", "new-account-required", "always-required"]),
        f.text("dns_resolver"),
        f.duration("max_ttl"),
    ),
    f.nested(
        "auto_tidy",
        f.flag("enabled"),
        f.duration("interval_duration"),
        f.flag("tidy_cert_store"),
        f.flag("tidy_revoked_certs"),
        f.flag("tidy_revoked_cert_issuer_associations"),
        f.flag("tidy_expired_issuers"),
        f.flag("tidy_acme"),
        f.duration("safety_buffer"),
        f.duration("issuer_safety_buffer"),
        f.duration("acme_account_safety_buffer"),
        f.duration("pause_duration", unit="text"),
        f.flag("maintain_stored_certificate_counts"),
        f.flag("publish_stored_certificate_count_metrics"),
        key="auto-tidy",
    ),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault returns ids, people write names."""
    for option, kind, words in (("issuers", "issuer", NO_ISSUER), ("keys", "key", NO_KEY)):
        ref = (module.params[option] or {}).get("default")
        if ref:
            where = place("{mount}/{kind}/{ref}", {**module.params, "kind": kind, "ref": ref})
            found = read_unless(client, where, words) or {}
            module.params[option]["default"] = found.get(f"{kind}_id", ref)
    return keep_settings(module, client, FIELDS)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(), work, returns="config")


if __name__ == "__main__":
    main()
