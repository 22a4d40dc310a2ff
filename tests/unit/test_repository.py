# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository as a whole: versions agree, and nothing of one machine is in it."""

from __future__ import annotations

import os
import pathlib
import re
import urllib.parse

from _tree import ROOT, fail_with, files, load, name_of

CORE = ">=2.19.0"
#: Paths of one machine; the excepted ones are a place in a test host and a path of Vault's API. Split, or this file would find itself.
MACHINE = re.compile(
    r"(?<!/generate)/" + r"root/(?!\.ssh/authorized_keys\b)|(?<![\w.}])/" + r"work/|/" + r"home/(?!\{)[a-z]+/"
)
PRIVATE_KEY = re.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----" + r"\s+[A-Za-z0-9+/=]{40}")


def texts() -> list[tuple[pathlib.Path, str]]:
    """Return the text files of the repository."""
    found = []
    for path in files():
        try:
            found.append((path, path.read_text()))
        except UnicodeDecodeError:
            continue
    return found


def test_the_version_is_the_same_everywhere() -> None:
    """galaxy.yml, the changelog and the README name the same version."""
    version = str(load(ROOT / "galaxy.yml")["version"])
    changes = load(ROOT / "changelogs" / "changelog.yaml").get("releases") or {}
    problems = []
    if version not in (ROOT / "README.md").read_text():
        problems.append(f"README.md does not name version {version}")
    if version not in changes and not (ROOT / "changelogs" / "fragments" / f"{version}.yml").is_file():
        problems.append(
            f"neither changelogs/changelog.yaml nor changelogs/fragments/{version}.yml has version {version}"
        )
    fail_with(problems, "see galaxy.yml")


def test_the_supported_ansible_is_the_same_everywhere() -> None:
    """meta/runtime.yml, README and toolchain name the same ansible-core."""
    problems = []
    if load(ROOT / "meta" / "runtime.yml").get("requires_ansible") != CORE:
        problems.append(f"meta/runtime.yml: requires_ansible is not '{CORE}'")
    pinned = re.search(
        r"^ansible-core==(2\.\d+)\.\d+$", (ROOT / "tests" / "requirements.txt").read_text(), re.MULTILINE
    )
    if not pinned or not CORE.startswith(f">={pinned[1]}."):
        problems.append("tests/requirements.txt pins another ansible-core")
    readme = (ROOT / "README.md").read_text()
    for name in ("requirements.txt", "requirements-newest.txt"):
        core = re.search(r"^ansible-core==(\S+)$", (ROOT / "tests" / name).read_text(), re.MULTILINE)
        if not core or core[1] not in readme:
            problems.append(f"README.md does not name the ansible-core of tests/{name}")
    fail_with(problems, "make them agree")


def test_the_readme_names_the_servers_that_are_tested() -> None:
    """Every version that tests/servers can build is in the list of tested versions."""
    readme = (ROOT / "README.md").read_text()
    recipes = sorted((ROOT / "tests" / "servers").glob("*/*/go.mod"))
    problems = [f"{path.parent.parent.name} {path.parent.name}" for path in recipes if path.parent.name not in readme]
    fail_with(problems, "add it to 'Tested versions' in README.md")


def test_no_path_of_one_machine() -> None:
    """What runs here runs elsewhere."""
    problems = [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE.search(line)
    ]
    fail_with(problems, "take the path from a variable")


def _hosts_of_this_machine() -> set[str]:
    """Return the names of the package registries that this machine is set to."""
    sources = [
        *(
            os.environ.get(name, "")
            for name in ("GOPROXY", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "http_proxy", "https_proxy")
        ),
        *(
            path.read_text(errors="replace")
            for pattern in ("pip.conf", "apt/sources.list", "apt/sources.list.d/*", "apt/apt.conf.d/*")
            for path in pathlib.Path("/etc").glob(pattern)
            if path.is_file()
        ),
    ]
    lines = [line for source in sources for line in source.splitlines() if not line.lstrip().startswith(("#", "//"))]
    urls = re.findall(r"https?://[^\s,|'\";\]]+", "\n".join(lines))
    return {host for url in urls if (host := urllib.parse.urlsplit(url).hostname) and not host.endswith("debian.org")}


def test_no_registry_of_one_machine() -> None:
    """Where packages come from is read from the machine, never written down."""
    hosts = _hosts_of_this_machine()
    problems = [
        f"{name_of(path)} names a host of this machine's package sources"
        for path, text in texts()
        if any(host in text for host in hosts)
    ]
    fail_with(problems, "read it from the machine's own settings")


def test_no_private_key() -> None:
    """Keys are made when they are needed."""
    problems = [name_of(path) for path, text in texts() if PRIVATE_KEY.search(text)]
    fail_with(problems, "make the key in the test")


def test_no_file_is_large() -> None:
    """No binary, no archive, no record of a run."""
    problems = [f"{name_of(path)}: {path.stat().st_size} bytes" for path in files() if path.stat().st_size > 300_000]
    fail_with(problems, "make it when it is needed, or keep it in the cache")


def test_every_link_of_the_documents_leads_somewhere() -> None:
    """Relative links in the Markdown files."""
    problems = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            if not (path.parent / target).exists():
                problems.append(f"{name_of(path)}: {target}")
    fail_with(problems, "correct the link")
