# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_volume."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

MODE = {"access_mode": "single-node-writer", "attachment_mode": "file-system"}
CAPABILITY = {"AccessMode": "single-node-writer", "AttachmentMode": "file-system"}
HOST = {
    "ID": "1",
    "Name": "shop",
    "PluginID": "mkdir",
    "NodeID": "n",
    "State": "ready",
    "RequestedCapabilities": [CAPABILITY],
}


class HostContract(ObjectContract):
    """The volume is found by its name, then read."""

    module = "nomad_volume"
    read = "GET", "/v1/volume/host/1"
    remove = "DELETE", "/v1/volume/host/1"

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes["GET", "/v1/volumes"] = Answer(data=[{"ID": "1"}] if there else [])
        fake.routes[self.write] = Answer(data={"Volume": self.there})
        fake.routes[self.read] = Answer(data=self.there)  # it is waited for

    @staticmethod
    def carries(body: Any, least: dict[str, Any]) -> None:
        ObjectContract.carries(body["Volume"], least)


class TestDynamicHostVolume(HostContract):
    options = {"name": "shop", "plugin_id": "mkdir", "capabilities": [MODE], "capacity_max": "1KiB"}
    there = {**HOST, "RequestedCapacityMaxBytes": 1024}
    other = {"capacity_max": "2KiB"}
    sent = {
        "Name": "shop",
        "PluginID": "mkdir",
        "RequestedCapabilities": [CAPABILITY],
        "RequestedCapacityMaxBytes": 1024,
    }
    changed = {"ID": "1", "RequestedCapacityMaxBytes": 2048}
    write = "PUT", "/v1/volume/host/create"
    gone = {"state": "absent", "purge": True}

    def test_what_is_in_it_is_not_lost_by_chance(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        result = run_module(self.module, {"address": fake.address, "name": "shop", "state": "absent"}, check=True)
        assert "set purge to true" in result["msg"]


class TestStaticHostVolume(HostContract):
    options = {"name": "shop", "node_id": "n", "host_path": "/srv", "parameters": {"a": 1}}
    there = {**HOST, "PluginID": "", "HostPath": "/srv", "Parameters": {"a": "1"}}
    other = {"parameters": {"a": 2}}
    sent = {"Name": "shop", "NodeID": "n", "HostPath": "/srv", "Parameters": {"a": "1"}}
    changed = {"ID": "1", "HostPath": "/srv", "Parameters": {"a": "2"}}
    write = "PUT", "/v1/volume/host/register"


class TestCsiVolume(ObjectContract):
    module = "nomad_volume"
    options = {
        "type": "csi",
        "id": "shop",
        "plugin_id": "ceph",
        "capabilities": [MODE],
        "capacity_max": "1KiB",
        "secrets": {"key": "hunter2"},
        "mount_options": {"fs_type": "ext4", "mount_flags": ["password=hunter3"]},
    }
    there = {
        "ID": "shop",
        "Name": "shop",
        "PluginID": "ceph",
        "ExternalID": "x",
        "RequestedCapabilities": [CAPABILITY],
        "RequestedCapacityMax": 1024,
        "Secrets": None,
        "MountOptions": {"FSType": "ext4", "MountFlags": ["[REDACTED]"]},
    }
    other = {"capacity_max": "2KiB"}
    read = "GET", "/v1/volume/csi/shop"
    write = "PUT", "/v1/volume/csi/shop/create"
    update = "PUT", "/v1/volume/csi/shop"
    remove = "DELETE", "/v1/volume/csi/shop"
    sent = {"ID": "shop", "Name": "shop", "Secrets": {"key": "hunter2"}, "RequestedCapacityMax": 1024}
    changed = {
        "ExternalID": "x",
        "Secrets": {"key": "hunter2"},
        "RequestedCapacityMax": 2048,
        "MountOptions": {"FSType": "ext4", "MountFlags": ["password=hunter3"]},
    }
    secrets = ("hunter2", "hunter3")

    missing = False

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        self.missing = not there
        fake.routes[self.read] = Answer(data=self.there)

    def go(self, fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
        fake.answers = [self.absent] if self.missing else []  # only the first read: it is read after it was made
        return super().go(fake, run_module, check, **options)

    @staticmethod
    def carries(body: Any, least: dict[str, Any]) -> None:
        ObjectContract.carries(body["Volumes"][0], least)

    def test_flags_that_the_servers_keep_are_not_overwritten(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        options = {"address": fake.address, "type": "csi", "id": "shop", "capacity_max": "2KiB"}
        assert "mount_flags" in run_module(self.module, options)["msg"]
        assert not fake.writes

    def test_purge_deletes_what_is_stored(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        fake.routes["DELETE", "/v1/volume/csi/shop/delete"] = Answer()
        assert self.go(fake, run_module, state="absent", purge=True)["changed"] is True
        assert [one.path for one in fake.writes] == ["/v1/volume/csi/shop/delete"]

    def test_secrets_are_sent_again_where_that_is_wanted(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        result = run_module(self.module, {"address": fake.address, **self.options, "update_secret": "always"})
        assert result["changed"] is True
        self.carries(fake.writes[0].body, {"Secrets": {"key": "hunter2"}})


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"name": "shop", "external_id": "x"}, "external_id means nothing for a volume of type host"),
        ({"type": "csi", "id": "shop", "host_path": "/srv"}, "host_path means nothing for a volume of type csi"),
        ({"name": "shop"}, "2 volumes are called shop; give node_id or id: 1 (node n), 2 (node m)"),
        ({"id": "7"}, "there is no volume 7"),
        ({"id": "1", "plugin_id": "other"}, "plugin_id"),
    ],
)
def test_what_cannot_be(fake: Fake, run_module: Run, options: dict[str, Any], text: str) -> None:
    fake.routes["GET", "/v1/volumes"] = Answer(data=[{"ID": "1", "NodeID": "n"}, {"ID": "2", "NodeID": "m"}])
    fake.routes["GET", "/v1/volume/host/1"] = Answer(data=HOST)
    assert text in run_module("nomad_volume", {"address": fake.address, **options})["msg"]
    assert not fake.writes
