"""The table at which two people negotiate: everything that a page shows or a move asks about, read at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.speech import words_of
from bot.words import Words
from mentoring.agreement.choices import Frame, frame_of
from mentoring.agreement.negotiation import Negotiation
from mentoring.pairs import PairState
from mentoring.people import Person, PersonId
from mentoring.programmes import Programme
from mentoring.relay import Talk, may_talk
from storage import agreements, pairs, programmes
from storage.agreements import Agreement, AgreementId
from storage.tx import Tx
from storage.vault import KeyErased

NEGOTIATING = (PairState.NEGOTIATING, PairState.ACTIVE)
"""The states in which a pair may negotiate. On a break, or at its end, what was signed stays as it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """One agreement, seen by `reader`, whose `partner` is the other one. `now` is aware, UTC."""

    agreement: Agreement
    negotiation: Negotiation
    reader: Person
    partner: Person
    programme: Programme
    now: datetime

    @property
    def words(self) -> Words:
        """The reader's words."""
        return words_of(self.reader)

    @property
    def frame(self) -> Frame:
        """What the programme leaves to agree on."""
        return frame_of(self.programme.rules)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which stated times are meant."""
        return self.programme.zone

    @property
    def is_readers_turn(self) -> bool:
        """Whether the reader may change something."""
        return self.negotiation.turn == self.reader.id

    @property
    def key_name(self) -> str:
        """The key that seals what is said at this table."""
        return pairs.key_name(self.agreement.pair_id)

    def as_seen(self) -> "Table":
        """Return the table with nothing on it that the partner has not handed over yet."""
        return replace(self, negotiation=self.negotiation.seen_by(self.reader.id))

    def name_of(self, person: PersonId) -> str:
        """Return what one of the two is called."""
        return (self.reader if person == self.reader.id else self.partner).display_name


def may_negotiate(talk: Talk) -> bool:
    """Return whether two people may work on their agreement now; what keeps them from talking keeps them from this."""
    if talk.pair.state is PairState.NEGOTIATING:
        return may_talk(replace(talk, pair=replace(talk.pair, state=PairState.ACTIVE))) is None
    return talk.pair.state in NEGOTIATING and may_talk(talk) is None


def is_open(tx: Tx, table: Table) -> bool:
    """Return whether the two may work on their agreement now."""
    talk = pairs.talk_in(tx, table.reader.id, table.agreement.pair_id)
    return talk is not None and may_negotiate(talk)


def sit_down(tx: Tx, agreement: AgreementId, reader: PersonId, now: datetime) -> Table | None:
    """Return the table of an agreement.

    None when there is none with that id, it is not the reader's, or the pair's words were erased.
    """
    found = agreements.get(tx, agreement)
    talk = None if found is None else pairs.talk_in(tx, reader, found.pair_id)
    if found is None or talk is None:
        return None
    try:
        return table_of(tx, found, talk, now)
    except KeyErased:
        return None


def table_of(tx: Tx, agreement: Agreement, talk: Talk, now: datetime) -> Table:
    """Return the table of an agreement, seen by the one whose talk this is."""
    programme = programmes.get(tx, talk.pair.programme_id)
    assert programme is not None
    negotiation = agreements.negotiation_of(tx, agreement)
    return Table(agreement, negotiation, talk.sender, talk.recipient, programme, now)
