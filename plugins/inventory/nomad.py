# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: nomad
short_description: Hosts from the nodes of a Nomad cluster, grouped by scheduling group
version_added: 0.1.0
author: nomadic.fleet authors (@nomadic-fleet)
description:
  - Reads the nodes of a Nomad cluster and makes each one a host.
  - With K scheduling groups named in O(scheduling_groups) it makes K + 1 requests, and as many more as there are
    further pages of 1,000 nodes. With groups to be found out it makes 2 K + 2 at most. It never makes one request a
    node, unless O(details) is set.
  - A source is a YAML file whose name ends in C(nomad.yml) or C(nomad.yaml).
  - Each host carries C(ansible_host), C(nomad_node_id), C(nomad_status), C(nomad_eligibility), C(scheduling_group)
    and C(node_pool); an external node also C(ansible_ssh_common_args) if O(jump) or O(known_hosts_file) is set, which
    then stands before that of its groups.
  - Expressions (O(compose), O(groups), O(keyed_groups)) also see C(nomad_name), C(nomad_address),
    C(nomad_datacenter), C(nomad_node_class), C(nomad_version), C(nomad_drain) and C(nomad_external).
notes:
  - Ansible by itself turns a source that failed into a warning and goes on with the hosts that are left. Set
    C(any_unparsed_is_failed = true) and name C(nomadic.fleet.nomad) in C(enable_plugins), both in section
    C([inventory]) of C(ansible.cfg), to make it an error.
  - What a node says about itself is a claim. Text from the API is never a template, a node can only join groups that
    carry a prefix of this plugin, and a host that another source has already named only gets those groups, no
    variable and no other group. For that, name the static source before this one (C(-i inventory/static -i
    inventory/dynamic)).
  - A node whose name is no host name, is that of a group, or is C(localhost), is left out with a warning.
  - A name that several nodes hold goes to the newest ready one, but never to an external node while another one is
    not external.
  - A host without a usable address keeps its groups; its C(ansible_host) is C(no-usable-address.invalid), which never
    resolves.
  - Nomad keeps a silent node C(ready) until its heartbeat is overdue, which takes from 20 seconds in a small cluster
    to minutes in a large one.
  - The token needs no more than C(node { policy = "read" }).
  - With many forks every connection to an external node opens one of its own to the jump host, which takes 10
    unauthenticated ones at once by default (C(MaxStartups)). Share one with O(jump_options), see the examples.
requirements:
  - python-nomad (on the controller)
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Says that the file is a source of this plugin.
    type: str
    required: true
    choices: [nomadic.fleet.nomad]
  address:
    description:
      - URL of the Nomad API. It may be a template, as all text options of the connection and the jump.
      - V(http://127.0.0.1:4646) if it is given nowhere.
    type: str
    env: [{name: NOMAD_ADDR}]
  token:
    description: Token, if the cluster has ACLs. Mutually exclusive with O(token_file).
    type: str
    env: [{name: NOMAD_TOKEN}]
  token_file:
    description:
      - File that holds the token. It is refused if anybody but its owner may read it. It may be encrypted with
        Ansible Vault.
      - It comes before the environment variable E(NOMAD_TOKEN).
      - The path of this and every other file is relative to the folder of the source.
    type: str
  namespace:
    description: Namespace. Nodes have none; it is accepted as everywhere else.
    type: str
    env: [{name: NOMAD_NAMESPACE}]
  region:
    description: Region, if it is not that of the server at O(address).
    type: str
    env: [{name: NOMAD_REGION}]
  ca_file:
    description: File with the CA certificates that vouch for the server.
    type: str
    env: [{name: NOMAD_CACERT}]
  client_cert:
    description: File with the client certificate.
    type: str
    env: [{name: NOMAD_CLIENT_CERT}]
  client_key:
    description: File with the key of the client certificate.
    type: str
    env: [{name: NOMAD_CLIENT_KEY}]
  tls_server_name:
    description: Name that the server's certificate must carry, if not that of O(address).
    type: str
    env: [{name: NOMAD_TLS_SERVER_NAME}]
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - V(true) if it is given neither here nor by the environment variable E(NOMAD_SKIP_VERIFY), which is its
        negation.
    type: bool
  timeout:
    description: Seconds to wait for an answer.
    type: int
    default: 30
  stale:
    description:
      - Whether any server may answer, not only the leader. It spares the leader, and an answer is at most some
        seconds old.
    type: bool
    default: true
  filters:
    description:
      - Filters in Nomad's language, evaluated by the server on whole nodes; a node must match all of them.
      - They see what the list of nodes does not show, as C(Meta) and C(Attributes).
    type: list
    elements: str
    default: []
  scheduling_groups:
    description:
      - Scheduling groups to ask for. A node of another group is listed too, with an empty C(scheduling_group).
      - If it is not given the groups are found out. An empty list asks for none.
    type: list
    elements: str
  max_groups:
    description: More scheduling groups than this are not found out; it is an error.
    type: int
    default: 100
  details:
    description:
      - Whether to read every node by itself, one request a node, one after the other.
      - Adds C(fleet_release), C(nomad_meta) (all metadata) and C(nomad_attributes) to every host. At 5 milliseconds a
        request, 1,000 nodes take some 7 seconds.
    type: bool
    default: false
  max_details:
    description: More nodes than this are not read one by one; it is an error.
    type: int
    default: 1000
  attributes:
    description: Node attributes that O(details) keeps in C(nomad_attributes).
    type: list
    elements: str
    default: [os.name, os.version, cpu.arch, kernel.version]
  group_by:
    description: What to make groups of, without any template.
    type: list
    elements: str
    choices: [scheduling_group, node_pool, datacenter, node_class, status, eligibility, drain, version]
    default: [scheduling_group, node_pool, datacenter, node_class, status]
  group_prefixes:
    description:
      - Prefixes of the groups, if not these. None may be empty, since a node could then choose any group.
      - C(group_) for the scheduling group, C(pool_), C(datacenter_), C(class_), C(status_), C(eligibility_),
        C(drain_), C(version_).
    type: dict
    default: {}
  address_order:
    description:
      - Where C(ansible_host) comes from; the first that fits is taken.
      - V(advertised) is the address of the node's HTTP API. C(interface:NAME) is an address of that network
        interface, if Nomad knows it. A network, as V(10.0.0.0/16), takes the advertised address if it lies in there.
      - A loopback or link-local address is only taken by a network that contains it.
    type: list
    elements: str
    default: [advertised]
  external_address_order:
    description:
      - The same for external nodes. Those advertise their address in the VPN.
      - Give the VPN's network here, so that no device can send Ansible to another machine by advertising that one's
        address.
    type: list
    elements: str
    default: [advertised]
  external_pools:
    description: Node pools of external nodes.
    type: list
    elements: str
    default: [external, external-pending]
  jump:
    description:
      - The gateway through which external nodes are reached by SSH, as C(root@10.0.0.2) or C(root@10.0.0.2:2222).
      - It becomes a C(ProxyCommand) in C(ansible_ssh_common_args), since C(ProxyJump) would not hand over keys and
        options.
    type: str
  jump_private_key_file:
    description:
      - Private key for the gateway.
      - If it is not given it is that of Ansible (C(--private-key), C(private_key_file)), else SSH takes its own
        configuration or agent.
    type: str
  known_hosts_file:
    description:
      - File with the host keys of the gateway and of the external nodes, if it is not that of SSH.
    type: str
  host_key_alias:
    description:
      - Whether the host key of an external node is looked up by the node's name (C(HostKeyAlias)), not by its address
        in the VPN.
      - So a node that advertises the address of another is found out. It takes effect with O(jump) or O(known_hosts_file).
    type: bool
    default: true
  jump_options:
    description:
      - SSH options for the connection to the gateway, as C(ConnectTimeout=10). They come before those of this plugin.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
# fleet.nomad.yml, with the address, the token and the CA from NOMAD_ADDR, NOMAD_TOKEN and NOMAD_CACERT
plugin: nomadic.fleet.nomad
---
# devices through the gateway, over one shared connection to it
plugin: nomadic.fleet.nomad
address: https://10.0.0.11:4646
token_file: /srv/fleet/secrets/nomad_inventory_token
ca_file: /srv/fleet/pki/nomad/ca.pem
scheduling_groups: [kiosk, sensor]
external_address_order: [10.8.0.0/20]
jump: root@10.0.0.2
jump_options:
  - ControlMaster=auto
  - ControlPath=~/.ssh/fleet-%C
  - ControlPersist=60
---
# only ready nodes of one group: a small source for one shard of a large fleet
plugin: nomadic.fleet.nomad
scheduling_groups: [kiosk]
filters:
  - Meta.scheduling_group == "kiosk"
  - Status == "ready"
---
# the token from somewhere else, a group by a template
plugin: nomadic.fleet.nomad
token: "{{ lookup('ansible.builtin.pipe', 'pass show nomad') }}"
group_prefixes:
  scheduling_group: fleet_
groups:
  to_upgrade: nomad_version is version('1.11.3', '<')
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible import constants, context
from ansible.errors import AnsibleError, AnsibleParserError, AnsibleValueOmittedError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils import _inventory, _nodes

PER_PAGE = 1000
SUFFIXES = ("nomad.yml", "nomad.yaml")
#: Warnings of one kind beyond this number are only counted.
MOST_WARNINGS = 20


class _Api:
    """The port of ``collect``, on a Nomad client."""

    def __init__(self, client: Any, stale: bool) -> None:
        self._client = client
        self._common = {"stale": "true"} if stale else {}

    def pages(self, filter_: str, resources: bool) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Pages of node stubs."""
        params = dict(self._common)
        if filter_:
            params["filter"] = filter_
        if resources:
            params["resources"] = "true"
        yield from self._client.pages(["nodes"], params, per_page=PER_PAGE)

    def detail(self, node_id: str) -> Mapping[str, Any] | None:
        """A whole node."""
        response = self._client.find(["node", node_id], dict(self._common))
        return None if response is None else response.data


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Options in, hosts and groups out; the work is done in ``plugin_utils``: ``_nodes`` and ``_inventory``."""

    NAME = "nomadic.fleet.nomad"

    def verify_file(self, path: str) -> bool:
        """Only files that carry the plugin's name are its sources."""
        return bool(super().verify_file(path)) and path.endswith(SUFFIXES)

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        """Read the source, then the nodes, then fill the inventory."""
        super().parse(inventory, loader, path, cache)
        self._source = Path(path)
        try:
            self._read_source(path)
            rules = self._rules()
            nodes = self._nodes(path, rules, cache)
            fleet = _inventory.build(nodes, rules, taken=frozenset(self.inventory.groups))
        except ApiError as error:
            hint = ""
            if error.status in (401, 403):
                hint = "\nGive a token that may read nodes: 'token', 'token_file' or NOMAD_TOKEN."
            elif error.status == 400 and self.get_option("filters"):
                hint = "\nLook at 'filters'."
            raise AnsibleParserError(f"{path}: {error}{hint}") from error
        except FleetError as error:
            raise AnsibleParserError(f"{path}: {error}") from error
        self._fill(fleet)
        self._tell(fleet.notes)

    # -- options ----------------------------------------------------------------------------------------------------

    def _read_source(self, path: str) -> None:
        """Read the file into the options; a key that nobody reads is a mistake of the user's."""
        self.templar.available_variables = self._vars
        try:
            config = self._read_config_data(path)
        except AttributeError:  # a list or a text instead of a mapping
            raise BadInput(
                "the source must be a mapping of options, beginning with 'plugin: nomadic.fleet.nomad'"
            ) from None
        unknown = sorted(str(key) for key in set(config) - set(self.option_definitions))
        if unknown:
            raise BadInput(
                f"unknown option {', '.join(unknown)}; 'ansible-doc -t inventory {self.NAME}' lists the options"
            )

    def _text(self, option: str) -> str | None:
        """A text option; templates of the source are rendered. Empty counts as not given."""
        return self._rendered(option) or None

    def _texts(self, option: str) -> list[str]:
        """A list of texts, rendered."""
        return [str(text) for text in self._rendered(option) or ()]

    def _rendered(self, option: str) -> Any:
        """The value of an option; only the source itself may hold templates, never the environment."""
        value, origin = self.get_option_and_origin(option)
        if value is not None and origin == "Direct":
            try:
                value = self.templar.template(value)
            except AnsibleValueOmittedError:
                return None
            except AnsibleError as error:
                raise BadInput(f"'{option}' cannot be rendered: {error}") from error
        return _plain(value)

    def _file(self, option: str) -> str | None:
        """A path; relative to the source if it stands there, else to the working directory."""
        text = self._text(option)
        if text is None:
            return None
        expanded = Path(os.path.expandvars(text)).expanduser()
        if self.get_option_and_origin(option)[1] == "Direct":
            expanded = self._source.parent.absolute() / expanded
        return str(expanded)

    def _token(self) -> str | None:
        """The token: from the source, its file, or the environment, in this order."""
        token, path = self._text("token"), self._file("token_file")
        if path is None:
            return token
        if token is not None and self.get_option_and_origin("token")[1] == "Direct":
            raise BadInput("'token' and 'token_file' are both given; leave one out")
        try:
            mode = stat.S_IMODE(Path(path).stat().st_mode)
            if mode & 0o077:
                raise BadInput(f"'token_file' {path} is open to others (mode {mode:04o}); type: chmod 600 {path}")
            text = str(self.loader.get_text_file_contents(path)).strip()
        except (OSError, AnsibleError) as error:
            raise BadInput(f"'token_file' {path} cannot be read: {error}") from error
        if not text or len(text.split()) != 1:
            raise BadInput(f"'token_file' {path} must hold the token and nothing else")
        return _plain(text)

    def _connection(self) -> dict[str, Any]:
        """The connection options; None means not given."""
        return {
            **{option: self._text(option) for option in ("address", "namespace", "region", "tls_server_name")},
            **{option: self._file(option) for option in ("ca_file", "client_cert", "client_key")},
            "validate_certs": self.get_option("validate_certs"),
            "timeout": self.get_option("timeout"),
        }

    def _rules(self) -> _inventory.Rules:
        """How nodes become hosts."""
        return _inventory.Rules(
            group_by=self._texts("group_by"),
            prefixes=_plain(self.get_option("group_prefixes") or {}),
            external_pools=frozenset(self._texts("external_pools")),
            address_order=self._texts("address_order"),
            external_address_order=self._texts("external_address_order"),
            ssh_arguments=_inventory.ssh_arguments(
                self._text("jump") or "",
                self._file("jump_private_key_file") or _own_private_key(),
                self._file("known_hosts_file") or "",
                self._texts("jump_options"),
            ),
            host_key_alias=self.get_option("host_key_alias"),
            sanitize=self._sanitize_group_name,
        )

    def _query(self, rules: _inventory.Rules) -> _nodes.Query:
        """What to read."""
        return _nodes.Query(
            groups=None if self.get_option("scheduling_groups") is None else self._texts("scheduling_groups"),
            filters=self._texts("filters"),
            resources=rules.needs_interfaces,
            details=self.get_option("details"),
            attributes=self._texts("attributes"),
            max_groups=self.get_option("max_groups"),
            max_details=self.get_option("max_details"),
        )

    # -- reading ----------------------------------------------------------------------------------------------------

    def _nodes(self, path: str, rules: _inventory.Rules, cache: bool) -> list[_nodes.Node]:
        """The nodes, from the cache or the API. The cache holds one text: Ansible copies anything else twice."""
        query = self._query(rules)
        connection = self._connection()
        caching = self.get_option("cache")
        key = f"{self.get_cache_key(path)}_{_digest([connection, vars(query)])}"
        if caching and cache:
            try:
                return list(json.loads(self._cache[key]))
            except (KeyError, TypeError, ValueError):
                self.display.vvv(f"{path}: nothing usable in the cache")
        client = connect({**connection, "token": self._token()})
        nodes = _nodes.collect(_Api(client, self.get_option("stale")), query)
        if caching:
            self._cache[key] = json.dumps(nodes)
        return nodes

    # -- filling ----------------------------------------------------------------------------------------------------

    def _fill(self, fleet: _inventory.Fleet) -> None:
        """Hosts of another source get our groups and nothing else."""
        strict = self.get_option("strict")
        compose, groups, keyed_groups = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        theirs = frozenset(self.inventory.hosts)
        made: dict[str, str] = {}
        for host in fleet.hosts:
            if host.name not in theirs:
                self.inventory.add_host(host.name)
                self._set_variables(host.name, host.variables)
            for group in host.groups:
                if group not in made:
                    made[group] = self.inventory.add_group(group)
                self.inventory.add_host(host.name, group=made[group])
            if host.name in theirs:
                self.display.vv(f"{host.name} is a host of another source: it only joins {', '.join(host.groups)}")
            elif compose or groups or keyed_groups:
                known = {**host.facts, **host.variables}
                self._set_composite_vars(compose, known, host.name, strict)
                self._add_host_to_composed_groups(groups, known, host.name, strict)
                self._add_host_to_keyed_groups(keyed_groups, known, host.name, strict)

    def _set_variables(self, name: str, variables: dict[str, Any]) -> None:
        """All at once: four times faster than one by one, and text stays what it is, never a template."""
        bulk = getattr(self.inventory.hosts[name], "vars", None)
        if isinstance(bulk, dict):
            bulk.update(variables)
            return
        for key, value in variables.items():
            self.inventory.set_variable(name, key, value)

    def _tell(self, notes: Sequence[_inventory.Note]) -> None:
        """Say what the user may want to know."""
        loud = [note for note in notes if note.loud]
        for note in loud[:MOST_WARNINGS]:
            self.display.warning(f"{self._source.name}: {note.text}")
        if len(loud) > MOST_WARNINGS:
            self.display.warning(f"{self._source.name}: {len(loud) - MOST_WARNINGS} more warnings; -v shows them")
        for note in notes:
            if not note.loud or note in loud[MOST_WARNINGS:]:
                self.display.v(f"{self._source.name}: {note.text}")


def _own_private_key() -> str:
    """The private key that Ansible itself would take, if it was told one."""
    return _plain(context.CLIARGS.get("private_key_file") or constants.DEFAULT_PRIVATE_KEY_FILE or "")


def _plain(value: Any) -> Any:
    """A copy without Ansible's tags: what is set as a variable must not be trusted as a template."""
    if isinstance(value, str):
        return "".join((value,))
    if isinstance(value, Mapping):
        return {_plain(key): _plain(content) for key, content in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(content) for content in value]
    return value


def _digest(value: Any) -> str:
    """A short name of a value; connection options go in, never the token."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
