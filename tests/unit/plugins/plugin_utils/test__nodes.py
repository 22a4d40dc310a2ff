# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading nodes through the port: what is asked, how often, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils import _inventory, _nodes


class FakeApi:
    """Nomad as it bites: the stub has no Meta, the filter sees it, lists come in pages."""

    def __init__(self, groups: Mapping[str, str], per_page: int = 2) -> None:
        self.groups = dict(groups)
        self.per_page = per_page
        self.requests: list[str] = []

    def pages(self, filter_: str, resources: bool) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Understands the filters that ``collect`` makes."""
        if not filter_:
            names = list(self.groups)
        elif filter_.endswith(_nodes.HAS_GROUP):
            names = [name for name, group in self.groups.items() if group]
        else:
            wanted = json.loads(filter_.split(" == ", 1)[1])
            names = [name for name, group in self.groups.items() if group == wanted]
        for start in range(0, max(len(names), 1), self.per_page):
            self.requests.append(f"page {filter_}")
            yield [{"ID": f"id-{name}", "Name": name} for name in names[start : start + self.per_page]]

    def detail(self, node_id: str) -> Mapping[str, Any] | None:
        """One node."""
        self.requests.append(f"detail {node_id}")
        name = node_id.removeprefix("id-")
        return {
            "ID": node_id,
            "Meta": {"scheduling_group": self.groups[name], "fleet_release": "2"},
            "Attributes": {"os.name": "debian", "x": "y"},
        }


def groups_of(nodes: Sequence[_nodes.Node]) -> dict[str, str]:
    """Group by name."""
    return {one["name"]: one["scheduling_group"] for one in nodes}


def test_named_groups_cost_one_request_each_and_one_for_all() -> None:
    api = FakeApi({f"n{index}": ("a", "b", "c", "")[index % 4] for index in range(400)}, per_page=1000)
    nodes = _nodes.collect(api, _nodes.Query(groups=["a", "b", "c"]))
    assert groups_of(nodes) == api.groups
    assert len(api.requests) == 3 + 1


def test_groups_are_found_out_with_two_requests_each() -> None:
    api = FakeApi({f"n{index}": f"g{index % 7}" if index % 8 else "" for index in range(400)}, per_page=1000)
    nodes = _nodes.collect(api, _nodes.Query())
    assert groups_of(nodes) == api.groups
    assert len(api.requests) <= 2 * 7 + 2
    assert sum(request.startswith("detail") for request in api.requests) == 7


def test_no_group_at_all_costs_two_requests() -> None:
    api = FakeApi({"a": "", "b": ""})
    assert groups_of(_nodes.collect(api, _nodes.Query())) == {"a": "", "b": ""}
    assert len(api.requests) == 2


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9]{0,3}", fullmatch=True),
        st.sampled_from(["", "a", "b", 'we"ird', "{{ 1 }}", "\\"]),
        max_size=12,
    )
)
def test_finding_out_equals_what_is(groups: dict[str, str]) -> None:
    assert groups_of(_nodes.collect(FakeApi(groups), _nodes.Query())) == groups


def test_an_empty_list_of_groups_asks_for_none() -> None:
    api = FakeApi({"a": "kiosk"})
    assert groups_of(_nodes.collect(api, _nodes.Query(groups=[]))) == {"a": ""}
    assert len(api.requests) == 1


def test_too_many_groups_are_an_error_not_a_part() -> None:
    api = FakeApi({f"n{index}": f"g{index // 2}" for index in range(20)})
    with pytest.raises(BadInput, match="more than 3 scheduling groups.*'scheduling_groups'"):
        _nodes.collect(api, _nodes.Query(max_groups=3))


def test_a_node_that_moved_or_went_while_being_read() -> None:
    class Moving(FakeApi):
        def detail(self, node_id: str) -> Mapping[str, Any] | None:
            answer = super().detail(node_id)
            return None if node_id == "id-gone" else answer

    api = Moving({"gone": "kiosk", "here": "kiosk"})
    assert groups_of(_nodes.collect(api, _nodes.Query())) == {"gone": "", "here": "kiosk"}


def test_details_cost_one_request_a_node_and_none_for_groups() -> None:
    api = FakeApi({"a": "kiosk", "b": "sensor"})
    nodes = _nodes.collect(api, _nodes.Query(details=True, attributes=["os.name", "absent"]))
    assert groups_of(nodes) == api.groups
    assert nodes[0]["attributes"] == {"os.name": "debian"}
    assert api.requests == ["page ", "detail id-a", "detail id-b"]
    host = _inventory.build(nodes, _inventory.Rules()).hosts[0]
    assert host.variables["fleet_release"] == "2"
    assert host.variables["nomad_attributes"] == {"os.name": "debian"}


def test_details_are_bounded() -> None:
    with pytest.raises(BadInput, match="'details' would read 3 nodes.*'max_details' \\(2\\)"):
        _nodes.collect(FakeApi({"a": "", "b": "", "c": ""}), _nodes.Query(details=True, max_details=2))


@pytest.mark.parametrize("page", ["<html>no</html>", {"error": 1}, [{"Name": "no id"}], ["text"], None])
def test_an_answer_that_is_no_list_of_nodes_is_an_error(page: Any) -> None:
    class Odd(FakeApi):
        def pages(self, filter_: str, resources: bool) -> Iterator[Any]:
            yield page

    with pytest.raises(BadInput, match="the answer"):
        _nodes.collect(Odd({}), _nodes.Query(groups=[]))


def test_filters_of_the_user_go_with_every_request() -> None:
    asked = []

    class Recorder(FakeApi):
        def pages(self, filter_: str, resources: bool) -> Iterator[Any]:
            asked.append(filter_)
            yield []

    assert (
        _nodes.collect(Recorder({}), _nodes.Query(groups=["kiosk"], filters=['Status == "ready"', "Drain == false"]))
        == []
    )
    assert asked == [
        '(Status == "ready") and (Drain == false)',
        '(Status == "ready") and (Drain == false) and (Meta.scheduling_group == "kiosk")',
    ]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("kiosk", '"kiosk"'),
        ('a" or Name matches ".*', '"a\\u0022 or Name matches \\u0022.*"'),
        ("a\\b\n", '"a\\u005cb\\u000a"'),
    ],
)
def test_text_in_a_filter_cannot_leave_its_quotes(text: str, quoted: str) -> None:
    assert _nodes.literal(text) == quoted
    assert json.loads(quoted) == text


def test_interfaces_come_from_the_resources() -> None:
    stub = {
        "ID": "i",
        "NodeResources": {
            "NodeNetworks": [
                {"Device": "", "Addresses": None},
                {"Device": "tun0", "Addresses": [{"Address": "10.8.0.5"}]},
            ]
        },
    }
    assert _nodes.project(stub, resources=True)["interfaces"] == {"tun0": ["10.8.0.5"]}
    assert "interfaces" not in _nodes.project(stub)
