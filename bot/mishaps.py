"""What people read when the bot itself failed: its writer that it did, the staff that somebody should look at it."""

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.incoming import message_of
from bot.speech import Chat, say, tell_staff, words_of
from bot.words import deferred
from mentoring.programmes import Programme
from mentoring.tasks import TaskKind
from storage import audit, people, programmes, tasks
from storage.inbox import Arrival
from storage.tx import Tx


def tell_of_parked(clock: Clock) -> Callable[[Tx, Arrival], None]:
    """Return what is done in the transaction that parks an update: its writer and the staff are told."""

    def tell(tx: Tx, arrival: Arrival) -> None:
        now = clock.now()
        audit.add(tx, actor=audit.SYSTEM, did="update.parked", about=f"inbox:{arrival.id}", at=now)
        person = people.of_chat(tx, arrival.bot_id, arrival.chat_id)
        if person is None:
            return
        _ = words_of(person)
        message = message_of(arrival.update)
        say(
            tx,
            Chat(arrival.bot_id, arrival.chat_id),
            _("Something went wrong, and I did not pass this on. Whoever runs this bot has been told."),
            now=now,
            answers=None if message is None else message["message_id"],
        )
        programme = programmes.get(tx, person.programme_id)
        if programme is not None:
            sentence = deferred(
                "I could not handle something that {name} sent. Whoever runs Interlude should look at the log."
            )
            tell_staff(tx, programme, sentence, now=now, name=person.display_name)
            # It stays on their list until somebody has looked.
            tasks.open_task(tx, programme=programme.id, kind=TaskKind.UPDATE_PARKED, person=person.id, now=now)

    return tell


def tell_of_unseen(tx: Tx, programme: Programme, now: datetime) -> None:
    """Tell the staff that something somebody wrote could not be looked at, and waits for one of them."""
    sentence = deferred(
        "I could not check a message for safety, so it waits until one of you has looked at it. Whoever runs Interlude "
        "should look at the log."
    )
    tell_staff(tx, programme, sentence, now=now)
