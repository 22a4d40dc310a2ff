# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The linters. What the tests' own playbooks cost, two thirds of all, is a stage apart, so that ``make check`` is quick."""

from __future__ import annotations

import pathlib
import re
import subprocess
from collections.abc import Sequence

import environment
from context import Context, Count, Word
from environment import ROOT, TESTS, CannotRun

Command = tuple[Sequence[Word], pathlib.Path]
TARGETS = TESTS / "integration" / "targets"


def tracked_files() -> list[pathlib.Path]:
    """Return the files of the repository, those not yet committed included."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotRun("'git ls-files' failed: the stages need a git checkout")
    return [
        path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file() and not path.is_symlink()
    ]


def _is_shell(path: pathlib.Path) -> bool:
    if path.suffix in (".sh", ".bash"):
        return True
    if path.suffix == ".j2":
        return False
    with path.open("rb") as file:
        return bool(re.match(rb"#!\s*/(usr/)?bin/(env )?(ba|da)?sh\b", file.readline(80)))


def _part(path: pathlib.Path) -> str:
    """Return the folder that is linted as a whole: one of the top level, below some of these a smaller one."""
    deeper = {
        ("tests", "integration", "targets"): 4,
        ("tests", "integration"): 3,
        ("tests",): 2,
        ("roles",): 2,
        ("molecule",): 2,
    }
    depth = next((depth for start, depth in deeper.items() if path.parts[: len(start)] == start), 1)
    return str(pathlib.Path(*path.parts[:depth]))


def _ansible_lint(*, of_the_tests: bool) -> dict[str, Command]:
    """Lint these folders or the others in two halves of about the same work, for ansible-lint keeps one core busy."""
    parts = {_part(path.relative_to(ROOT)) for path in tracked_files() if path.parent != ROOT}
    wanted = sorted(part for part in parts if part.startswith(("tests/", "molecule/")) == of_the_tests)
    command = ["ansible-lint", "--offline", "--profile", "production", "--strict", "-q", "--exclude"]
    halves = (wanted[::2], wanted[1::2])
    return {
        f"ansible-lint ({number})": ([*command, *sorted(parts - set(half))], ROOT)
        for number, half in enumerate(halves, 1)
    }


def lint(context: Context) -> Count:
    """Every linter over the checkout, but for the tests' own playbooks; one test a linter."""
    plugins = f"ansible_collections.{environment.NAMESPACE}.{environment.NAME}.plugins"
    mypy: list[Word] = ["mypy", "--config-file", ROOT / "pyproject.toml"]
    commands: dict[str, Command] = {
        # The longest first: they run two at once.
        **_ansible_lint(of_the_tests=False),
        "antsibull-docs": (
            [
                *("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck"),
                *("--validate-collection-refs", "self", "--check-extra-docs-refs", ROOT),
            ],
            ROOT,
        ),
        "mypy (plugins)": ([*mypy, "-p", plugins], environment.DEV_COLLECTIONS),
        "mypy (tests)": ([*mypy, *_test_programs()], TESTS / "stages"),
        "antsibull-changelog": (["antsibull-changelog", "lint"], ROOT),
        "changelog.yaml": (
            ["antsibull-changelog", "lint-changelog-yaml", "--strict", "changelogs/changelog.yaml"],
            ROOT,
        ),
        "yamllint": (["yamllint", "--strict", "."], ROOT),
        "ruff check": (["ruff", "check", "--no-cache", "."], ROOT),
        "ruff format": (["ruff", "format", "--no-cache", "--check", "."], ROOT),
    }
    scripts = [path.relative_to(ROOT) for path in tracked_files() if _is_shell(path)]
    if scripts:
        commands["shellcheck"] = (["shellcheck", *scripts], ROOT)
    return context.checks(commands)


def lint_tests(context: Context) -> Count:
    """ansible-lint over the playbooks of the tests; one test a half of them."""
    return context.checks(_ansible_lint(of_the_tests=True))


def _test_programs() -> list[pathlib.Path]:
    """Return the programs and helpers under tests/ that are typed as the plugins are."""
    programs = [path for name in ("stages", "bench", "scale") for path in (TESTS / name).rglob("*.py")]
    return sorted([*programs, *TARGETS.glob("*/files/*.py"), *TARGETS.glob("*/*_plugins/*.py")])
