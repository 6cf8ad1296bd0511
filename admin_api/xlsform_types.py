"""The types that XLSForm's questions have, and which of ours each is."""

import re
from dataclasses import dataclass
from functools import cache

from mentoring.questionnaires.question import QuestionKind

SELECT_ONE, SELECT_MANY = "select one", "select all that apply"

# What a form notes about the device and the day by itself: nobody is asked, so nothing is lost but what we never keep.
_NOTED = {
    "start", "end", "today", "deviceid", "username", "phonenumber", "email", "simserial", "subscriberid", "audit",
    "start-geopoint", "background-audio",
}  # fmt: skip
_PLAIN = {
    "text": QuestionKind.TEXT,
    "string": QuestionKind.TEXT,
    "audio": QuestionKind.TEXT,
    "integer": QuestionKind.NUMBER,
    "int": QuestionKind.NUMBER,
    "decimal": QuestionKind.NUMBER,
    "date": QuestionKind.DATE,
    "range": QuestionKind.SCALE,
}
_GROUP = re.compile(r"(begin|end)[ _](group|repeat|loop)")

# How a question looks on another tool's screen; in a chat each kind looks in its own way.
LOOKS = re.compile(
    r"minimal|quick|quickcompact|compact(-\d+)?|horizontal(-compact)?|vertical|columns(-\d+|-pack)?|label|list-nolabel"
    r"|multiline|numbers|autocomplete|field-list|no-buttons|no-ticks|rating|thousands-sep|w\d+(-\w+)?|summary|new"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that asks something; `list_name` of a select."""

    kind: QuestionKind
    word: str
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class Begins:
    """A row that begins a group."""


@dataclass(frozen=True, slots=True)
class Ends:
    """A row that ends a group."""


@dataclass(frozen=True, slots=True)
class Says:
    """A row that only says something: a note."""


@dataclass(frozen=True, slots=True)
class Notes:
    """A row by which the form notes something about the device."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that we cannot have; the sentence says why."""

    sentence: str


RowType = Asked | Begins | Ends | Says | Notes | Refused


def row_type(written: str) -> RowType:
    """Return what a row is by its `type`."""
    text = " ".join(written.split())
    small = text.lower()
    if group := _GROUP.fullmatch(small):
        if group[2] != "group":
            return Refused("Questions cannot be repeated here; ask them once, or make a questionnaire of their own.")
        return Begins() if group[1] == "begin" else Ends()
    if small in _PLAIN:
        return Asked(_PLAIN[small], small)
    if small == "note":
        return Says()
    if small in _NOTED:
        return Notes()
    return _select(text) or _unsupported(small)


def _select(text: str) -> RowType | None:
    """Return what a select asks, under any of the names that XLSForm has had for it; None when it is none."""
    for name, meaning in _selects().items():
        if not text.lower().startswith(f"{name} "):
            continue
        list_name, _, more = text[len(name) + 1 :].partition(" ")
        if meaning not in (SELECT_ONE, SELECT_MANY) or "from file" in name or "from_file" in name:
            return Refused(
                f"“{name}” is not asked here; what is: select_one and select_multiple with the choices sheet."
            )
        if more:
            return Refused("“or_other” is not asked here; add a choice “other” and a question of type text after it.")
        return Asked(QuestionKind.ONE_OF if meaning == SELECT_ONE else QuestionKind.MANY_OF, meaning, list_name)
    return None


def _unsupported(small: str) -> RowType:
    if small in ("calculate", "hidden"):
        return Refused("Nothing is calculated here; conditions can look at the answers themselves.")
    known = "select_one, select_multiple, range, text, audio, integer, decimal, date, note, begin group, end group"
    return Refused(f"“{small[:32]}” is not asked here; what is: {known}.")


@cache
def _selects() -> dict[str, str]:
    """Return XLSForm's names for selects with what each means, the longest first."""
    from pyxform.aliases import select

    return dict(sorted(select.items(), key=lambda named: -len(named[0])))
