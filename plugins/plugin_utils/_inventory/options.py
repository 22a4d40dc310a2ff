# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a source: rendered where they are templates, files relative to it, the token from its three places."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError, AnsibleValueOmittedError

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

FILES = ("ca_file", "client_cert", "client_key")
#: What a cluster of several may have of its own; the rest is that of the source.
OWN = ("address", "token", "token_file", "tls_server_name", *FILES)


@dataclass(frozen=True)
class Cluster:
    """One of the clusters that a source reads."""

    connection: dict[str, Any]
    #: Its own token or file of a token; empty: those of the source.
    access: dict[str, str] = field(default_factory=dict)
    #: How errors name it, if there are several.
    place: str = ""


class Source:
    """One source and its options."""

    def __init__(self, plugin: Any, path: str) -> None:
        self._plugin = plugin
        self.path = Path(path)

    def read(self) -> None:
        """Read the file into the options; a key that nobody reads is a mistake of the user's."""
        plugin = self._plugin
        plugin.templar.available_variables = plugin._vars
        try:
            config = plugin._read_config_data(str(self.path))
        except AttributeError:  # a list or a text instead of a mapping
            raise BadInput(f"the source must be a mapping of options, beginning with 'plugin: {plugin.NAME}'") from None
        unknown = sorted(str(key) for key in set(config) - set(plugin.option_definitions))
        if unknown:
            raise BadInput(
                f"unknown option {', '.join(unknown)}; 'ansible-doc -t inventory {plugin.NAME}' lists the options"
            )

    def get(self, option: str) -> Any:
        """An option as it is."""
        return self._plugin.get_option(option)

    def text(self, option: str) -> str | None:
        """A text option. Empty counts as not given."""
        return self._rendered(option) or None

    def texts(self, option: str) -> list[str]:
        """A list of texts."""
        return [str(text) for text in self._rendered(option) or ()]

    def mappings(self, option: str) -> list[dict[str, Any]]:
        """A mapping, or a list of them, as a list."""
        value = self._rendered(option) or []
        return [dict(item) for item in ([value] if isinstance(value, Mapping) else value)]

    def file(self, option: str) -> str | None:
        """A path; relative to the source if it stands there, else to the working directory."""
        text = self.text(option)
        return None if text is None else self.located(option, text)

    def located(self, option: str, text: str) -> str:
        """Where a path is that stands in an option."""
        return self._path(text, self._is_direct(option))

    def _is_direct(self, option: str) -> bool:
        return bool(self._plugin.get_option_and_origin(option)[1] == "Direct")

    def _path(self, text: str, here: bool) -> str:
        expanded = Path(os.path.expandvars(text)).expanduser()
        return str(self.path.parent.absolute() / expanded if here else expanded)

    def _rendered(self, option: str) -> Any:
        """The value of an option; only the source itself may hold templates, never the environment."""
        value = self.get(option)
        if value is not None and self._is_direct(option):
            try:
                value = self._plugin.templar.template(value)
            except AnsibleValueOmittedError:
                return None
            except AnsibleError as error:
                raise BadInput(f"'{option}' cannot be rendered: {error}") from error
        return plain(value)

    # -- connection -------------------------------------------------------------------------------------------------

    def connection(self, place: str) -> dict[str, Any]:
        """The connection options but the token; None means not given. ``place`` is 'region' or 'datacenter'."""
        return {
            **{option: self.text(option) for option in ("address", "namespace", place, "tls_server_name")},
            **{option: self.file(option) for option in FILES},
            "validate_certs": self.get("validate_certs"),
            "timeout": self.get("timeout"),
        }

    def token(self) -> str | None:
        """The token: from the source, its file, or the environment, in this order."""
        token, path = self.text("token"), self.file("token_file")
        if path is None:
            return token
        if token is not None and self._is_direct("token"):
            raise BadInput("'token' and 'token_file' are both given; leave one out")
        return self.token_in(path)

    def token_in(self, path: str) -> str:
        """The token in a file that nobody else may read; Ansible Vault may have encrypted it."""
        try:
            mode = stat.S_IMODE(Path(path).stat().st_mode)
            if mode & 0o077:
                raise BadInput(f"'token_file' {path} is open to others (mode {mode:04o}); type: chmod 600 {path}")
            text = str(self._plugin.loader.get_text_file_contents(path)).strip()
        except (OSError, AnsibleError) as error:
            raise BadInput(f"'token_file' {path} cannot be read: {error}") from error
        if not text or len(text.split()) != 1:
            raise BadInput(f"'token_file' {path} must hold the token and nothing else")
        return str(plain(text))

    def cluster(self, option: str, given: Mapping[str, Any], common: Mapping[str, Any], place: str = "") -> Cluster:
        """A cluster with connection options of its own, and for the rest those that are common."""
        takes = [*OWN, *(["region"] if "region" in common else [])]
        unknown = sorted(set(given) - set(takes))
        if unknown:
            raise BadInput(f"'{option}' has {', '.join(map(repr, unknown))}; it takes {', '.join(takes)}")
        own = {key: str(value) for key, value in given.items() if value not in (None, "")}
        if "token" in own and "token_file" in own:
            raise BadInput(f"'{option}': 'token' and 'token_file' are both given; leave one out")
        own |= {key: self._path(own[key], True) for key in (*FILES, "token_file") if key in own}
        access = {str(key): own.pop(key) for key in ("token", "token_file") if key in own}
        return Cluster({**common, **own}, access, place)

    def settings(self, cluster: Cluster) -> dict[str, Any]:
        """All that a client wants to know, with the token."""
        if "token_file" in cluster.access:
            token: str | None = self.token_in(cluster.access["token_file"])
        else:
            token = cluster.access.get("token") or self.token()
        return {**cluster.connection, "token": token}


def plain(value: Any) -> Any:
    """A copy without Ansible's tags: what is set as a variable must not be trusted as a template."""
    if isinstance(value, str):
        return "".join((value,))
    if isinstance(value, Mapping):
        return {plain(key): plain(content) for key, content in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(content) for content in value]
    return value
