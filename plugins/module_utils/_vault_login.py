# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Vault's auth methods are asked for a token: from the option login to the path and body of one request.

Knows neither Ansible nor HTTP. Private to this collection: no promise to others.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.nomadic.fleet.plugins.module_utils import _imports
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

Login = Mapping[str, Any]
_AWS_ENVIRONMENT = {
    "access_key": "AWS_ACCESS_KEY_ID",
    "secret_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
}
_AWS_REGION = "us-east-1"  # that of the global endpoint


class Method(NamedTuple):
    """The suboptions of one method."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


METHODS = {
    "approle": Method(("role_id",), ("secret_id",)),
    "aws": Method((), ("role", *_AWS_ENVIRONMENT, "region", "header_value")),
    "cert": Method((), ("role",)),
    "jwt": Method(("jwt",), ("role",)),
    "ldap": Method(("username", "password")),
    "token": Method(("token",)),
    "userpass": Method(("username", "password")),
}


def check(login: Login, has_certificate: bool) -> None:
    """Refuse what no server could take, before it is asked."""
    name = login["method"]
    method = METHODS.get(name)
    if method is None:
        raise BadInput(f"login: method is {name!r}, but can only be {', '.join(METHODS)}.")
    missing = [option for option in method.needs if not login.get(option)]
    if missing:
        raise BadInput(f"login: method {name} needs {' and '.join(missing)}.")
    foreign = sorted(set(login) - {"method", "mount", *method.needs, *method.takes})
    if foreign:
        raise BadInput(f"login: method {name} does not take {', '.join(foreign)}; leave it out.")
    if name == "cert" and not has_certificate:
        raise BadInput("login: method cert needs the options client_cert and client_key.")


def request(login: Login) -> tuple[list[str], dict[str, Any]]:
    """Path and body of the login."""
    name = login["method"]
    path = ["auth", *(login.get("mount") or name).strip("/").split("/"), "login"]
    role = {"role": login["role"]} if login.get("role") else {}
    if name in ("ldap", "userpass"):
        return [*path, login["username"]], {"password": login["password"]}
    if name == "aws":
        return path, {**_signed(login), **role}
    if name == "cert":
        return path, {"name": login["role"]} if role else {}
    return path, {option: login[option] for option in ("role", "role_id", "secret_id", "jwt") if login.get(option)}


def _signed(login: Login) -> dict[str, str]:
    """A request to AWS that says who its sender is, signed, for Vault to send; the secret key stays here."""
    aws = _imports.load("vault", "hvac.aws_utils")
    found = {option: login.get(option) or os.environ.get(name) for option, name in _AWS_ENVIRONMENT.items()}
    missing = [option for option in ("access_key", "secret_key") if not found[option]]
    if missing:
        names = " and ".join(_AWS_ENVIRONMENT[option] for option in missing)
        raise BadInput(f"login: method aws needs {' and '.join(missing)} (or the environment's {names}).")
    region = login.get("region") or _AWS_REGION
    asked = aws.generate_sigv4_auth_request(header_value=login.get("header_value"))
    if region != _AWS_REGION:  # the library knows the global endpoint only, whose signatures have its region
        asked.headers["Host"] = f"sts.{region}.amazonaws.com"
        asked.url = f"https://sts.{region}.amazonaws.com/"
    aws.SigV4Auth(found["access_key"], found["secret_key"], found["session_token"], region).add_auth(asked)
    headers = {name: [value] for name, value in asked.headers.items()}
    return {
        "iam_http_request_method": asked.method,
        "iam_request_url": _base64(asked.url),
        "iam_request_headers": _base64(json.dumps(headers)),
        "iam_request_body": _base64(asked.body),
    }


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
