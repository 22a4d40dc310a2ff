# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a secret once, keep it on the controller, read it back. Documented in plugins/modules/fleet_secret.py."""

from __future__ import annotations

import base64
import fcntl
import os
import pathlib
import secrets
import typing as t
import uuid

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.parsing.vault import is_encrypted
from ansible.plugins.action import ActionBase


def generate(kind: str, size: int) -> str:
    """A new secret of a kind."""
    if kind == "uuid":
        return str(uuid.uuid4())
    raw = secrets.token_bytes(size)
    return base64.b64encode(raw).decode() if kind == "base64" else raw.hex()


class ActionModule(ActionBase):
    """Runs on the controller only; nothing of it ever reaches a host."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return the secret; make it first where there is none."""
        super().run(tmp, task_vars)
        del tmp
        _result, arguments = self.validate_argument_spec(
            argument_spec={
                "name": {"type": "str", "required": True},
                "directory": {"type": "path"},
                "kind": {"type": "str", "choices": ["base64", "hex", "uuid"], "default": "base64"},
                "bytes": {"type": "int", "default": 32},
                "given": {"type": "str", "default": ""},
                "value": {"type": "str"},
                "make": {"type": "bool", "default": True},
                "vault_id": {"type": "str"},
            },
        )
        if arguments["given"]:
            return {"changed": False, "secret": arguments["given"], "path": None}
        variables = task_vars or {}
        arguments["vault_id"] = arguments["vault_id"] or self._variable("fleet_vault_id", variables)
        path = self._directory(arguments["directory"], variables) / arguments["name"]
        try:
            return self._once(path, arguments)
        except OSError as error:
            raise AnsibleActionFail(
                f"fleet_secret: cannot use {error.filename or path}: {error.strerror}; check 'fleet_dir'"
            ) from error

    def _variable(self, name: str, task_vars: dict[str, t.Any]) -> str:
        """A variable of the fleet, as a string."""
        return str(self._templar.template(task_vars.get(name) or ""))

    def _directory(self, given: str | None, task_vars: dict[str, t.Any]) -> pathlib.Path:
        """Where secrets are kept: the option, or ``secrets`` in the fleet's directory."""
        if given:
            return pathlib.Path(given)
        fleet_dir = self._variable("fleet_dir", task_vars)
        if not fleet_dir:
            raise AnsibleActionFail(
                "fleet_secret: 'fleet_dir' is not set; give it the path of a directory outside the collection"
            )
        return pathlib.Path(fleet_dir) / "secrets"

    def _once(self, path: pathlib.Path, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """One writer at a time, so that hosts which ask for the same secret at once get the same."""
        new = arguments["value"] if arguments["value"] is not None else ""
        if self._task.check_mode and not path.parent.exists():
            return {
                "changed": True,
                "secret": new or generate(arguments["kind"], arguments["bytes"]),
                "path": str(path),
            }
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (path.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            current = self._read(path, arguments["vault_id"])
            if current is not None and new in ("", current):
                # What a module has written by itself is not encrypted yet.
                changed = bool(arguments["vault_id"]) and not is_encrypted(path.read_bytes())
                if changed and not self._task.check_mode:
                    self._write(path, current, arguments["vault_id"])
                return {"changed": changed, "secret": current, "path": str(path)}
            if not new and not arguments["make"]:
                return {"changed": False, "secret": "", "path": str(path)}
            new = new or generate(arguments["kind"], arguments["bytes"])
            if not self._task.check_mode:
                self._write(path, new, arguments["vault_id"])
        return {"changed": True, "secret": new, "path": str(path)}

    def _read(self, path: pathlib.Path, vault_id: str | None) -> str | None:
        """The kept secret, decrypted where it is encrypted."""
        if not path.exists():
            return None
        raw = path.read_bytes()
        if not is_encrypted(raw):
            return raw.decode().rstrip("\n")
        try:
            return t.cast(str, self._loader._vault.decrypt(raw).decode())
        except AnsibleError as error:
            raise AnsibleActionFail(
                f"fleet_secret: {path} is encrypted and no given vault password opens it ({error}); add --vault-id or --vault-password-file"
            ) from error

    def _write(self, path: pathlib.Path, secret: str, vault_id: str | None) -> None:
        """Mode 0600 from the first byte, complete or not at all."""
        content = secret.encode()
        if vault_id:
            content = self._encrypt(content, vault_id)
        partial = path.with_name(f".{path.name}.partial")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(path)

    def _encrypt(self, content: bytes, vault_id: str) -> bytes:
        """Encrypt with one of the vault ids that this run was given."""
        vault = self._loader._vault
        for known, secret in vault.secrets:
            if known == vault_id:
                return t.cast(bytes, vault.encrypt(content, secret=secret, vault_id=vault_id))
        raise AnsibleActionFail(
            f"fleet_secret: no vault id '{vault_id}' was given to this run; add --vault-id {vault_id}@FILE, or unset 'vault_id'"
        )
