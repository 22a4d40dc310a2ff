# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options: one specification a product, with the product's own environment variables as fallbacks.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import env_fallback
from ansible.module_utils.errors import AnsibleFallbackNotFound

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

_TRUE = ("1", "t", "true", "y", "yes", "on")
_FALSE = ("0", "f", "false", "n", "no", "off")

# option -> environment variable; "!NAME" is the negation of NAME
ENVIRONMENT: dict[str, dict[str, str]] = {
    "nomad": {
        "address": "NOMAD_ADDR",
        "token": "NOMAD_TOKEN",
        "namespace": "NOMAD_NAMESPACE",
        "region": "NOMAD_REGION",
        "ca_file": "NOMAD_CACERT",
        "client_cert": "NOMAD_CLIENT_CERT",
        "client_key": "NOMAD_CLIENT_KEY",
        "tls_server_name": "NOMAD_TLS_SERVER_NAME",
        "validate_certs": "!NOMAD_SKIP_VERIFY",
    },
    "consul": {
        "address": "CONSUL_HTTP_ADDR",
        "token": "CONSUL_HTTP_TOKEN",
        "namespace": "CONSUL_NAMESPACE",
        "ca_file": "CONSUL_CACERT",
        "client_cert": "CONSUL_CLIENT_CERT",
        "client_key": "CONSUL_CLIENT_KEY",
        "tls_server_name": "CONSUL_TLS_SERVER_NAME",
        "validate_certs": "CONSUL_HTTP_SSL_VERIFY",
    },
    "vault": {
        "address": "VAULT_ADDR",
        "token": "VAULT_TOKEN",
        "namespace": "VAULT_NAMESPACE",
        "ca_file": "VAULT_CACERT",
        "client_cert": "VAULT_CLIENT_CERT",
        "client_key": "VAULT_CLIENT_KEY",
        "tls_server_name": "VAULT_TLS_SERVER_NAME",
        "validate_certs": "!VAULT_SKIP_VERIFY",
    },
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "nomad": {"address": "http://127.0.0.1:4646", "validate_certs": True, "timeout": 30},
    "consul": {"address": "http://127.0.0.1:8500", "validate_certs": True, "timeout": 30},
    "vault": {"address": "https://127.0.0.1:8200", "validate_certs": True, "timeout": 30},
}
_TEXT: dict[str, Any] = {"type": "str", "no_log": False}
_NEEDED: dict[str, Any] = {**_TEXT, "required": True}
_SECRET: dict[str, Any] = {"type": "str", "no_log": True}
# what option login takes; _vault_login knows what each method of Vault needs
_JWT_LOGIN = {"auth_method": _NEEDED, "jwt": {**_SECRET, "required": True}}
LOGINS: dict[str, dict[str, dict[str, Any]]] = {
    "nomad": _JWT_LOGIN,
    "consul": _JWT_LOGIN,
    "vault": {
        "method": {**_NEEDED, "choices": ["approle", "aws", "cert", "jwt", "ldap", "token", "userpass"]},
        **dict.fromkeys(("mount", "role", "role_id", "username", "access_key", "region", "header_value"), _TEXT),
        **dict.fromkeys(("secret_id", "password", "jwt", "token", "secret_key", "session_token"), _SECRET),
    },
}
_TYPES = {"ca_file": "path", "client_cert": "path", "client_key": "path", "validate_certs": "bool"}


def _not_env_fallback(*names: str) -> bool:
    """An option that is the negation of an environment variable."""
    for name in names:
        value = os.environ.get(name, "").strip().lower()
        if value in _TRUE:
            return False
        if value in _FALSE:
            return True
    raise AnsibleFallbackNotFound


def _spec(product: str, *more: str) -> dict[str, dict[str, Any]]:
    """The argument_spec part of one product."""
    spec: dict[str, dict[str, Any]] = {}
    for option in ("address", "token", "namespace", *more, *_TYPES, "tls_server_name", "timeout"):
        entry: dict[str, Any] = {"type": _TYPES.get(option, "int" if option == "timeout" else "str")}
        if option in DEFAULTS[product]:
            entry["default"] = DEFAULTS[product][option]
        if option in ("token", "client_key"):
            entry["no_log"] = option == "token"  # client_key is the path of a file
        variable = ENVIRONMENT[product].get(option, "")
        if variable:
            fallback = _not_env_fallback if variable.startswith("!") else env_fallback
            entry["fallback"] = (fallback, [variable.lstrip("!")])
        spec[option] = entry
    spec["login"] = {"type": "dict", "options": LOGINS[product]}
    return spec


NOMAD = _spec("nomad", "region")
CONSUL = _spec("consul", "datacenter")
VAULT = _spec("vault")
SPECS = {"nomad": NOMAD, "consul": CONSUL, "vault": VAULT}


def resolve(product: str, options: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Explicit options first, then the environment, then the defaults; a login wins over a token of the environment.

    None means "not given"; an empty text is explicit (an empty token asks as nobody, whatever the environment says).
    """
    environ = os.environ if environ is None else environ
    found: dict[str, Any] = {}
    for option in SPECS[product]:
        value = options.get(option)
        variable = ENVIRONMENT[product].get(option, "")
        if value is None and variable:
            value = environ.get(variable.lstrip("!")) or None
            if value is not None and option == "validate_certs":
                text = value.strip().lower()
                value = (text in _FALSE) if variable.startswith("!") else (text not in _FALSE)
        found[option] = DEFAULTS[product].get(option) if value in (None, "") else value
    if options.get("login") is not None:
        found["login"] = _login(product, options["login"])
        # a module's own fallback may have filled in the environment's token
        if options.get("token") not in (None, environ.get(ENVIRONMENT[product]["token"])):
            raise BadInput("token and login are both given: leave one out.")
        found["token"] = None
    return found


def _login(product: str, given: Any) -> dict[str, Any]:
    """The suboptions that are given; a lookup hands them in unchecked."""
    if not isinstance(given, Mapping):
        raise BadInput(f"login must be a dictionary with {', '.join(LOGINS[product])}.")
    login = {str(option): value for option, value in given.items() if value is not None}
    unknown = sorted(set(login) - set(LOGINS[product]))
    if unknown:
        raise BadInput(f"login has no option {', '.join(unknown)}; it takes {', '.join(LOGINS[product])}.")
    for option, spec in LOGINS[product].items():
        if spec.get("required") and not login.get(option):
            raise BadInput(f"login needs {option}.")
    return {option: str(value) for option, value in login.items()}


def secrets(product: str, found: Mapping[str, Any]) -> set[str]:
    """The values of resolved options that no message may repeat."""
    login = found["login"] or {}
    hidden = {login.get(option) for option, spec in LOGINS[product].items() if spec["no_log"]}
    return {str(value).strip() for value in (*hidden, found["token"]) if value} - {""}
