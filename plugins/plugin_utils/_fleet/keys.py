# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a policy file. What each of them means is in docs/rollouts.md."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import Field, block, blocks, needed

NAME = r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = r"([01]\d|2[0-3]):[0-5]\d"
DATES = r"\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?"
URL = r"https?://[^@\s]+"  # no credentials: a policy is kept, and shown
BEFORE_START, AFTER_CANARY, EACH_WAVE = "before_start", "after_canary", "each_wave"

# `later` names values that the schema knows but this release cannot do.
COMMAND = {"command": Field("text", required=True), "args": Field("texts", default=())}
BATCH = block(
    driver=Field("text", default="raw_exec", choices=("raw_exec", "exec", "docker"), later=("exec", "docker")),
    **COMMAND,
    artifact=block(
        source=Field("text", required=True),
        checksum=Field("text", required=True, pattern=r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"),
    ),
    revert=block(**COMMAND),
)
DEPLOYMENT = block(
    jobs=needed(blocks(file=Field("text"), hcl=Field("script"), variables=Field("map", default={}))),
)
PLAYBOOK = block(
    file=Field("text", required=True),
    variables=Field("map", default={}),
    forks=Field("integer", default=25, low=1, high=500),
    shard=Field("integer", default=100, low=1, high=1000),
    processes=Field("integer", default=2, low=1, high=64),
    idempotent=Field("boolean", default=True),
)
VERIFY = block(**COMMAND, expect=Field("text", required=True))
LIMITS = {
    "percent": Field("number", low=0, high=100),
    "count": Field("integer", low=1),
    "min_executed": Field("integer", default=1, low=1),
}
SCHEMA = block(
    rollout=Field("text", required=True, pattern=NAME),
    track=Field("text", required=True, pattern=NAME),
    select=block(
        groups=Field("texts"),
        all=Field("boolean"),
        nodes=Field("texts"),
        percent=Field("number", low=0, high=100),
        filter=Field("text"),
        hosts=Field("text"),
        membership=Field("text", default="frozen", choices=("frozen", "living")),
        max_targets=Field("integer", low=1),
        anti_affinity=Field("sets", default=()),
    ),
    update=needed(block(batch=BATCH, deployment=DEPLOYMENT, playbook=PLAYBOOK)),
    waves=block(
        canary=Field("integer", low=0),
        start=Field("integer", low=1),
        factor=Field("number", low=1),
        max=Field("integer", low=1),
        sizes=Field("texts"),
    ),
    max_in_flight=Field("integer", default=1000, low=1),
    max_in_flight_per_pool=Field("integer", low=1),
    soak=Field("duration", default="0s"),
    failure=block(
        **LIMITS,
        total=block(**LIMITS),
        safe_mode=Field("boolean", default=False),
        then=Field("text", default="pause", choices=("pause", "abort", "rollback")),
    ),
    timeout=block(
        device=Field("duration", default="10m", low=1),
        silent=Field("duration", default="90s", low=15),
        rollout=Field("duration", default="7d", low=1),
    ),
    retry=block(max=Field("integer", default=0, low=0, high=10), backoff=Field("duration", default="1m")),
    window=block(
        days=Field("texts", default=DAYS, choices=DAYS),
        to=Field("text", default="24:00", pattern=MINUTE + "|24:00"),
        timezone=Field("text", required=True),
        blackout=Field("texts", default=(), pattern=DATES),
        **{"from": Field("text", default="00:00", pattern=MINUTE)},
    ),
    gates=block(
        nomad=Field("boolean", default=False),
        http=blocks(
            url=Field("text", required=True, pattern=URL),
            status=Field("integer", default=200, low=100, high=599),
            contains=Field("text", default=""),
            ca_file=Field("text", default=""),
        ),
        prometheus=blocks(
            url=Field("text", required=True, pattern=URL),
            query=Field("text", required=True),
            expect=Field("text", default="nothing", choices=("nothing", "something")),
            ca_file=Field("text", default=""),
        ),
        command=blocks(**COMMAND),
        every=Field("duration", default="30s", low=1),
        patience=Field("duration", default="1h", low=1),
    ),
    approve=Field("texts", default=(), choices=(BEFORE_START, AFTER_CANARY, EACH_WAVE)),
    offline=Field("text", default="skip", choices=("skip", "catch_up")),
    verify=VERIFY,
    rollback=block(batch=BATCH, playbook=PLAYBOOK, verify=VERIFY),
)
