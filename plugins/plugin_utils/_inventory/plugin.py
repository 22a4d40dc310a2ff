# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory plugins share: options in, a listing from the cache or the API, hosts and groups out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from ansible import constants, context
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, get_cache_plugin
from ansible.template import trust_as_template

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import connect as connect_consul
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import (
    ApiError,
    BadInput,
    ConnectionFailed,
    FleetError,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.addresses import EXPRESSION, finder
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.cache import Cache, Listing, Reading, key_of
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.construct import (
    Constructor,
    NamesAtOnce,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.entries import join
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import PREFIXES, Grouping
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import (
    ALWAYS,
    Node,
    Note,
    Rules,
    build,
    variables,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.options import Source, plain
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.ssh import ssh_arguments
from ansible_collections.nomadic.fleet.plugins.plugin_utils._stores import SCHEME

#: Warnings of one kind beyond this number are only counted.
MOST_WARNINGS = 20


class FleetInventory(BaseInventoryPlugin, NamesAtOnce, Cacheable):
    """An inventory plugin of this collection; a product says how it is read."""

    SUFFIXES: ClassVar[tuple[str, ...]] = ()
    #: Variable -> field of a node; and what hosts carry whenever it was read.
    FIELDS: ClassVar[Mapping[str, str]] = {}
    DETAILS: ClassVar[Mapping[str, str]] = {}
    GROUP_BY: ClassVar[Sequence[str]] = tuple(PREFIXES)

    def reading(self, notes: list[Note]) -> tuple[Reading, list[Any]]:
        """How the product is read by the options of ``self.source``, and all that decides what comes of it."""
        raise NotImplementedError

    def verify_file(self, path: str) -> bool:
        """Only files that carry the product's name are its sources."""
        return bool(super().verify_file(path)) and path.endswith(self.SUFFIXES)

    def load(self, path: str, cache: bool) -> None:
        """Everything ``parse`` does; raises FleetError before the first host is made."""
        self.source = Source(self, path)
        self.source.read()
        with _no_collection():
            self._load(cache)

    def _load(self, cache: bool) -> None:
        """From the options of the source to the last host."""
        rules = self._rules()
        notes: list[Note] = []
        listing = self._listing(cache, notes)
        nodes = listing.nodes
        if listing.records is not None:
            nodes, more = registry.overlay(nodes, listing.records, rules.external_pools)
            notes += more
        nodes, more = build(nodes, rules, taken=frozenset(self.inventory.groups))
        self._fill(nodes, rules)
        self._tell([*notes, *more])

    def explained(self, error: FleetError) -> str:
        """An error with what to do about it."""
        hint = ""
        text = str(error)
        if isinstance(error, ApiError) and error.status in (401, 403):
            product = error.product.upper()
            variable = "NOMAD_TOKEN" if product == "NOMAD" else f"{product}_HTTP_TOKEN"
            hint = f"\nGive a token that may read nodes: 'token', 'token_file' or {variable}."
        elif isinstance(error, ApiError) and error.status == 400 and "HTTPS server" in text:
            hint = "\nThe server speaks TLS: 'address' begins with https://."
        elif isinstance(error, ApiError) and error.status in (400, 500) and self.get_option("filters"):
            hint = "\nLook at 'filters'."
        elif isinstance(error, ConnectionFailed) and ("WRONG_VERSION" in text or "wrong version" in text):
            hint = "\nThe server speaks no TLS: 'address' begins with http://, or the port is another one."
        return f"{self.source.path}: {text}{hint}"

    # -- options ----------------------------------------------------------------------------------------------------

    def _rules(self) -> Rules:
        """How nodes become hosts."""
        source = self.source
        vpn = source.texts("vpn_networks")
        return Rules(
            grouping=Grouping(
                source.texts("group_by"),
                plain(self.get_option("group_prefixes") or {}),
                self._sanitize_group_name,
                self.GROUP_BY,
            ),
            address=finder("address_order", self.order("address_order"), vpn, self._evaluate),
            external_address=finder(
                "external_address_order", self.order("external_address_order"), vpn, self._evaluate
            ),
            fields=self.FIELDS,
            hostvars=source.texts("hostvars"),
            external_pools=frozenset(source.texts("external_pools")),
            ssh_arguments=ssh_arguments(
                source.text("jump") or "",
                source.file("jump_private_key_file") or _own_private_key(),
                source.file("known_hosts_file") or "",
                source.texts("jump_options"),
            ),
            host_key_alias=self.get_option("host_key_alias"),
        )

    def order(self, option: str) -> list[str]:
        """The rules of an address option."""
        if self.get_option(option) is not None:
            # an expression is no template of the source: it is evaluated for each node
            given = [str(rule) for rule in self.get_option(option)]
            if any(rule.startswith(EXPRESSION) for rule in given):
                return [str(plain(rule)) for rule in given]
            return self.source.texts(option)
        if option == "external_address_order" and self.source.texts("vpn_networks"):
            return ["vpn", "registry"]
        return ["node"]

    def _evaluate(self, expression: str, node: Mapping[str, Any]) -> str:
        """An expression of an address rule. An error in it means: no address by this rule."""
        self.templar.available_variables = variables(dict(node), self.FIELDS.items())
        try:
            return str(plain(self.templar.evaluate_expression(trust_as_template(expression))))
        except Exception as error:  # noqa: BLE001 - whatever an expression may raise
            self.display.vvv(f"{node['name']}: {EXPRESSION}{expression}: {error}")
            return ""

    # -- reading ----------------------------------------------------------------------------------------------------

    def _listing(self, cache: bool, notes: list[Note]) -> Listing:
        """From the cache or the API."""
        reading, deciding = self.reading(notes)
        stale_ok = self.get_option("cache_stale_ok")
        if not self.get_option("cache"):
            if stale_ok:
                raise BadInput(
                    "'cache_stale_ok' needs 'cache: true' and a 'cache_plugin' that keeps its entries on disk"
                )
            return reading.everything()
        # Never thrown away by the cache plugin: we look at the age ourselves, and an old list is better than none.
        places = {"_uri": "cache_connection", "_prefix": "cache_prefix"}
        settings = {
            key: self.get_option(option) for key, option in places.items() if self.get_option(option) is not None
        }
        self._cache = get_cache_plugin(self.get_option("cache_plugin"), _timeout=0, **settings)
        key = key_of(self.get_cache_key(str(self.source.path)), *deciding)
        tell = self._prefixed(self.display.vvv)
        kept = Cache(self._cache, key, self.get_option("cache_timeout"), tell)
        return kept.read(reading, stale_ok, self._prefixed(self.display.warning)) if cache else kept.refresh(reading)

    @property
    def store_place(self) -> str | None:
        """Where the store is: a folder, 'consul', or nowhere."""
        return self.source.text("store")

    def store(self) -> Callable[[], list[dict[str, Any]]] | None:
        """What reads the records of the store, if there is one."""
        place = self.store_place
        if place is None:
            return None
        if place == "consul":
            return lambda: registry.records(registry.ConsulEntries(self.store_client()))
        path = self.source.located("store", place.removeprefix(SCHEME))
        return lambda: registry.records(registry.directory(path))

    def store_client(self) -> Any:
        """The client of a store in Consul."""
        given = next(iter(self.source.mappings("store_connection")), {})
        cluster = self.source.cluster("store_connection", given, {})
        if not cluster.access:  # the source's own token is another product's; Consul's is in the environment
            return connect_consul(cluster.connection)
        return connect_consul(self.source.settings(cluster))

    # -- filling ----------------------------------------------------------------------------------------------------

    def _fill(self, nodes: list[Node], rules: Rules) -> None:
        """Hosts of another source get our groups and nothing else."""
        inventory = self.inventory
        carried = [*ALWAYS.items(), *((name, self.FIELDS[name]) for name in rules.hostvars), *self.DETAILS.items()]
        constructor = Constructor(self, {**self.FIELDS, **self.DETAILS, **ALWAYS})
        hosts, groups = inventory.hosts, inventory.groups
        theirs = frozenset(hosts)
        ours: dict[str, Any] = {}
        made: list[str] = []
        for node in nodes:
            name = node["name"]
            if new := name not in theirs:
                if name in groups:  # made by keyed_groups a moment ago; Ansible would take the one for the other
                    self.display.warning(
                        f"{self.source.path.name}: node '{name}' is left out: it is named like a group"
                    )
                    continue
                inventory.add_host(name)
                made.append(name)
            host = hosts[name]
            if new:
                host.vars.update(variables(node, carried))
            for group in node["groups"]:
                if group not in ours:
                    ours[group] = groups[inventory.add_group(group)]
                join(ours[group], host)
            if new:
                constructor.apply(host, node)
            else:
                self.display.vv(f"{name} is a host of another source: it only joins {', '.join(node['groups'])}")
        for name in [name for name in made if name in groups]:
            self.display.warning(
                f"{self.source.path.name}: node '{name}' is left out: keyed_groups made a group of its name"
            )
            inventory.remove_host(hosts[name])
        for entry in constructor.entries:
            self.display.vvv(f"{self.source.path.name}: {entry}")

    def _tell(self, notes: Sequence[Note]) -> None:
        """Say what the user may want to know."""
        loud = [note for note in notes if note.loud]
        warn, say = self._prefixed(self.display.warning), self._prefixed(self.display.v)
        for note in loud[:MOST_WARNINGS]:
            warn(note.text)
        if len(loud) > MOST_WARNINGS:
            warn(f"{len(loud) - MOST_WARNINGS} more warnings; -v shows them")
        for note in [*loud[MOST_WARNINGS:], *(note for note in notes if not note.loud)]:
            say(note.text)

    def _prefixed(self, show: Callable[[str], Any]) -> Callable[[str], Any]:
        """Messages name their source."""
        return lambda text: show(f"{self.source.path.name}: {text}")


@contextmanager
def naming(place: str) -> Iterator[None]:
    """Errors name the one of several clusters that they come from."""
    try:
        yield
    except FleetError as error:
        if place:
            error.args = (f"{place}: {error}",)
        raise


@contextmanager
def _no_collection() -> Iterator[None]:
    """Nodes, hosts and groups are many, and all of them stay: looking for garbage among them costs a tenth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # there and back all of it is old, so the next small collection does not walk through it either
        gc.unfreeze()
        if enabled:
            gc.enable()


def _own_private_key() -> str:
    """The private key that Ansible itself would take, if it was told one."""
    return str(plain(context.CLIARGS.get("private_key_file") or constants.DEFAULT_PRIVATE_KEY_FILE or ""))
