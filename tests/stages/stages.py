# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of ``make test``, in their order. Each returns what it counted, or raises CannotRun."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import shutil
from collections.abc import Callable, Sequence

import environment
from context import Context, Count, Done, Word
from counterparts import SCALE
from environment import BUILD, INSTALLED, INSTALLED_COLLECTIONS, ROOT, TESTS, CannotRun
from integration import binaries, integration, integration_other_library
from linters import lint, lint_tests

#: Sanity tests that ansible-test leaves out of a collection without what they look at.
SANITY_NOT_APPLICABLE = {"pslint": (".ps1", ".psm1")}
#: The scenario that makes, fences in and removes the hosts of all others, and how the others build on each other.
SCENARIO_OF_THE_HOSTS = "default"
SCENARIOS_IN_ORDER = (
    "playbook_site",
    "playbook_enroll",
    "playbook_update",
    "playbook_restart",
    "playbook_reconcile",
    "playbook_revoke",
)
#: Scenarios that take too long for every change: ``make test-long`` alone runs them. One a line.
LONG_SCENARIOS: tuple[str, ...] = (
    "playbook_enroll_forgotten",
    "playbook_failover",
    "playbook_reconcile",
    "playbook_restart_fault",
    "playbook_rotate_vpn_key",
    "playbook_site_api_host",
    "playbook_site_fault",
    "playbook_update_system",
    "role_consul_alternative",
    "role_consul_federation",
    "role_service_releases",
)
#: Sanity tests whose result depends on the Python.
SANITY_OF_A_PYTHON = ("compile", "import")
OTHER_PYTHONS = ("3.9", "3.10", "3.12", "3.13")


def unit(context: Context) -> Count:
    """All unit tests."""
    # More workers than cores: a fifth of the tests' time is spent in waiting.
    return context.pytest("unit", ["tests/unit"], context.variables(), workers=3)


def unit_py_consul(context: Context) -> Count:
    """The unit tests of the Consul client once more, with py-consul instead of python-consul2."""
    consul = sorted(path.relative_to(ROOT) for path in (TESTS / "unit").rglob("test_*consul*.py"))
    if not consul:
        raise CannotRun("tests/unit has no test of the Consul client (test_*consul*.py)")
    drop_in = environment.consul_drop_in(context.toolchain)
    extra = {"PYTHONPATH": str(drop_in)}
    probe = f"import consul, sys; sys.exit(not consul.__file__.startswith({str(drop_in)!r}))"
    context.must(
        ["python", "-c", probe], "importing py-consul in place of python-consul2", env=context.variables(extra=extra)
    )
    return context.pytest("unit-py-consul", consul, context.variables(extra=extra))


def collection(context: Context) -> Count:
    """Build the archive and install it: all that follows runs on what a user gets."""
    dist = BUILD / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    shutil.rmtree(INSTALLED, ignore_errors=True)
    context.must(
        ["ansible-galaxy", "collection", "build", "--force", "--output-path", dist, ROOT], "building the archive"
    )
    (archive,) = dist.glob("*.tar.gz")
    install: list[Word] = [
        "ansible-galaxy",
        "collection",
        "install",
        archive,
        "-p",
        INSTALLED_COLLECTIONS,
        "--offline",
        "--no-deps",
        "--force",
    ]
    context.must(install, "installing the archive", env=context.variables(installed=True))
    environment.link(
        INSTALLED_COLLECTIONS / "ansible_collections" / "community",
        context.dependencies / "ansible_collections" / "community",
    )
    leaked = [
        path
        for path in INSTALLED.rglob("*")
        if path.name in (".git", ".mypy_cache", ".ruff_cache", "build", "__pycache__") or path.suffix == ".pyc"
    ]
    if leaked:
        raise CannotRun(f"the archive holds leftovers, see build_ignore in galaxy.yml: {', '.join(map(str, leaked))}")
    # ansible-test asks git which files there are.
    context.must(["git", "init", "--quiet", INSTALLED], "making a git repository of the installed collection")
    return Count()


def _sanity(context: Context, python: str, python_folder: str = "", tests: Sequence[str] = ()) -> Count:
    """Run ansible-test sanity in the installed collection with one Python and count its tests."""
    env = context.variables(installed=True)
    if python_folder:
        env["PATH"] = f"{env['PATH']}{os.pathsep}{python_folder}"
    command = ["ansible-test", "sanity", "--python", python, "--color", "no"]
    for test in tests:
        command += ["--test", test]
    done = context.run(command, cwd=INSTALLED, env=env, minutes=30)
    ran = set(re.findall(r"^Running sanity test ['\"]([\w-]+)['\"]", done.output, re.MULTILINE))
    # The names follow one a line; what ansible-test says after them starts with a capital letter.
    listed = re.search(r"sanity test\(s\) listed below \(out of \d+\) failed\..*\n((?:[a-z].*\n?)+)", done.output)
    failed = set(re.findall(r"^([\w-]+)", listed[1], re.MULTILINE)) if listed else set()
    for name in re.findall(r"^WARNING: Skipping sanity test ['\"]([\w-]+)['\"]", done.output, re.MULTILINE):
        suffixes = SANITY_NOT_APPLICABLE.get(name)
        if suffixes is None or any(path.suffix in suffixes for path in INSTALLED.rglob("*")):
            print(f"skipped, counted as failed: sanity test {name}", flush=True)
            failed.add(name)
    if (done.code and not failed) or not ran:
        failed.add("ansible-test")
    return Count(len(ran - failed), len(failed), tuple(f"sanity test {name}" for name in sorted(failed)))


def sanity(context: Context) -> Count:
    """ansible-test sanity on the installed collection, with the Python of the toolchain."""
    return _sanity(context, environment.PYTHON)


def servers(context: Context) -> Count:
    """Build the real servers, or find them in the cache."""
    _check_versions(context, binaries(context))
    return Count()


def previous(context: Context) -> Count:
    """Build the versions that upgrades start from as well; one test a binary."""
    built = binaries(context, "all")
    _check_versions(context, built)
    return Count(passed=len(built))


def _check_versions(context: Context, built: list[tuple[str, str, str]]) -> None:
    if not built:
        raise CannotRun("tests/servers/build.py printed no binary")
    for product, version, path in built:
        done = context.run([path, "version"], env={"PATH": os.defpath, "HOME": str(BUILD / "home")}, show=False)
        if done.code or version not in done.output:
            raise CannotRun(f"{path} says it is {done.output.strip()!r}, not {product} {version}")


def hosts(context: Context) -> Count:
    """Make the release mirror, the image of the test hosts and their packages, or find them in the cache."""
    context.must(["python", "tests/hosts/prerequisites.py"], "installing what the test hosts need", minutes=15)
    context.must(["python", "tests/servers/mirror.py"], "making the release mirror", minutes=15)
    context.must(
        ["python", "tests/hosts/repository.py"], "making the image and the packages of the test hosts", minutes=30
    )
    return Count()


def bench(context: Context) -> Count:
    """Benchmarks against real servers, some minutes; one test a target of the table."""
    servers = [f"{product}={path}" for product, _version, path in binaries(context)]
    return _targets(context.run(["python", "tests/bench/bench.py", *servers], minutes=40))


def scale(context: Context) -> Count:
    """`make test-long`: 5,000 simulated devices, 3 servers whose leader is killed twice; one test a target of the table."""
    nomad = next(path for product, _version, path in binaries(context) if product == "nomad")
    python = environment.venv(SCALE) / "bin" / "python"
    size = ["--devices", "5000", "--servers", "3", "--kills", "2"]
    command: list[Word] = ["python", "tests/scale/trial.py", "--nomad", nomad, "--python", python, *size]
    return _targets(context.run(command, minutes=45))


def _targets(done: Done) -> Count:
    """Count the rows of a printed table; the exit code says how many targets were missed."""
    rows = re.findall(r"\| (held|missed) \|$", done.output, re.MULTILINE)
    count = Count(rows.count("held"), rows.count("missed"))
    return count if rows and done.code == count.failed else count + Count(failed=1)


def _scenarios(long: bool) -> list[str]:
    """Return molecule's scenarios, each after the one whose hosts it goes on with."""
    found = {path.parent.name for path in (ROOT / "molecule").glob("*/molecule.yml")} - {SCENARIO_OF_THE_HOSTS}
    unknown = set(LONG_SCENARIOS) - found
    if unknown:
        raise CannotRun(f"LONG_SCENARIOS of stages.py names what molecule/ does not have: {', '.join(sorted(unknown))}")
    if not long:
        found -= set(LONG_SCENARIOS)
    return [*(name for name in SCENARIOS_IN_ORDER if name in found), *sorted(found - set(SCENARIOS_IN_ORDER))]


def molecule(context: Context) -> Count:
    """The molecule scenarios that are quick enough for every change; one test a scenario."""
    return _molecule(context, _scenarios(long=False))


def molecule_long(context: Context) -> Count:
    """`make test-long`: every molecule scenario, also the long ones; one test a scenario."""
    return _molecule(context, _scenarios(long=True))


def _molecule(context: Context, scenarios: list[str]) -> Count:
    """Run scenarios on one set of test hosts."""
    if not scenarios:
        raise CannotRun("molecule/ has no scenario")
    env = context.variables(installed=True)

    def step(verb: str, scenario: str, *options: str) -> Count:
        done = context.run(["molecule", verb, "--scenario-name", scenario, *options], env=env, minutes=30)
        good = done.code == 0
        print(f"{'ok    ' if good else 'FAILED'}  molecule {verb} {scenario}  ({done.seconds:.0f} s)", flush=True)
        return Count.of(f"molecule {verb} {scenario}", done.output, good=good)

    step("destroy", SCENARIO_OF_THE_HOSTS)
    try:
        if step("create", SCENARIO_OF_THE_HOSTS).failed:
            raise CannotRun(f"the hosts could not be made, see {context.log.relative_to(ROOT)}")
        count = step("verify", SCENARIO_OF_THE_HOSTS)
        for scenario in scenarios:
            # One with a create.yml has hosts of its own, and removes them itself.
            own = (ROOT / "molecule" / scenario / "create.yml").exists()
            count += step("test", scenario, *([] if own else ["--destroy=never"]))
    finally:
        removed = step("destroy", SCENARIO_OF_THE_HOSTS)
    # To have removed them is no test, but not to have is a failure.
    return count + (removed if removed.failed else Count())


def newest(context: Context) -> Count:
    """Unit and sanity tests with the newest ansible-core, on the Python it needs."""
    toolchain = environment.venv(TESTS / "requirements-newest.txt", environment.NEWEST_PYTHON)
    other = Context("newest", toolchain, context.dependencies)
    count = other.pytest("unit-newest", ["tests/unit"], other.variables())
    return count + _sanity(other, environment.NEWEST_PYTHON)


def sanity_pythons(context: Context) -> Count:
    """The sanity tests that depend on the Python, with every other one that targets may have."""
    found = {version: environment.find_python(version) for version in OTHER_PYTHONS}
    missing = [version for version, path in found.items() if path is None]
    count = Count()
    for version, path in found.items():
        if path is not None:
            count += _sanity(context, version, str(pathlib.Path(path).parent), SANITY_OF_A_PYTHON)
    if missing:
        print(
            f"missing, counted as failed: Python {', '.join(missing)} (pyenv install, or put python{missing[0]} on PATH)",
            flush=True,
        )
    return count + Count(failed=len(missing))


@dataclasses.dataclass(frozen=True)
class Stage:
    """A stage: what it does, and which stages must have gone well before."""

    function: Callable[[Context], Count]
    needs: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return what the stage does, in one line."""
        return (self.function.__doc__ or "").partition("\n")[0]


STAGES = {
    "lint": Stage(lint),
    "unit": Stage(unit),
    "lint-tests": Stage(lint_tests),
    "unit-py-consul": Stage(unit_py_consul),
    "collection": Stage(collection),
    "sanity": Stage(sanity, ("collection",)),
    "servers": Stage(servers),
    "hosts": Stage(hosts, ("servers",)),
    "integration": Stage(integration, ("collection", "servers")),
    "integration-other-library": Stage(integration_other_library, ("collection", "servers")),
    "molecule": Stage(molecule, ("collection", "servers", "hosts")),
    "bench": Stage(bench, ("servers",)),
    "scale": Stage(scale, ("servers",)),
    "previous": Stage(previous, ("servers",)),
    "molecule-long": Stage(molecule_long, ("collection", "servers", "hosts", "previous")),
    "newest": Stage(newest, ("collection",)),
    "sanity-pythons": Stage(sanity_pythons, ("collection",)),
}
CHECK = ("lint", "unit")
TEST = (*CHECK, "lint-tests", "unit-py-consul", "collection", "sanity", "servers", "hosts", "integration", "molecule")
GROUPS = {
    "check": CHECK,
    "test": TEST,
    "bench": ("servers", "bench"),
    "test-long": (
        *(stage for stage in TEST if stage != "molecule"),
        "integration-other-library",
        "scale",
        "previous",
        "molecule-long",
        "newest",
        "sanity-pythons",
    ),
}
