# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fast tiers against Ansible's own Constructable: the same hosts, values, groups and errors, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.inventory.group import Group
from ansible.inventory.host import Host
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible.template import is_trusted_as_template, trust_as_template
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import construct
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.entries import join
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import variables

#: Variable -> field; text, truth, a list and a mapping are among them.
FIELDS = {
    "v_name": "name",
    "v_version": "version",
    "v_group": "group",
    "v_drain": "drain",
    "v_drivers": "driver",
    "v_meta": "meta",
    "v_number": "number",
    "ansible_host": "host",
}
CARRIED = ("v_version", "v_group", "ansible_host")


class Plugin(BaseInventoryPlugin, Constructable):
    """A plugin with options but no source."""

    NAME = "test"

    def __init__(self, options: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.given = {"strict": False, "leading_separator": True, "use_extra_vars": False, **options}
        self.inventory = InventoryData()
        self.loader = DataLoader()
        self._vars = dict(extra or {})

    def get_option(self, option: str, hostvars: Any = None) -> Any:
        """As the configuration would give it."""
        return self.given.get(option)


class OurPlugin(Plugin, construct.NamesAtOnce):
    """The same with what this collection's plugins have of their own."""

    FIELDS = FIELDS


def trusted(value: Any) -> Any:
    """A source's texts, as Ansible's loader reads them."""
    if isinstance(value, str):
        return trust_as_template(value)
    if isinstance(value, dict):
        return {key: trusted(content) for key, content in value.items()}
    if isinstance(value, list):
        return [trusted(content) for content in value]
    return value


def result(plugin: Plugin) -> str:
    """All there is to know about an inventory, in its order."""
    hosts = {
        name: {
            "vars": {
                key: [repr(value), type(value).__mro__[-2].__name__, trust(value)] for key, value in host.vars.items()
            },
            "groups": sorted(group.name for group in host.groups),  # Ansible takes ancestors from a set
        }
        for name, host in plugin.inventory.hosts.items()
    }
    groups = {
        name: {
            "hosts": [host.name for host in group.hosts],
            "children": [child.name for child in group.child_groups],
        }
        for name, group in plugin.inventory.groups.items()
    }
    return json.dumps([hosts, groups], indent=1)


def trust(value: Any) -> Any:
    """Which parts of a value would be rendered."""
    if isinstance(value, dict):
        return [trust(part) for item in value.items() for part in item]
    if isinstance(value, (list, tuple)):
        return [trust(part) for part in value]
    return is_trusted_as_template(value)


def by_stock(nodes: Sequence[Mapping[str, Any]], options: Mapping[str, Any], extra: Any = None) -> str:
    """As every other plugin does it."""
    plugin = Plugin(options, extra)
    strict = plugin.get_option("strict")
    try:
        for node in nodes:
            known = variables(dict(node), FIELDS.items())
            plugin.inventory.add_host(node["name"])
            plugin.inventory.hosts[node["name"]].vars.update({name: known[name] for name in CARRIED})
            plugin._set_composite_vars(plugin.get_option("compose"), known, node["name"], strict)
            plugin._add_host_to_composed_groups(plugin.get_option("groups"), known, node["name"], strict)
            plugin._add_host_to_keyed_groups(plugin.get_option("keyed_groups"), known, node["name"], strict)
    except AnsibleError as error:
        return f"{type(error).__name__}: {error}"
    return result(plugin)


def by_ours(
    nodes: Sequence[Mapping[str, Any]], options: Mapping[str, Any], extra: Any = None
) -> tuple[str, list[construct.Entry]]:
    """As this collection does it."""
    plugin = OurPlugin(options, extra)
    constructor = construct.Constructor(plugin, FIELDS)
    try:
        for node in nodes:
            known = variables(dict(node), FIELDS.items())
            plugin.inventory.add_host(node["name"])
            host = plugin.inventory.hosts[node["name"]]
            host.vars.update({name: known[name] for name in CARRIED})
            constructor.apply(host, dict(node))
    except AnsibleError as error:
        return f"{type(error).__name__}: {error}", constructor.entries
    return result(plugin), constructor.entries


def node(which: int = 0, /, **more: Any) -> dict[str, Any]:
    """A node."""
    return {
        "name": f"n{which}",
        "version": "1.11.3",
        "group": "kiosk",
        "drain": False,
        "driver": "docker,raw_exec",
        "meta": {"a": "1"},
        "number": 1,
        "host": f"10.0.0.{which}",
        **more,
    }


# -- generated ------------------------------------------------------------------------------------------------------

WORDS = ["", "a", "b", "kiosk", "we ird", "{{ 1 + 1 }}", "{% raw %}", "é", "1", "1.0", "True", "None", "x:y", "[1]"]
TEXTS = st.sampled_from(WORDS) | st.text(max_size=6)
NODES = st.lists(
    st.fixed_dictionaries(
        {
            "version": st.sampled_from(["1.11.3", "1.10.0", "", "{{ x }}", "v"]),
            "group": TEXTS,
            "drain": st.booleans(),
            "driver": st.sampled_from(["", "docker", "docker,raw_exec"]),
            "meta": st.dictionaries(TEXTS, TEXTS, max_size=3),
            "number": st.sampled_from([0, 1, True, False, 1.0, 0.0, -0.0, None, "1", 2**70]),
        }
    ),
    min_size=1,
    max_size=4,
).map(lambda found: [{**node(number), **one} for number, one in enumerate(found * 2)])

ATOMS = st.sampled_from(
    [
        *FIELDS,
        *("inventory_hostname", "group_names", "missing", "c0", "c1", "v_meta.a", "v_meta['b']", "v_drivers[0]"),
        *(
            "'text'",
            "'{{ v_group }}'",
            "1",
            "1.0",
            "true",
            "none",
            "[]",
            "{}",
            "omit",
            "range(2)",
            "[v_group, v_number]",
        ),
        *(
            "{'k': v_group}",
            "v_group.split('i')",
            "v_meta.keys() | list",
            "now()",
            "lookup('env', 'HOME')",
            "dict(a=v_group)",
        ),
    ]
)
FILTERS = st.sampled_from(
    [
        *(
            "upper",
            "length",
            "default('d')",
            "default('d', true)",
            "replace('k', 'K')",
            "string",
            "int",
            "bool",
            "list",
        ),
        *("first", "sort", "unique", "join('-')", "to_json", "from_json", "regex_replace('k.', 'x')", "map('upper')"),
        *(
            "map('string') | list",
            "select('match', 'k') | list",
            "reject('equalto', 'a') | list",
            "dict2items",
            "mandatory",
        ),
        *(
            "ternary('y', 'n')",
            "ansible.builtin.quote",
            "type_debug",
            "random(seed=3)",
            "no_such_filter",
            "combine({'z': 1})",
        ),
        *("selectattr('a', 'defined') | list", "to_uuid", "hash('sha1')", "reverse | list", "format(1)", "b64encode"),
    ]
)
TESTS = st.sampled_from(
    [
        *("defined", "undefined", "string", "none", "mapping", "match('k')", "search('i')", "version('1.11', '<')"),
        *(
            "in ['kiosk', 'a']",
            "truthy",
            "falsy",
            "boolean",
            "equalto('kiosk')",
            "no_such_test",
            "sameas(true)",
            "number",
        ),
    ]
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger expressions of smaller ones."""
    return st.one_of(
        st.tuples(inner, FILTERS).map(lambda parts: f"{parts[0]} | {parts[1]}"),
        st.tuples(inner, TESTS).map(
            lambda parts: f"({parts[0]} is {parts[1]})" if parts[1][:3] != "in " else f"({parts[0]} {parts[1]})"
        ),
        st.tuples(inner, st.sampled_from(["~", "+", "==", "!=", "<", "and", "or", "in", "not in"]), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        inner.map(lambda text: f"not {text}"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        inner.map(lambda text: f"{text}.x"),
        inner.map(lambda text: f"{text} |"),  # no expression at all
    )


EXPRESSIONS = st.recursive(ATOMS, compound, max_leaves=4)
CONSTANTS = st.sampled_from([True, False, None, 1, 2.5, [], ["a"], {"a": 1}])
KEYED = st.fixed_dictionaries(
    {"key": EXPRESSIONS},
    optional={
        "prefix": st.sampled_from(["", "p", "p-x"]),
        "separator": st.sampled_from(["", "_", "-"]),
        "parent_group": st.sampled_from(
            ["", "parent", "{{ v_group }}", "p_{{ v_version }}", "{{ missing }}", "{{ omit }}"]
        ),
        "default_value": st.sampled_from(["", "dflt"]),
        "trailing_separator": st.booleans(),
    },
)
OPTIONS = st.fixed_dictionaries(
    {
        "compose": st.dictionaries(
            st.sampled_from(["c0", "c1", "v_version", "v_meta", "ansible_host", "no-name"]),
            EXPRESSIONS | CONSTANTS,
            max_size=3,
        ),
        "groups": st.dictionaries(st.sampled_from(["g0", "g 1", "kiosk"]), EXPRESSIONS | CONSTANTS, max_size=2),
        "keyed_groups": st.lists(KEYED, max_size=3),
        "strict": st.booleans(),
        "leading_separator": st.booleans(),
        "use_extra_vars": st.booleans(),
    }
)
EXTRA = st.sampled_from([{}, {"v_group": "extra"}, {"v_version": trust_as_template("{{ v_group }}!")}, {"other": "1"}])


@settings(max_examples=150)
@given(NODES, OPTIONS, EXTRA)
def test_the_same_as_stock_byte_for_byte(nodes: Any, options: Any, extra: Any) -> None:
    options = trusted(options)
    assert by_ours(nodes, options, extra)[0] == by_stock(nodes, options, extra)


# -- tiers ----------------------------------------------------------------------------------------------------------


def tiers(nodes: Any, extra: Any = None, **options: Any) -> list[str]:
    """What -vvv says, after checking that the result is stock's."""
    options = trusted(options)
    made, entries = by_ours(nodes, options, extra)
    assert made == by_stock(nodes, options, extra)
    return [str(entry) for entry in entries]


def test_every_tier_and_why() -> None:
    nodes = [node(number, version=("1.10.0", "1.11.3")[number % 2]) for number in range(10)]
    assert tiers(
        nodes,
        compose={"a": "v_version", "b": "v_version ~ v_group", "c": "'x'", "d": "now().year", "e": "v_drivers"},
        groups={"old": "v_version is version('1.11.0', '<')", "named": "inventory_hostname == 'n1'", "never": False},
        keyed_groups=[
            {"key": "v_group", "prefix": "g", "parent_group": "all_{{ v_version }}"},
            {"key": "group_names"},
            {"key": "v_group | random(seed=1)"},
        ],
    ) == [
        "compose 'a': taken as it is",
        "compose 'b': remembered by v_group, v_version",
        "compose 'c': remembered by nothing, it is the same everywhere",
        "compose 'd': by Ansible for every host, because it calls something that is not known to be pure",
        "compose 'e': remembered by v_drivers",
        "groups 'old': remembered by v_version",
        "groups 'named': by Ansible for every host, because inventory_hostname differs on every host",
        "groups 'never': remembered by nothing, it is the same everywhere",
        "keyed_groups 'v_group': remembered by v_group, v_version",
        "keyed_groups 'group_names': by Ansible for every host, because it uses group_names",
        "keyed_groups 'v_group | random(seed=1)': by Ansible for every host, because the filter random is not known to be pure",
    ]


def test_a_template_within_a_text_is_left_to_ansible() -> None:
    nodes = [node(0, group=""), node(1, group="kiosk")]
    assert tiers(nodes, groups={"a": "not '{{ v_group }}'"}, compose={"b": "'{{ v_group }}' ~ v_version"}) == [
        "compose 'b': by Ansible for every host, because it has a template within a text",
        "groups 'a': by Ansible for every host, because it has a template within a text",
    ]


def test_each_combination_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[str] = []
    stock = Plugin._compose

    def counted(self: Any, template: str, known: Any) -> Any:
        worked_out.append(template)
        return stock(self, template, known)

    monkeypatch.setattr(Plugin, "_compose", counted)
    nodes = [node(number, version=f"1.{number % 5}") for number in range(200)]
    options = trusted({"compose": {"a": "v_version", "b": "'v' ~ v_version"}, "keyed_groups": [{"key": "v_version"}]})
    by_ours(nodes, options)
    assert len(worked_out) == 1 + 5 + 5


def test_the_name_of_a_variable_needs_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = [node(0), node(1, group="sensor")]
    options = {"keyed_groups": [{"key": "v_group", "prefix": "g"}], "strict": True}
    assert by_ours(nodes, options)[0] == by_stock(nodes, options)  # a text that is not trusted is no expression
    monkeypatch.delattr("ansible.template.Templar.evaluate_expression")
    assert '"g_sensor"' in by_ours(nodes, trusted(options))[0]
    assert '"g_sensor"' not in by_stock(nodes, trusted(options))


def test_equal_is_not_the_same() -> None:
    nodes = [
        node(index, number=value) for index, value in enumerate([1, True, 1.0, "1", 0, False, -0.0, 0.0, None, ""])
    ]
    tiers(nodes, compose={"a": "v_number", "b": "v_number ~ ''"}, keyed_groups=[{"key": "v_number | string"}])


def test_what_was_composed_is_never_a_template_itself() -> None:
    """Else a remembered result could depend on variables that its expression does not name."""
    plugin = Plugin(trusted({"compose": {"made": "'{{ v_version }}'", "copied": "v_group", "glued": "'{{' ~ v_group"}}))
    constructor = construct.Constructor(plugin, FIELDS)
    for number in range(3):
        plugin.inventory.add_host(f"n{number}")
        constructor.apply(plugin.inventory.hosts[f"n{number}"], node(number, group="{{ v_version }}"))
    values = [host.vars[name] for host in plugin.inventory.hosts.values() for name in ("made", "copied", "glued")]
    assert not [value for value in values if is_trusted_as_template(value)]


def test_extra_variables_and_merging_are_left_to_ansible(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"v_group": "mine"}
    options: dict[str, Any] = {"compose": {"a": "v_group ~ '!'"}, "groups": {"mine": "v_group == 'mine'"}}
    assert tiers([node()], extra, use_extra_vars=True, **options) == [
        "compose 'a': by Ansible for every host, because v_group is an extra variable",
        "groups 'mine': remembered by v_group",
    ]
    assert "remembered" in tiers([node()], extra, **options)[0]
    monkeypatch.setattr(constants, "DEFAULT_HASH_BEHAVIOUR", "merge")
    nodes = [node(number, meta={"a": {"b": str(number)}}) for number in range(3)]
    assert all(
        "hash_behaviour" in line
        for line in tiers(nodes, compose={"v_meta": "{'c': 1}"}, keyed_groups=[{"key": "v_meta"}])
    )


def test_remembering_is_given_up_where_it_is_of_no_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(construct, "PATIENCE", 5)
    nodes = [node(number, group=f"g{number}") for number in range(20)]
    assert tiers(nodes, keyed_groups=[{"key": "v_group | upper"}]) == [
        "keyed_groups 'v_group | upper': by Ansible for every host, because its values differ on most hosts"
    ]


def test_strict_errors_name_the_host_that_is_wrong() -> None:
    nodes = [node(0), node(1, meta={})]
    options = trusted({"compose": {"a": "v_meta.a"}, "strict": True})
    assert by_ours(nodes, options)[0] == by_stock(nodes, options)
    assert "n1" in by_ours(nodes, options)[0]


@pytest.mark.parametrize(
    ("expression", "pure"),
    [
        ("v | upper", True),
        ("v | ansible.builtin.regex_replace('a', 'b')", True),
        ("v | map('upper') | list", True),
        ("v | map('random') | list", False),
        ("v | map(f) | list", False),
        ("v | map(*f) | list", False),
        ("v | selectattr('a', 'match', 'x') | list", True),
        ("v | selectattr('a', 'ansible.builtin.file') | list", False),
        ("v | my.own.filter", False),
        ("v is my.own.test", False),
        ("v.split('.')[0]", True),
        ("v.append(1)", False),
        ("v()", False),
        ("lookup('pipe', 'date')", False),
        ("query('env', 'X')", False),
        ("hostvars['x'].y", False),
        ("vars['x']", False),
        ("v | shuffle", False),
        ("v | password_hash", False),
        ("v | strftime", False),
        ("range(3) | list", True),
        ("namespace(a=1)", False),
        ("v }} {{ w", False),
        ("v is file", False),
    ],
)
def test_only_what_is_known_to_be_pure_is_remembered(expression: str, pure: bool) -> None:
    assert (construct.reads_of(expression).why == "") is pure


def test_to_join_is_to_be_added() -> None:
    """In the order of the steps: groups without parents, one whose hosts somebody has asked for, one with parents."""

    def filled(add: Callable[[Group, Host], object]) -> list[object]:
        groups = {name: Group(name) for name in ("plain", "asked", "child", "parent", "grand")}
        hosts = [Host(f"n{number}") for number in range(3)]
        seen: list[object] = []
        for host in hosts:
            for name in ("plain", "asked", "child", "plain"):
                add(groups[name], host)
            seen.append([one.name for one in groups["asked"].get_hosts()])
            seen.append([one.name for one in groups["grand"].get_hosts()])
            groups["parent"].add_child_group(groups["child"])
            groups["grand"].add_child_group(groups["parent"])
        seen += [sorted(group.name for group in host.groups) for host in hosts]  # ancestors come as a set
        return [*seen, *[[name, [one.name for one in group.get_hosts()]] for name, group in groups.items()]]

    assert filled(join) == filled(Group.add_host)
