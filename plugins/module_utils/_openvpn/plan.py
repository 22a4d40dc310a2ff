# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a list changes on a gateway, and in which order it is done.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn import allow_list as lists
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.allow_list import AllowList, Sets
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.gateway import Gateway, State
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.management import Session

NOTHING: Sets = {lists.ADDRESSES: frozenset(), lists.GRANTS: frozenset()}
#: The part of its greatest age after which a list is replaced by a younger one that says the same.
FRESH = 7


def refuse_older(new: AllowList, state: State) -> None:
    """A lower number would go back to what was, and perhaps to who was."""
    if state.kept and new.number < state.kept.number:
        raise BadInput(
            f"document: its number is {new.number} ({moment(new.number)}), and this gateway had {state.kept.number}"
            f" ({moment(state.kept.number)}) already: an older backup of the store was restored. Look through the registry"
            " (fleet_node_info with 'revocations'), then run once with -e openvpn_allow_list_renumber=true"
        )


def moment(seconds: int) -> str:
    """A time for people."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Plan:
    """The way from what is on the gateway to what the list says."""

    def __init__(self, new: AllowList, state: State, connected: Iterable[Session], now: float, max_age: int) -> None:
        self.new = new
        self.state = state
        self.revoked = {name: number for name, number in new.revoked.items() if state.revoked.get(name, 0) < number}
        gone = {**state.revoked, **new.revoked}
        admitted = {name: device for name, device in new.devices.items() if name not in gone}
        self.refused = sorted(set(new.devices) - set(admitted))
        self.files = {name: lists.client_file(name, device, new.prefix) for name, device in admitted.items()}
        self.sets = lists.wanted_sets(admitted.values())
        self.before = NOTHING if state.sets is None else state.sets
        self.keep = _is_to_be_kept(new, state, now, max_age)
        different, others, self.lost = self._losses()
        sessions = list(connected)
        self.gone = [
            session
            for session in sessions
            if session.name not in admitted
            or session.name in others
            or (session.address and session.address != admitted[session.name].address)
        ]
        self.to_return = [session for session in sessions if session.name in different and session not in self.gone]

    def _losses(self) -> tuple[set[str], set[str], set[str]]:
        """Devices whose file differs, those of them that have another generation or address, and addresses that have lost something.

        The last list counts as well as what is found: a run may have been interrupted after it had changed a file.
        """
        last = self.state.kept
        kept = last.devices if last else {}
        old = list(self.state.files.items())
        if last:
            old += [(name, lists.client_file(name, device, last.prefix)) for name, device in kept.items()]
        different = [(name, file) for name, file in old if file != self.files.get(name)]
        lost = lists.lost(self.before, self.sets) | lists.lost(lists.wanted_sets(kept.values()), self.sets)
        lost |= {lists.address_in(file) for _name, file in different} - {""}
        others = {name for name, file in different if self._closes(name, file)}
        return {name for name, _file in different}, others, lost

    @property
    def closed(self) -> list[str]:
        """Devices with a file by which they may not come in any more."""
        return sorted(name for name, file in self.state.files.items() if self._closes(name, file))

    def _closes(self, name: str, file: str) -> bool:
        """Whether a device that had this file may not come in by it any more."""
        return lists.identity(file) != lists.identity(self.files.get(name, ""))

    @property
    def changes_files(self) -> bool:
        """Whether a device's file differs."""
        return self.state.files != self.files

    @property
    def changes_firewall(self) -> bool:
        """Whether what is in force, or is loaded at boot, differs."""
        return self.state.sets != self.sets or self.state.boot != lists.elements(self.sets)

    @property
    def changed(self) -> bool:
        """Whether anything is to be done."""
        return bool(
            self.revoked or self.changes_files or self.changes_firewall or self.gone or self.to_return or self.keep
        )

    def apply(self, gateway: Gateway, text: str, signature: bytes, public_key: str) -> None:
        """Close first, by steps that need no room on the disk: a full one does not keep in who was revoked. Remember the list when all is done."""
        gateway.remove_files(self.closed)
        if self.state.sets != self.sets:
            gateway.set_firewall(self.sets)
        if self.lost:
            gateway.forget_connections(self.lost, str(self.new.prefix))
        if self.gone:
            gateway.cut(self.gone)
        if self.revoked:
            gateway.remember_revoked(self.revoked)
        if self.changes_files:
            gateway.write_files(self.files)
        if self.state.boot != lists.elements(self.sets):
            gateway.load_at_boot(self.sets)
        if self.to_return:
            gateway.restart(self.to_return)
        if self.keep:
            gateway.keep(text, signature, public_key)

    def result(self) -> dict[str, Any]:
        """What has happened, or would."""
        state = self.state
        last = self.new if self.keep or state.kept is None else state.kept
        cut = sorted({session.name for session in (*self.gone, *self.to_return)})
        before = _side(state.kept, lists.shown(state.files, self.before), state.revoked, cut)
        after = _side(last, lists.shown(self.files, self.sets), {**state.revoked, **self.revoked}, [])
        return {
            "changed": self.changed,
            "number": last.number,
            "added": sorted(set(self.files) - set(state.files)),
            "removed": sorted(set(state.files) - set(self.files)),
            "cut": cut,
            "refused": self.refused,
            "diff": {"before": before, "after": after},
        }


def _is_to_be_kept(new: AllowList, state: State, now: float, max_age: int) -> bool:
    """Whether the gateway is to start on this list from now on; one that says the same may stay for a while."""
    kept = state.kept
    if kept is None or not state.intact or kept._replace(made=new.made) != new:
        return True
    return new.made > kept.made and now - kept.made > max_age / FRESH


def _side(last: AllowList | None, shown: dict[str, Any], revoked: Iterable[str], to_end: list[str]) -> dict[str, Any]:
    made = {"number": last.number, "signed": moment(last.made)} if last else {}
    return {**made, **shown, "revoked": sorted(revoked), "connections to end": to_end}
