# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a step of a cycle, in words; nothing where it is good."""

from __future__ import annotations

import re
from typing import Any


def judge(result: dict[str, Any], changed: bool, check: bool, writes: list[str]) -> str:
    """What is wrong with one step, if anything."""
    if result.get("failed"):
        return f"it failed: {result.get('msg')}"
    if result.get("changed") is not changed:
        return f"changed is {result.get('changed')}, not {changed}"
    if "diff" not in result:
        return "there is no diff"
    if all(one["before"] == one["after"] for one in diffs(result)) is changed:
        return f"changed is {changed}, but before and after are {'equal' if changed else 'different'} in the diff"
    if writes and check:
        return f"check mode wrote: {', '.join(writes)}"
    if writes and not changed:
        return f"nothing changed, but it wrote: {', '.join(writes)}"
    if changed and not check and not writes:
        return "the server has noted no write"
    return ""


def diffs(result: dict[str, Any]) -> list[dict[str, Any]]:
    """One or several pairs of before and after."""
    return result["diff"] if isinstance(result["diff"], list) else [result["diff"]]


def prediction(checked: dict[str, Any], real: dict[str, Any], unpredicted: frozenset[str]) -> str:
    """What check mode said would change, and became something else. What the server fills in by itself does not count."""
    for said, became in zip(diffs(checked), diffs(real), strict=False):
        after, before, real_after = said["after"], said["before"], became["after"]
        if not isinstance(after, dict) or not isinstance(real_after, dict):
            if not alike(after, real_after):
                return f"check mode said it would be {after!r}, it is {real_after!r}"
            continue
        for key, value in after.items():
            kept = isinstance(before, dict) and key in before and alike(value, before[key])
            if key not in unpredicted and not kept and not alike(value, real_after.get(key)):
                return f"check mode said {key} would be {value!r}, it is {real_after.get(key)!r}"
    return ""


def alike(said: Any, real: Any) -> bool:
    """Equal, where a server may add keys, and write durations, numbers and what is empty in its own way."""
    if not said and not real:
        return True
    if isinstance(said, dict) and isinstance(real, dict):
        return all(alike(value, real.get(key)) for key, value in said.items())
    if isinstance(said, list) and isinstance(real, list):
        return len(said) == len(real) and all(any(alike(one, other) for other in real) for one in said)
    if isinstance(said, bool) or isinstance(real, bool):
        return str(said).lower() == str(real).lower()
    return bool(text(said) & text(real))


UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}


def text(value: Any) -> set[str]:
    """A scalar in all its spellings: as it is, and as a duration in seconds."""
    given = str(value).strip()
    spellings = {given}
    parts = re.findall(r"([0-9.]+)(ns|us|µs|ms|s|m|h|d)", given)
    if parts and "".join(map("".join, parts)) == given:
        spellings.add(f"{sum(float(number) * UNITS[unit] for number, unit in parts):.12g}")
    elif re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", given):
        spellings |= {f"{float(given):.12g}", f"{float(given) / 1e9:.12g}"}
    return spellings
