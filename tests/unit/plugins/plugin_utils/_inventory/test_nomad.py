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
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import nomad
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node


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
        elif filter_.endswith(nomad.HAS_GROUP):
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


def groups_of(nodes: Sequence[Node]) -> dict[str, str]:
    """Group by name."""
    return {one["name"]: one["scheduling_group"] for one in nodes}


def test_named_groups_cost_one_request_each_and_one_for_all() -> None:
    api = FakeApi({f"n{index}": ("a", "b", "c", "")[index % 4] for index in range(400)}, per_page=1000)
    nodes, _notes = nomad.collect(api, nomad.Query(groups=["a", "b", "c"]))
    assert groups_of(nodes) == api.groups
    assert len(api.requests) == 3 + 1


def test_groups_are_found_out_with_two_requests_each() -> None:
    api = FakeApi({f"n{index}": f"g{index % 7}" if index % 8 else "" for index in range(400)}, per_page=1000)
    nodes, _notes = nomad.collect(api, nomad.Query())
    assert groups_of(nodes) == api.groups
    assert len(api.requests) <= 2 * 7 + 2
    assert sum(request.startswith("detail") for request in api.requests) == 7


def test_no_group_at_all_costs_two_requests() -> None:
    api = FakeApi({"a": "", "b": ""})
    assert groups_of(nomad.collect(api, nomad.Query())[0]) == {"a": "", "b": ""}
    assert len(api.requests) == 2


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9]{0,3}", fullmatch=True),
        st.sampled_from(["", "a", "b", 'we"ird', "{{ 1 }}", "\\"]),
        max_size=12,
    )
)
def test_finding_out_equals_what_is(groups: dict[str, str]) -> None:
    assert groups_of(nomad.collect(FakeApi(groups), nomad.Query())[0]) == groups


def test_an_empty_list_of_groups_asks_for_none() -> None:
    api = FakeApi({"a": "kiosk"})
    assert groups_of(nomad.collect(api, nomad.Query(groups=[]))[0]) == {"a": ""}
    assert len(api.requests) == 1


def test_too_many_groups_are_an_error_not_a_part() -> None:
    api = FakeApi({f"n{index}": f"g{index // 2}" for index in range(20)})
    with pytest.raises(BadInput, match="more than 3 scheduling groups.*'scheduling_groups'"):
        nomad.collect(api, nomad.Query(max_groups=3))


def test_a_node_that_moved_or_went_while_being_read() -> None:
    class Moving(FakeApi):
        def detail(self, node_id: str) -> Mapping[str, Any] | None:
            answer = super().detail(node_id)
            return None if node_id == "id-gone" else answer

    api = Moving({"gone": "kiosk", "here": "kiosk"})
    assert groups_of(nomad.collect(api, nomad.Query())[0]) == {"gone": "", "here": "kiosk"}


def test_details_cost_one_request_a_node_and_none_for_groups() -> None:
    api = FakeApi({"a": "kiosk", "b": "sensor"})
    nodes, _notes = nomad.collect(api, nomad.Query(details=True, attributes=["os.name", "absent"]))
    assert groups_of(nodes) == api.groups
    assert nodes[0]["attributes"] == {"os.name": "debian"}
    assert api.requests == ["page ", "detail id-a", "detail id-b"]
    assert nodes[0]["release"] == "2"


def test_details_are_bounded() -> None:
    with pytest.raises(BadInput, match="'details' would read 3 nodes.*'max_details' \\(2\\)"):
        nomad.collect(FakeApi({"a": "", "b": "", "c": ""}), nomad.Query(details=True, max_details=2))


@pytest.mark.parametrize("page", ["<html>no</html>", {"error": 1}, [{"Name": "no id"}], ["text"], None])
def test_an_answer_that_is_no_list_of_nodes_is_an_error(page: Any) -> None:
    class Odd(FakeApi):
        def pages(self, filter_: str, resources: bool) -> Iterator[Any]:
            yield page

    with pytest.raises(BadInput, match="the answer"):
        nomad.collect(Odd({}), nomad.Query(groups=[]))


def test_filters_of_the_user_go_with_every_request() -> None:
    asked = []

    class Recorder(FakeApi):
        def pages(self, filter_: str, resources: bool) -> Iterator[Any]:
            asked.append(filter_)
            yield []

    query = nomad.Query(groups=["kiosk"], filters=['Status == "ready"', "Drain == false"])
    assert nomad.collect(Recorder({}), query) == ([], [])
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
    assert nomad.literal(text) == quoted
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
    assert nomad.projection(resources=True)(stub)["interfaces"] == {"tun0": ["10.8.0.5"]}
    assert "interfaces" not in nomad.projection()(stub)


def test_only_drivers_that_work_count() -> None:
    drivers = {"exec": {"Healthy": True}, "raw_exec": {"Healthy": True}, "docker": {"Healthy": False}, "qemu": None}
    assert nomad.projection()({"ID": "i", "Drivers": drivers})["driver"] == "exec,raw_exec"


def test_a_huge_value_is_left_out_and_said() -> None:
    class Huge(FakeApi):
        def detail(self, node_id: str) -> Mapping[str, Any]:
            return {"Meta": {"scheduling_group": "kiosk", "blob": "x" * 5_000_000}, "Attributes": {"a": "y" * 9999}}

    nodes, notes = nomad.collect(Huge({"a": "kiosk"}), nomad.Query(details=True, attributes=["a"]))
    assert nodes[0]["meta"] == {"scheduling_group": "kiosk"}
    assert len(nodes[0]["attributes"]["a"]) == nomad.LONGEST_VALUE
    assert "blob" in notes[0].text
    assert notes[0].loud
