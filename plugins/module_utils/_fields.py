# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of an object, as one table: the options of the module, the keys of the API, and how values compare.

    FIELDS = Fields(f.text("name", required=True), f.names("policies"), f.duration("ttl"))

``camel`` (Nomad, Consul) and ``snake`` (Vault) make the fields; they differ in how a key follows from an option.
Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import go_text, nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN, Rule, same, unordered

STATE: dict[str, Any] = {"type": "str", "default": "present", "choices": ["present", "absent"]}
#: When a secret that servers never return is sent: with another change only, or in every run, which is then a change.
UPDATE_SECRET: dict[str, Any] = {
    "type": "str",
    "default": "on_change",
    "choices": ["on_change", "always"],
    "no_log": False,
}
_ACRONYMS = frozenset(
    ("acl", "api", "ca", "cidr", "cpu", "dns", "http", "id", "ip", "jwks", "jwt", "oidc", "tls", "ttl", "url")
)


class Field(Rule):
    """One option of a module and one key of the API."""

    def __init__(
        self,
        option: str,
        key: str,
        spec: Mapping[str, Any],
        write: Callable[[Any], Any] | None = None,
        alike: Callable[[Any], Any] | None = None,
        *,
        secret: bool = False,
        write_only: bool = False,
        fixed: bool = False,
    ) -> None:
        self.option = option
        self.key = key
        self.secret = secret
        self.write_only = write_only
        self.fixed = fixed
        self._spec = {**spec, **({"no_log": True} if secret else {})}
        self._write = write
        self._alike = alike

    def spec(self) -> dict[str, Any]:
        """The part of the argument_spec."""
        return {self.option: self._spec}

    def given(self, params: Mapping[str, Any]) -> Any:
        """What the user gave, as the API takes it; None where nothing was given."""
        value = params.get(self.option)
        return value if value is None or self._write is None else self._write(value)

    def same(self, current: Any, given: Any) -> bool:
        """Compare after both were brought to one form."""
        if self.write_only:
            return True
        return same(self._alike(current), self._alike(given)) if self._alike else same(current, given)


class Fields:
    """A table of fields."""

    def __init__(self, *fields: Field) -> None:
        self.rules: dict[str, Field] = {field.key: field for field in fields}

    def __iter__(self) -> Iterator[Field]:
        return iter(self.rules.values())

    @property
    def write_only(self) -> bool:
        """Whether something in it cannot be compared."""
        return any(field.write_only or getattr(field, "fields", Fields()).write_only for field in self)

    def spec(self, **more: Mapping[str, Any]) -> dict[str, Any]:
        """The argument_spec, with ``more`` options that are no fields."""
        return {**{option: spec for field in self for option, spec in field.spec().items()}, **more}

    def wanted(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What the user gave, with the keys and values of the API."""
        given = {field.key: field.given(params) for field in self}
        return {key: value for key, value in given.items() if value is not None}

    def same(self, current: Mapping[str, Any] | None, given: Mapping[str, Any]) -> bool:
        """Whether the keys the user gave are as given."""
        return all(self.rules[key].same((current or {}).get(key), value) for key, value in given.items())

    def shown(self, value: Any) -> Any:
        """The object without its secrets."""
        if not isinstance(value, Mapping):
            return value
        return {key: self.rules[key].shown(item) if key in self.rules else item for key, item in value.items()}


class _Nested(Field):
    """An object inside the object: only the keys the user gave are compared, the others stay."""

    def __init__(self, option: str, key: str, spec: Mapping[str, Any], fields: Fields, **more: Any) -> None:
        super().__init__(option, key, {"type": "dict", "options": fields.spec(), **spec}, fields.wanted, **more)
        self.fields = fields

    def same(self, current: Any, given: Any) -> bool:
        return self.fields.same(current, given)

    def merged(self, current: Any, given: Any) -> Any:
        rules = self.fields.rules
        inner = {key: rules[key].merged((current or {}).get(key), value) for key, value in given.items()}
        return {**(current or {}), **inner}

    def shown(self, value: Any) -> Any:
        return HIDDEN if self.secret else self.fields.shown(value)


class _Inside(_Nested):
    """The same, where the options stand beside the others instead of in one of their own."""

    def spec(self) -> dict[str, Any]:
        return self.fields.spec()

    def given(self, params: Mapping[str, Any]) -> Any:
        return self.fields.wanted(params) or None


class _Many(Field):
    """A list of objects, all of them; in each, only the keys the user gave are compared."""

    def __init__(
        self, option: str, key: str, spec: Mapping[str, Any], fields: Fields, in_order: bool, **more: Any
    ) -> None:
        whole = {"type": "list", "elements": "dict", "options": fields.spec(), **spec}
        super().__init__(option, key, whole, lambda items: [fields.wanted(item) for item in items], **more)
        self.fields = fields
        self.in_order = in_order

    def same(self, current: Any, given: Any) -> bool:
        left = list(current or ())
        if len(left) != len(given):
            return False
        if self.in_order:
            return all(self.fields.same(one, other) for one, other in zip(left, given))
        for item in given:
            match = next((number for number, one in enumerate(left) if self.fields.same(one, item)), None)
            if match is None:
                return False
            del left[match]
        return True

    def shown(self, value: Any) -> Any:
        return HIDDEN if self.secret else [self.fields.shown(item) for item in value or ()]


class _Maker:
    """Makes fields. ``key`` is for a key that does not follow from the option; ``spec`` is more of the argument_spec.

    Every method also takes secret, write_only and fixed, see ``Rule``.
    """

    def __init__(self, key_of: Callable[[str], str], seconds: bool) -> None:
        self._key_of = key_of
        self._seconds = seconds

    def _field(
        self,
        option: str,
        key: str | None,
        kind: Mapping[str, Any],
        more: Mapping[str, Any],
        write: Callable[[Any], Any] | None = None,
        alike: Callable[[Any], Any] | None = None,
    ) -> Field:
        flags, spec = _flags(more)
        return Field(option, key or self._key_of(option), {**kind, **spec}, write, alike, **flags)

    def text(self, option: str, key: str | None = None, **more: Any) -> Field:
        """Text; with ``choices`` one of a few words."""
        return self._field(option, key, {"type": "str"}, more)

    def secret(self, option: str, key: str | None = None, **more: Any) -> Field:
        """Text that servers never return: sent, never compared, never shown."""
        return self.text(option, key, **{"secret": True, "write_only": True, **more})

    def flag(self, option: str, key: str | None = None, **more: Any) -> Field:
        """True or false."""
        return self._field(option, key, {"type": "bool"}, more)

    def number(self, option: str, key: str | None = None, **more: Any) -> Field:
        """A number, a whole one where ``type`` is not float."""
        return self._field(option, key, {"type": "int"}, more, alike=_as_number)

    def duration(self, option: str, key: str | None = None, unit: str = "", **more: Any) -> Field:
        """A duration, given as 90s or 1h30m or in seconds.

        ``unit`` says what the API takes: s and ns are numbers, text is what Go writes.
        """
        unit = unit or ("s" if self._seconds else "ns")
        factor = {"s": 10**9, "ns": 1}.get(unit, 1)

        def write(value: Any) -> Any:
            whole = nanoseconds(value, option)
            return go_text(value) if unit == "text" else whole // factor

        def alike(value: Any) -> Any:
            if unit == "text" or isinstance(value, str):
                return nanoseconds(value or 0, option)
            return (value or 0) * factor

        return self._field(option, key, {"type": "str"}, more, write, alike)

    def names(self, option: str, key: str | None = None, **more: Any) -> Field:
        """A list whose order means nothing."""
        return self._field(option, key, {"type": "list", "elements": "str"}, more, alike=unordered)

    def ordered(self, option: str, key: str | None = None, **more: Any) -> Field:
        """A list whose order matters."""
        return self._field(option, key, {"type": "list", "elements": "str"}, more)

    def links(self, option: str, key: str | None = None, **more: Any) -> Field:
        """Links to other objects by name; the API wants and returns them as objects."""

        def write(names: Sequence[str]) -> list[dict[str, str]]:
            return [{"Name": name} for name in names]

        def alike(value: Any) -> list[str]:
            return sorted(item["Name"] for item in value or ())

        return self._field(option, key, {"type": "list", "elements": "str"}, more, write, alike)

    def mapping(self, option: str, key: str | None = None, **more: Any) -> Field:
        """Names to text, all of them; an empty text is a value."""

        def write(value: Mapping[Any, Any]) -> dict[str, str]:
            return {str(name): _as_text(item) for name, item in value.items()}

        def alike(value: Any) -> list[tuple[str, str]]:
            return sorted((value or {}).items())

        return self._field(option, key, {"type": "dict"}, more, write, alike)

    def data(self, option: str, key: str | None = None, **more: Any) -> Field:
        """Anything, as it is; a dict where no other ``type`` is given."""
        return self._field(option, key, {"type": "dict"}, more)

    def nested(self, option: str, *fields: Field, key: str | None = None, **spec: Any) -> Field:
        """A dict with fields of its own."""
        flags, spec = _flags(spec)
        return _Nested(option, key or self._key_of(option), spec, Fields(*fields), **flags)

    def inside(self, key: str, *fields: Field) -> Field:
        """An object of the API whose fields are options beside the others."""
        return _Inside("", key, {}, Fields(*fields))

    def many(self, option: str, *fields: Field, key: str | None = None, in_order: bool = False, **spec: Any) -> Field:
        """A list of dicts with fields of their own; their order means nothing where ``in_order`` is not set."""
        flags, spec = _flags(spec)
        return _Many(option, key or self._key_of(option), spec, Fields(*fields), in_order, **flags)

    @staticmethod
    def hidden(key: str) -> Field:
        """A key that only the server sets and that is never shown."""
        return _Hidden(key, key, {}, secret=True)


class _Hidden(Field):
    def spec(self) -> dict[str, Any]:
        return {}

    def given(self, params: Mapping[str, Any]) -> Any:
        return None


def _flags(more: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said about the field, and what belongs to the argument_spec."""
    flags = {name: more[name] for name in ("secret", "write_only", "fixed") if name in more}
    return flags, {name: value for name, value in more.items() if name not in flags}


def _camel(option: str) -> str:
    return "".join(word.upper() if word in _ACRONYMS else word.capitalize() for word in option.split("_"))


def _snake(option: str) -> str:
    return option


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_number(value: Any) -> Any:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return value


#: Nomad and Consul: option node_pool is key NodePool; durations are nanoseconds.
camel = _Maker(_camel, seconds=False)
#: Vault: the option is the key; durations are seconds.
snake = _Maker(_snake, seconds=True)
