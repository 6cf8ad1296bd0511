"""A session in words, for one reader: in their language, on the clock where they live."""

from datetime import datetime

from bot.agreement.clause_words import label, sentences
from bot.words import Words
from mentoring.agreement.canonical import terms_of
from mentoring.agreement.clauses import Clause, Part, Term
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.sessions import Arrangement, Place
from storage import agreements
from storage.tx import Tx


def where(arrangement: Arrangement, in_words: Words) -> str:
    """Return where a session is: one of the agreement's places, or in their own words."""
    if arrangement.place is Place.OTHER:
        return arrangement.line
    return label(Part.WHERE, arrangement.place, in_words)


def length(minutes: int, in_words: Words) -> str:
    """Return how long a session is."""
    return in_words.plural("{count} minute", "{count} minutes", minutes)


def described(arrangement: Arrangement, reader: Person, partner: Person, in_words: Words, now: datetime) -> str:
    """Return when, how long and where; two who live in different zones read that these are their own hours."""
    _ = in_words
    moment = _.moment(arrangement.starts_at, reader.zone, now)
    if (
        arrangement.starts_at.astimezone(reader.zone).utcoffset()
        != arrangement.starts_at.astimezone(partner.zone).utcoffset()
    ):
        moment = _("{moment} on your clock", moment=moment)
    return f"📅 {moment[:1].upper()}{moment[1:]}\n⏱ {length(arrangement.minutes, _)}\n📍 {where(arrangement, _)}"


def missed_rule(tx: Tx, pair: PairId, in_words: Words) -> str | None:
    """Return what the pair signed about the one who cannot come, with its free line; None before they signed."""
    term = _terms(tx, pair).get(Clause.MISSED)
    if term is None:
        return None
    said = sentences(Clause.MISSED, term, in_words)
    return " ".join([*said, term.line] if term.line else said)


def agreed_cadence(tx: Tx, pair: PairId) -> str | None:
    """Return how often the pair agreed to meet, as the agreement's choice; None before they signed."""
    term = _terms(tx, pair).get(Clause.MEETINGS)
    return None if term is None else term.choices.get(Part.OFTEN)


def agreed_place(tx: Tx, pair: PairId) -> Place | None:
    """Return where the pair agreed to meet; None before they signed."""
    term = _terms(tx, pair).get(Clause.MEETINGS)
    choice = None if term is None else term.choices.get(Part.WHERE)
    return Place(choice) if choice in set(Place) else None


def _terms(tx: Tx, pair: PairId) -> dict[Clause, Term]:
    agreement = agreements.in_force(tx, pair)
    text = None if agreement is None else agreements.text_of(tx, agreement.id)
    return {} if text is None else terms_of(text)
