# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment every stage runs in: a toolchain of pinned versions, the collections needed, a home of its own.

Nothing is taken from, or left in, the user's own Ansible folders: a copy of this collection there would shadow the
checkout without a word. What is expensive to make lies in the user's cache folder and outlives a clone.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
TESTS = ROOT / "tests"
NAMESPACE, NAME = "nomadic", "fleet"
#: The checkout, and the installed archive, each as Ansible wants to find a collection.
DEV_COLLECTIONS = BUILD / "dev"
INSTALLED_COLLECTIONS = BUILD / "collections"
INSTALLED = INSTALLED_COLLECTIONS / "ansible_collections" / NAMESPACE / NAME
PYTHON = "3.11"
NEWEST_PYTHON = "3.12"

#: Variables of the user's that would change what is tested. AWS_CA_BUNDLE stops Nomad at its start.
DROPPED_PREFIXES = ("ANSIBLE_", "CONSUL_", "MOLECULE_", "NOMAD_", "PYTEST_", "PYTHON", "VAULT_", "VIRTUAL_ENV")
DROPPED = ("AWS_CA_BUNDLE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "STAGES")

#: ansible-test fetches pip from the internet unless this file is there. The pip that Python carries does as well.
GET_PIP = """\
import ensurepip, pathlib, sys
wheels = [w for d in (pathlib.Path(ensurepip.__file__).parent, pathlib.Path("/usr/share/python-wheels")) for w in d.rglob("pip-*.whl")]
sys.path.insert(0, str(wheels[0]))
from pip._internal.cli.main import main
sys.exit(main(["install", *(a for a in sys.argv[1:] if a not in ("--no-setuptools", "--no-wheel"))]))
"""


class CannotRun(Exception):
    """A stage cannot run; the text says why and what to type."""


def cache_dir() -> pathlib.Path:
    """Return the cache of everything expensive, outside any clone."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "nomadic-fleet"


def search_path() -> list[str]:
    """Return PATH without pyenv's shims, which answer for Pythons that are not there (ansible-test stumbles on them)."""
    return [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if not entry.endswith("/shims")]


def find_python(version: str) -> str | None:
    """Return a Python of this version: on PATH, the running one, or one of pyenv's."""
    found = shutil.which(f"python{version}", path=os.pathsep.join(search_path()))
    if found:
        return found
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    root = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv")
    built = sorted(root.glob(f"versions/{version}.*/bin/python{version}"))
    return str(built[-1]) if built else None


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock of the cache, so that two runs do not fill the same folder."""
    cache_dir().mkdir(parents=True, exist_ok=True)
    with (cache_dir() / f".{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fill(command: list[str], what: str) -> None:
    """Run one command that fills the cache; say what could not be made."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"{what} could not be made; 'pip' said:\n{done.stdout.strip()}")


def venv(requirements: pathlib.Path, version: str = PYTHON) -> pathlib.Path:
    """Return a virtual environment with exactly these requirements, made once."""
    digest = hashlib.sha256(version.encode() + requirements.read_bytes()).hexdigest()[:12]
    path = cache_dir() / f"venv-{digest}"
    with locked(path.name):
        if (path / ".complete").exists():
            return path
        python = find_python(version)
        if python is None:
            raise CannotRun(f"Python {version} is missing; install python{version} (Debian: python3-venv brings it)")
        print(f"making {path} from {requirements.name} (Python {version}) ...", flush=True)
        shutil.rmtree(path, ignore_errors=True)
        _fill([python, "-m", "venv", str(path)], f"the virtual environment {path}")
        pip = [str(path / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        _fill([*pip, "--no-deps", "--requirement", str(requirements)], f"the virtual environment {path}")
        (path / ".complete").touch()
    return path


def consul_drop_in(toolchain: pathlib.Path) -> pathlib.Path:
    """Return a folder with py-consul alone, which put first on PYTHONPATH hides python-consul2."""
    requirements = TESTS / "requirements-py-consul.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    path = cache_dir() / f"py-consul-{digest}"
    with locked(path.name):
        if not path.exists():
            work = path.with_suffix(".work")
            shutil.rmtree(work, ignore_errors=True)
            pip = [str(toolchain / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            _fill([*pip, "--target", str(work), "--requirement", str(requirements)], "py-consul")
            work.rename(path)
    return path


def collections(
    toolchain: pathlib.Path, wanted: tuple[str, ...] = ("community/crypto",), name: str = "collections"
) -> pathlib.Path:
    """Return a folder with collections out of the ``ansible`` package, by default those this one depends on: no stage needs Galaxy."""
    requirements = TESTS / "requirements-collections.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    path = cache_dir() / f"{name}-{digest}"
    with locked(path.name):
        if path.exists():
            return path
        print(f"unpacking {', '.join(wanted)} from {requirements.name} ...", flush=True)
        work = path.with_suffix(".work")
        shutil.rmtree(work, ignore_errors=True)
        pip = [str(toolchain / "bin" / "pip"), "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        _fill([*pip, "--dest", str(work), "--requirement", str(requirements)], "the collections' package")
        (wheel,) = work.glob("ansible-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            folders = tuple(f"ansible_collections/{one}/" for one in wanted)
            archive.extractall(work, [file for file in archive.namelist() if file.startswith(folders)])
        wheel.unlink()
        work.rename(path)
    return path


def link(path: pathlib.Path, target: pathlib.Path) -> None:
    """Make, or correct, a symbolic link; several at once may ask for the same one, as the linters do in a fresh clone."""
    if path.is_symlink() and path.readlink() == target:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    new.symlink_to(target)
    new.replace(path)


def private_home(toolchain: pathlib.Path) -> pathlib.Path:
    """Make the home of the stages; what ansible-test keeps there is linked to the cache, as is the cache itself."""
    home = BUILD / "home"
    sanity = cache_dir() / "ansible-test"
    (sanity / "cache").mkdir(parents=True, exist_ok=True)
    for source in toolchain.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py"):
        wanted = re.search(r"""\bpip=['"]([0-9.]+)['"]""", source.read_text())
        if not wanted:
            raise CannotRun(f"{source} names no pip version; see GET_PIP in {__file__}")
        (sanity / "cache" / f"get_pip_{wanted[1].replace('.', '_')}.py").write_text(GET_PIP)
    link(home / ".ansible" / "test", sanity)
    # ansible-test drops XDG_CACHE_HOME; programs it starts find the cache all the same.
    link(home / ".cache" / "nomadic-fleet", cache_dir())
    return home


def variables(
    toolchain: pathlib.Path, collection_paths: list[pathlib.Path], extra: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment variables of a stage."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(DROPPED_PREFIXES) and name not in DROPPED
    }
    home = private_home(toolchain)
    user_home = pathlib.Path.home()
    return {
        **kept,
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(str(path) for path in collection_paths),
        "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false",
        "ANSIBLE_HOME": str(home / ".ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "GOPATH": os.environ.get("GOPATH") or str(user_home / "go"),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "MYPY_CACHE_DIR": str(BUILD / "mypy"),
        "NO_COLOR": "1",
        "PATH": os.pathsep.join([str(toolchain / "bin"), *search_path()]),
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR") or str(cache_dir().parent / "pip"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(cache_dir().parent),
        **extra,
    }
