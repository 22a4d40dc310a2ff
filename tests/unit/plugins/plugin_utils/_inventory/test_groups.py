# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups without templates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import PREFIXES, Grouping

NODE = {
    "scheduling_group": "kiosk",
    "node_pool": "external",
    "datacenter": "dc-1.paris",
    "node_class": "big box",
    "status": "ready",
    "eligibility": "eligible",
    "drain": False,
    "driver": "docker,raw_exec",
    "version": "1.11.3",
    "region": "",
    "fleet_state": "accepted",
}


def test_every_field_has_a_prefix_and_safe_names() -> None:
    assert Grouping(list(PREFIXES)).of(NODE) == [
        *("group_kiosk", "pool_external", "datacenter_dc_1_paris", "class_big_box", "status_ready"),
        *("eligibility_eligible", "drain_false", "driver_docker", "driver_raw_exec", "version_1_11_3"),
        "state_accepted",
    ]


def test_prefixes_of_the_user() -> None:
    assert Grouping(["scheduling_group"], {"scheduling_group": "fleet_"}).of(NODE) == ["fleet_kiosk"]
    assert Grouping([]).of(NODE) == []


@given(st.dictionaries(st.sampled_from(sorted(PREFIXES)), st.text(max_size=12), min_size=len(PREFIXES)))
def test_no_claim_makes_a_group_without_a_prefix(claims: dict[str, Any]) -> None:
    grouping = Grouping(list(PREFIXES))
    for group in grouping.of(claims):
        assert group.startswith(tuple(PREFIXES.values()))
    assert grouping.names == set(grouping.of(claims))


@pytest.mark.parametrize(
    ("group_by", "prefixes", "message"),
    [
        (["colour"], {}, "'group_by' has 'colour'"),
        ([], {"colour": "x"}, "'group_prefixes' has 'colour'"),
        ([], {"status": " "}, "empty prefix"),
        ([], {"scheduling_group": ""}, "empty prefix"),
        ([], {"scheduling_group": 5}, "empty prefix"),
    ],
)
def test_what_cannot_work_is_refused(group_by: list[str], prefixes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Grouping(group_by, prefixes)
