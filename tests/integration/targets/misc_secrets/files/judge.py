# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search the output of the play for every secret, and its results for modules that have not run.

    judge.py FOLDER <RUN.json          the run: its code, its output, and the secrets it was given by name

Says where a secret is, but never prints one; and which modules have refused to ask a server, for it is then their word
that is searched, and no answer.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from typing import Any

#: Words of a failure that is not the module's own: it was not run, or not with what the generator meant.
NOT_ITS_OWN = re.compile(
    r"^(Unsupported parameters|missing required arguments|missing parameter|parameters are mutually exclusive"
    r"|parameters are required together|one of the following is required|argument |value of |.* is (not )?of type"
    r"|Timed out|The module .* was not found|couldn't resolve)|MODULE FAILURE|Traceback|interpreter"
)

#: How the clients begin to say what a server has answered.
REACHED = re.compile(r"\b[1-5]\d\d to [A-Z]+ /")


def not_run(results: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The modules that did not get to their work, and what they say."""
    problems = {}
    for name, result in results.items():
        message = str(result.get("msg", ""))
        if "exception" in result and "Traceback" in str(result.get("module_stderr", "")):
            problems[name] = "it crashed"
        elif result.get("failed") and (not message or NOT_ITS_OWN.search(message)):
            problems[name] = message or "it failed without a word"
        elif not result.get("failed") and "changed" not in result:
            problems[name] = "it did not run"
    return problems


def main() -> None:
    """Entry."""
    folder, run = pathlib.Path(sys.argv[1]), json.load(sys.stdin)
    markers = json.loads((folder / "markers.json").read_text())
    secrets = dict(markers)
    secrets |= {secret: name for name, secret in run["secrets"].items()}
    for file in ("vault_init", "returned"):
        for name, value in json.loads((folder / f"{file}.json").read_text()).items():
            secrets |= dict.fromkeys(value if isinstance(value, list) else [value], name)
    results: dict[str, dict[str, Any]] = {}
    for path in folder.glob("results-*.json"):
        results |= json.loads(path.read_text())
    output = run["output"]
    problems = [f"the output holds the secret of {where}" for secret, where in secrets.items() if secret in output]
    problems += [f"{name}: {text}" for name, text in not_run(results).items()]
    expected = {
        match
        for path in folder.glob("tasks-*.yml")
        for match in re.findall(r'"register": "result_(\w+)"', path.read_text())
    }
    problems += [f"{name}: there is no result" for name in expected - set(results)]
    if run["code"] or "PLAY RECAP" not in output:
        problems.append(f"the play ended with {run['code']}: {output[-2000:] if not problems else ''}")
    refused = [name for name, result in results.items() if result.get("failed") and not REACHED.search(result["msg"])]
    print(f"{len(secrets)} secrets searched in {len(output)} characters of {len(results)} tasks")
    print(f"asked no server: {', '.join(refused)}")
    if problems or not results:
        sys.exit("\n".join(problems) or "nothing was run")


if __name__ == "__main__":
    main()
