#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight
short_description: Look whether a host can run a product, and which version it has
version_added: 0.1.0
description:
  - Refuses a host that cannot run the product, with all the reasons and what to type against each. What will be trouble later is a warning.
  - Tells which version of the product the host has. The running process is asked, else the command, and never a file that only says so.
  - Refuses a version older than that one unless O(allow_downgrade=true), since data that a newer version has written may not be readable.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  product:
    description: Name of the product and of its unit.
    type: str
    required: true
  version:
    description: Version that is wanted.
    type: str
    required: true
  command:
    description: Path by which the product is started, a link that this collection manages.
    type: path
    required: true
  source:
    description: Path of a binary that somebody else has put on the host. It must be there.
    type: path
  allow_downgrade:
    description: Whether the version may be older than the one that the host has.
    type: bool
    default: false
  runs_jobs:
    description: Whether the host runs other people's work, for which the kernel must be able to limit memory.
    type: bool
    default: false
  fix_boot:
    description:
      - Whether a Raspberry Pi without the memory cgroup gets what it lacks in the kernel's command line (C(/boot/firmware/cmdline.txt) or
        C(/boot/cmdline.txt)). The module then ends with an error that asks for a reboot.
    type: bool
    default: false
  now:
    description:
      - The controller's time in seconds since 1970. A host whose clock is more than two minutes away from it is refused. Zero leaves the clock
        alone.
    type: float
    default: 0
"""

EXAMPLES = r"""
- name: Look at a host that is to become a Nomad client
  nomadic.fleet.preflight:
    product: nomad
    version: 1.11.3
    command: /usr/local/bin/nomad
    runs_jobs: true
    now: "{{ now(utc=true).timestamp() }}"
"""

RETURN = r"""
present:
  description: Whether there is something at O(command).
  type: bool
  returned: always
  sample: true
running:
  description: Whether the unit runs.
  type: bool
  returned: always
  sample: true
version:
  description: Version that the running binary, else the command, reports. Empty where there is none.
  type: str
  returned: always
  sample: 1.11.2
binary:
  description: Path of the binary that was asked. Empty where there is none.
  type: str
  returned: always
  sample: /opt/nomadic.fleet/nomad/1.11.2/nomad
"""

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _host, _installed


def objections(params: dict[str, t.Any], found: _installed.Installed) -> t.Iterator[str]:
    """What speaks against putting this version there."""
    product, version, source = params["product"], params["version"], params["source"]
    if found.version and _installed.order(version) < _installed.order(found.version) and not params["allow_downgrade"]:
        yield (
            f"it has {product} {found.version}, and {version} may not be able to read the data that this has written. Set '{product}_version: "
            f"{found.version}', or, if you have read the release notes and have a snapshot, '{product}_allow_downgrade: true'."
        )
    if source and not os.path.isfile(source):
        yield f"there is no file {source}; '{product}_install: present' leaves it to you to put it there."
    command = params["command"]
    if os.path.isfile(command) and not os.path.islink(command) and source != command:
        yield (
            f"{command} is a file that this collection has not put there. Set '{product}_install: present' and '{product}_source: {command}' to "
            "use it, or move it away."
        )


def runner(module: AnsibleModule) -> _installed.Runner:
    """Run a command; one that is not there, or not for this machine, has merely failed."""

    def run(command: list[str]) -> tuple[int, str, str]:
        try:
            return t.cast(tuple[int, str, str], module.run_command(command, handle_exceptions=False))
        except OSError as error:
            return 127, "", str(error)

    return run


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "product": {"type": "str", "required": True},
            "version": {"type": "str", "required": True},
            "command": {"type": "path", "required": True},
            "source": {"type": "path"},
            "allow_downgrade": {"type": "bool", "default": False},
            "runs_jobs": {"type": "bool", "default": False},
            "fix_boot": {"type": "bool", "default": False},
            "now": {"type": "float", "default": 0},
        },
        supports_check_mode=True,
    )
    params = module.params
    host = _host.read(runner(module), params["now"])
    judgement = _host.judge(host, params["runs_jobs"], params["fix_boot"])
    found = _installed.look(params["product"], params["command"], runner(module))
    for warning in judgement.warnings:
        module.warn(f"{host.model or 'This host'}: {warning}")
    result: dict[str, t.Any] = {**found._asdict(), "changed": bool(judgement.boot_text)}
    result["diff"] = {"before": "", "after": ""}
    if judgement.boot_text:
        result["diff"] = {"before": host.boot_text, "after": judgement.boot_text}
    problems = [*judgement.problems, *objections(params, found)]
    if judgement.boot_text and not module.check_mode:
        new = f"{host.boot_file}.new"
        with open(new, "w", encoding="utf-8") as out:
            out.write(judgement.boot_text)
        module.atomic_move(new, host.boot_file)
        problems.append(f"its boot command line {host.boot_file} was mended: reboot it and run again.")
    if problems:
        module.fail_json(msg=f"This host cannot run {params['product']} yet: " + " Also: ".join(problems), **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
