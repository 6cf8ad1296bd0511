"""Telling two people what has become of their pair: that they can talk now, rest, or have ended.

Who acts hears of it at once, everybody else in their open hours, and then only how the pair stands by then, if that is
not what they heard last: a break of one night is nobody's news in the morning.
"""

from datetime import datetime
from enum import StrEnum

from bot.absences import ASK_STAFF
from bot.agreement.pages import open_data
from bot.speech import Button, Buttons, chat_of, say, words_of
from mentoring.open_hours import NeverOpen
from mentoring.pairs import Pair, PairId, PairState
from mentoring.people import Person, PersonId, Role
from mentoring.relay import ConsentMissing, Talk, may_talk
from storage import agreements, due, hours, pair_news, pairs, pauses
from storage.times import to_ms
from storage.tx import Tx

PAIR_CHANGED = "pair_changed"
"""The kind of due row that a coordinator's act on a pair leaves; its subject is the pair's id."""

CONSENT_WITHDRAWN = "consent_withdrawn"
"""The kind of due row that a withdrawn carer's consent leaves; its subject is the mentee's id."""

TALK_OPENED = "talk_opened"
"""The kind of due row that is left when what a person was waiting for has come; its subject is the person's id."""

PAIR_NEWS = "pair_news"
"""The kind of due row that tells of a pair when somebody's hours open; its subject is the pair's id."""


class _Standing(StrEnum):
    """What somebody can have heard of their pair."""

    TALKS = "talks"
    RESTS = "rests"
    LACKS_CONSENT = "lacks_consent"
    ENDED = "ended"


def tell_of_change(tx: Tx, pair: Pair, now: datetime, *, acting: PersonId | None = None) -> list[Talk]:
    """Tell both people how their pair stands, where they have not heard it; return the talks of who was told now.

    `acting` is who has just brought it about.
    """
    told = []
    for person in (pair.mentor_id, pair.mentee_id):
        talk = pairs.talk_in(tx, person, pair.id)
        standing = None if talk is None else _standing(talk)
        if talk is None or standing is None or not talk.sender.has_joined or knows(tx, talk):
            continue
        if standing is _Standing.LACKS_CONSENT and pair_news.heard(tx, pair.id, person) != _Standing.TALKS:
            continue  # they are waiting for it still
        opens = now if person == acting else opens_for(tx, person, pair.id, now)
        if opens > now:
            occurrence = f"{PAIR_NEWS}:{pair.id}:{person}:{to_ms(opens)}"
            due.add(tx, kind=PAIR_NEWS, subject=pair.id, occurrence=occurrence, due_at=opens)
            continue
        text, buttons = _news(tx, talk, standing)
        say(tx, chat_of(talk.sender), text, now=now, buttons=buttons)
        pair_news.note(tx, pair.id, person, standing)
        told.append(talk)
    return told


def tell_if_they_can_talk(tx: Tx, person: Person, now: datetime, *, acting: bool = False) -> None:
    """Tell a person and each partner that they can write now, where nothing stands in the way any more.

    `acting`: the person has just joined. Whoever was told to wait for them, and whoever joins again, hears it anew.
    """
    for talk in pairs.talks_of(tx, person.id):
        if not talk.sender.has_joined:
            continue
        if may_talk(talk) is None:
            for either in (talk.sender, talk.recipient) if acting else ():
                pair_news.forget(tx, talk.pair.id, either.id)
            tell_of_change(tx, talk.pair, now, acting=person.id if acting else None)
        elif acting and talk.pair.state not in (PairState.PROPOSED, PairState.CLOSED):
            _ = words_of(talk.sender)
            text = _("I will tell you when you and {name} can write to each other.", name=talk.recipient.display_name)
            say(tx, chat_of(talk.sender), text, now=now)


def knows(tx: Tx, talk: Talk) -> bool:
    """Return whether the sender of a talk has heard how their pair stands."""
    return pair_news.heard(tx, talk.pair.id, talk.sender.id) == _standing(talk)


def learn(tx: Tx, talk: Talk) -> None:
    """Note that the sender of a talk has just been told how their pair stands, in other words than here."""
    standing = _standing(talk)
    if standing is None:
        pair_news.forget(tx, talk.pair.id, talk.sender.id)
    else:
        pair_news.note(tx, talk.pair.id, talk.sender.id, standing)


def note_could_talk(tx: Tx, pair: Pair) -> None:
    """Note that both could write to each other until now, where nothing is known of what they heard."""
    for person in (pair.mentor_id, pair.mentee_id):
        if pair_news.heard(tx, pair.id, person) is None:
            pair_news.note(tx, pair.id, person, _Standing.TALKS)


def opens_for(tx: Tx, person: PersonId, pair: PairId, now: datetime) -> datetime:
    """Return when somebody may next be told of their pair: `now`, or when their hours open."""
    try:
        return hours.hours_of(tx, person, pair).reach.next_open(now)
    except NeverOpen as error:
        return error.searched_until


def _standing(talk: Talk) -> _Standing | None:
    """Return how a pair stands for the sender of a talk; None when they wait for something else."""
    if talk.pair.state is PairState.CLOSED:
        return _Standing.ENDED
    if talk.pair.state is PairState.PAUSED:
        return _Standing.RESTS
    obstacle = may_talk(talk)
    if isinstance(obstacle, ConsentMissing):
        return _Standing.LACKS_CONSENT
    return _Standing.TALKS if obstacle is None else None


def _news(tx: Tx, talk: Talk, standing: _Standing) -> tuple[str, Buttons]:
    _ = words_of(talk.sender)
    name = talk.recipient.display_name
    match standing:
        case _Standing.TALKS:
            text = _("You and {name} can write to each other now. Just write here.", name=name)
            if agreements.of_pair(tx, talk.pair.id):
                return text, ()
            return text, [[Button(_("🤝 Make our agreement"), open_data(talk.pair.id))]]
        case _Standing.RESTS if [pause.person_id for pause in pauses.present_in(tx, talk.pair.id)] == [
            talk.recipient.id
        ]:
            text = _(
                "{name} is taking a break. Until it is over I pass nothing on between you. If you want to talk to "
                "somebody, your coordinator is there.",
                name=name,
            )
            return text, [[Button(_("Ask my coordinator to talk to me"), f"{ASK_STAFF}:{talk.pair.id}")]]
        case _Standing.RESTS:
            text = _(
                "You and {name} are taking a break for now. What you write is not passed on until it is over. "
                "Your coordinator knows more.",
                name=name,
            )
        case _Standing.LACKS_CONSENT if talk.sender.role is Role.MENTEE:
            text = _(
                "Your parent or carer has taken back their yes, so you and {name} cannot write to each other for now. "
                "It is not your fault. Your coordinator talks with you about it.",
                name=name,
            )
        case _Standing.LACKS_CONSENT:
            text = _(
                "You and {name} cannot write to each other for now. Neither of you has done anything wrong. Your "
                "coordinator knows more.",
                name=name,
            )
        case _Standing.ENDED:
            text = _("Your time with {name} here has ended. Thank you for being part of it!", name=name)
    return text, ()
