"""Asking somebody for words: what a conversation does with what they write, and what keeps both from mistaking it.

Whoever asks says where the next message goes (`where_it_goes`) and offers the way out (`way_out`), asks with
`storage.asked.ask`, and is named in `bot.asked_words.FLOWS` with the functions below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.incoming import Incoming
from bot.pages import Page
from bot.speech import Button, words_of
from bot.words import deferred
from mentoring.kinds import Kind
from mentoring.people import Person
from mentoring.relay import Talk, may_talk
from storage import pairs
from storage.asked import Asked
from storage.tx import Tx

WRITTEN_OR_SPOKEN = frozenset({Kind.TEXT, Kind.VOICE})


@dataclass(frozen=True, slots=True)
class Taken:
    """A message was taken as what was asked for; `page` is what its writer reads.

    `subject` is the id of what it became, by which it can be given back: then the page says above it that this was
    kept and not sent, and offers "It was for …". None where it cannot be, or was not kept. When it `is_unread` (a day
    was asked for, and this is none) it went nowhere, and is offered to the partner too.
    """

    page: Page
    subject: int | None = None
    is_unread: bool = False


Take = Callable[[Tx, Person, Incoming, Asked, datetime], Taken | None]
"""Take a message as what was asked for; None when it is too late: it goes nowhere then, unless its writer says so."""

GiveBack = Callable[[Tx, Person, int, datetime], Page | None]
"""Undo what a message was taken as (its `Taken.subject`) and return what its writer sees then; None: it is too late."""

Change = Callable[[Tx, Person, int, Incoming, datetime], bool]
"""Give what a message was taken as (its `Taken.subject`) the words it has after an edit; False: it stays as it was."""

Leave = Callable[[Tx, Person, Asked, datetime], Page]
"""Return what the asking bubble shows once its reader has taken the way out. Nothing is asked any more by then."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is said of words that a conversation took, or may take: keys of the catalogue."""

    kept: str = deferred("✓ Kept as your answer.")
    kept_from: str = deferred("✓ Kept as your answer, not sent to {name}.")
    kept_from_all: str = deferred("✓ Kept as your answer, sent to nobody.")
    in_doubt: str = deferred("Is this your answer to my question, or a message?")
    is_meant: str = deferred("It is my answer")


ANSWER = Naming()
"""For what answers a question."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What a conversation that asks for words does with them.

    `kinds` are those it takes; all else goes to the partner as ever. With `takes_withheld` it also takes what must go
    to nobody before one of the staff has looked at it: only for what no partner can read.
    """

    take: Take
    give_back: GiveBack | None = None
    change: Change | None = None
    leave: Leave | None = None
    kinds: frozenset[Kind] = frozenset({Kind.TEXT})
    takes_withheld: bool = False
    naming: Naming = ANSWER


def where_it_goes(tx: Tx, person: Person) -> str:
    """Return the sentence for a bubble that asks: where the next message goes, and where it does not."""
    _ = words_of(person)
    talks = talks_now(tx, person)
    if len(talks) == 1:
        name = talks[0].recipient.display_name
        return _("✏️ Your next message is your answer here. It does not go to {name}.", name=name)
    return _("✏️ Your next message is your answer here. It goes to nobody else.")


def way_out(tx: Tx, person: Person) -> Button | None:
    """Return the button under a bubble that asks, by which the next message is for the partner; None without one."""
    label = write_to(tx, person)
    return None if label is None else Button(label, "unasked:")


def write_to(tx: Tx, person: Person) -> str | None:
    """Return the label of the way out, None without a partner."""
    _ = words_of(person)
    talks = talks_now(tx, person)
    if len(talks) == 1:
        return _("✉️ Write to {name}", name=talks[0].recipient.display_name)
    return _("✉️ Write to somebody") if talks else None


def talks_now(tx: Tx, person: Person) -> list[Talk]:
    """Return the talks in which a person may write now."""
    return [talk for talk in pairs.talks_of(tx, person.id) if may_talk(talk) is None]
