"""What is written into the journal is private: nothing that is noticed in it becomes a concern or a case by itself.

This is the seam that `bot/context.py` asks before anything is noticed in a message (docs/decisions/0015). It must say
"private" of exactly the messages that `bot/asked_words.py` then takes into the journal. As soon as one is to be read by
anybody else it is looked at like every message: `look_again` in `bot/context.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.asking import talks_now
from bot.helplines import helplines_of
from bot.incoming import Message, message_of
from bot.journal.writing import PRIVATE
from bot.safety_words import call_text, spoken
from bot.speech import Button, Chat, say, words_of
from bot.watching import Look
from mentoring.journal import EntryId
from mentoring.people import Person
from mentoring.programmes import Programme
from mentoring.safety import Before, Verdict, judge
from storage import asked, journals, messages, people, programmes, undirected
from storage.messages import Place
from storage.outbox import Priority
from storage.taken_words import TakenWords
from storage.tx import Tx
from storage.undirected import Undirected

HELP_SHOWN_FOR = timedelta(minutes=30)
"""How long what somebody reads at once is fresh: within it they get one line instead."""


def is_private(tx: Tx, update: Mapping[str, Any], look: Look, now: datetime) -> bool:
    """Return whether what an update brings is for the journal (a new entry, words to search it, an edited entry)."""
    message = message_of(update)
    if message is None:
        return False
    place = Place(look.bot_id, look.chat_id, look.telegram_id)
    if "edited_message" in update:
        # What was shown to the partner became a message, and its edits reach them; so they do who may open an entry.
        entry = journals.at_place(tx, place)
        is_shown = messages.at_place(tx, place) is not None or (entry is not None and journals.shares_of(tx, entry.id))
        return journals.was_at_place(tx, place) and not is_shown
    if _is_command(message):
        return False
    person = people.of_chat(tx, look.bot_id, look.chat_id)
    if person is None or not person.has_joined:
        return False
    waiting = asked.of(tx, person.id, now)
    if waiting is None or waiting.flow not in PRIVATE:
        return False
    answered = None if look.reply_to is None else Place(look.bot_id, look.chat_id, look.reply_to)
    return answered is None or messages.at_place(tx, answered) is None


def help_privately(tx: Tx, look: Look, now: datetime) -> None:
    """Show the writer of something hard where help is, and how to tell an adult; nobody else hears of it."""
    person = people.of_chat(tx, look.bot_id, look.chat_id)
    programme = None if person is None else programmes.get(tx, person.programme_id)
    if person is None or programme is None:
        return
    verdict = verdict_of(programme, person, look)
    if verdict is None or not verdict.shows_help:
        return
    _ = words_of(person)
    tell = [Button(_("🛟 Tell an adult at school"), f"jour:tellat.{look.telegram_id}")]
    chat = Chat(look.bot_id, look.chat_id)
    journal = journals.begin(tx, person.id, now)
    if journal.helped_at is not None and now - journal.helped_at < HELP_SHOWN_FOR:
        text = _("💛 You can tell an adult about this, too. I have told nobody.")
        say(tx, chat, text, now=now, answers=look.telegram_id, buttons=[tell], quietly=True)
        return
    journals.note_helped(tx, person.id, now)
    lines = helplines_of(programme.rules)
    number = lines.child_line or lines.emergency
    text = "\n\n".join(
        [
            _("💛 That sounds hard, and it is good that you wrote it down. It is not your fault."),
            _("Only you have read it, and I have told nobody. But you do not have to carry it alone."),
            call_text(lines, _),
        ]
    )
    copy = [Button(_("Copy {number}", number=spoken(number)), copies=number)]
    say(tx, chat, text, now=now, answers=look.telegram_id, buttons=[copy, tell], priority=Priority.ALERT)


def words_leaving(tx: Tx, person: Person, taken: TakenWords) -> Undirected | None:
    """Return what was written into the journal and is about to go to the partner instead ("It was for Ben").

    None for what was never private, and for what can no longer go anywhere.
    """
    if taken.what.partition(".")[0] not in PRIVATE or not talks_now(tx, person):
        return None
    if taken.is_taken:
        entry = journals.get(tx, EntryId(taken.subject), person.id)
        if entry is None or entry.deleted_at is not None or journals.shares_of(tx, entry.id):
            return None
    return undirected.get(tx, taken.id, person.id)


def verdict_of(programme: Programme, person: Person, look: Look) -> Verdict | None:
    """Return how what was seen would be taken; None when nothing was seen, or it could not be looked at."""
    if look.finding is None or not look.finding.concerns:
        return None
    seen = {concern.category: concern.severity for concern in look.finding.concerns}
    return judge(programme.rules.safety, seen, person.role, Before())


def _is_command(message: Message) -> bool:
    """Return whether a message goes to a command's handler, by the library's own rule."""
    entities: Sequence[Mapping[str, Any]] = message.get("entities") or ()
    return bool(entities) and entities[0]["type"] == "bot_command" and entities[0]["offset"] == 0
