# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy file: what is read, and what is said about what cannot be."""

from __future__ import annotations

import copy
import re
import typing as t

import pytest
import yaml
from _tree import ROOT
from fleet_model import DOCUMENT, make_policy

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import keys, parsing, policy, schema

FULL = """
rollout: firmware-2.4.1
track: firmware
select:
  groups: [kiosk, sensor]
  percent: 10
  membership: living
  max_targets: 500
  anti_affinity: [[gw-1, gw-2]]
update:
  batch:
    driver: raw_exec
    command: ./install
    args: ["2.4.1"]
    artifact: {source: "https://mirror.example/firmware", checksum: "sha256:%s"}
    revert: {command: /opt/update, args: [--back]}
waves: {canary: 2, start: 10, factor: 1.5, max: 100}
max_in_flight: 200
soak: 1h30m
max_in_flight_per_pool: 20
failure:
  {percent: 2.5, count: 20, min_executed: 10, total: {percent: 1, min_executed: 100}, safe_mode: true, then: rollback}
window: {days: [mon, sat], from: "22:00", to: "05:00", timezone: Europe/Paris, blackout: ["2026-12-24..2027-01-02"]}
gates:
  nomad: true
  http: [{url: "https://shop.example/health"}]
  prometheus: [{url: "https://prometheus.example", query: 'ALERTS{severity="page"}'}]
  command: [{command: /usr/local/bin/calm}]
  patience: 2h
approve: [after_canary]
timeout: {device: 10m, rollout: 7d}
retry: {max: 2, backoff: 90s}
offline: catch_up
rollback:
  batch: {command: /opt/update, args: ["2.3"]}
  verify: {command: /opt/update, args: [--version], expect: "2.3"}
verify: {command: /opt/update, args: [--version], expect: "2.4.1"}
""" % ("a" * 64)


def test_everything() -> None:
    found = parsing.load(FULL)
    assert found.select == policy.Select(
        groups=("kiosk", "sensor"), percent=10, living=True, max_targets=500, apart=(("gw-1", "gw-2"),)
    )
    assert found.waves == policy.Waves(2, 10, 1.5, 100, in_flight=200, in_flight_per_pool=20)
    assert (found.soak, found.deadline, found.retries, found.backoff) == (5400, 604800, 2, 90)
    assert found.failure == policy.Failure(
        policy.Limits(2.5, 20, 10), policy.Limits(1, None, 100), then="rollback", safe_mode=True
    )
    assert found.window is not None
    assert (found.window.days, found.window.begin, found.window.end) == ({0, 5}, 22 * 60, 5 * 60)
    assert [str(gate) for gate in found.gates.asked] == [
        "nomad servers",
        "http https://shop.example/health",
        "prometheus https://prometheus.example",
        "command /usr/local/bin/calm",
    ]
    assert (found.gates.every, found.gates.patience) == (30, 7200)
    assert (found.approve, found.catch_up) == (("after_canary",), True)
    assert found.rollback is not None
    assert (found.rollback.run.args, found.rollback.expect, found.rollback.timeout) == (("2.3",), "2.3", 600)
    assert found.update.run == policy.Command("./install", ("2.4.1",))
    assert (found.update.timeout, found.update.expect) == (600, "2.4.1")


def test_defaults() -> None:
    found = make_policy(waves={}, failure={}, timeout={})
    assert found.waves == policy.Waves()
    assert found.failure == policy.Failure(policy.Limits(percent=5))
    assert (found.window, found.gates.asked, found.approve, found.catch_up) == (None, (), (), False)
    assert (found.update.timeout, found.deadline, found.retries, found.soak) == (600, 604800, 0, 0)
    assert found.update.seconds(1) == 2 * 600 + 90
    assert make_policy(timeout={"device": "1s", "silent": "23s"}).update.seconds(1) == 25


def test_hash_is_of_the_content() -> None:
    assert parsing.load(FULL).hash == parsing.load("# a comment\n" + FULL).hash
    assert parsing.load(FULL).hash != parsing.load(FULL.replace("canary: 2", "canary: 3")).hash


def changed(path: str, value: t.Any) -> dict[str, t.Any]:
    document = copy.deepcopy(DOCUMENT)
    *folders, last = path.split(".")
    here = document
    for folder in folders:
        here = here.setdefault(folder, {})
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return document


WRONG: list[tuple[str, t.Any, str]] = [
    ("failure.precent", 5, "failure.precent: unknown key, did you mean 'percent'?"),
    ("rollot", "x", "rollot: unknown key, did you mean 'rollout'?"),
    ("update.batch.zzz", "x", "update.batch.zzz: unknown key, known here: args, artifact"),
    ("rollout", ..., "rollout: missing"),
    ("verify", ..., "verify: missing"),
    ("verify.expect", ..., "verify.expect: missing"),
    ("verify.expect", 2, 'verify.expect: must be text, is a number (2); put it in quotes: "2"'),
    ("rollout", "A b", "rollout: 'A b' must match"),
    ("select", [], "select: must be a block of keys, is a list"),
    ("select", None, "select: must be a block of keys, is nothing"),
    ("select", {}, "select: give one of groups, all, nodes, percent or filter"),
    ("select", {"groups": ["a"], "all": True}, "select: groups and all exclude each other"),
    ("select", {"groups": []}, "select.groups: must not be empty"),
    ("select", {"all": False}, "select.all: can only be true"),
    ("select", {"percent": 0}, "select.percent: 0 selects nobody"),
    ("select", {"percent": 101}, "select.percent: must be between 0 and 100, is 101"),
    ("select.membership", "live", "select.membership: 'live' is not one of frozen, living"),
    ("select", {"nodes": ["a"], "membership": "living"}, "select.membership: living needs a selection that somebody"),
    ("select.max_targets", 0, "select.max_targets: must be at least 1, is 0"),
    ("select.anti_affinity", ["a"], "select.anti_affinity[0]: must be a list of texts, is text ('a')"),
    ("select.anti_affinity", "a", "select.anti_affinity: must be a list of lists of texts, is text ('a')"),
    ("select.groups", "kiosk", "select.groups: must be a list of texts, is text ('kiosk')"),
    ("select.groups", [1], "select.groups[0]: must be text, is a number (1)"),
    ("window", {"from": "22:00"}, "window.timezone: missing"),
    ("window", {"timezone": "Mars/Base"}, "window.timezone: 'Mars/Base' is not known here"),
    ("window", {"timezone": "/etc/passwd"}, "window.timezone: '/etc/passwd' is not known here"),
    ("window", {"timezone": "UTC", "from": "9:00"}, "window.from: '9:00' must match"),
    ("window", {"timezone": "UTC", "from": "09:00", "to": "09:00"}, "window: from and to are both 09:00"),
    ("window", {"timezone": "UTC", "days": ["monday"]}, "window.days[0]: 'monday' is not one of mon, tue"),
    ("window", {"timezone": "UTC", "days": []}, "window.days: must not be empty"),
    ("window", {"timezone": "UTC", "blackout": ["2026-02-30"]}, "window.blackout[0]: '2026-02-30' is no date"),
    ("window", {"timezone": "UTC", "blackout": ["2026-02-03..2026-02-01"]}, "ends before it begins"),
    ("gates", {"http": [{"url": "ftp://x"}]}, "gates.http[0].url: 'ftp://x' must match"),
    ("gates", {"http": [{"url": "https://me:secret@x"}]}, "gates.http[0].url:"),
    ("gates", {"http": {"url": "https://x"}}, "gates.http: must be a list of blocks, is a block"),
    ("gates", {"htp": []}, "gates.htp: unknown key, did you mean 'http'?"),
    ("gates", {"prometheus": [{"url": "https://x"}]}, "gates.prometheus[0].query: missing"),
    ("gates", {"command": [{"command": "ok"}]}, "gates.command[0].command: must be an absolute path"),
    ("rollback", {"batch": {}}, "rollback.batch.command: missing"),
    ("rollback", {"batch": {"command": "/opt/update"}}, "rollback.verify: missing"),
    ("approve", ["canary"], "approve[0]: 'canary' is not one of before_start, after_canary, each_wave"),
    ("offline", "catchup", "offline: 'catchup' is not one of skip, catch_up"),
    ("failure.then", "rollback", "failure.then: rollback needs to know how; give rollback.batch"),
    ("failure.total", {"min_executed": 5}, "failure.total: give percent, count or both"),
    ("max_in_flight_per_pool", 0, "max_in_flight_per_pool: must be at least 1"),
    ("select.nodes", ["n" * 60 + str(number) for number in range(5000)], "the limit is 262144; select by a group"),
    ("failure.then", "stop", "failure.then: 'stop' is not one of pause, abort, rollback"),
    ("failure.count", 0, "failure.count: must be at least 1, is 0"),
    ("failure.count", True, "failure.count: must be a whole number, is true or false (True)"),
    ("failure.count", 1.5, "failure.count: must be a whole number, is a number (1.5)"),
    ("failure.percent", float("nan"), "failure.percent: must be between"),
    ("failure.min_executed", 600, "failure.min_executed: 600 is more than the largest wave (500)"),
    ("soak", 600, "soak: must be a duration in text (like 10m), is a number (600)"),
    ("soak", "ten", "soak: 'ten' is not a duration"),
    ("timeout.device", "0s", "timeout.device: must be at least 1s"),
    ("timeout.silent", "14s", "timeout.silent: must be at least 15s"),
    ("waves", {"max": 1001}, "waves.max: 1001 devices in one wave are refused, the limit is 1000"),
    ("waves", {"start": 9, "max": 3}, "waves.start: 9 is more than waves.max (3)"),
    ("waves", {"sizes": ["1"], "start": 3}, "waves.sizes: excludes waves.start"),
    ("waves", {"sizes": []}, "waves.sizes: must not be empty"),
    ("waves", {"sizes": ["2000"]}, "waves.sizes[0]: 2000 devices in one wave are refused"),
    ("waves", {"sizes": ["0"]}, "waves.sizes[0]: '0' must be a number from 1 or a percentage"),
    ("waves", {"sizes": ["101%"]}, "waves.sizes[0]: '101%' must be"),
    ("update", {"playbook": {}}, "update.playbook.file: missing"),
    ("update", {}, "update: give one executor, update.batch, update.deployment or update.playbook"),
    ("select", {"hosts": "web"}, "select.hosts: cannot be used with update.batch: a batch goes to nodes of Nomad"),
    ("rollback", {"playbook": {"file": "x"}}, "rollback.playbook: cannot be used with update.batch"),
    ("rollback", {"verify": {"command": "/x", "expect": "1"}}, "rollback.batch: missing"),
    ("update.deployment", {"jobs": [{"hcl": "x"}]}, "update: batch and deployment exclude each other; give one"),
    ("update.batch.driver", "docker", "update.batch.driver: 'docker' is not supported yet"),
    ("update.batch.command", "update", "update.batch.command: 'update' must be an absolute path"),
    ("update.batch.command", "./update", "there is no update.batch.artifact to find it in"),
    ("update.batch.args", ["${meta.x}"], "update.batch: '${' in '${meta.x}' is not supported yet"),
    ("update.batch.args", ["a\nb"], "update.batch.args[0]: must not contain line breaks"),
    ("update.batch.artifact", {"source": "x"}, "update.batch.artifact.checksum: missing"),
    (
        "update.batch.artifact",
        {"source": "x", "checksum": "md5:1"},
        "update.batch.artifact.checksum: 'md5:1' must match",
    ),
    ("update.batch.revert", {"command": "./back"}, "update.batch.revert.command: must be an absolute path"),
    ("verify.expect", " 2", "verify.expect: must not contain"),
]


@pytest.mark.parametrize(
    ("path", "value", "says"), WRONG, ids=[f"{path}={value!r}"[:60] for path, value, _says in WRONG]
)
def test_wrong(path: str, value: t.Any, says: str) -> None:
    with pytest.raises(schema.PolicyError) as error:
        parsing.parse(changed(path, value))
    assert says in str(error.value)


HOSTS: dict[str, t.Any] = {
    "rollout": "kernel",
    "track": "kernel",
    "select": {"hosts": "web:!db"},
    "update": {"playbook": {"file": "site.yml"}},
}


def test_hosts() -> None:
    found = parsing.parse(
        {**HOSTS, "rollback": {"playbook": {"file": "back.yml", "forks": 2}}, "timeout": {"device": "1m"}}
    )
    assert found.select == policy.Select(hosts="web:!db")
    assert found.update == policy.Playbook("site.yml", {}, 25, 100, 2, idempotent=True, timeout=60)
    assert found.rollback == policy.Playbook("back.yml", {}, 2, 100, 2, idempotent=True, timeout=60)
    assert [found.update.seconds(number) for number in (1, 26, 100, 201, 401)] == [150, 210, 330, 570, 810]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"select": {"groups": ["a"]}},
            "select.groups: cannot be used with update.playbook: its hosts are those of the inv",
        ),
        ({"select": {}}, "select.hosts: missing; give a pattern of the inventory"),
        (
            {"verify": {"command": "/x", "expect": "1"}},
            "verify: cannot be used with update.playbook: a playbook that finds",
        ),
        ({"offline": "skip"}, "offline: cannot be used with update.playbook"),
        ({"timeout": {"silent": "1m"}}, "timeout.silent: cannot be used with update.playbook"),
        ({"failure": {"then": "rollback"}}, "failure.then: rollback needs to know how; give rollback.playbook"),
        (
            {"update": {"playbook": {"file": "x", "fork": 1}}},
            "update.playbook.fork: unknown key, did you mean 'forks'?",
        ),
        (
            {"update": {"playbook": {"file": "x", "idempotent": False}}, "retry": {"max": 1}},
            "retry.max: cannot be used with update.playbook.idempotent false",
        ),
    ],
)
def test_hosts_refused(changes: dict[str, t.Any], says: str) -> None:
    with pytest.raises(schema.PolicyError) as error:
        parsing.parse({**HOSTS, **changes})
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the policy: must be a block of keys, is nothing"),
        ("- a", "the policy: must be a block of keys, is a list"),
        ("a: [", "not valid YAML"),
        ("rollout: a\nrollout: b", "rollout: given twice"),
        ("rollout: !!python/object:os.system x", "not valid YAML"),
        ("{[1]: 2}", "not valid YAML"),
        ("rollout: 2026-01-01", "rollout: must be text, is a date"),
    ],
)
def test_wrong_yaml(text: str, says: str) -> None:
    with pytest.raises(schema.PolicyError) as error:
        parsing.load(text)
    assert says in str(error.value)


def test_durations() -> None:
    assert [schema.duration(text, "x") for text in ("0s", "90s", "1h30m", "7d", "2w")] == [0, 90, 5400, 604800, 1209600]


def documented() -> list[str]:
    """What the documents show of policies; two lines of one key are two examples."""
    found = []
    for name in ("README.md", "docs/rollouts.md"):
        for text in re.findall(r"^```yaml\n(.*?)^```", (ROOT / name).read_text(), re.DOTALL | re.MULTILINE):
            lines = text.splitlines()
            found += lines if all(line.startswith("waves:") for line in lines) else [text]
    read = [(text, yaml.safe_load(text)) for text in found]
    return [text for text, data in read if isinstance(data, dict) and set(data) <= set(keys.SCHEMA.fields)]


@pytest.mark.parametrize("text", documented())
def test_what_the_documents_show_can_be_used(text: str) -> None:
    example = yaml.safe_load(text.replace("sha256:...", "sha256:" + "a" * 64))
    back = {"batch": DOCUMENT["update"]["batch"], "verify": DOCUMENT["verify"]}
    whole = example if "rollout" in example else {**DOCUMENT, "rollback": back, **example}
    found = parsing.load(yaml.safe_dump(whole), lambda _name: 'job "shop" {}')
    assert found.hash != make_policy().hash


def test_the_documents_show_policies() -> None:
    assert len(documented()) >= 6


@pytest.mark.parametrize("name", sorted(keys.SCHEMA.fields))
def test_every_key_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "rollouts.md").read_text()
    inner = list(keys.SCHEMA.fields[name].fields)
    assert [key for key in (name, *inner) if not re.search(rf"\b{key}\b", text)] == []
