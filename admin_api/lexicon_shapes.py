"""What the API says of the lexicon: rows, changes of them, what a change does, how rows have fared."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import AfterValidator, ConfigDict, Field, JsonValue, StringConstraints

from admin_api.shapes import LARGEST_ID, Identified, IdGiven, Line, Page, PageAsked, Shape
from mentoring.lexicon_changes import ChangeState
from mentoring.safeguarding import Category
from mentoring.safeguarding.sources import SEPARATOR, RowFlag

SeverityWord = Literal["low", "medium", "high", "critical"]

_ROW_ID = r"^[a-z0-9_-]{1,64}$"

RowIdAsked = Annotated[str, Path(pattern=_ROW_ID, description="The row's id.", examples=["en-self_harm-014"])]
ChangeIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The change's id.", examples=[1])]
RowId = Annotated[str, StringConstraints(pattern=_ROW_ID)]


def _one_phrase(text: str) -> str:
    if SEPARATOR in text or any(ord(character) < ord(" ") for character in text):
        raise ValueError(f"This must be one line without {SEPARATOR} in it.")
    return text


Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_one_phrase)
]
"""A phrase or a sentence of a row."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(_one_phrase)]
"""A pattern or a note of a row; may be empty where that is allowed."""

ROW_EXAMPLE: dict[str, JsonValue] = {
    "id": "en-self_harm-014",
    "language": "en",
    "category": "self_harm",
    "severity": "high",
    "pattern": "want to die",
    "exceptions": ["want to die laughing"],
    "unless": ["{film,novel} ~8"],
    "needs": "",
    "direction": "any",
    "flags": [],
    "positive": ["I want to die", "sometimes I just want to die"],
    "negative": ["we want to dye the cloth", "I want to die laughing"],
    "note": "",
}

_CHANGED_EXAMPLE: dict[str, JsonValue] = {
    "row_id": "en-self_harm-014",
    "language": "en",
    "before": ROW_EXAMPLE,
    "after": {**ROW_EXAMPLE, "exceptions": ["want to die laughing", "want to die of shame"]},
    "as_shipped": False,
    "columns": ["except"],
    "loosens": True,
    "hits_in_30_days": 4,
    "record": None,
}

_CHANGE_EXAMPLE: dict[str, JsonValue] = {
    "id": 1,
    "programme_id": 1,
    "state": "waiting",
    "proposed_by": 4,
    "proposed_at": "2026-03-02T14:00:00Z",
    "why": "false alarm: idiom",
    "loosens": True,
    "decided_by": None,
    "decided_at": None,
    "reverts_id": None,
    "failure": None,
    "version": None,
    "fingerprint": None,
    "live_at": None,
    "rows": [_CHANGED_EXAMPLE],
    "effect": None,
}


class LexiconRowShape(Shape):
    """A row of the lexicon, in the pattern language of docs/lexicon.md."""

    model_config = ConfigDict(json_schema_extra={"examples": [ROW_EXAMPLE]})

    id: RowId | None = Field(default=None, description="Its id; null for a new row, which is given one.")
    language: str = Field(pattern="^[a-z]{2,3}$", description="The language it is written in.", examples=["en"])
    category: Category = Field(description="What it is about.")
    severity: SeverityWord = Field(description="How serious it is, before its context raises or lowers it.")
    pattern: Text = Field(description="What is looked for.")
    exceptions: list[Phrase] = Field(default=[], max_length=100, description="Phrases that make a match harmless.")
    unless: list[Phrase] = Field(
        default=[], max_length=100, description="What makes a match harmless when it stands near it: `{film,novel} ~8`."
    )
    needs: Text = Field(default="", description="A pattern that must match, too, such as `@self ~6`.")
    direction: Literal["mentor", "mentee", "any"] = Field(default="any", description="Who must have written it.")
    flags: list[RowFlag] = Field(default=[], max_length=8, description="How it is matched.")
    positive: list[Phrase] = Field(max_length=100, description="Two or more sentences that it must find.")
    negative: list[Phrase] = Field(max_length=100, description="Two or more sentences that it must not find.")
    note: Text = Field(default="", description="Why it is there, in a few words.")


class RecordShown(Shape):
    """How a row has fared in closed cases, of all programmes."""

    real: int = Field(description="Hits that were real.")
    lower: int = Field(description="Hits that were real, but less serious.")
    false: int = Field(description="False alarms.")
    precision: float | None = Field(description="The share that was real; null when none was judged.")
    at_least: float = Field(description="The true share is this or more, 39 times of 40.")
    at_most: float = Field(description="The true share is this or less, 39 times of 40.")
    needs_review: bool = Field(description="Twenty hits judged, and fewer than one in five of them real.")


class LexiconRowsAsked(Shape):
    """Which rows are wanted."""

    language: str | None = Field(default=None, max_length=3, description="Only those in this language.")
    category: Category | None = Field(default=None, description="Only those about this.")
    severity: SeverityWord | None = Field(default=None, description="Only those that are so serious.")
    search: str | None = Field(default=None, max_length=100, description="Only those with this in any of their texts.")
    changed: bool = Field(default=False, description="Only those that are not as shipped.")
    after: str = Field(default="", max_length=64, description="Only what comes after this id: the last page's `next`.")
    limit: int = Field(default=100, ge=1, le=500, description="How many at most.")


class LexiconRowShown(LexiconRowShape):
    """A row as it is looked for here."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**ROW_EXAMPLE, "standing": "shipped"}]})

    standing: Literal["shipped", "changed", "own", "off"] = Field(
        description="`shipped` as Interlude brings it, `changed` here, `own` one of yours, `off` not looked for here."
    )


class LexiconRowsShown(Shape):
    """Some of the rows, in the order of their ids."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{**ROW_EXAMPLE, "standing": "shipped"}], "next": None}]}
    )

    items: list[LexiconRowShown] = Field(description="What is on this page.")
    next: str | None = Field(description="Ask for the next page with this as `after`; null on the last page.")


class RowChangeShown(Shape):
    """What a change does to one row."""

    row_id: str = Field(description="The row.")
    language: str = Field(description="Its language.")
    before: LexiconRowShape | None = Field(description="As it was; null when it was not looked for.")
    after: LexiconRowShape | None = Field(description="As it shall be; null when it is not looked for any more.")
    as_shipped: bool = Field(description="Whether it is from then on what Interlude ships, with every update.")
    columns: list[str] = Field(description="The columns that differ; none for a row that comes or goes.")
    loosens: bool = Field(description="Whether a row that calls somebody at once may find less.")
    hits_in_30_days: int = Field(description="How often it has found something in the last 30 days.")
    record: RecordShown | None = Field(description="How it has fared; null when none of its hits was judged.")


class DifferenceShown(Shape):
    """A sentence that is seen otherwise with a change: of the development set, or one that another row must find."""

    id: str = Field(description="The sentence's id.")
    language: str = Field(description="Its language.")
    text: str = Field(description="The sentence: invented, nobody's words.")
    kind: str = Field(description="What kind of sentence it is; `row`: of a row.")
    judged: str = Field(description="How serious people judged it to be; `none`: harmless.")
    was: str = Field(description="How serious it is seen now.")
    now: str = Field(description="How serious it would be seen.")
    is_loss: bool = Field(description="Whether that is worse: a concern seen less, something harmless seen more.")


class NowAndThen(Shape):
    """How many there are now, and how many there would be."""

    now: int = Field(description="As things are.")
    then: int = Field(description="With the change.")


class SharesShown(Shape):
    """How the development set of one language fares."""

    grave: int = Field(description="How many high and critical sentences there are.")
    grave_found: NowAndThen = Field(description="How many of them are found.")
    harmless: int = Field(description="How many harmless sentences there are.")
    harmless_flagged: NowAndThen = Field(description="How many of them are flagged.")
    harmless_paged: NowAndThen = Field(description="How many of them would call somebody at once.")


class EffectShown(Shape):
    """What a change does."""

    looked_at: int = Field(description="On how many sentences it was tried.")
    differ: int = Field(description="How many are seen otherwise.")
    differences: list[DifferenceShown] = Field(description="The first of those, losses before all else.")
    languages: dict[str, SharesShown] = Field(description="The development set, by language; empty without one.")


class LexiconChangeShown(Identified):
    """A change of the lexicon: what, by whom, what it does, where it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CHANGE_EXAMPLE]})

    programme_id: int = Field(description="Whose staff proposed it. It is for the whole installation.")
    state: ChangeState = Field(
        description="`trying` what it does is being found out; `waiting` for a yes; `approved` live within seconds; "
        "`live`; `failed` its own sentences go wrong, or it cannot be read."
    )
    proposed_by: int = Field(description="Who of the staff proposed it.")
    proposed_at: datetime = Field(description="When.")
    why: str = Field(description="Why.")
    loosens: bool = Field(description="Whether a safeguarding lead who did not propose it has to agree.")
    decided_by: int | None = Field(description="Who said yes or no, or withdrew it; null while nobody has.")
    decided_at: datetime | None = Field(description="When.")
    reverts_id: int | None = Field(description="The change that it takes back; null for any other.")
    failure: str | None = Field(description="Why it failed, line by line; null unless it did.")
    version: int | None = Field(description="The version that it made, counted from 1; null until it is live.")
    fingerprint: str | None = Field(description="What concerns are noted with under that version.")
    live_at: datetime | None = Field(description="When it went live.")
    rows: list[RowChangeShown] = Field(description="What it does to each row.")
    effect: EffectShown | None = Field(description="What it does to sentences; null until it was tried.")


class LexiconChangePage(Page[LexiconChangeShown]):
    """Some of the changes."""


class LexiconVersionsShown(Shape):
    """The changes that went live, in that order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"in_force": 0, "items": [], "next": None}]})

    in_force: int = Field(description="The version in force; 0 while everything is as shipped.")
    items: list[LexiconChangeShown] = Field(description="What is on this page.")
    next: int | None = Field(description="Ask for the next page with this as `after`; null on the last page.")


class ChangesAsked(PageAsked):
    """Which changes are wanted."""

    state: ChangeState | None = Field(default=None, description="Only those in this state.")


class DifferenceAsked(Shape):
    """Which two versions are compared."""

    before: int = Field(ge=0, le=LARGEST_ID, description="The one; 0 is the lexicon as shipped.")
    after: int = Field(ge=0, le=LARGEST_ID, description="The other.")


class LexiconDifferenceShown(Shape):
    """What is different between two versions."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rows": [_CHANGED_EXAMPLE]}]})

    rows: list[RowChangeShown] = Field(description="Every row that differs.")


class LexiconRowInFull(Shape):
    """A row, what is shipped, how it has fared, and all changes of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "row": {**ROW_EXAMPLE, "standing": "shipped"},
                    "shipped": ROW_EXAMPLE,
                    "hits_in_30_days": 4,
                    "record": None,
                    "changes": [],
                }
            ]
        }
    )

    row: LexiconRowShown = Field(description="As it is looked for here, or was before it was switched off.")
    shipped: LexiconRowShape | None = Field(description="As Interlude ships it; null for one of your own.")
    hits_in_30_days: int = Field(description="How often it has found something in the last 30 days.")
    record: RecordShown | None = Field(description="How it has fared; null when none of its hits was judged.")
    changes: list[LexiconChangeShown] = Field(description="Every change of it, whatever became of it, oldest first.")


class RowsToCheck(Shape):
    """Rows to be tried on their own sentences. Nothing is kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rows": [ROW_EXAMPLE]}]})

    rows: list[LexiconRowShape] = Field(min_length=1, max_length=50, description="The rows.")


class RowChecked(Shape):
    """What is wrong with one row."""

    faults: list[str] = Field(description="What cannot be read, and sentences that do not do as the row says.")


class RowsChecked(Shape):
    """What is wrong with rows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rows": [{"faults": []}]}]})

    rows: list[RowChecked] = Field(description="One for each that was sent, in that order.")


class ChangeToPropose(Shape):
    """What shall be different in the lexicon."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"by": 4, "why": "A way of speaking here", "rows": [ROW_EXAMPLE]}]}
    )

    by: IdGiven = Field(description="Who of the programme's staff proposes it.", examples=[4])
    why: Line = Field(description="Why: what others read when they are asked to agree.")
    rows: list[LexiconRowShape] = Field(default=[], max_length=500, description="Rows as they shall be.")
    switch_off: list[RowId] = Field(default=[], max_length=500, description="Rows that shall not be looked for.")
    as_shipped: list[RowId] = Field(default=[], max_length=500, description="Rows to be as Interlude ships them again.")


class RowsToImport(Shape):
    """Rows as CSV: with an id that is known they change that row; `en-bullying-new` as an id makes a new one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "by": 4,
                    "why": "Words of our town",
                    "csv": "id,category,severity,pattern,except,needs,direction,flags,positive,negative,note\n",
                }
            ]
        }
    )

    by: IdGiven = Field(description="Who of the programme's staff proposes it.", examples=[4])
    why: Line = Field(description="Why: what others read when they are asked to agree.")
    csv: str = Field(max_length=400_000, description="The rows, with the header of an export.")


class SaidBy(Shape):
    """Whose word it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"by": 5}]})

    by: IdGiven = Field(description="Who of the programme's staff says so.", examples=[5])


class RowRecord(RecordShown):
    """How one row has fared, and how often it has found something lately."""

    row_id: str = Field(description="The row.")
    hits_in_30_days: int = Field(description="How often it has found something in the last 30 days.")


class LexiconRecords(Shape):
    """How the rows have fared, those that are most surely wrong first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rows": []}]})

    rows: list[RowRecord] = Field(description="Every row that has found something or was judged, at most 500.")
