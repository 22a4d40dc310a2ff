# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes: finding one, metadata."""

from __future__ import annotations

import pytest
from fake_server import Answer, Fake

from ansible_collections.nomadic.fleet.plugins.module_utils import _nodes as nodes
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError


@pytest.mark.usefixtures("clean_environment")
def test_several_nodes_of_one_name_are_an_error(fake: Fake) -> None:
    stub = {"Name": "a", "Status": "down", "SchedulingEligibility": "eligible"}
    fake.answers = [Answer(data=[{**stub, "ID": "one"}, {**stub, "ID": "two"}])]
    with pytest.raises(BadInput, match="2 nodes are called a; give the id of one of them: one .*, two"):
        nodes.find_node(connect({"address": fake.address}), "a", None)
    assert fake.seen[0].query["filter"] == ["Name == `a`"]


def test_metadata_changes_are_what_differs() -> None:
    node = {"Meta": {"a": "1", "b": "2", "c": "3"}}
    assert nodes.metadata_changes(node, {"a": 1, "b": None, "c": "4", "d": None}) == {"b": None, "c": "4"}


@pytest.mark.usefixtures("clean_environment")
def test_metadata_of_a_node_that_is_away_is_refused(fake: Fake) -> None:
    with pytest.raises(FleetError, match="is down"):
        nodes.set_metadata(
            connect({"address": fake.address}), {"ID": "x", "Name": "a", "Status": "down"}, {"a": "1"}, 1
        )
    assert not fake.seen


def test_what_is_shown_has_no_secret() -> None:
    node = {"ID": "x", "SecretID": "y", "Attributes": {}, "Meta": {}}
    assert nodes.public(node) == {"ID": "x", "Meta": {}}
    assert "SecretID" not in nodes.public(node, full=True)
