# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading Consul's catalog through the port."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory import consul


class Catalog:
    """Canned answers."""

    def __init__(self, nodes: Any, checks: Any = ()) -> None:
        self.answers = {"nodes": nodes, "checks": list(checks) if isinstance(checks, tuple) else checks}
        self.asked: list[str] = []

    def nodes(self, filter_: str) -> Any:
        """The catalog."""
        self.asked.append(f"nodes {filter_}")
        return self.answers["nodes"]

    def checks(self, filter_: str) -> Any:
        """The checks."""
        self.asked.append(f"checks {filter_}")
        return self.answers["checks"]


NODE = {
    "ID": "i",
    "Node": "n",
    "Address": "10.0.0.1",
    "Datacenter": "dc1",
    "TaggedAddresses": {"wan": "192.0.2.1"},
    "Meta": {"scheduling_group": "kiosk", "consul-version": "1.20.6", "external-node": "true"},
    "CreateIndex": 7,
}


def test_one_request_and_one_for_the_health() -> None:
    catalog = Catalog([NODE], ({"Node": "n", "Status": "critical"},))
    (node,) = consul.collect(catalog, ["a", "b"], None, True)
    assert catalog.asked == ['checks CheckID == "serfHealth"', "nodes (a) and (b)"]
    assert (node["status"], node["ready"], node["scheduling_group"], node["version"]) == (
        *("critical", False, "kiosk", "1.20.6"),
    )
    assert node["external"] is True
    assert node["interfaces"] == {"wan": ["192.0.2.1"]}
    (node,) = consul.collect(catalog, [], ["sensor"], False)
    assert (node["status"], node["ready"], node["scheduling_group"]) == ("", True, "")
    assert catalog.asked[2:] == ["nodes "]


def test_a_node_of_old_data_has_no_id() -> None:
    (node,) = consul.collect(Catalog([{"Node": "n"}]), [], None, False)
    assert (node["id"], node["address"], node["meta"]) == ("n", "", {})


@pytest.mark.parametrize("answer", ["<html>", None, {"a": 1}, ["text"], [{"ID": "no name"}]])
def test_what_is_no_list_is_an_error(answer: Any) -> None:
    with pytest.raises(BadInput, match="the answer"):
        consul.collect(Catalog(answer), [], None, False)
    with pytest.raises(BadInput, match="the answer"):
        consul.collect(Catalog([NODE], answer), [], None, True)


def test_an_empty_catalog_is_an_error_unless_it_was_filtered() -> None:
    with pytest.raises(BadInput, match="no node at all"):
        consul.collect(Catalog([]), [], None, False)
    assert consul.collect(Catalog([]), ["Node == x"], None, False) == []
