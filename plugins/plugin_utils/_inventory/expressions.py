# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variables an expression reads, and whether its result depends on nothing else.

Only what is known to be pure counts as pure: filters, tests and methods by the lists below. Whatever is missing in
them makes an expression slower, never wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import jinja2
from jinja2 import meta, nodes, parser


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILTERS = _words("""
    abs attr batch capitalize center count d default dictsort e filesizeformat first float format groupby indent int
    items join last length list lower map max min reject rejectattr replace reverse round select selectattr slice sort
    string striptags sum title tojson trim truncate unique upper urlencode wordcount wordwrap
    b64decode b64encode basename bool checksum combinations combine comment dict2items difference dirname extract
    flatten from_json hash human_readable human_to_bytes intersect items2dict log mandatory md5 normpath path_join
    permutations pow product quote regex_escape regex_findall regex_replace regex_search root sha1 split splitext
    subelements symmetric_difference ternary to_json to_nice_json to_nice_yaml to_uuid to_yaml union urldecode urlsplit
    win_basename win_dirname win_splitdrive zip zip_longest
""")
TESTS = _words("""
    boolean defined divisibleby eq equalto even false float ge greaterthan gt in integer iterable le lessthan lower lt
    mapping ne none number odd sequence string true undefined upper
    abs all any contains falsy isnan issubset issuperset match nan regex search subset superset truthy uri url urn
    version version_compare == != > >= < <=
""")
METHODS = _words("""
    capitalize casefold center count endswith find get index isalnum isalpha isdecimal isdigit islower isnumeric
    isspace istitle isupper items join keys ljust lower lstrip partition removeprefix removesuffix replace rfind rjust
    rpartition rsplit rstrip split splitlines startswith strip swapcase title upper values zfill
""")
FUNCTIONS = _words("dict range")
#: Filters whose argument at this place names another filter or test.
NAMING_FILTERS = {"map": (0, FILTERS), "select": (0, TESTS), "reject": (0, TESTS)}
NAMING_FILTERS |= {"selectattr": (1, TESTS), "rejectattr": (1, TESTS)}
#: What is another thing at every moment, or not one of the host's variables.
LIVE = _words("""
    ansible_version cycler environment groups group_names hostvars joiner lipsum lookup namespace now omit play_hosts q
    query self undef vars
""")
#: What differs on every host; remembering results would be of no use.
UNIQUE = _words("inventory_hostname inventory_hostname_short")
TEMPLATE_MARKS = ("{{", "{%", "{#")
NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)

# Reads expressions, never evaluates them; it only has to know that these names exist.
_environment = jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], optimized=False)
_PREFIXES = ("", "ansible.builtin.")
_environment.filters.update({prefix + name: _environment.filters["list"] for name in FILTERS for prefix in _PREFIXES})
_environment.tests.update({prefix + name: _environment.tests["even"] for name in TESTS for prefix in _PREFIXES})


@dataclass(frozen=True)
class Reads:
    """What an expression reads; ``why`` says why its result cannot be remembered, if it cannot."""

    names: tuple[str, ...] = ()
    why: str = ""
    #: Whether it is nothing but the name of a variable.
    plain: bool = False


def reads_of(text: object, template: bool = False) -> Reads:
    """What an expression, or a template, reads. Constants other than text read nothing."""
    if isinstance(text, (bool, int, float, type(None))):
        return Reads()
    if not isinstance(text, str):
        return Reads(why="it is neither text nor a number")
    try:
        tree = _environment.parse(text) if template else _parsed(text)
    except (jinja2.TemplateError, RecursionError) as error:
        return Reads(why=f"it cannot be read ({error})")
    why = _impure(tree)
    if why:
        return Reads(why=why)
    names = tuple(sorted(meta.find_undeclared_variables(tree)))
    why = next((f"it uses {name}" for name in names if name in LIVE), "")
    why = why or next((f"{name} differs on every host" for name in names if name in UNIQUE), "")
    return Reads(names, why, plain=not template and names == (text.strip(),) and NAME.match(text.strip()) is not None)


def _parsed(text: str) -> nodes.Template:
    """An expression, read as Jinja itself does it, as the tree of a template that assigns it."""
    reader = parser.Parser(_environment, text, state="variable")
    expression = reader.parse_expression()
    if not reader.stream.eos:
        raise jinja2.TemplateSyntaxError("chunk after expression", reader.stream.current.lineno)
    tree = nodes.Template([nodes.Assign(nodes.Name("result", "store"), expression, lineno=1)], lineno=1)
    tree.set_environment(_environment)
    return tree


def _impure(tree: nodes.Template) -> str:
    """Why the result may depend on more than the variables, or nothing."""
    for node in tree.find_all((nodes.Filter, nodes.Test, nodes.Call, nodes.Stmt, nodes.Const)):
        if isinstance(node, nodes.Const):
            if isinstance(node.value, str) and any(mark in node.value for mark in TEMPLATE_MARKS):
                return "it has a template within a text"  # which Ansible renders, whatever variables it names
            continue
        if isinstance(node, nodes.Call):
            called = node.node
            if isinstance(called, nodes.Getattr) and called.attr in METHODS:
                continue
            if isinstance(called, nodes.Name) and called.name in FUNCTIONS:
                continue
            return "it calls something that is not known to be pure"
        if isinstance(node, (nodes.Filter, nodes.Test)):
            problem = _unknown_name(node)
            if problem:
                return problem
        elif not isinstance(node, (nodes.Assign, nodes.Output)):
            return "it has statements"
    return ""


def _unknown_name(node: nodes.Filter | nodes.Test) -> str:
    """Why a filter or test may be impure, or nothing."""
    name = node.name.removeprefix("ansible.builtin.")
    kind, known = ("filter", FILTERS) if isinstance(node, nodes.Filter) else ("test", TESTS)
    if name not in known:
        return f"the {kind} {name} is not known to be pure"
    if isinstance(node, nodes.Filter) and name in NAMING_FILTERS:
        place, allowed = NAMING_FILTERS[name]
        if node.dyn_args or node.dyn_kwargs:
            return f"the filter {name} takes its arguments from elsewhere"
        if len(node.args) > place:
            inner = node.args[place]
            named = inner.value if isinstance(inner, nodes.Const) else None
            if not isinstance(named, str) or named.removeprefix("ansible.builtin.") not in allowed:
                return f"the filter {name} applies something that is not known to be pure"
    return ""
