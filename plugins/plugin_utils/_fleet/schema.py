# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a document is checked against a schema: types first, every message with the full path of the key."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

RELEASE = "0.1.0"


class PolicyError(BadInput):
    """A policy file that cannot be used as it is."""


@dataclasses.dataclass(frozen=True)
class Field:
    """One key of the policy file."""

    kind: str
    default: t.Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str = ""
    later: tuple[str, ...] = ()
    fields: t.Mapping[str, Field] = dataclasses.field(default_factory=dict)


def block(**fields: Field) -> Field:
    """A key that holds other keys."""
    return Field("block", fields=fields)


def blocks(**fields: Field) -> Field:
    """A key that holds a list of such blocks."""
    return Field("blocks", default=(), fields=fields)


def needed(field: Field) -> Field:
    """The same key, which must be given."""
    return dataclasses.replace(field, required=True)


def duration(text: str, path: str) -> int:
    """Seconds in ``90s``, ``10m`` or ``1h30m``."""
    if not re.fullmatch(r"(\d+[smhdw])+", text):
        raise PolicyError(
            f"{path}: {text!r} is not a duration; write a number with a unit, like 90s, 10m, 2h, 7d or 1h30m"
        )
    return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([smhdw])", text))


def _nearest(word: str, known: t.Iterable[str]) -> str:
    """`` , did you mean 'x'?``, or which names there are."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(names)}"


def _kind(value: t.Any) -> str:
    """What a value is, in the words of somebody who writes YAML."""
    if value is None:
        return "nothing"
    for kind, name in (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (str, "text"),
        (list, "a list"),
        (dict, "a block"),
    ):
        if isinstance(value, kind):
            return name
    return f"a {type(value).__name__}"


def _wrong(path: str, wanted: str, value: t.Any) -> PolicyError:
    shown = "" if isinstance(value, (dict, list, type(None))) else f" ({value!r})"
    hint = (
        f'; put it in quotes: "{value}"'
        if wanted == "text" and isinstance(value, (int, float)) and not isinstance(value, bool)
        else ""
    )
    return PolicyError(f"{path}: must be {wanted}, is {_kind(value)}{shown}{hint}")


def _text(value: t.Any, path: str, field: Field) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "text", value)
    if any(ord(char) < 32 for char in value):
        raise PolicyError(f"{path}: must not contain line breaks or control characters")
    if not value:
        raise PolicyError(f"{path}: must not be empty")
    if field.choices and value not in field.choices:
        raise PolicyError(f"{path}: {value!r} is not one of {', '.join(field.choices)}")
    if field.pattern and not re.fullmatch(field.pattern, value):
        raise PolicyError(f"{path}: {value!r} must match {field.pattern}")
    return value


def _script(value: t.Any, path: str) -> str:
    """Text of several lines."""
    if not isinstance(value, str):
        raise _wrong(path, "text", value)
    if not value.strip():
        raise PolicyError(f"{path}: must not be empty")
    return value


def _map(value: t.Any, path: str) -> dict[str, str]:
    """Names of the user's own, each with a text."""
    if not isinstance(value, dict):
        raise _wrong(path, "a block of names and texts", value)
    for name, text in value.items():
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise PolicyError(f"{path}: {name!r} is no name of a variable")
        if not isinstance(text, str):
            raise _wrong(f"{path}.{name}", "text", text)
    return dict(value)


def _number(value: t.Any, path: str, field: Field) -> float:
    wanted = "a whole number" if field.kind == "integer" else "a number"
    kinds = (int,) if field.kind == "integer" else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise _wrong(path, wanted, value)
    if (
        (isinstance(value, float) and math.isnan(value))
        or (field.low is not None and value < field.low)
        or (field.high is not None and value > field.high)
    ):
        limits = f"at least {field.low:g}" if field.high is None else f"between {field.low or 0:g} and {field.high:g}"
        raise PolicyError(f"{path}: must be {limits}, is {value}")
    return t.cast(float, value)


def check(value: t.Any, path: str, field: Field) -> t.Any:
    """The value of one key, checked; types first, so that nothing below meets a value it does not expect."""
    if field.kind == "block":
        return _block(value, path, field)
    if field.kind in ("texts", "sets", "blocks"):
        return _list(value, path, field)
    if field.kind == "boolean":
        if not isinstance(value, bool):
            raise _wrong(path, "true or false", value)
        return value
    if field.kind == "duration":
        if not isinstance(value, str):
            raise _wrong(path, "a duration in text (like 10m)", value)
        seconds = duration(value, path)
        if field.low is not None and seconds < field.low:
            raise PolicyError(f"{path}: must be at least {field.low:g}s")
        return seconds
    if field.kind in ("integer", "number"):
        return _number(value, path, field)
    if field.kind == "script":
        return _script(value, path)
    if field.kind == "map":
        return _map(value, path)
    text = _text(value, path, field)
    if text in field.later:
        raise PolicyError(f"{path}: {text!r} is not supported yet in {RELEASE}")
    return text


def _list(value: t.Any, path: str, field: Field) -> tuple[t.Any, ...]:
    """A list of texts, of lists of texts, or of blocks."""
    inner = {
        "texts": dataclasses.replace(field, kind="text", default=None),
        "sets": Field("texts"),
        "blocks": dataclasses.replace(field, kind="block"),
    }[field.kind]
    if not isinstance(value, list):
        wanted = {"texts": "a list of texts", "sets": "a list of lists of texts", "blocks": "a list of blocks"}
        raise _wrong(path, wanted[field.kind], value)
    return tuple(check(item, f"{path}[{number}]", inner) for number, item in enumerate(value))


def _block(value: t.Any, path: str, field: Field) -> dict[str, t.Any]:
    if not isinstance(value, dict):
        raise _wrong(path or "the policy", "a block of keys", value)
    prefix = f"{path}." if path else ""
    for key in value:
        if key not in field.fields:
            raise PolicyError(f"{prefix}{key}: unknown key, {_nearest(str(key), field.fields)}")
    checked: dict[str, t.Any] = {}
    for key, inner in field.fields.items():
        if key in value:
            checked[key] = check(value[key], prefix + key, inner)
        elif inner.required:
            raise PolicyError(f"{prefix}{key}: missing")
        elif inner.kind == "block":
            checked[key] = None if any(one.required for one in inner.fields.values()) else _defaults(inner)
        else:
            checked[key] = _default(inner)
    return checked


def _defaults(field: Field) -> dict[str, t.Any]:
    return {key: None if inner.kind == "block" else _default(inner) for key, inner in field.fields.items()}


def _default(field: Field) -> t.Any:
    return duration(field.default, "") if field.kind == "duration" else field.default
