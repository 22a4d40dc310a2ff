# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory plugins of other collections, as they are, with the call of their API replaced by a list.

Each has the eight expressions of ``inventory_measure.CONSTRUCTED`` over its own variables: five groups by value, two
variables, one condition.
"""

from __future__ import annotations

import contextlib
import pathlib
import sys
import types
from collections.abc import Callable
from typing import Any

from nomad_api import GROUPS

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "stages"))

import environment  # noqa: E402

#: Name -> the options of its source.
OPTIONS: dict[str, dict[str, Any]] = {
    "amazon.aws.aws_ec2": {
        "regions": ["eu-west-1"],
        "keyed_groups": [
            {"key": "placement.availability_zone", "prefix": "zone"},
            {"key": "tags.pool", "prefix": "pool"},
            {"key": "instance_type", "prefix": "class"},
            {"key": "tags.scheduling_group", "prefix": "group"},
            {"key": "state.name", "prefix": "status"},
        ],
        "compose": {"label": "placement.availability_zone ~ '-' ~ tags.scheduling_group", "release": "tags.version"},
        "groups": {"old": "tags.version is version('1.11.0', '<')"},
    },
    "hetzner.hcloud.hcloud": {
        "api_token": "none",
        "keyed_groups": [
            {"key": "hcloud_location", "prefix": "dc"},
            {"key": "hcloud_labels.pool", "prefix": "pool"},
            {"key": "hcloud_server_type", "prefix": "class"},
            {"key": "hcloud_labels.scheduling_group", "prefix": "group"},
            {"key": "hcloud_status", "prefix": "status"},
        ],
        "compose": {
            "label": "hcloud_location ~ '-' ~ hcloud_labels.scheduling_group",
            "release": "hcloud_labels.version",
        },
        "groups": {"old": "hcloud_labels.version is version('1.11.0', '<')"},
    },
}


def folders() -> list[pathlib.Path]:
    """Folders of their collections; what these need of Python comes from the tests' environment for AWS."""
    aws = environment.venv(TESTS / "requirements-moto.txt")
    sys.path.extend(str(path) for path in aws.glob("lib/python*/site-packages"))
    return [environment.collections(pathlib.Path(sys.prefix), ("amazon/aws", "hetzner/hcloud"), "peers")]


def _labels(number: int) -> dict[str, str]:
    return {
        "pool": f"pool-{number % 5}",
        "scheduling_group": GROUPS[number % len(GROUPS)],
        "version": "1.11.3" if number % 3 else "1.10.5",
    }


def _instance(number: int) -> dict[str, Any]:
    """What EC2 says of an instance, without its network interfaces and other lists."""
    address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    name = f"node-{number:06d}"
    return {
        "AmiLaunchIndex": 0,
        "Architecture": "x86_64",
        "EbsOptimized": False,
        "Hypervisor": "xen",
        "ImageId": "ami-0123456789abcdef0",
        "InstanceId": f"i-{number:017x}",
        "InstanceType": f"t3.{number % 8}",
        "KeyName": "fleet",
        "Monitoring": {"State": "disabled"},
        "OwnerId": "123456789012",
        "Placement": {"AvailabilityZone": f"eu-west-1{'abcd'[number % 4]}", "GroupName": "", "Tenancy": "default"},
        "PrivateDnsName": f"{name}.internal",
        "PrivateIpAddress": address,
        "PublicDnsName": f"{name}.example.com",
        "PublicIpAddress": address,
        "State": {"Code": 16, "Name": ("running", "running", "stopped")[number % 3]},
        "SubnetId": "subnet-01234567",
        "Tags": [{"Key": key, "Value": value} for key, value in _labels(number).items()],
        "VirtualizationType": "hvm",
        "VpcId": "vpc-01234567",
    }


def _server(number: int) -> Any:
    """What the Hetzner cloud's library makes of a server, as far as the plugin looks at it."""
    new = types.SimpleNamespace
    location = f"dc{number % 4}"
    return new(
        id=number,
        name=f"node-{number:06d}",
        status=("running", "running", "off")[number % 3],
        server_type=new(name=f"cx{number % 8}", architecture="x86"),
        public_net=new(
            ipv4=new(ip=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", dns_ptr=""),
            ipv6=new(ip="2001:db8::/64", network="2001:db8::", network_mask="64"),
        ),
        private_net=[],
        datacenter=new(name=location, location=new(name=location)),
        image=new(id=1, os_flavor="debian", name="debian-12", description="Debian 12"),
        labels=_labels(number),
    )


def _ec2(plugin: Any, hosts: int) -> None:
    instances = [_instance(number) for number in range(hosts)]
    plugin._query = lambda *_options: {"aws_ec2": instances}


def _hcloud(plugin: Any, hosts: int) -> None:
    servers = [_server(number) for number in range(hosts)]
    plugin.client = types.SimpleNamespace(cached_session=contextlib.nullcontext)
    plugin._configure_hcloud_client = lambda: None
    plugin._fetch_servers = lambda: servers


#: Name -> what puts a list of so many hosts in the place of the plugin's API.
REPLACE: dict[str, Callable[[Any, int], None]] = {"amazon.aws.aws_ec2": _ec2, "hetzner.hcloud.hcloud": _hcloud}
