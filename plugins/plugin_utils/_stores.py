# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``store``: from what the user gives to a store that can be used.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import contextlib
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import check_type_path

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._options import CONSUL
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore, refuse_moved
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store_consul import ConsulStore

#: The entry of an argument spec.
STORE: dict[str, t.Any] = {"type": "raw", "required": True}
SCHEME = "directory:"


@contextlib.contextmanager
def opened(given: t.Any, option: str = "store", moved: bool = False) -> t.Iterator[Store]:
    """The store that an option names; one that was moved elsewhere only for who says so."""
    with _backend(given, option) as store:
        if not moved:
            refuse_moved(store)
        yield store


@contextlib.contextmanager
def _backend(given: t.Any, option: str) -> t.Iterator[Store]:
    if isinstance(given, t.Mapping) or given == "consul":
        options = _connection({} if given == "consul" else given, option)
        store = ConsulStore(lambda: connect(options))
        try:
            yield store
        finally:
            store.close()
    else:
        yield DirectoryStore(_path(given, option))


def place(given: t.Any, option: str = "store") -> str:
    """Where it is, for people; no secret."""
    if isinstance(given, t.Mapping) or given == "consul":
        return f"Consul at {_connection({} if given == 'consul' else given, option)['address']}"
    return f"directory {_path(given, option)}"


def _path(given: t.Any, option: str) -> str:
    path = str(given).removeprefix(SCHEME) if isinstance(given, str) else ""
    if not path:
        raise BadInput(
            f"{option} is '{SCHEME}/path', 'consul' (reached as the environment says), or a dictionary of the connection"
            " to Consul, such as {address: https://10.0.0.1:8501, token: ..., ca_file: ...}"
        )
    return str(check_type_path(path))


def _connection(given: t.Mapping[str, t.Any], option: str) -> dict[str, t.Any]:
    """The options of the connection, with the same names, types and fallbacks as those of the modules of Consul."""
    checked = ArgumentSpecValidator(CONSUL).validate({str(key): value for key, value in given.items()})
    if checked.error_messages:
        raise BadInput(f"{option}: {'; '.join(checked.error_messages)}")
    return dict(checked.validated_parameters)
