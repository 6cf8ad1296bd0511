"""Rules as they are kept: JSON by the names of their fields. What a text does not hold has its default."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, time, timedelta
from functools import lru_cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from mentoring.agreement.bounds import Bounds
from mentoring.kinds import Kind
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from mentoring.safety import Contacts, Passing

Form = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How a value becomes JSON, and how it is read again."""


def blocks_to_json(blocks: tuple[QuietBlock, ...]) -> list[list[object]]:
    """Return quiet blocks as `[weekday, "HH:MM", "HH:MM"]` each."""
    return [[block.weekday, f"{block.starts:%H:%M}", f"{block.ends:%H:%M}"] for block in blocks]


def blocks_from_json(kept: list[list[Any]]) -> tuple[QuietBlock, ...]:
    """Return quiet blocks from how they are kept."""
    return tuple(QuietBlock(day, time.fromisoformat(starts), time.fromisoformat(ends)) for day, starts, ends in kept)


def bounds_to_json(bounds: Bounds) -> dict[str, Any]:
    """Return the bounds on agreements by the names of their fields: lists of choices, and lengths in minutes."""
    values = {field.name: getattr(bounds, field.name) for field in fields(bounds)}
    return {
        name: list(value) if isinstance(value, tuple) else value / timedelta(minutes=1)
        for name, value in values.items()
    }


def bounds_from_json(kept: dict[str, Any]) -> Bounds:
    """Return the bounds on agreements from how they are kept; what is not kept has its default."""
    known = {field.name for field in fields(Bounds)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else timedelta(minutes=value)
        for name, value in kept.items()
        if name in known
    }
    return Bounds(**values)


_AS_IT_IS: Form = (lambda value: value, lambda kept: kept)
_FORMS: dict[Any, Form] = {
    bool: _AS_IT_IS,
    int: _AS_IT_IS,
    str: _AS_IT_IS,
    date: (date.isoformat, date.fromisoformat),
    Passing: (str, Passing),
    Contacts: (str, Contacts),
    time: (lambda at: f"{at:%H:%M}", time.fromisoformat),
    timedelta: (lambda length: length / timedelta(minutes=1), lambda minutes: timedelta(minutes=minutes)),
    frozenset[Kind]: (sorted, lambda names: frozenset(map(Kind, names))),
    tuple[QuietBlock, ...]: (blocks_to_json, blocks_from_json),
    Bounds: (bounds_to_json, bounds_from_json),
}
"""A form for each type that a field of the rules has. A new field of one of these types needs nothing here."""


def rules_to_json(rules: Rules) -> str:
    """Return rules as they are kept."""
    values = ((name, form, getattr(rules, name)) for name, form in _FIELDS.items())
    return json.dumps({name: None if value is None else form[0](value) for name, form, value in values})


@lru_cache(maxsize=1024)
def rules_from_json(text: str) -> Rules:
    """Return rules from how they are kept. Cached: each message asks for its programme's, and they rarely change."""
    kept = json.loads(text)
    given = {name: kept[name] for name in _FIELDS if name in kept}
    values: dict[str, Any] = {name: None if it is None else _FIELDS[name][1](it) for name, it in given.items()}
    return Rules(**values)


def _form_of(hint: Any) -> Form:
    """Return the form of a field's type; `X | None` is kept as X or null. Raises KeyError for a type without a form."""
    alternatives = [option for option in get_args(hint) if option is not NoneType]
    if hint not in _FORMS and len(alternatives) == 1:
        return _FORMS[alternatives[0]]
    return _FORMS[hint]


_HINTS = get_type_hints(Rules)
_FIELDS = {field.name: _form_of(_HINTS[field.name]) for field in fields(Rules)}
