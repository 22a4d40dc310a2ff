# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is like, and whether it can run what it is meant to run. Private to this collection.

``read`` looks, ``judge`` decides; between them stands a plain record, so that hosts nobody has at hand can be judged from
what was written down about them.
"""

from __future__ import annotations

import glob
import os
import platform
import re
import struct
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._archive import ARCHITECTURES

#: Where the firmware of a Raspberry Pi reads the kernel's command line; what older releases left at the second place is a note.
BOOT_FILES = ("boot/firmware/cmdline.txt", "boot/cmdline.txt")
#: Its firmware switches the memory cgroup off; both words are needed, the second for kernels before 5.
BOOT_WORDS = ("cgroup_enable=memory", "cgroup_memory=1")
#: Beyond this, certificates and tokens that were made a moment ago are not valid yet, or no longer.
CLOCK_LIMIT = 120
#: What leaves room for the product itself; below it the host works, but not for long.
MEMORY_OF_A_SERVER = 900
MEMORY_OF_A_CLIENT = 400


class Host(t.NamedTuple):
    """What there is to know about a host."""

    machine: str
    userland_bits: int
    systemd: bool
    #: Empty unless the host has a device tree.
    model: str
    #: The command line that the kernel was started with.
    command_line: str
    memory_cgroup: bool
    memory_mb: int
    sd_card: bool
    real_time_clock: bool
    clock_synchronised: bool
    #: Seconds that the clock is ahead of the controller's.
    clock_ahead: float = 0
    #: Path and text of the command line for the next boot; empty where the boot loader has other means.
    boot_file: str = ""
    boot_text: str = ""

    @property
    def raspberry(self) -> bool:
        """Whether this is a Raspberry Pi."""
        return self.model.startswith("Raspberry Pi")


class Judgement(t.NamedTuple):
    """Why a host cannot do its work, what will be trouble, and the boot command line that would help."""

    problems: list[str]
    warnings: list[str]
    boot_text: str = ""


def judge(host: Host, runs_jobs: bool, fix_boot: bool = False) -> Judgement:
    """Say what is wrong with a host, and what to type."""
    problems = [*_platform(host), *_clock(host)]
    boot_text = ""
    if runs_jobs and not host.memory_cgroup:
        wanted = mended(host.boot_text)
        if fix_boot and host.boot_file and wanted != host.boot_text:
            boot_text = wanted
        else:
            problems.append(_memory_cgroup(host))
    return Judgement(problems, [*_small(host, runs_jobs), *_clock_after_power_cut(host)], boot_text)


def mended(text: str) -> str:
    """A boot command line with all that is needed: one line, since the firmware reads no other."""
    words = text.split()
    return " ".join([*words, *(word for word in BOOT_WORDS if word not in words)]) + "\n"


def _platform(host: Host) -> t.Iterator[str]:
    if not host.systemd:
        yield "it is not run by systemd, which the units need. Take it out of the inventory."
    if host.machine not in ARCHITECTURES:
        yield (
            f"it is a {host.machine} machine; releases exist for {', '.join(ARCHITECTURES)}. Take it out of the inventory."
        )
    elif host.userland_bits == 32 and "64" in host.machine:
        change = (
            "Add the line 'arm_64bit=0' to config.txt beside the kernel and reboot, or install the 64-bit system."
            if host.raspberry
            else "Install a 64-bit system, or boot its 32-bit kernel."
        )
        yield f"its kernel is {host.machine}, but its userland is 32-bit, in which the {host.machine} release does not run. {change}"


def _clock(host: Host) -> t.Iterator[str]:
    if abs(host.clock_ahead) > CLOCK_LIMIT:
        way = "ahead of" if host.clock_ahead > 0 else "behind"
        yield (
            f"its clock is {abs(host.clock_ahead):.0f} s {way} the controller's, so that certificates and tokens made now are not valid there. "
            "Type 'timedatectl set-ntp true' on it and wait until 'timedatectl' says that the clock is synchronized."
        )


def _memory_cgroup(host: Host) -> str:
    """The one message for kernels that cannot limit memory."""
    what = "its kernel runs without the memory cgroup, so that Nomad cannot limit what jobs use"
    if host.boot_file and mended(host.boot_text) == host.boot_text:
        return f"{what}; {host.boot_file} has the right words, so reboot it and run again."
    if host.boot_file:
        lines = [line for line in host.boot_text.splitlines() if line.strip()]
        more = " (which must be one line: the firmware reads no other)" if len(lines) > 1 else ""
        return f"{what}. Set 'fleet_fix_boot: true', or add '{' '.join(BOOT_WORDS)}' to {host.boot_file}{more}; then reboot it."
    off = " and take 'cgroup_disable=memory' out" if "cgroup_disable=memory" in host.command_line.split() else ""
    return (
        f"{what}. Add 'cgroup_enable=memory' to the kernel's command line{off} (Debian, Ubuntu: GRUB_CMDLINE_LINUX in /etc/default/grub, then "
        "update-grub; RHEL: grubby --update-kernel=ALL --args=cgroup_enable=memory), and reboot it."
    )


def _small(host: Host, runs_jobs: bool) -> t.Iterator[str]:
    least = MEMORY_OF_A_CLIENT if runs_jobs else MEMORY_OF_A_SERVER
    if host.memory_mb < least:
        yield (
            f"it has {host.memory_mb} MB of memory, less than the {least} MB that a {'client' if runs_jobs else 'server'} is at ease with; "
            "expect the kernel to kill processes."
        )
    if host.sd_card:
        yield (
            "/var/lib is on an SD card, which frequent writes wear out. Put it on an SSD, and set 'Storage=volatile' in journald.conf."
        )


def _clock_after_power_cut(host: Host) -> t.Iterator[str]:
    """A board's matter: virtual machines and containers have the time of their host."""
    if host.model and not host.real_time_clock and not host.clock_synchronised:
        yield (
            "it has no real-time clock, and nothing synchronises its clock: after a power cut it starts in the past and is not let in. "
            "Type 'apt install systemd-timesyncd' (or chrony) and 'timedatectl set-ntp true' on it."
        )


def read(run_command: t.Callable[[list[str]], tuple[int, str, str]], now: float = 0, root: str = "/") -> Host:
    """Look at the host, or at a copy of its files below another root."""
    boot_file = next((name for name in BOOT_FILES if os.path.isfile(os.path.join(root, name))), "")
    return Host(
        machine=platform.machine(),
        userland_bits=struct.calcsize("P") * 8,
        systemd=os.path.isdir(os.path.join(root, "run/systemd/system")),
        model=_text(root, "proc/device-tree/model").rstrip("\0"),
        command_line=_text(root, "proc/cmdline").strip(),
        memory_cgroup=_memory_cgroup_is_on(root),
        memory_mb=_memory(_text(root, "proc/meminfo")),
        sd_card=_is_sd_card(root),
        real_time_clock=bool(glob.glob(os.path.join(root, "sys/class/rtc/rtc*"))),
        clock_synchronised=_is_synchronised(run_command),
        clock_ahead=time.time() - now if now else 0,
        boot_file=f"/{boot_file}" if boot_file else "",
        boot_text=_text(root, boot_file) if boot_file else "",
    )


def _text(root: str, name: str) -> str:
    try:
        with open(os.path.join(root, name), encoding="utf-8", errors="replace") as source:
            return source.read()
    except OSError:
        return ""


def _memory_cgroup_is_on(root: str) -> bool:
    """Version 2 lists the controllers that are on, version 1 says it in the last column."""
    if "memory" in _text(root, "sys/fs/cgroup/cgroup.controllers").split():
        return True
    return bool(re.search(r"^memory\s.*\s1$", _text(root, "proc/cgroups"), re.MULTILINE))


def _memory(text: str) -> int:
    found = re.search(r"^MemTotal:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


def _is_sd_card(root: str) -> bool:
    """The kernel says of what kind a card is; the soldered ones (MMC) last."""
    number = os.stat(os.path.join(root, "var/lib")).st_dev
    device = os.path.realpath(os.path.join(root, f"sys/dev/block/{os.major(number)}:{os.minor(number)}"))
    return any(_text(folder, "device/type").strip() == "SD" for folder in (device, os.path.dirname(device)))


def _is_synchronised(run_command: t.Callable[[list[str]], tuple[int, str, str]]) -> bool:
    code, output, _errors = run_command(["timedatectl", "show", "--property", "NTPSynchronized", "--value"])
    return code == 0 and output.strip() == "yes"
