"""One question: what is asked, in which way it can be answered, and when."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from mentoring.questionnaires.conditions import Condition
from mentoring.questionnaires.texts import Texts


class QuestionKind(StrEnum):
    """In which way a question is answered."""

    SCALE = "scale"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"

    @property
    def has_choices(self) -> bool:
        """Whether it is answered by pressing one of the questionnaire's own choices."""
        return self in (QuestionKind.SCALE, QuestionKind.ONE_OF, QuestionKind.MANY_OF)


class Manner(StrEnum):
    """How a question for somebody's own words may be answered."""

    WRITTEN = "written"
    SPOKEN = "spoken"


EITHER_MANNER = frozenset(Manner)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to press. `label` and `emoji` may be missing, not both, unless it is a point of a scale.

    `value` is what it counts, None for nothing. Of a scale each point has one, and its key is that number in digits;
    a point without label and emoji is shown as the number.
    """

    key: str
    label: Texts = field(default_factory=dict)
    emoji: str = ""
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that are taken, both included; None for no bound.

    Of a `number` its value, of `many_of` how many choices, of a written `text` how many characters (`most` only).
    """

    least: Decimal | None = None
    most: Decimal | None = None

    def hold(self, value: Decimal | int) -> bool:
        """Return whether a value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


NO_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` is unique in its questionnaire and stays the same through its versions: trends follow it.

    `text` is what is asked, `hint` a second line in smaller words. `choices` are for `scale` (by rising value),
    `one_of` and `many_of`; `yes_no` has none, or two with the keys "yes" and "no" and words of its own. `is_required`:
    it cannot be skipped. `shown_if` looks at questions before this one only; None for always. `section` is the key of
    one of the questionnaire's sections, None for none. `decimals`: a number may have a fraction. `manners` are for
    `text`.
    """

    key: str
    kind: QuestionKind
    text: Texts
    hint: Texts = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    bounds: Bounds = NO_BOUNDS
    shown_if: Condition | None = None
    section: str | None = None
    decimals: bool = False
    manners: frozenset[Manner] = EITHER_MANNER

    def choice(self, key: str) -> Choice | None:
        """Return the choice with that key, or None."""
        return next((choice for choice in self.choices if choice.key == key), None)
