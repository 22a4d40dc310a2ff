# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/objects.md, the table of every object of the three APIs, names every module and nothing else."""

from __future__ import annotations

import re

from _tree import ROOT, fail_with, modules

PRODUCTS = ("consul", "nomad", "vault")
TABLE = ROOT / "docs" / "objects.md"


def rows() -> list[list[str]]:
    """The cells of every row."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if set(row[0]) - set("-: ") and row[0] != "object"]


def test_every_module_of_a_product_is_in_the_table() -> None:
    """A reader finds the module by the object."""
    named = set(re.findall(r"(?<!lookup )`((?:consul|nomad|vault)_\w+)`", TABLE.read_text()))
    known = {name for name in modules() if name.partition("_")[0] in PRODUCTS}
    problems = [f"{name} is not in the table" for name in sorted(known - named)]
    problems += [f"the table names {name}, which is no module" for name in sorted(named - set(modules()))]
    fail_with(problems, "correct docs/objects.md")


def test_every_object_is_managed_or_has_a_reason() -> None:
    """No row without an answer."""
    problems = [f"{row[0]}: neither a module nor a reason" for row in rows() if len(row) != 3 or not any(row[1:])]
    assert len(rows()) > 100
    fail_with(problems, "name a module or say why there is none")
