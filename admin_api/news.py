"""What the API leaves for the bot to do: due rows. The API never speaks to anybody itself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from mentoring.invites import InviteId
from mentoring.pairs import PairId, PairState
from mentoring.people import PersonId
from mentoring.relay import may_talk
from storage import due, pairs
from storage.times import to_ms
from storage.tx import Tx

# The kinds as bot/scheduling knows them; a test keeps the two lists equal, because neither side imports the other.
ABSENCE = "absence"
CONSENT_WITHDRAWN = "consent_withdrawn"
HOURS_CHANGED = "hours_changed"
INVITE_EXPIRED = "invite_expired"
PAIR_CHANGED = "pair_changed"
TALK_OPENED = "talk_opened"


def invite_ends(tx: Tx, invite: InviteId, expires_at: datetime) -> None:
    """Let the staff be told when an invite has not been used by then."""
    due.add(tx, kind=INVITE_EXPIRED, subject=invite, occurrence=f"{INVITE_EXPIRED}:{invite}", due_at=expires_at)


def pair_moved(tx: Tx, pair: PairId, state: PairState, now: datetime) -> None:
    """Let both people be told of the state that their pair has come into."""
    occurrence = f"{PAIR_CHANGED}:{pair}:{state}:{to_ms(now)}"
    due.add(tx, kind=PAIR_CHANGED, subject=pair, occurrence=occurrence, due_at=now)


def hours_changed(tx: Tx, people: Iterable[PersonId], now: datetime) -> None:
    """Let what waits for these people be decided again: their rules, their calendar or their zone are others now."""
    for person in people:
        due.add(tx, kind=HOURS_CHANGED, subject=person, occurrence=f"{HOURS_CHANGED}:{person}:{to_ms(now)}", due_at=now)


def absence_changed(tx: Tx, absence: int, now: datetime) -> None:
    """Let those whom it touches be told of an absence that was noted or ended."""
    due.add(tx, kind=ABSENCE, subject=absence, occurrence=f"{ABSENCE}:{absence}:noted:{to_ms(now)}", due_at=now)


def consent_withdrawn(tx: Tx, person: PersonId, consent: int, now: datetime) -> None:
    """Let a mentee and their mentors be told that nothing passes for now, if that is what it means for them."""
    due.add(tx, kind=CONSENT_WITHDRAWN, subject=person, occurrence=f"{CONSENT_WITHDRAWN}:{consent}", due_at=now)


@contextmanager
def of_opened_talks(tx: Tx, people: Iterable[PersonId], now: datetime) -> Iterator[None]:
    """Let those of these people be told who can write after the block to a partner to whom they could not before.

    Nobody is told of what changes nothing for them: a second consent, or one for a pair that is not active yet.
    """
    before = {person: _open_talks(tx, person) for person in people}
    yield
    for person, could in before.items():
        if _open_talks(tx, person) - could:
            occurrence = f"{TALK_OPENED}:{person}:{to_ms(now)}"
            due.add(tx, kind=TALK_OPENED, subject=person, occurrence=occurrence, due_at=now)


def _open_talks(tx: Tx, person: PersonId) -> frozenset[PairId]:
    return frozenset(talk.pair.id for talk in pairs.talks_of(tx, person) if may_talk(talk) is None)
