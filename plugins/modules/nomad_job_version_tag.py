#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tag a version of a Nomad job."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job_version_tag
version_added: 0.1.0
short_description: Tag a version of a Nomad job
description:
  - Gives a version of a job a name, which keeps it from being forgotten and can be reverted to
    (see M(nomadic.fleet.nomad_job_revert)).
  - A tag that another version has is moved, which takes two requests.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: The id of the job. Nomad cannot tag jobs whose id has a slash.
    type: str
    required: true
  tag:
    description: The name of the tag.
    type: str
    required: true
  version:
    description: The version. Default is the one that has the tag, or else the newest.
    type: int
  description:
    description: What the tag says.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Keep what works now
  nomadic.fleet.nomad_job_version_tag:
    name: shop
    tag: golden
    description: ran over the sale
"""

RETURN = r"""
version_tag:
  description: The tag as the API gives it, with its version.
  returned: always
  type: dict
  sample: {Name: golden, Description: ran over the sale, Version: 4, TaggedTime: 1795988149382700676}

diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import existing
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(f.text("tag", "Name", required=True), f.number("version"), f.text("description"))


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    name, tag = module.params["name"], module.params["tag"]
    if "/" in name:
        raise BadInput(f"name: Nomad cannot tag versions of {name}, since this id has a slash.")
    newest = existing(client, name)["Version"]
    path = ["job", name, "versions", tag, "tag"]

    def current() -> dict[str, Any] | None:
        kept = client.get(["job", name, "versions"]).data["Versions"]
        tagged = [one for one in kept if (one.get("VersionTag") or {}).get("Name") == tag]
        return {**tagged[0]["VersionTag"], "Version": tagged[0]["Version"]} if tagged else None

    def apply(wanted: dict[str, Any]) -> dict[str, Any] | None:
        client.post(path, {"Description": "", "Version": newest, **wanted})
        return current()

    def update(wanted: dict[str, Any]) -> dict[str, Any] | None:
        if before and wanted["Version"] != before["Version"]:
            client.delete(path)
        return apply(wanted)

    before = current()
    return keep(module, FIELDS, before, apply, lambda _: client.delete(path), update)


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(name={"type": "str", "required": True}, state=STATE)
    run("nomad", spec, work, returns="version_tag")


if __name__ == "__main__":
    main()
