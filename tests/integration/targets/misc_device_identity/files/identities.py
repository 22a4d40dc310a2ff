# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make folders that are to fleet-device what /etc is on a device: settings, and for VPN and Nomad a key and a certificate each.

identities.py FLEET VAULT_CA VAULT_ADDRESSES FOLDER NAME:DAYS[:other|:gateway]...

The certificates are of 300 days, of which so many have passed. Those of an other one are not of the fleet, the one of a gateway is for a server.
"""

from __future__ import annotations

import datetime
import shutil
import sys
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PEM = serialization.Encoding.PEM
NOMAD = "client.global.nomad"


def authority(fleet: Path, domain: str, other: bool) -> tuple[x509.Certificate, Any]:
    """A root of the fleet with its key; or one that only looks like it."""
    root = x509.load_pem_x509_certificate((fleet / "pki" / domain / "ca.pem").read_bytes())
    if other:
        return root, ec.generate_private_key(ec.SECP256R1())
    passphrase = (fleet / "secrets" / "pki_passphrase").read_bytes().strip()
    return root, serialization.load_pem_private_key((fleet / "pki" / domain / "ca.key").read_bytes(), passphrase)


def identity(folder: Path, name: str, days: int, signer: tuple[x509.Certificate, Any], gateway: bool = False) -> None:
    """Key and certificate, as role pki makes them."""
    root, root_key = signer
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsageOID.SERVER_AUTH if gateway else x509.ExtendedKeyUsageOID.CLIENT_AUTH
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=300))
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.KeyUsage(True, False, False, False, True, False, False, False, False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    )
    folder.mkdir(parents=True, mode=0o750)
    (folder / "ca.pem").write_bytes(root.public_bytes(PEM))
    (folder / "cert.pem").write_bytes(made.sign(root_key, hashes.SHA256()).public_bytes(PEM))
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)


def main() -> None:
    """Entry."""
    fleet, vault_ca, addresses, folder = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    for word in sys.argv[5:]:
        name, days, *kind = word.split(":")
        other = kind == ["other"]
        device = folder / name
        shutil.rmtree(device, ignore_errors=True)
        identity(device / "vpn", name, int(days), authority(fleet, "vpn", other), kind == ["gateway"])
        identity(device / "nomad", NOMAD, int(days), authority(fleet, "nomad", other))
        shutil.copy(vault_ca, device / "vault-ca.pem")
        settings = {
            "name": name,
            "vault": addresses,
            "vpn_directory": device / "vpn",
            "vpn_device": "lo",
            "vpn_unit": "openvpn-client@fleet.service",
            "vpn_in_use": device / "in_use.pem",
            "nomad_directory": device / "nomad",
            "nomad_name": NOMAD,
        }
        (device / "device.conf").write_text("".join(f"{key}='{value}'\n" for key, value in settings.items()))


if __name__ == "__main__":
    main()
