# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ansible-playbook of a shard is given: the options of the run that rolls out, and nothing that was typed in secret."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

from ansible.parsing.splitter import parse_kv

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

# Options with a value; the key is that of Ansible's parsed command line.
VALUES = {
    "remote_user": "--user",
    "private_key_file": "--private-key",
    "connection": "--connection",
    "timeout": "--timeout",
    "ssh_common_args": "--ssh-common-args",
    "ssh_extra_args": "--ssh-extra-args",
    "sftp_extra_args": "--sftp-extra-args",
    "scp_extra_args": "--scp-extra-args",
    "become_method": "--become-method",
    "become_user": "--become-user",
    "become_password_file": "--become-password-file",
    "connection_password_file": "--connection-password-file",
}
TYPED = {
    "ask_pass": ("--ask-pass", "--connection-password-file"),
    "become_ask_pass": ("--ask-become-pass", "--become-password-file"),
    "ask_vault_pass": ("--ask-vault-pass", "--vault-password-file"),
}
OURS = ("rollout", "verb", "node")  # variables of the playbook nomadic.fleet.update


def refuse_typed(options: t.Mapping[str, t.Any]) -> None:
    """A password that somebody types cannot reach processes that come and go."""
    for key, (option, instead) in TYPED.items():
        if options.get(key):
            raise BadInput(f"{option}: what is typed cannot be passed on to the processes of a rollout; use {instead}")
    for one in options.get("vault_ids") or ():
        if one.rpartition("@")[2] in ("prompt", "prompt_ask_vault_pass"):
            raise BadInput(
                f"--vault-id {one}: what is typed cannot be passed on to the processes of a rollout; name a file"
            )


def arguments(options: t.Mapping[str, t.Any], folder: pathlib.Path) -> list[str]:
    """Inventory, variables and how hosts are reached; variables go through files, since everybody can read a command line."""
    refuse_typed(options)
    found: list[str] = []
    for source in options.get("inventory") or ():
        found += ["--inventory", source]
    for key, option in VALUES.items():
        if options.get(key):
            found += [option, str(options[key])]
    found += ["--become"] if options.get("become") else []
    for one in options.get("vault_ids") or ():
        found += ["--vault-id", one]
    for one in options.get("vault_password_files") or ():
        found += ["--vault-password-file", one]
    for number, text in enumerate(options.get("extra_vars") or ()):
        found += [
            "--extra-vars",
            text if text.startswith("@") else f"@{_kept(text, folder / f'variables-{number}.yml')}",
        ]
    return found + (["-" + "v" * options["verbosity"]] if options.get("verbosity") else [])


def private(path: pathlib.Path, text: str) -> pathlib.Path:
    """A file that only we can read."""
    with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    return path


def _kept(text: str, path: pathlib.Path) -> pathlib.Path:
    if text[:1] in "{[":
        return private(path, text)
    return private(path, json.dumps({key: value for key, value in parse_kv(text).items() if key not in OURS}))
