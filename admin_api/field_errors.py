"""What is wrong with which field, in words for the person who wrote the request."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_DAY = "This must be a day such as 2026-03-09."
_MOMENT = "This must be a moment such as 2026-03-02T16:00:00+02:00."
_NUMBER = "This must be a whole number."
_OBJECT = "This must be a JSON object; send it with the header Content-Type: application/json."

# By pydantic's name for the error; the words in braces are its facts.
_SENTENCES = {
    "bool_type": "This must be true or false.",
    "date_from_datetime_inexact": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "enum": "This must be one of: {expected}.",
    "extra_forbidden": "There is no such field here.",
    "greater_than_equal": "This must be {ge} or more.",
    "int_from_float": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_type": _NUMBER,
    "less_than_equal": "This must be {le} or less.",
    "list_type": "This must be a list.",
    "literal_error": "This must be one of: {expected}.",
    "missing": "This is needed.",
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "string_too_long": "This must have {max_length} characters at most.",
    "string_too_short": "This must not be empty.",
    "string_type": "This must be text.",
    "string_unicode": "This holds characters that cannot be read.",
    "timezone_aware": "This must say its time zone, as in 2026-03-02T16:00:00+02:00.",
    "too_long": "This must have {max_length} entries at most.",
    "too_short": "This must not be empty.",
    "value_error": "{error}",
}

_LONGEST_NAME = 64


class FieldError(BaseModel):
    """One field that must change."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "field": "rules, quiet hours 1, starts",
                    "pointer": "/rules/quiet_hours/0/starts",
                    "problem": "This must be a time of day such as 21:00.",
                }
            ]
        },
    )

    field: str = Field(description="Where it is, in plain words; entries of a list are counted from 1.")
    pointer: str = Field(description="Where it is, as a JSON Pointer (RFC 6901) into the body or the query.")
    problem: str = Field(description="What must change, in a sentence.")


def field_error(problem: str, *path: str | int) -> FieldError:
    """Return the error of the field at `path`: names, and positions in lists counted from 0. No path: the whole."""
    return FieldError(field=_in_words(path), pointer=_as_pointer(path), problem=problem)


def field_errors(raw: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Return pydantic's errors as ours. What was sent is left out: it may be a name or a secret."""
    return [field_error(_sentence(one), *map(_legible, one["loc"][1:])) for one in raw]


def _sentence(one: Mapping[str, Any]) -> str:
    template = _SENTENCES.get(one["type"])
    return f"{one['msg']}." if template is None else template.format(**one.get("ctx", {}))


def _legible(part: str | int) -> str | int:
    """Return a path's part fit for an answer: names of unknown fields come from outside, whatever they hold."""
    if isinstance(part, int):
        return part
    return part[:_LONGEST_NAME].encode(errors="replace").decode()


def _in_words(path: Iterable[str | int]) -> str:
    words: list[str] = []
    for part in path:
        if isinstance(part, str):
            words.append(part.replace("_", " "))
        elif words:
            words[-1] += f" {part + 1}"
        else:
            words.append(f"entry {part + 1}")
    return ", ".join(words) or "the request"


def _as_pointer(path: Iterable[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
