"""Telling two people what has become of their pair: that they can talk now, rest, or have ended."""

from datetime import datetime

from bot.agreement.pages import open_data
from bot.speech import Button, Buttons, chat_of, say, words_of
from mentoring.pairs import Pair, PairState
from mentoring.people import Person
from mentoring.relay import may_talk
from storage import agreements, hours, pairs
from storage.tx import Tx

PAIR_CHANGED = "pair_changed"
"""The kind of due row that a coordinator's act on a pair leaves; its subject is the pair's id."""

CONSENT_WITHDRAWN = "consent_withdrawn"
"""The kind of due row that a withdrawn carer's consent leaves; its subject is the mentee's id."""

TALK_OPENED = "talk_opened"
"""The kind of due row that is left when what a person was waiting for has come; its subject is the person's id."""


def tell_of_change(tx: Tx, pair: Pair, now: datetime) -> None:
    """Tell both people of the state that their pair is in now; in somebody's quiet hours without a sound."""
    for person in (pair.mentor_id, pair.mentee_id):
        talk = pairs.talk_in(tx, person, pair.id)
        if talk is None or not talk.sender.has_joined:
            continue
        _ = words_of(talk.sender)
        name = talk.recipient.display_name
        buttons: Buttons = ()
        if pair.state is PairState.PAUSED:
            text = _(
                "You and {name} are taking a break for now. What you write is not passed on until it is over. "
                "Your coordinator knows more.",
                name=name,
            )
        elif pair.state is PairState.CLOSED:
            text = _("Your time with {name} here has ended. Thank you for being part of it!", name=name)
        elif pair.state is PairState.ACTIVE and may_talk(talk) is None:
            text = _("You and {name} can write to each other now. Just write here.", name=name)
            if not agreements.of_pair(tx, pair.id):
                buttons = [[Button(_("🤝 Make our agreement"), open_data(pair.id))]]
        else:
            continue
        is_open = hours.hours_of(tx, person, pair.id).reach.is_open(now)
        say(tx, chat_of(talk.sender), text, now=now, buttons=buttons, quietly=not is_open)


def tell_if_they_can_talk(tx: Tx, person: Person, now: datetime) -> None:
    """Tell a person and each partner that they can write now, where nothing stands in the way any more."""
    for talk in pairs.talks_of(tx, person.id):
        if talk.sender.has_joined and may_talk(talk) is None:
            tell_of_change(tx, talk.pair, now)
        elif talk.sender.has_joined and talk.pair.state not in (PairState.PROPOSED, PairState.CLOSED):
            _ = words_of(talk.sender)
            text = _("I will tell you when you and {name} can write to each other.", name=talk.recipient.display_name)
            say(tx, chat_of(talk.sender), text, now=now)
