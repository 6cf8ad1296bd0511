"""What looking for concerns gives back: categories, severities, and where in the message they were seen."""

from dataclasses import dataclass
from enum import Flag, IntEnum, StrEnum, auto
from typing import Self


class Category(StrEnum):
    """What a concern is about."""

    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    SEXUAL = "sexual"
    GROOMING = "grooming"
    BULLYING = "bullying"
    VIOLENCE = "violence"
    RUNNING_AWAY = "running_away"
    SUBSTANCES = "substances"
    EATING = "eating"
    EXTORTION = "extortion"
    DISCRIMINATION = "discrimination"
    CONTACT_DETAILS = "contact_details"


class Severity(IntEnum):
    """How fast a person must look: NONE never, LOW weekly, MEDIUM the same day, HIGH and CRITICAL at once (paged)."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The severity as it is written in files and in the API: `none`, `low`, `medium`, `high`, `critical`."""
        return self.name.lower()

    @property
    def pages(self) -> bool:
        """Whether somebody is called at once."""
        return self >= Severity.HIGH

    @classmethod
    def from_word(cls, word: str) -> Self:
        """Return the severity written as `word`; raises ValueError for any other word."""
        if word != word.lower() or word.upper() not in cls.__members__:
            raise ValueError(f"{word!r} is not a severity")
        return cls[word.upper()]


class View(Flag):
    """The ways of reading a word or a message under which something was found. PLAIN (no bits) is as it is written."""

    PLAIN = 0
    REPEATS = auto()  # diiiie
    DIGITS = auto()  # digits glued to the end of a word: suicide123
    LATIN = auto()  # Bulgarian in Latin letters
    TEXTING = auto()  # k for que, x for por, u for you
    TYPO = auto()  # one wrong letter, in rows marked core
    GUESS = auto()  # one wrong letter in any row, but only inside a phrase
    GLUED = auto()  # words run together: killmyself
    SPLIT = auto()  # one word in two: sui cide
    WINDOW = auto()  # only together with what the same sender wrote just before
    LEET = auto()  # k1ll, $ex
    LOOKALIKE = auto()  # letters of another alphabet that look the same
    MASKED = auto()  # k*ll
    JOINED = auto()  # k i l l, k.i.l.l

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the views in lower case; `("plain",)` when there is none."""
        return tuple(str(view.name).lower() for view in self) or ("plain",)


EVASIVE = View.LEET | View.LOOKALIKE | View.MASKED | View.JOINED
"""Ways of writing that hide a word on purpose. Typing without accents, or Bulgarian in Latin letters, hides nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a message, in code points of the original text: `start` inclusive, `end` exclusive.

    `message` says which one: 0 is the newest, 1 the one written before it by the same sender, and so on.
    """

    start: int
    end: int
    message: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the lexicon that matched. `severity` is after context; `spans` are sorted and never empty."""

    rule: str
    category: Category
    severity: Severity
    spans: tuple[Span, ...]
    views: View


@dataclass(frozen=True, slots=True)
class Concern:
    """All hits of one category: its highest severity, and why."""

    category: Category
    severity: Severity
    hits: tuple[Hit, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where, sorted, each once."""
        return tuple(sorted({span for hit in self.hits for span in hit.spans}))

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rows that matched, sorted."""
        return tuple(sorted(hit.rule for hit in self.hits))

    @property
    def views(self) -> View:
        """Every way of reading that was needed for one of the hits."""
        views = View.PLAIN
        for hit in self.hits:
            views |= hit.views
        return views


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen in one message. `concerns` is sorted, the gravest first, and empty when nothing was seen."""

    concerns: tuple[Concern, ...]
    lexicon_version: str

    @property
    def severity(self) -> Severity:
        """The highest of the concerns; NONE when there are none."""
        return max((concern.severity for concern in self.concerns), default=Severity.NONE)

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories of the concerns, the gravest first."""
        return tuple(concern.category for concern in self.concerns)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All rows that matched."""
        return tuple(hit for concern in self.concerns for hit in concern.hits)
