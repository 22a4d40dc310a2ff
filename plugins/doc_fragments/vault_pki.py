# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of what makes or signs an authority's certificate."""

from __future__ import annotations


class ModuleDocFragment:
    """The subject; what the signature adds; the key; files."""

    DOCUMENTATION = r"""
options:
  alt_names:
    description: Alternative names, host names and e-mail addresses.
    type: list
    elements: str
  ip_sans:
    description: Addresses.
    type: list
    elements: str
  uri_sans:
    description: URIs.
    type: list
    elements: str
  other_sans:
    description: Other alternative names, each as C(<oid>;UTF8:<value>).
    type: list
    elements: str
  exclude_cn_from_sans:
    description: Whether the common name is left out of the alternative names.
    type: bool
  ou:
    description: Organizational units in the subject.
    type: list
    elements: str
  organization:
    description: Organizations in the subject.
    type: list
    elements: str
  country:
    description: Countries in the subject.
    type: list
    elements: str
  locality:
    description: Localities in the subject.
    type: list
    elements: str
  province:
    description: Provinces in the subject.
    type: list
    elements: str
  street_address:
    description: Street addresses in the subject.
    type: list
    elements: str
  postal_code:
    description: Postal codes in the subject.
    type: list
    elements: str
  serial_number:
    description: The serial number in the subject, not that of the certificate.
    type: str
  ttl:
    description: How long it is valid, such as V(87600h) or V(3650d), within what the mount allows.
    type: str
  not_after:
    description: The end of the validity as a date, such as V(2040-01-01T00:00:00Z), instead of O(ttl).
    type: str
  not_before_duration:
    description: How far it is dated back.
    type: str
  max_path_length:
    description: How many authorities may follow below it; V(-1) for any number.
    type: int
  permitted_dns_domains:
    description: The domains for which it and those below may issue.
    type: list
    elements: str
  signature_bits:
    description: The length of the hash in the signature; V(0) is the default.
    type: int
  use_pss:
    description: Whether RSA signs with PSS.
    type: bool
requirements:
  - cryptography
"""

    KEY = r"""
options:
  key_type:
    description: The kind of the key.
    type: str
    choices: [rsa, ec, ed25519]
  key_bits:
    description: The length of the key; V(0) is the default of its kind.
    type: int
"""

    FILES = r"""
options:
  renew_after:
    description:
      - The part of its life after which it is replaced, between 0 and 1.
    type: float
    default: 0.67
  force:
    description: Whether it is replaced in any case.
    type: bool
    default: false
  owner:
    description: Who owns the files. Default is who runs the task.
    type: str
  group:
    description: The group of the files.
    type: str
"""
