"""Typesetting an agreement: from data to a PDF that is meant to be kept (PDF/A-3, with the signed text attached).

The fonts come with typst (Libertinus Serif: Latin, Cyrillic, Greek); whatever else is installed is used as well. An
emoji or a script that no font has is shown as ▯, and said to be, rather than dropped: the attached text has it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

ATTACHED = "agreement.json"
"""What the signed text is called inside the PDF; the template says the same."""

UNSHOWN = "▯"

_KEPT_FOR_LONG: Literal["a-3b"] = "a-3b"
_PROBE = b"""#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#set document(date: datetime(year: 2026, month: 1, day: 1))
#sys.inputs.sign"""
_LAST_COMMON_SIGN = 0x024F
"""The end of Latin Extended-B: everything up to here is in the font that comes along."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All that goes into one paper: what is shown, as data for the template, and the text that was signed.

    `template` is the package and the name of another one, for papers that are no agreement; what it attaches is then
    the text that it is made from.
    """

    data: Mapping[str, Any]
    signed: str
    signed_at: datetime
    template: tuple[str, str] = ("bot.agreement", "agreement.typ")


def make_pdf(manuscript: Manuscript) -> bytes:
    """Return the typeset PDF. It takes some 100 ms of a core, so it does not belong on the event loop.

    Raises typst.TypstError, whose text may quote people's words.
    """
    import typst  # large, and most processes never make a paper

    try:
        return _compiled(manuscript, json.dumps({**manuscript.data, "spelled": False}, ensure_ascii=False))
    except typst.TypstError:
        # Most likely a sign that no font here has: an archive's PDF must not hold one.
        return _compiled(manuscript, _spelled(json.dumps({**manuscript.data, "spelled": True}, ensure_ascii=False)))


def _compiled(manuscript: Manuscript, data: str) -> bytes:
    import typst

    return typst.compile(
        files(manuscript.template[0]).joinpath(manuscript.template[1]).read_bytes(),
        format="pdf",
        sys_inputs={"data": data, "signed": manuscript.signed},
        pdf_standards=_KEPT_FOR_LONG,
        timestamp=manuscript.signed_at.astimezone(UTC).replace(microsecond=0),  # it takes whole seconds only
    )


def _spelled(data: str) -> str:
    return "".join(sign if ord(sign) <= _LAST_COMMON_SIGN or _can_be_shown(sign) else UNSHOWN for sign in data)


@cache
def _can_be_shown(sign: str) -> bool:
    """Return whether some font here has a sign. The typesetter is the one who knows, so it is asked."""
    import typst

    try:
        typst.compile(_PROBE, format="pdf", sys_inputs={"sign": sign}, pdf_standards=_KEPT_FOR_LONG)
    except typst.TypstError:
        return False
    return True
