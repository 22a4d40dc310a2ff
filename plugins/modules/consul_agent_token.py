#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that a Consul agent uses itself."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_agent_token
version_added: 0.1.0
short_description: Set the tokens of a Consul agent
description:
  - Gives the agent that is asked (O(address)) a token for what it does itself, while it runs.
  - It outlasts a restart only where the agent's configuration has C(acl.enable_token_persistence).
  - Agents do not return their tokens. V(default) is compared by a request that the agent makes with it. The others are
    compared with the file in which the agent keeps them, where O(data_dir) is given; else they are sent in every run, which
    is then a change.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Only V(default), or with O(data_dir); see the description.
options:
  kind:
    description: What the agent uses it for.
    type: str
    required: true
    choices: [agent, agent_recovery, config_file_service_registration, default, dns, replication]
  agent_token:
    description: The secret id of the token; an empty text takes it away. A default token that is not valid counts as none.
    type: str
    required: true
  data_dir:
    description: The data directory of the agent, where the task runs on its host and may read it.
    type: path
"""

EXAMPLES = r"""
- name: Give the agent its token
  nomadic.fleet.consul_agent_token:
    kind: agent
    agent_token: "{{ agent_token.secret }}"
    data_dir: /var/lib/consul
"""

RETURN = r"""
agent_token:
  description: What kind of token, and whether the agent has it.
  returned: always
  type: dict
  sample: {kind: agent, as_given: true}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import json
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare where it can be done, and send."""
    kind, token = module.params["kind"], module.params["agent_token"]
    after = {"kind": kind, "as_given": True}
    if known(client, kind, module.params["data_dir"]) == token:
        return Outcome(False, after, after)
    if not module.check_mode:
        client.put(["agent", "token", kind], {"Token": token})
    return Outcome(True, {"kind": kind, "as_given": False}, after)


def known(client: ConsulClient, kind: str, data_dir: str | None) -> str | None:
    """The token the agent has; None where it cannot be known."""
    if data_dir:
        try:
            return str(json.loads((Path(data_dir) / "acl-tokens.json").read_text()).get(kind, ""))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise BadInput(f"data_dir: the tokens in {data_dir} cannot be read: {error}") from None
    if kind != "default":
        return None
    # without a token of its own, a request is made with the agent's default one
    answer = client.request("GET", ["acl", "token", "self"], token="", accept=(403,))
    return str(answer.data["SecretID"]) if answer.status == 200 else ""


def main() -> None:
    """Run the module."""
    kinds = ["agent", "agent_recovery", "config_file_service_registration", "default", "dns", "replication"]
    spec: dict[str, Any] = {
        "kind": {"type": "str", "required": True, "choices": kinds},
        "agent_token": {"type": "str", "required": True, "no_log": True},
        "data_dir": {"type": "path"},
    }
    run("consul", spec, work, returns="agent_token")


if __name__ == "__main__":
    main()
