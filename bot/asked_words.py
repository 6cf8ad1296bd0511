"""Words that the bot asked somebody for: they go where they were asked for, and not to the partner."""

from datetime import datetime

from bot import sharing, worrying
from bot.agreement import own_words
from bot.incoming import Incoming
from bot.sessions import planning
from mentoring.people import Person
from storage import asked
from storage.tx import Tx


def take_asked(tx: Tx, person: Person, incoming: Incoming, now: datetime) -> bool:
    """Take a message that is what its writer was just asked for; False when it is for their partner, as most are."""
    if asked.of(tx, person.id, now) is None:
        return False
    if worrying.take_line(tx, person, incoming, now):
        return True  # even what may not pass on: it is on its way to those who may read it
    if incoming.is_withheld:
        return False
    if sharing.take_line(tx, person, incoming, now):
        return True
    return own_words.take_line(tx, person, incoming, now) or planning.take_line(tx, person, incoming, now)
