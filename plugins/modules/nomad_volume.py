#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad volumes: of hosts and of CSI plugins."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_volume
version_added: 0.1.0
short_description: Manage Nomad volumes
description:
  - Creates, registers, changes and deletes a volume.
  - A volume of a host (O(type=host)) is a folder that a plugin of the node makes, or one that is there (O(host_path)).
  - A volume of a CSI plugin (O(type=csi)) is made by the plugin, or is one that is there (O(external_id)).
  - What cannot be changed later (O(plugin_id), O(node_id), O(node_pool), O(constraints), O(host_path), the name of a CSI
    volume, O(external_id), O(snapshot_id), O(clone_id), O(topology_request), and O(parameters) of a CSI volume) is refused.
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
  type:
    description: What kind of volume.
    type: str
    default: host
    choices: [host, csi]
  name:
    description:
      - Its name. For O(type=host) the volume is found by it, within O(node_id) and O(node_pool) where they are given;
        several of one name are an error.
      - For O(type=csi) the default is O(id).
    type: str
  id:
    description: The id. Needed for O(type=csi). For O(type=host) the servers choose it, so that it can only name one that is there.
    type: str
  plugin_id:
    description:
      - The plugin that makes it. For O(type=host) one of the node's, such as V(mkdir), which is built in.
      - Needed for a new volume, unless O(host_path) is given.
    type: str
  node_id:
    description:
      - For O(type=host), the node. Default is one that the servers choose; needed with O(host_path).
    type: str
  node_pool:
    description: For O(type=host), the node pool the servers choose a node from.
    type: str
  constraints:
    description: For O(type=host), conditions on the node that the servers choose.
    type: list
    elements: dict
    suboptions:
      attribute:
        description: The attribute, such as C(${attr.kernel.name}).
        type: str
      operator:
        description: How it is compared, such as V(=).
        type: str
      value:
        description: What it is compared with.
        type: str
  host_path:
    description: For O(type=host), a folder on the node O(node_id) that is there. Nomad neither makes nor deletes it.
    type: str
  capabilities:
    description:
      - How jobs may use it, all ways. Their order means nothing.
      - Needed for O(type=csi). Default of O(type=host) is V(single-node-writer) with V(file-system).
    type: list
    elements: dict
    suboptions:
      access_mode:
        description: Who may use it at a time, such as V(single-node-writer) or V(multi-node-multi-writer).
        type: str
      attachment_mode:
        description: V(file-system) or V(block-device).
        type: str
  capacity_min:
    description: The least size, in bytes or such as V(512MB) or V(10GiB). A plugin may ignore it.
    type: str
  capacity_max:
    description: The greatest size, in bytes or such as V(512MB) or V(10GiB). A plugin may ignore it.
    type: str
  parameters:
    description: What the plugin is told when it makes the volume, all of it.
    type: dict
  external_id:
    description: For O(type=csi), what the storage calls a volume that is there. Without it the plugin makes one.
    type: str
  snapshot_id:
    description: For O(type=csi), the snapshot that a new volume is made from.
    type: str
  clone_id:
    description: For O(type=csi), what the storage calls the volume that a new one is a copy of.
    type: str
  mount_options:
    description: For O(type=csi), how it is mounted.
    type: dict
    suboptions:
      fs_type:
        description: The file system.
        type: str
      mount_flags:
        description:
          - Flags such as V(noatime).
          - The servers do not tell them, so they are not compared; a change of a volume that has some must give them again.
        type: list
        elements: str
  secrets:
    description:
      - For O(type=csi), what the plugin needs to know and nobody else.
      - The servers do not tell them, so they are not compared (see O(update_secret)). Every change of a volume replaces
        them, so give them whenever there are some.
    type: dict
  update_secret:
    description: When secrets are sent, V(on_change) with another change only, V(always) in every run, which is then a change.
    type: str
    default: on_change
    choices: [on_change, always]
  context:
    description: For O(type=csi) with O(external_id), what the plugin has to know to find the volume.
    type: dict
  topology_request:
    description: For O(type=csi), where the volume must or should be.
    type: dict
    suboptions:
      required:
        description: One of these.
        type: list
        elements: dict
        suboptions:
          segments:
            description: Names of the topology, with their values.
            type: dict
      preferred:
        description: Of those, rather these.
        type: list
        elements: dict
        suboptions:
          segments:
            description: Names of the topology, with their values.
            type: dict
  purge:
    description:
      - With O(state=absent), whether what is stored goes too.
      - Without it, Nomad forgets a volume of O(type=csi) or O(host_path), and what a plugin of a host made is not deleted but an error.
    type: bool
    default: false
  force:
    description: With O(state=absent), whether Nomad forgets the volume even where its node is gone or it counts as in use.
    type: bool
    default: false
  wait:
    description: Whether to wait until the node of a volume of O(type=host) is ready to use it.
    type: bool
    default: true
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 60
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a folder for the shop on one of the database nodes
  nomadic.fleet.nomad_volume:
    name: shop
    plugin_id: mkdir
    node_pool: default
    capabilities:
      - {access_mode: single-node-writer, attachment_mode: file-system}

- name: Let jobs use a folder that is there
  nomadic.fleet.nomad_volume:
    name: media
    node_id: "{{ node.nodes[0].ID }}"
    host_path: /srv/media

- name: Have a volume made by a CSI plugin
  nomadic.fleet.nomad_volume:
    type: csi
    id: shop
    plugin_id: ceph
    capacity_min: 10GiB
    capacity_max: 20GiB
    capabilities:
      - {access_mode: single-node-writer, attachment_mode: file-system}
    secrets:
      userID: shop
      userKey: "{{ vault_ceph_key }}"

- name: Delete it with what is in it
  nomadic.fleet.nomad_volume:
    type: csi
    id: shop
    state: absent
    purge: true
"""

RETURN = r"""
volume:
  description: The volume as the API gives it, without its secrets.
  returned: always
  type: dict
  sample: {ID: 87c6d197-be1a-f3be-1f4a-88aa9bd3537a, Name: shop, PluginID: mkdir, State: ready}

diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, UPDATE_SECRET, keep, run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._volumes import CSI, HOST, CsiVolumes, HostVolumes


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    kind, other = (CsiVolumes, HOST) if params["type"] == "csi" else (HostVolumes, CSI)
    refuse_others(params, {"id", *(field.option for field in kind.fields)}, other)
    volumes = kind(client, params)
    current = volumes.find()
    if params["state"] == "absent" and current:
        volumes.refuse_loss(current)

    def write(volume: dict[str, Any]) -> dict[str, Any]:
        made = volumes.write(volume)
        if params["wait"] and params["type"] == "host":
            path, what = ["volume", "host", made["ID"]], f"Volume {made['Name']} on its node"

            def ready() -> Any:
                now = client.read(path)
                return now if now["State"] == "ready" else None

            made = wait_for(what, ready, params["wait_timeout"], client.sleep)
        return made

    return keep(module, kind.fields, current, write, volumes.delete)


def refuse_others(params: dict[str, Any], known: set[str], other: Any) -> None:
    """An option of the other kind of volume would mean nothing."""
    wrong = sorted(field.option for field in other if params[field.option] is not None and field.option not in known)
    if wrong:
        raise BadInput(f"{wrong[0]} means nothing for a volume of type {params['type']}.")


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        **CSI.spec(),
        **HOST.spec(),
        "type": {"type": "str", "default": "host", "choices": ["host", "csi"]},
        "update_secret": UPDATE_SECRET,
        "purge": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 60},
        "state": STATE,
    }
    needed = [("type", "csi", ("id",)), ("type", "host", ("name", "id"), True)]
    run("nomad", spec, work, returns="volume", required_if=needed)


if __name__ == "__main__":
    main()
