# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The targets of tests/integration against real servers: two workers, each with servers of its own, and one queue."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping

import environment
from context import Context, Count, Done, Word
from counterparts import counterparts
from environment import BUILD, INSTALLED, TESTS, CannotRun

WORKERS = 2
#: The targets as users get them.
FOLDER = INSTALLED / "tests" / "integration" / "targets"
#: How long shared servers live when nobody ends them.
LIFETIME = 90 * 60
#: This one is run by "ansible-test integration", which proves that users of it can; it costs seconds a target.
BY_ANSIBLE_TEST = "module_nomad_namespace"
#: The Consul libraries. A target of Consul runs with one of them, the next one with the other; the rest is for later.
LIBRARIES = ("python-consul2", "py-consul")
#: Where the folders of workers are noted, for the run after a killed one; the names end with the pid of theirs.
NOTES = BUILD / "integration"
SCRIPT = TESTS / "integration" / "targets" / "setup_servers" / "files" / "servers.py"


@dataclasses.dataclass(frozen=True)
class Job:
    """One run of one target, with one of the Consul libraries; None where it does not matter."""

    target: str
    library: str | None = None

    @property
    def title(self) -> str:
        """What the output calls it."""
        return self.target if self.library in (None, LIBRARIES[0]) else f"{self.target} with {self.library}"


def binaries(context: Context, *words: str) -> list[tuple[str, str, str]]:
    """Build the real servers, or find them in the cache: product, version and path."""
    done = context.must(["python", "tests/servers/build.py", *words], "building the servers", minutes=60)
    return re.findall(r"^(nomad|consul|vault) (\S+) (/\S+)$", done.output, re.MULTILINE)


def remove(context: Context, note: pathlib.Path) -> None:
    """Stop what runs in the folder of a note, and remove it and all that is noted of it."""
    context.run(["python", SCRIPT, "stop", note.read_text()], show=False)
    for path in NOTES.glob(f"{note.stem}.*"):
        path.unlink()


def remove_leftovers(context: Context) -> None:
    """Stop the servers of runs that were killed."""
    NOTES.mkdir(parents=True, exist_ok=True)
    for note in NOTES.glob("*.folder"):
        if not pathlib.Path(f"/proc/{note.stem.rpartition('-')[2]}").exists():
            remove(context, note)


class Worker:
    """Servers, and the targets that run on them one after the other."""

    def __init__(self, context: Context, name: str, variables: Mapping[str, object], *, installed: bool) -> None:
        """Choose a folder; short, for the sockets in it, and noted, for whoever has to clean up."""
        self._context = context
        self._installed = installed
        self._targets = (INSTALLED if installed else environment.ROOT) / "tests" / "integration" / "targets"
        name = f"{name}-{os.getpid()}"
        self._note = NOTES / f"{name}.folder"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fleet-it-"))
        self._note.write_text(str(self.folder))
        self._play = NOTES / f"{name}.yml"
        self.config = NOTES / f"{name}.json"
        self._variables = {**variables, "integration_folder": str(self.folder)}

    @contextlib.contextmanager
    def servers(self, servers: list[str]) -> Iterator[None]:
        """Start them, whatever happens then stop them and those that a target has left."""
        try:
            start: list[Word] = ["python", SCRIPT, "start", "--lifetime", str(LIFETIME), self.folder / "shared"]
            if servers:
                done = self._context.must([*start, *servers], "starting the servers", show=False)
                self._variables["integration_servers"] = json.loads(done.output.strip().splitlines()[-1])
            # JSON is YAML, which is what ansible-test wants.
            self.config.write_text(json.dumps(self._variables, indent=2) + "\n")
            yield
        finally:
            remove(self._context, self._note)

    def run(self, job: Job, *, show: bool = False) -> Done:
        """Run a target by a play of one role."""
        extra = {
            "ANSIBLE_CONFIG": str(self._targets.parent / "integration.cfg"),
            "ANSIBLE_ROLES_PATH": str(self._targets),
        }
        if job.library == LIBRARIES[1]:
            extra["PYTHONPATH"] = str(environment.consul_drop_in(self._context.toolchain))
        env = self._context.variables(installed=self._installed, extra=extra)
        self._play.write_text(f"[{{hosts: localhost, gather_facts: false, roles: [{job.target}]}}]\n")
        python = "ansible_python_interpreter={{ ansible_playbook_python }}"
        command: list[Word] = ["ansible-playbook", "-i", "localhost,", "-c", "local", "-e", f"@{self.config}"]
        return self._context.run([*command, "-e", python, self._play], env=env, minutes=20, show=show)

    def run_by_ansible_test(self, job: Job) -> Done:
        """Run a target as the user of a collection does; variables reach it by one file only."""
        shutil.copy(self.config, INSTALLED / "tests" / "integration" / "integration_config.yml")
        command = ["ansible-test", "integration", "--local", "--python", environment.PYTHON, "--color", "no", "-v"]
        env = self._context.variables(installed=True)
        return self._context.run([*command, job.target], cwd=INSTALLED, env=env, minutes=10, show=False)


class Queue:
    """The runs that are left, those that took longest the last time first."""

    def __init__(self, jobs: list[Job]) -> None:
        """Read how long they took."""
        self._file = environment.cache_dir() / "integration-seconds.json"
        self._seconds: dict[str, float] = json.loads(self._file.read_text()) if self._file.exists() else {}
        self._left = sorted(jobs, key=lambda job: (-self._seconds.get(job.title, 1e9), job.title))
        self._lock = threading.Lock()

    def take(self) -> Job | None:
        """Return the next one."""
        with self._lock:
            return self._left.pop(0) if self._left else None

    def took(self, job: Job, seconds: float) -> None:
        """Keep how long it took."""
        with self._lock:
            self._seconds[job.title] = round(seconds, 1)
            self._file.write_text(json.dumps(self._seconds, indent=1))

    def close(self) -> None:
        """Give out no more."""
        with self._lock:
            self._left.clear()


def integration(context: Context) -> Count:
    """Every integration target against real servers, those of Consul with one of its libraries in turn; one test a run."""
    targets = _targets()
    if BY_ANSIBLE_TEST not in targets:
        raise CannotRun(f"tests/integration/targets has no {BY_ANSIBLE_TEST}")
    of_consul = _of_consul(targets)
    jobs = [Job(name) for name in targets if name not in of_consul]
    jobs += [Job(name, LIBRARIES[number % 2]) for number, name in enumerate(of_consul)]
    return _run(context, jobs)


def integration_other_library(context: Context) -> Count:
    """`make test-long`: the integration targets of Consul once more, each with its other library; one test a run."""
    return _run(context, [Job(name, LIBRARIES[1 - number % 2]) for number, name in enumerate(_of_consul(_targets()))])


def _targets() -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*") if not path.name.startswith("setup_"))


def _of_consul(targets: list[str]) -> list[str]:
    return [name for name in targets if re.match(r"[a-z]+_consul(_|$)", name)]


def _run(context: Context, jobs: list[Job]) -> Count:
    """Run targets on two workers."""
    servers = binaries(context)
    variables = {
        **{f"integration_{product}_binary": path for product, _version, path in servers},
        "integration_counterparts": counterparts(FOLDER / name for name in {job.target for job in jobs}),
    }
    queue = Queue(jobs)
    remove_leftovers(context)

    def work(number: int) -> Count:
        count = Count()
        worker = Worker(context, f"worker-{number}", variables, installed=True)
        with worker.servers([f"{product}={path}" for product, _version, path in servers]):
            while job := queue.take():
                done = worker.run_by_ansible_test(job) if job.target == BY_ANSIBLE_TEST else worker.run(job)
                count += tell(job, done)
                queue.took(job, done.seconds)
        return count

    with concurrent.futures.ThreadPoolExecutor(max_workers=WORKERS) as pool:
        running = [pool.submit(work, number) for number in range(WORKERS)]
        try:
            return sum((one.result() for one in running), Count())
        except BaseException:
            # Interrupted, or a fault of one worker: the other one ends what it does, and stops its servers.
            queue.close()
            context.end()
            raise


def tell(job: Job, done: Done) -> Count:
    """Print how it ended, and its output when that was not well."""
    good = done.code == 0 and bool(re.search(r"\bok=[1-9].*\bfailed=0\b", done.output))
    line = f"{'ok    ' if good else 'FAILED'}  integration target {job.title}  ({done.seconds:.1f} s)"
    print(line if good else f"{line}\n{done.output.rstrip()}", flush=True)
    return Count.of(job.title, done.output, good=good)
