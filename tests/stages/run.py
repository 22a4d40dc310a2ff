# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the stages of a group, or some of them, and end with a table of times and one line of counts.

    run.py check | test | test-long              a group of stages
    run.py test --stages lint,unit               some stages, and those they need
    run.py --exec demo -- COMMAND...             any command in the environment of the stages

A stage that fails does not stop the next one; a stage that cannot run has failed.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import signal
import subprocess
import sys
import time
import traceback
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - said before the imports below fail with less
    sys.exit(
        f"Python {sys.version.split()[0]} is too old; run 'make PYTHON=python3.11 ...' (Debian 12: apt-get install python3-venv)"
    )

import environment
import prerequisites
from context import Context, Count
from environment import CannotRun
from stages import GROUPS, STAGES


@dataclasses.dataclass
class Outcome:
    """How a stage ended."""

    name: str
    count: Count
    seconds: float
    note: str = ""

    @property
    def good(self) -> bool:
        """Return whether nothing failed."""
        return not self.count.failed


def chosen(group: str, words: str) -> list[str]:
    """Return the stages to run, those they need included, in their order."""
    names = [word.strip() for word in words.split(",") if word.strip()] or list(GROUPS[group])
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        sys.exit(f"no stage is called {', '.join(unknown)}; STAGES is a list of: {', '.join(STAGES)}")
    wanted = set(names)
    for name in reversed(STAGES):
        if name in wanted:
            wanted.update(STAGES[name].needs)
    added = sorted(wanted - set(names))
    if added:
        print(f"also needed: {', '.join(added)}", flush=True)
    return [name for name in STAGES if name in wanted]


def run_stage(name: str, before: dict[str, Outcome]) -> Outcome:
    """Run one stage to its end, whatever happens in it."""
    stage = STAGES[name]
    print(f"\n===== {name}: {stage.title}", flush=True)
    started = time.monotonic()
    broken = [need for need in stage.needs if not before[need].good]
    try:
        if broken:
            raise CannotRun(f"it needs {', '.join(broken)}, which failed")
        toolchain = environment.venv(environment.TESTS / "requirements.txt")
        context = Context(name, toolchain, environment.collections(toolchain))
        outcome = Outcome(name, stage.function(context), 0)
    except CannotRun as error:
        print(f"{name} cannot run: {error}", flush=True)
        outcome = Outcome(name, Count.of(name, str(error), good=False), 0, "could not run")
    except Exception:  # noqa: BLE001 - a fault of one stage must not hide the results of the others
        traceback.print_exc(file=sys.stdout)
        outcome = Outcome(name, Count(failed=1), 0, "fault of the stage")
    outcome.seconds = time.monotonic() - started
    result = "passed" if outcome.good else "FAILED"
    print(
        f"===== {name}: {result}, {outcome.count.passed} passed, {outcome.count.failed} failed, {outcome.seconds:.1f} s",
        flush=True,
    )
    return outcome


def end(outcomes: list[Outcome]) -> NoReturn:
    """Print the table and the last line, and exit."""
    total = Count()
    print(f"\n{'stage':<26}{'result':<8}{'passed':>7}{'failed':>7}{'seconds':>9}")
    for outcome in outcomes:
        total += outcome.count
        numbers = f"{outcome.count.passed:>7}{outcome.count.failed:>7}{outcome.seconds:>9.1f}"
        print(f"{outcome.name:<26}{'passed' if outcome.good else 'FAILED':<8}{numbers}  {outcome.note}".rstrip())
    print(f"{'all':<26}{'':<8}{total.passed:>7}{total.failed:>7}{sum(outcome.seconds for outcome in outcomes):>9.1f}")
    for outcome in outcomes:
        for failure in outcome.count.failures:
            print(f"FAILED  {failure}")
        if others := outcome.count.failed - len(outcome.count.failures):
            print(f"FAILED  {outcome.name}: {others} without a reason here, see build/logs/{outcome.name}.log")
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    sys.exit(1 if total.failed else 0)


def execute(need: str, command: list[str]) -> NoReturn:
    """Become a command in the environment of the stages."""
    if not command:
        sys.exit("run.py: --exec needs '-- COMMAND'")
    lacking = prerequisites.missing([need])
    if lacking:
        sys.exit("\n".join(f"missing: {line}" for line in lacking))
    try:
        prepare(hosts=need == "demo")
        toolchain = environment.venv(environment.TESTS / "requirements.txt")
        variables = Context(need, toolchain, environment.collections(toolchain)).variables()
    except CannotRun as error:
        sys.exit(f"{need} cannot run: {error}")
    os.chdir(environment.ROOT)
    os.execvpe(command[0], command, variables)


def prepare(hosts: bool) -> None:
    """Install what the test hosts need and make the checkout look like an installed collection."""
    if hosts:
        done = subprocess.run([sys.executable, str(environment.TESTS / "hosts" / "prerequisites.py")], check=False)
        if done.returncode:
            raise CannotRun("the packages of the test hosts could not be installed")
    link = environment.DEV_COLLECTIONS / "ansible_collections" / environment.NAMESPACE / environment.NAME
    environment.link(link, environment.ROOT)


def main() -> NoReturn:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("group", nargs="?", default="test", choices=list(GROUPS))
    parser.add_argument("--stages", default="", help=f"comma-separated: {', '.join(STAGES)}")
    parser.add_argument("--exec", metavar="NEED", help="run a command after -- instead, once what NEED needs is there")
    words = sys.argv[1:]
    split = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:split])
    # A stage ends what it started, also when the terminal or a supervisor goes away.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    if options.exec:
        execute(options.exec, words[split + 1 :])
    names = chosen(options.group, options.stages)
    lacking = prerequisites.missing(names)
    if lacking:
        print("\n".join(f"missing: {line}" for line in lacking))
        end([Outcome("prerequisites", Count(failed=len(lacking)), 0)])
    try:
        prepare(hosts=bool({"hosts", "servers"} & set(names)))
    except CannotRun as error:
        print(error)
        end([Outcome("prerequisites", Count(failed=1), 0)])
    outcomes: dict[str, Outcome] = {}
    try:
        for name in names:
            outcomes[name] = run_stage(name, outcomes)
    except KeyboardInterrupt:
        left = [name for name in names if name not in outcomes]
        end([*outcomes.values(), *(Outcome(name, Count(failed=1), 0, "interrupted") for name in left)])
    end(list(outcomes.values()))


if __name__ == "__main__":
    main()
