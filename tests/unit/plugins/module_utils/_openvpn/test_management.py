# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation with OpenVPN."""

from __future__ import annotations

import pathlib
import socket
import threading

import pytest
from fake_openvpn import NEW, ONE, STATUS, TWO, openvpn

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ConnectionFailed, TimedOut
from ansible_collections.nomadic.fleet.plugins.module_utils._openvpn.management import Session, connected, sessions


def test_who_is_connected() -> None:
    assert sessions(STATUS.format(TWO + NEW + ONE)) == [
        Session(5, "device1", "10.1.0.10", "198.51.100.2:1194", 1796011200, 3000, 4000),
        Session(4, "device2", "10.1.0.11", "198.51.100.3:1194", 1796011200, 3000, 4000),
    ]


def test_a_connection_is_ended(tmp_path: pathlib.Path) -> None:
    rows = {5: ONE, 4: TWO}
    with openvpn(tmp_path / "sock", rows) as asked, connected(str(tmp_path / "sock")) as management:
        assert management is not None
        one, two = management.sessions()
        del rows[4]  # it goes by itself meanwhile
        management.restart([one, two])
        assert management.sessions() == []
    assert asked == ["status 3", "client-kill 5", "client-kill 4", "status 3", "status 3"]


def test_a_connection_is_cut(tmp_path: pathlib.Path) -> None:
    with openvpn(tmp_path / "sock", {5: ONE, 4: TWO}) as asked, connected(str(tmp_path / "sock")) as management:
        assert management is not None
        one, two = management.sessions()
        management.cut([one, one._replace(id=7)])
        assert management.sessions() == [two]
    assert asked == ["status 3", "kill device1", "status 3", "status 3"]


def test_one_that_does_not_end_is_an_error(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "sock"
    with openvpn(path, {5: ONE}, stubborn=True), connected(str(path)) as management:
        assert management is not None
        there = management.sessions()
        with pytest.raises(TimedOut, match=r"did not end the connection of device1 in 0\.2 s"):
            management._wait_for_end(there, 0.2)


def test_where_nobody_listens_nobody_is_connected(tmp_path: pathlib.Path) -> None:
    with connected(str(tmp_path / "sock")) as management:
        assert management is None
    socket.socket(socket.AF_UNIX).bind(str(tmp_path / "dead"))
    with connected(str(tmp_path / "dead")) as management:
        assert management is None


def test_one_that_hangs_up(tmp_path: pathlib.Path) -> None:
    def hang_up() -> None:
        listener.accept()[0].close()

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "sock"))
        listener.listen(1)
        threading.Thread(target=hang_up, daemon=True).start()
        with connected(str(tmp_path / "sock")) as management:
            assert management is not None
            with pytest.raises(ConnectionFailed, match="could not be reached"):
                management.sessions()
