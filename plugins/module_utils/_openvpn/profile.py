# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile of a device: text in, text out.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

#: An IPv4 or IPv6 address, or a name: nothing that could begin another word or line.
ADDRESS = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.-]{0,251}[0-9A-Za-z])?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,44}")
NAME = re.compile(r"[0-9A-Za-z_.-]{1,64}")
#: Files whose content nobody may see.
SECRET = re.compile(r"(?s)<(key|tls-crypt-v2)>\n.*?</\1>")
#: From an option and a path to the lines of the profile.
Shown = Callable[[str, str], "list[str]"]

HEAD = """\
# Written by nomadic.fleet, module openvpn_profile. Changes here are lost.
client
dev {device}
dev-type tun
nobind
resolv-retry infinite
connect-timeout 10
connect-retry 1 30
explicit-exit-notify 1
"""
TAIL = """\
tls-version-min 1.2
tls-cert-profile preferred
remote-cert-tls server
verify-x509-name {gateway_name} name

data-ciphers AES-256-GCM:AES-128-GCM:CHACHA20-POLY1305
auth SHA256
allow-compression no

# A gateway may not take over the device's other traffic or its name resolution
pull-filter ignore redirect-
pull-filter ignore dhcp-option
pull-filter ignore dns
pull-filter ignore block-
pull-filter ignore route-ipv6
pull-filter ignore ifconfig-ipv6
"""
USER = """
user {user}
group {user}
"""
END = """\
persist-key
persist-tun
verb 3
"""


def checked(params: Mapping[str, Any]) -> None:
    """Refuse what OpenVPN would refuse later, or would take for something else."""
    remotes = [_remote(text) for text in params["remotes"]]
    if not remotes:
        raise BadInput("remotes: it is empty; give the address at which devices reach a gateway")
    if twice := next((one for one in remotes if remotes.count(one) > 1), None):
        raise BadInput(f"remotes: {twice} is there twice; give every gateway once")
    if not params["tls_crypt_v2"]:
        raise BadInput("tls_crypt_v2: it is empty; give the file of the device's key (module openvpn_client makes one)")
    for option in ("device", "gateway_name", "user"):
        if params[option] and not NAME.fullmatch(params[option]):
            raise BadInput(f"{option}: {params[option]!r} is no name; use letters, digits, '.', '_' and '-' only")
    for option in ("ca", "cert", "key"):
        _check_path(option, params[option])
    for path in params["tls_crypt_v2"]:
        _check_path("tls_crypt_v2", path)


def _remote(text: str) -> str:
    """Address and port."""
    address, _space, port = text.strip().partition(" ")
    if not ADDRESS.fullmatch(address):
        raise BadInput(f"remotes: {text!r} does not begin with an IP address or a name, as in 'vpn.example.com 443'")
    port = port.strip() or "1194"
    if not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise BadInput(f"remotes: {text!r} has a port that is none; give one from 1 to 65535")
    return f"{address} {port}"


def _check_path(option: str, path: str) -> None:
    if re.search(r"[\s\"'\\#;]", path):
        raise BadInput(
            f"{option}: OpenVPN takes the path {path!r} for something else; use one without spaces, quotes, '\\', '#' and ';'"
        )


def by_path(option: str, path: str) -> list[str]:
    """OpenVPN reads the file itself."""
    return [f"{option} {path}"]


def inlined(read: Callable[[str], str]) -> Shown:
    """The file's content stands in the profile."""
    return lambda option, path: [f"<{option}>", read(path).strip(), f"</{option}>"]


def rendered(params: Mapping[str, Any], shown: Shown) -> str:
    """The whole profile."""
    # What stands before a <connection> holds for it, what stands behind it does not.
    lines = [HEAD.format(**params), *_ways(params["remotes"], params["tls_crypt_v2"], shown), ""]
    for option in ("ca", "cert", "key"):
        lines += shown(option, params[option])
    text = "\n".join(lines) + "\n" + TAIL.format(**params)
    return text + (USER.format(**params) if params["user"] else "\n") + END


def _ways(remotes: Sequence[str], keys: Sequence[str], shown: Shown) -> list[str]:
    """Every gateway by every key, in the order in which OpenVPN tries them."""
    remotes = [f"remote {_remote(text)} udp" for text in remotes]
    if len(keys) == 1:
        return [*remotes, *shown("tls-crypt-v2", keys[0])]
    pairs = [(remote, shown("tls-crypt-v2", key)) for key in keys for remote in remotes]
    return [line for remote, by_key in pairs for line in ("<connection>", remote, *by_key, "</connection>")]


def public(text: str) -> str:
    """Without what nobody may see."""
    return SECRET.sub(r"<\1>\n(hidden)\n</\1>", text)
