"""A goal as a picture that is legible on a phone, light or dark: typeset, so that any language and any length fits."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from bot.goals.goal_words import what_of
from bot.goals.seat import Seat
from mentoring.goals import GoalState, Progress, Step, way_gone
from storage import goal_steps
from storage.tx import Tx

PNG = "image/png"
NAME = "goal.png"

_PIXELS_PER_INCH = 144.0  # of a page 7.5 inches wide: 1080 pixels, what a phone shows without enlarging
_STEPS_SHOWN = 7
_DOTS_SHOWN = 24
_LONGEST_WORD = 22  # what the widest page holds of the largest letters
_LONGEST_TITLE = 140
_LONGEST_STEP = 90
_LARGE, _MIDDLE, _SMALL = 40, 33, 27  # points
_SHORT_TITLE, _LONG_TITLE = 40, 90
_LAST_COMMON_SIGN = 0x2000
_UNDRAWN = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cf"})


def picture_data(tx: Tx, seat: Seat, *, dark: bool) -> Mapping[str, Any]:
    """Return what a picture shows of a goal, as its reader may see it."""
    _, goal = seat.words, seat.goal
    title = plain(what_of(goal, _, _LONGEST_TITLE))
    steps, left = _steps_around(seat.steps)
    gone = way_gone(goal, seat.steps)
    noted = [note.kind for note in goal_steps.noted(tx, goal.id, newest=_DOTS_SHOWN)]
    dots = [] if gone is not None else [kind.value for kind in reversed(noted) if kind is not Progress.COUNTED]
    return {
        "dark": dark,
        "lang": _.language,
        "heading": _heading(seat),
        "title": title,
        "title-size": _LARGE if len(title) <= _SHORT_TITLE else _MIDDLE if len(title) <= _LONG_TITLE else _SMALL,
        "lines": [] if goal.aim.by is None else [_("by {day}", day=_.day(goal.aim.by, seat.today))],
        "gone": None
        if gone is None
        else {"part": 100 * gone[0] // max(gone[1], 1), "label": _("{done} of {whole}", done=gone[0], whole=gone[1])},
        "steps": [
            {
                "text": plain(step.line.text[:_LONGEST_STEP]),
                "done": step.is_done,
                "day": "" if step.due is None or step.is_done else _("by {day}", day=_.day(step.due, seat.today)),
            }
            for step in steps
        ],
        "dots": dots,
        "dots-note": _("Each dot is something that was noted on the way."),
        "note": _.plural("… and {count} more", "… and {count} more", left) if left else _note(seat, dots),
        "footer": _.long_date(seat.now, seat.reader.zone),
    }


def draw(data: Mapping[str, Any]) -> bytes:
    """Return the picture as a PNG, 1080 pixels wide. It takes some 100 ms of a core: not on the event loop.

    Raises typst.TypstError, whose text may quote people's words.
    """
    import typst  # large, and most processes never draw

    drawn = typst.compile(
        _template(), format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
    assert isinstance(drawn, bytes)  # a page as tall as what it holds is one page
    return drawn


def plain(text: str) -> str:
    """Return words as the fonts that come along can draw them: without emoji, long words with places to break."""
    drawn = "".join(c if ord(c) < _LAST_COMMON_SIGN or unicodedata.category(c) not in _UNDRAWN else " " for c in text)
    words = [
        "\u200b".join(word[n : n + _LONGEST_WORD] for n in range(0, len(word), _LONGEST_WORD)) for word in drawn.split()
    ]
    return " ".join(words) or "…"


def _heading(seat: Seat) -> str:
    _ = seat.words
    match seat.goal.state:
        case GoalState.DONE:
            return _("Goal reached!")
        case GoalState.PAUSED:
            return _("A goal that rests")
        case _:
            return _("On the way")


def _note(seat: Seat, dots: Sequence[str]) -> str:
    _ = seat.words
    if seat.steps or dots or seat.goal.aim.target is not None:
        return ""
    return _("Every way begins with one small step.")


def _steps_around(steps: Sequence[Step]) -> tuple[Sequence[Step], int]:
    """Return the steps around the first that is open, and how many are left out."""
    first = next((n for n, step in enumerate(steps) if not step.is_done), 0)
    begin = max(0, min(first - 2, len(steps) - _STEPS_SHOWN))
    shown = steps[begin : begin + _STEPS_SHOWN]
    return shown, len(steps) - len(shown)


@cache
def _template() -> bytes:
    return files("bot.goals").joinpath("picture.typ").read_bytes()
