# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin, run by Ansible's own classes in this process."""

from __future__ import annotations

import pathlib
import stat
import types
import typing as t
import uuid

import pytest
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret
from ansible.template import Templar

from ansible_collections.nomadic.fleet.plugins.action.fleet_secret import ActionModule


class Task:
    """As much of a task as the plugin reads."""

    def __init__(self, check_mode: bool, arguments: dict[str, t.Any]) -> None:
        self.args, self.check_mode, self.async_val, self.diff = arguments, check_mode, 0, False
        self.action = "nomadic.fleet.fleet_secret"


@pytest.fixture
def loader() -> DataLoader:
    """A loader that was given one vault password, of the id ``fleet``."""
    loader = DataLoader()
    loader.set_vault_secrets([("fleet", VaultSecret(b"a vault password"))])
    return loader


@pytest.fixture
def run(tmp_path: pathlib.Path, loader: DataLoader) -> t.Callable[..., dict[str, t.Any]]:
    """Run the plugin on a directory of its own."""

    def call(
        check_mode: bool = False, task_vars: dict[str, t.Any] | None = None, **arguments: t.Any
    ) -> dict[str, t.Any]:
        variables = {"fleet_dir": str(tmp_path)} if task_vars is None else task_vars
        task = Task(check_mode, {"name": "one", **arguments})
        connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir=""))
        templar = Templar(loader=loader, variables=variables)
        plugin = ActionModule(task, connection, None, loader, templar, None)  # type: ignore[arg-type]
        return plugin.run(task_vars=variables)

    return call


def test_made_once_and_read_back(run: t.Callable[..., t.Any], tmp_path: pathlib.Path) -> None:
    first, second = run(), run()
    assert first["changed"]
    assert not second["changed"]
    assert first["secret"] == second["secret"]
    assert len(first["secret"]) == 44
    kept = tmp_path / "secrets" / "one"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in kept.parent.iterdir()) == [".lock", "one"]


def test_kinds(run: t.Callable[..., t.Any]) -> None:
    assert uuid.UUID(run(name="a", kind="uuid")["secret"]).version == 4
    assert len(run(name="b", kind="hex", bytes=8)["secret"]) == 16


def test_given_one_is_not_kept(run: t.Callable[..., t.Any], tmp_path: pathlib.Path) -> None:
    assert run(given="from elsewhere") == {"changed": False, "secret": "from elsewhere", "path": None}
    assert not list(tmp_path.iterdir())


def test_value_is_kept(run: t.Callable[..., t.Any]) -> None:
    assert run(value="made by a server")["changed"]
    assert not run(value="made by a server")["changed"]
    assert run()["secret"] == "made by a server"


def test_not_made_unless_asked(run: t.Callable[..., t.Any]) -> None:
    answer = run(make=False)
    assert not answer["changed"]
    assert answer["secret"] == ""


def test_check_mode_keeps_nothing(run: t.Callable[..., t.Any], tmp_path: pathlib.Path) -> None:
    assert run(check_mode=True)["changed"]
    assert not list(tmp_path.iterdir())
    kept = run()["secret"]
    assert run(check_mode=True) == {"changed": False, "secret": kept, "path": str(tmp_path / "secrets" / "one")}


def test_encrypted_with_a_vault_id(run: t.Callable[..., t.Any], tmp_path: pathlib.Path, loader: DataLoader) -> None:
    secret = run(vault_id="fleet")["secret"]
    raw = (tmp_path / "secrets" / "one").read_text()
    assert raw.startswith("$ANSIBLE_VAULT;1.2;AES256;fleet")
    assert secret not in raw
    assert run()["secret"] == secret
    loader.set_vault_secrets([("other", VaultSecret(b"another password"))])
    with pytest.raises(AnsibleActionFail, match="no given vault password opens it"):
        run()


def test_unknown_vault_id(run: t.Callable[..., t.Any]) -> None:
    with pytest.raises(AnsibleActionFail, match="no vault id 'prod' was given to this run; add --vault-id prod@FILE"):
        run(vault_id="prod")


def test_without_a_directory(run: t.Callable[..., t.Any]) -> None:
    with pytest.raises(AnsibleActionFail, match="'fleet_dir' is not set"):
        run(task_vars={"fleet_dir": ""})


def test_what_was_kept_in_the_clear_is_encrypted(run: t.Callable[..., t.Any], tmp_path: pathlib.Path) -> None:
    secret = run()["secret"]
    variables = {"fleet_dir": str(tmp_path), "fleet_vault_id": "fleet"}
    kept = tmp_path / "secrets" / "one"
    assert run(check_mode=True, task_vars=variables)["changed"]
    assert kept.read_text() == secret
    assert run(task_vars=variables)["changed"]
    assert kept.read_text().startswith("$ANSIBLE_VAULT;1.2;AES256;fleet")
    assert run(task_vars=variables) == {"changed": False, "secret": secret, "path": str(kept)}
