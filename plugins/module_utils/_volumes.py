# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about Nomad volumes: those of hosts, and those of CSI plugins.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._sizes import byte_size
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import one_namespace
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted

#: What the servers say instead of mount flags.
_REDACTED = "[REDACTED]"


def _size(option: str, key: str) -> Field:
    return Field(option, key, {"type": "str"}, lambda value: byte_size(value, option))


_CAPABILITIES = f.many("capabilities", f.text("access_mode"), f.text("attachment_mode"), key="RequestedCapabilities")

HOST = Fields(
    f.text("name"),
    f.text("plugin_id", "PluginID", fixed=True),
    f.text("node_id", "NodeID", fixed=True),
    f.text("node_pool", fixed=True),
    f.many(
        "constraints",
        f.text("attribute", "LTarget"),
        f.text("operator", "Operand"),
        f.text("value", "RTarget"),
        fixed=True,
    ),
    f.text("host_path", fixed=True),
    _CAPABILITIES,
    _size("capacity_min", "RequestedCapacityMinBytes"),
    _size("capacity_max", "RequestedCapacityMaxBytes"),
    f.mapping("parameters"),
)

CSI = Fields(
    f.text("id", "ID"),
    f.text("name", fixed=True),
    f.text("plugin_id", "PluginID", fixed=True),
    f.text("external_id", "ExternalID", fixed=True),
    f.text("snapshot_id", "SnapshotID", fixed=True),
    f.text("clone_id", "CloneID", fixed=True),
    _CAPABILITIES,
    _size("capacity_min", "RequestedCapacityMin"),
    _size("capacity_max", "RequestedCapacityMax"),
    f.nested(
        "mount_options",
        f.text("fs_type", "FSType"),
        f.ordered("mount_flags", secret=True, write_only=True),
    ),
    f.mapping("secrets", secret=True, write_only=True),
    f.mapping("parameters", fixed=True),
    f.mapping("context"),
    f.nested(
        "topology_request",
        f.many("required", f.mapping("segments")),
        f.many("preferred", f.mapping("segments")),
        key="RequestedTopologies",
        fixed=True,
    ),
)


class HostVolumes:
    """Volumes of hosts: the id is the servers', names may be there once a node."""

    fields = HOST

    def __init__(self, client: NomadClient, params: Mapping[str, Any]) -> None:
        self.client = client
        self.params = params

    def find(self) -> dict[str, Any] | None:
        """The volume of this id, or of this name (and node, and pool)."""
        params = self.params
        one_namespace(self.client, "name")
        number = params["id"]
        if number is None:
            query = {"type": "host", "node_id": params["node_id"], "node_pool": params["node_pool"]}
            query["filter"] = f"Name == {quoted(params['name'])}"
            found = self.client.get(["volumes"], query).data or []
            if len(found) > 1:
                which = ", ".join(f"{item['ID']} (node {item['NodeID']})" for item in found)
                raise BadInput(f"name: {len(found)} volumes are called {params['name']}; give node_id or id: {which}.")
            if not found:
                return None
            number = found[0]["ID"]
        volume: dict[str, Any] | None = self.client.read(["volume", "host", number])
        return volume

    def write(self, volume: Mapping[str, Any]) -> dict[str, Any]:
        """Create or change it: what a plugin makes is created, a folder that is there is registered."""
        if "ID" not in volume and self.params["id"] is not None:
            raise BadInput(f"id: there is no volume {self.params['id']}; a new one gets its id from the servers.")
        dynamic = volume.get("PluginID") or not volume.get("HostPath")
        keys = ("ID", *self.fields.rules)
        body = {"Volume": {key: volume[key] for key in keys if key in volume}}
        path = ["volume", "host", "create" if dynamic else "register"]
        made: dict[str, Any] = self.client.put(path, body, idempotent="ID" in volume).data["Volume"]
        return made

    def refuse_loss(self, volume: Mapping[str, Any]) -> None:
        """Nomad cannot forget what a plugin has made without deleting it."""
        if volume.get("PluginID") and not self.params["purge"]:
            raise BadInput("purge: deleting this volume deletes what is in it; if that is meant, set purge to true.")

    def delete(self, volume: Mapping[str, Any]) -> None:
        """Delete it; what a plugin has made goes with it."""
        self.client.delete(["volume", "host", volume["ID"]], {"force": self.params["force"]})


class CsiVolumes:
    """Volumes of CSI plugins: the id is the user's."""

    fields = CSI

    def __init__(self, client: NomadClient, params: Mapping[str, Any]) -> None:
        self.client = client
        self.params = params
        self.path = ["volume", "csi", params["id"]]

    def find(self) -> dict[str, Any] | None:
        """The volume of this id."""
        one_namespace(self.client, "id")
        volume: dict[str, Any] | None = self.client.read(self.path)
        return volume

    def write(self, volume: Mapping[str, Any]) -> dict[str, Any]:
        """Create or change it: the plugin makes one, or what is there (it has an external id) is registered."""
        body = {"Name": volume["ID"], **{key: volume[key] for key in self.fields.rules if key in volume}}
        if _REDACTED in ((body.get("MountOptions") or {}).get("MountFlags") or ()):
            raise BadInput(
                "mount_options: the servers keep mount_flags to themselves; a change has to give them again."
            )
        path = self.path if volume.get("ExternalID") else [*self.path, "create"]
        self.client.put(path, {"Volumes": [body]})
        made: dict[str, Any] = self.client.get(self.path).data
        return made

    def refuse_loss(self, volume: Mapping[str, Any]) -> None:
        """What is stored goes only where the user says so."""

    def delete(self, _volume: Mapping[str, Any]) -> None:
        """Forget it, or delete what is stored as well."""
        if self.params["purge"]:
            self.client.delete([*self.path, "delete"])
        else:
            self.client.delete(self.path, {"force": self.params["force"]})
