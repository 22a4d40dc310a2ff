# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of external nodes: the states, and every move from each to each."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import records

ID = "11111111-2222-3333-4444-555555555555"
OTHER = "66666666-2222-3333-4444-555555555555"


def record(state: str, **more: t.Any) -> dict[str, t.Any]:
    index = 0 if state in records.ENDED else 12
    confirmed = {"confirmed": []} if state in ("revoking", "revoked") else {}
    return {"name": "a", **records.FRESH, "state": state, "index": index, "group": "", **confirmed, **more}


def settle(current: dict[str, t.Any] | None, state: str = "declared", **wished: t.Any) -> dict[str, t.Any]:
    found = records.settled("a", current, state, wished)
    assert found is not None
    return found


def test_a_new_record() -> None:
    wanted = {"name": "a", "state": "declared", "index": 0, "group": "kiosk", "pool": "external", "region": "global"}
    assert settle(None, group="kiosk") == {**wanted, "placed": "", "node_id": "", "generation": 1}
    assert settle(None, node_id=ID)["state"] == "accepted"


def test_what_key_of_the_vpn_a_node_has_stays_until_it_is_another() -> None:
    accepted = settle(record("accepted", node_id=ID), vpn_key="one")
    assert settle(accepted)["vpn_key"] == "one"
    assert settle(accepted, vpn_key="two")["vpn_key"] == "two"
    assert "vpn_key" not in settle(record("accepted", node_id=ID))


#: What becomes of a wish (column) in a state (row): the new state, or "-" where it is refused.
TABLE = """
             declared  issued    pending   accepted  rejected  revoking  revoked   retired
declared     declared  issued    -         accepted  rejected  revoking  -         retired
issued       issued    issued    pending   accepted  rejected  revoking  -         retired
pending      pending   pending   pending   accepted  rejected  revoking  -         retired
accepted     accepted  accepted  -         accepted  -         revoking  -         retired
rejected     -         -         -         -         rejected  revoking  -         -
revoking     -         -         -         -         -         revoking  revoked   -
revoked      -         -         -         -         -         revoked   revoked   -
retired      -         -         -         -         -         revoking  -         retired
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(row[0], wish, new) for row in ROWS[1:] for wish, new in zip(ROWS[0], row[1:], strict=True)]


def test_the_table_is_whole() -> None:
    assert len(CASES) == len(records.STATES) ** 2


@pytest.mark.parametrize(("now", "wish", "new"), CASES)
def test_every_move(now: str, wish: str, new: str) -> None:
    current = record(now, node_id=ID, group="kiosk" if now in records.LIVE else "")
    if new == "-":
        with pytest.raises(BadInput, match=f"a is {now}"):
            settle(current, wish, needed=[])
        return
    after = settle(current, wish, needed=[])
    assert after["state"] == new
    if new == now:
        assert after == current
    if new in records.ENDED:
        assert (after["index"], after["group"]) == (0, "")
    assert after["generation"] == (2 if new == "revoking" and now != "revoking" else 1)


def test_an_operator_enrols_in_one_step() -> None:
    for now in ("declared", "issued"):
        assert settle(record(now), node_id=ID)["state"] == "accepted"
    # One that waits is pinned, but trusted only by word
    waiting = settle(record("pending"), node_id=ID)
    assert (waiting["state"], waiting["node_id"]) == ("pending", ID)


def test_what_is_accepted_has_a_node() -> None:
    with pytest.raises(BadInput, match="node_id: give the id of the Nomad node of a"):
        settle(record("pending"), "accepted")
    with pytest.raises(BadInput, match="node_id: give the id"):
        settle(record("accepted", node_id=ID), node_id="")
    assert settle(record("accepted", node_id=ID), "accepted", node_id=OTHER)["node_id"] == OTHER


@pytest.mark.parametrize("now", ["rejected", "retired"])
def test_reinstated_with_a_new_generation(now: str) -> None:
    ended = record(now, node_id=ID, generation=3, pool="shops")
    with pytest.raises(BadInput, match=f"a is {now}; with 'reinstate: true' it is declared again"):
        settle(ended)
    again = settle(ended, reinstate=True, group="kiosk")
    assert again == record("declared", generation=4, pool="shops", index=0, group="kiosk")
    # The second run finds it declared
    assert settle({**again, "index": 12}, reinstate=True, group="kiosk")["generation"] == 4


def test_what_is_revoked_is_revoked_for_good() -> None:
    with pytest.raises(BadInput, match="a is revoked, for good.*another name"):
        settle(record("revoked"), reinstate=True)


def test_a_generation_is_only_raised() -> None:
    current = record("accepted", node_id=ID, generation=2)
    assert settle(current, "issued", generation=3)["generation"] == 3
    with pytest.raises(BadInput, match="generation: a is at 2"):
        settle(current, generation=1)


def test_revoked_when_all_have_confirmed() -> None:
    current = settle(record("accepted", node_id=ID), "revoking", confirmed=["vault"])
    assert (current["confirmed"], current["generation"]) == (["vault"], 2)
    current = settle(current, "revoking", confirmed=["gw1", "vault"])
    assert (current["confirmed"], current["generation"]) == (["gw1", "vault"], 2)
    with pytest.raises(BadInput, match="a stays revoking: gw2 has not confirmed"):
        settle(current, "revoked", needed=["vault", "gw1", "gw2"])
    after = settle(current, "revoked", needed=["vault", "gw1"])
    assert (after["state"], after["index"], after["confirmed"]) == ("revoked", 0, ["gw1", "vault"])


def test_only_what_never_had_an_identity_is_forgotten() -> None:
    assert records.settled("a", None, "absent", {}) is None
    assert records.settled("a", record("declared"), "absent", {}) is None
    for state in records.STATES[1:]:
        with pytest.raises(BadInput, match=f"a is {state}; .*its record stays"):
            records.settled("a", record(state), "absent", {})


@pytest.mark.parametrize(
    ("option", "value"),
    [("pool", "default"), ("pool", "external-pending"), ("pool", "A"), ("group", "a b"), ("node_id", "x"), ("generation", 0), ("confirmed", ["gw1"])],
)  # fmt: skip
def test_bad_values(option: str, value: t.Any) -> None:
    with pytest.raises(BadInput, match=f"{option}: "):
        settle(None, **{option: value})


def test_nothing_is_changed_of_what_leaves() -> None:
    with pytest.raises(BadInput, match="group, pool: nothing is changed of a node that is to be retired"):
        settle(record("accepted", node_id=ID), "retired", group="kiosk", pool="shops")
