# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a real hybrid fleet on this machine, and an update rolled through one of its scheduling groups.

    run.py             bring the fleet up and show it
    run.py --clean     remove all of it

Everything that Ansible prints goes to a log file; what a user of the fleet would look at is shown as it happens.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import pwd
import shlex
import shutil
import subprocess
import sys
import time
import typing as t
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NET = "10.210"
VENDOR = "https://releases.hashicorp.com/"
NOMAD = f"https://{NET}.10.11:4646"
APIS = {"Nomad": NOMAD, "Consul": f"https://{NET}.10.11:8501", "Vault": f"https://{NET}.10.11:8200"}

sys.path.insert(0, str(ROOT / "tests" / "servers"))
import application  # noqa: E402

import build  # noqa: E402 - the servers' recipes lie in a folder of their own


def state_dir() -> pathlib.Path:
    """Where the demo keeps its keys, secrets and logs: outside the checkout, as a real fleet would."""
    home = pathlib.Path(pwd.getpwuid(os.getuid()).pw_dir)
    return pathlib.Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "nomadic-fleet" / "demo"


class Demo:
    """Paths, environment and the commands of a demo."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.state = state_dir()
        self.fleet = self.state / "fleet"
        self.hosts = self.state / "hosts"
        self.log = self.state / "ansible.log"
        self.files = build.cache_dir() / "mirror" / "files"
        self.key, self.known_hosts = self.hosts / "id_ed25519", self.hosts / "ssh_known_hosts"
        ssh = f"-o UserKnownHostsFile={self.known_hosts} -o ConnectTimeout=10"
        self.environment = {
            **os.environ,
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_FORKS": "12",
            "ANSIBLE_PRIVATE_KEY_FILE": str(self.key),
            "ANSIBLE_REMOTE_USER": "root",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.hosts / "cp"),
            "ANSIBLE_SSH_ARGS": f"-o ControlMaster=auto -o ControlPersist=120s {ssh}",
            "FLEET_DIR": str(self.fleet),
            "FLEET_KNOWN_HOSTS": str(self.known_hosts),
        }

    def say(self, text: str) -> None:
        """One line with the time since the start."""
        print(f"[{time.monotonic() - self.started:5.0f} s] {text}", flush=True)

    @contextlib.contextmanager
    def step(self, title: str) -> t.Iterator[None]:
        """Announce a step, and say how long it took."""
        self.say(f"{title} ...")
        began = time.monotonic()
        yield
        self.say(f"{title}: done in {time.monotonic() - began:.0f} s")

    def run(self, *command: str, show: bool = False, may_fail: bool = False) -> int:
        """Run a command; its output goes to the log and, where it is worth reading, to the terminal."""
        with self.log.open("a") as log:
            log.write(f"\n$ {shlex.join(command)}\n")
            log.flush()
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            assert process.stdout
            for line in process.stdout:
                log.write(line)
                if show:
                    print(line, end="", flush=True)
        if process.wait() and not may_fail:
            tail = "" if show else "".join(self.log.read_text().splitlines(keepends=True)[-40:])
            sys.exit(f"{tail}\nmake demo: '{shlex.join(command[:3])} ...' failed; the whole output is in {self.log}")
        return process.returncode

    def play(self, playbook: str, *arguments: str, inventory: str = "inventory/static", **how: bool) -> int:
        """Run a playbook."""
        return self.run("ansible-playbook", "-i", inventory, playbook, *arguments, **how)


def vendor_answers() -> bool:
    """Whether the vendor's release site can be reached, so that nothing has to be built."""
    try:
        with urllib.request.urlopen(f"{VENDOR}nomad/index.json", timeout=5):
            return True
    except OSError:
        return False


def release_variables(demo: Demo) -> list[str]:
    """Where the roles get the products from."""
    if vendor_answers():
        demo.say("the vendor's release site answers: official archives, pushed by the controller")
        return ["-e", "fleet_archive_via=controller", "-e", "test_hosts_releases=none"]
    with demo.step("Build the servers and make a release mirror of them"):
        demo.run(sys.executable, "tests/servers/mirror.py", show=True)
    key = build.cache_dir() / "mirror" / "key.asc"
    return [
        "-e",
        json.dumps({"fleet_archive_url": f"http://{NET}.10.3:8080/releases", "fleet_archive_key": key.read_text()}),
    ]


def policy(demo: Demo, version: str, broken: bool = False) -> str:
    """Publish a version of the application; return the policy that rolls it out."""
    return str(application.publish(version, broken, f"http://{NET}.20.3:8080/files", demo.files, demo.state))


def table(demo: Demo) -> None:
    """The fleet: node, group, status, release."""
    demo.play("tests/demo/nodes.yml", "-e", f"demo_nodes={demo.state / 'nodes.json'}")
    rows = [("node", "pool", "group", "status", "release", "address")]
    for node in json.loads((demo.state / "nodes.json").read_text()):
        meta = node.get("Meta") or {}
        address = node["HTTPAddr"].rpartition(":")[0]
        rows.append(
            (
                node["Name"],
                node["NodePool"],
                meta.get("scheduling_group", "-"),
                node["Status"],
                meta.get("fleet_release", "-"),
                address,
            )
        )
    rows[1:] = sorted(rows[1:])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print()
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print()
    for product, address in APIS.items():
        print(f"  {product:<8}{address}")
    print(f"  {'secrets':<8}{credentials(demo)} (mode 0600)")


def credentials(demo: Demo) -> pathlib.Path:
    """The file with what a person needs to talk to the fleet."""
    secrets = demo.fleet / "secrets"
    lines = [f"NOMAD_ADDR={APIS['Nomad']}", f"NOMAD_CACERT={demo.fleet}/pki/nomad/ca.pem"]
    lines += [f"NOMAD_TOKEN={(secrets / 'nomad_management_token').read_text().strip()}"]
    lines += [f"CONSUL_HTTP_ADDR={APIS['Consul']}", f"CONSUL_CACERT={demo.fleet}/pki/consul/ca.pem"]
    lines += [f"CONSUL_HTTP_TOKEN={(secrets / 'consul_management_token').read_text().strip()}"]
    lines += [f"VAULT_ADDR={APIS['Vault']}", f"VAULT_CACERT={demo.fleet}/pki/vault/ca.pem"]
    # The root token is revoked; this is the login that the roles use.
    login = "vault write -field=token auth/approle/login role_id=fleet-admin"
    lines += [f'VAULT_TOKEN="$({login} secret_id=@{secrets}/vault_admin_secret_id)"']
    path = demo.state / "credentials.env"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write("\n".join(f"export {line}" for line in lines) + "\n")
    return path


def up(demo: Demo) -> None:
    """The whole story."""
    demo.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    demo.log.write_text("")
    hosts = ["-e", "test_hosts_name=demo", "-e", f"test_hosts_net={NET}", "-e", f"test_hosts_dir={demo.hosts}"]
    release = release_variables(demo)
    with demo.step("Make nine hosts: 3 servers, a gateway, a cloud node, 4 devices behind the gateway"):
        demo.play("tests/hosts/create.yml", *hosts, *release)
    with demo.step("site: Consul, Vault, Nomad, the VPN gateway, the cloud node"):
        demo.play("playbooks/site.yml", *release)
    with demo.step("enroll: the four devices, over the VPN, into groups kiosk and sensor"):
        demo.play("playbooks/enroll.yml", *release)
    with demo.step("A job on group kiosk only"):
        demo.play("tests/demo/job.yml")
    with demo.step("The fleet as Ansible sees it"):
        demo.run("ansible-inventory", "-i", "inventory/dynamic", "--graph", show=True)
        demo.run("ansible", "group_kiosk", "-i", "inventory/dynamic", "-m", "ping", show=True)
    for version in ("1", "2"):
        with demo.step(f"update: version {version} through group kiosk, canary 1, then the rest"):
            demo.play("playbooks/update.yml", "-e", f"rollout={policy(demo, version)}", show=True)
    with demo.step("update: a broken version 3, which the canary has to stop"):
        if not demo.play(
            "playbooks/update.yml", "-e", f"rollout={policy(demo, '3', broken=True)}", show=True, may_fail=True
        ):
            sys.exit("make demo: the broken version 3 was rolled out; its canary should have stopped it")
    demo.say("the broken version was stopped after the canary, which went back to version 2 by itself")
    with demo.step("Ask the devices themselves"):
        demo.run(
            "ansible",
            "group_kiosk",
            "-i",
            "inventory/dynamic",
            "-m",
            "command",
            "-a",
            "/opt/kiosk-app/update version",
            show=True,
        )
    table(demo)
    demo.say("the demo is up; 'make demo-clean' removes it")


def clean(demo: Demo) -> None:
    """Remove all of it."""
    demo.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    with demo.step("Remove the demo"):
        arguments = ["-e", "test_hosts_name=demo", "-e", f"test_hosts_net={NET}", "-e", f"test_hosts_dir={demo.hosts}"]
        demo.play("tests/hosts/destroy.yml", *arguments)
        shutil.rmtree(demo.state)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", action="store_true", help="remove the demo")
    (clean if parser.parse_args().clean else up)(Demo())
