# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a stage runs commands, keeps their output, and counts honestly."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import environment
from environment import BUILD, ROOT, CannotRun

#: A word of a command.
Word = str | pathlib.Path
#: How much of a command is shown when it fails.
LINE = 400
#: How much of what a test says of its failure is said again at the end.
REASON = 300


@dataclasses.dataclass
class Count:
    """What a stage found. Only tests are counted; a stage that prepares something counts when it fails."""

    passed: int = 0
    failed: int = 0
    #: A line or two of each failure, for the end of the output: a log of CI may be cut to its end.
    failures: tuple[str, ...] = ()

    def __add__(self, other: Count) -> Count:
        """Return the sum of two counts."""
        return Count(self.passed + other.passed, self.failed + other.failed, self.failures + other.failures)

    @classmethod
    def of(cls, name: str, output: str = "", *, good: bool) -> Count:
        """Return the count of one test."""
        return cls(passed=1) if good else cls(failed=1, failures=(f"{name}: {reason(output)}",))


def reason(output: str) -> str:
    """Return the part of a command's output that says why it failed: Ansible's last task that counted, or the last line."""
    tasks = re.split(r"^(?=(?:TASK|RUNNING HANDLER) \[)", output, flags=re.MULTILINE)
    fatal = [task for task in tasks if re.search(r"^fatal: ", task, re.MULTILINE) and "\n...ignoring" not in task]
    if not fatal:
        return "".join(output.strip().splitlines()[-1:])[:REASON]
    title, *lines = fatal[-1].splitlines()
    return " ".join([title.rstrip("* "), *(line for line in lines if line.startswith("fatal: "))])[:REASON]


@dataclasses.dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    output: str
    seconds: float


class Context:
    """What a stage is given: the toolchain, the environment, a log of its own."""

    def __init__(self, stage: str, toolchain: pathlib.Path, dependencies: pathlib.Path) -> None:
        """Start the log of a stage."""
        self.toolchain = toolchain
        self.dependencies = dependencies
        self.log = BUILD / "logs" / f"{stage}.log"
        self.reports = BUILD / "reports"
        for folder in (self.log.parent, self.reports):
            folder.mkdir(parents=True, exist_ok=True)
        self.log.write_text("")
        self._log_lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()

    def variables(self, *, installed: bool = False, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment, with the checkout or with the installed archive as the collection."""
        collection = environment.INSTALLED_COLLECTIONS if installed else environment.DEV_COLLECTIONS
        return environment.variables(self.toolchain, [collection, self.dependencies], extra or {})

    def run(
        self,
        command: Sequence[Word],
        *,
        cwd: pathlib.Path = ROOT,
        env: Mapping[str, str] | None = None,
        show: bool = True,
        minutes: float = 20,
    ) -> Done:
        """Run a command to its end, or kill it and all it started when it takes too long."""
        words = [str(word) for word in command]
        title = f"$ {shlex.join(words)}"
        if show:
            print(title, flush=True)
        started = time.monotonic()
        lines = [title + "\n"]
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=env or self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._running.add(process)
        timer = threading.Timer(minutes * 60, _end, (process,))
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if show:
                    sys.stdout.write(line)
                    sys.stdout.flush()
            process.wait()
        except BaseException:
            _end(process)
            raise
        finally:
            timer.cancel()
            self._running.discard(process)
        seconds = time.monotonic() - started
        if seconds >= minutes * 60:
            lines.append(f"killed after {minutes:g} minutes\n")
            if show:
                print(lines[-1], end="", flush=True)
        with self._log_lock, self.log.open("a") as log:
            log.writelines(lines)
            log.write(f"exit code {process.returncode} after {seconds:.1f} s\n\n")
        return Done(process.returncode, "".join(lines[1:]), seconds)

    def end(self) -> None:
        """End the commands that run now, in threads that would go on after an interruption."""
        for process in list(self._running):
            _end(process)

    def must(self, command: Sequence[Word], why: str, **options: Any) -> Done:
        """Run a command without which the stage cannot go on."""
        done = self.run(command, **options)
        if done.code:
            raise CannotRun(f"{why} failed with exit code {done.code}, see {self.log.relative_to(ROOT)}")
        return done

    def checks(self, commands: Mapping[str, tuple[Sequence[Word], pathlib.Path]]) -> Count:
        """Run independent commands, two at once; each is one test. Only what fails is shown."""

        def one(name: str) -> Count:
            command, cwd = commands[name]
            done = self.run(command, cwd=cwd, show=False)
            text = f"{'ok    ' if done.code == 0 else 'FAILED'}  {name}  ({done.seconds:.1f} s)"
            if done.code:
                words = shlex.join(map(str, command))
                # The whole of it is in the log: ansible-lint is given every folder that it shall leave out.
                text += f"\n$ {words if len(words) < LINE else words[:LINE] + ' ...'}\n{done.output.rstrip()}"
            print(text, flush=True)
            return Count.of(name, done.output, good=done.code == 0)

        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            return sum(pool.map(one, commands), Count())

    def pytest(self, report: str, paths: Sequence[Word], env: Mapping[str, str], workers: int = 2) -> Count:
        """Run pytest; a skipped test counts as failed, for nothing may be skipped silently."""
        xml = self.reports / f"{report}.xml"
        xml.unlink(missing_ok=True)
        command = ["python", "-m", "pytest", "-q", "-n", str(workers), f"--junitxml={xml}", *paths]
        done = self.run(command, env=env)
        if not xml.exists():
            print(f"pytest ended with {done.code} and left no report", flush=True)
            return Count(failed=1)
        count = count_junit(xml)
        if done.code and not count.failed:
            # Exit code 5: nothing was collected; others: pytest itself failed.
            count.failed += 1
        return count


def count_junit(path: pathlib.Path) -> Count:
    """Count the tests of a JUnit report."""
    count = Count()
    for case in ElementTree.parse(path).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None and skipped.get("type") != "pytest.xfail":
            print(
                f"skipped, counted as failed: {case.get('classname')}.{case.get('name')}: {skipped.get('message')}",
                flush=True,
            )
            count.failed += 1
            continue
        bad = next((found for kind in ("failure", "error") if (found := case.find(kind)) is not None), None)
        name = f"{case.get('classname')}.{case.get('name')}"
        count += Count.of(name, bad.get("message") or "" if bad is not None else "", good=bad is None)
    return count


def _end(process: subprocess.Popen[str]) -> None:
    """End a command and all it started: first politely, then not."""
    for number, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
