"""Reading a case's words: an act with a reason, in the record before anything is read; and letting a message go.

What is read is what gave the concerns, every version of it, and what the pair wrote around it: no more of the chat.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.case_card import heading
from bot.case_papers import send_record
from bot.speech import Button, Buttons, Chat, chat_of, keyboard, words_of
from bot.telling_of_reading import note_reading
from bot.withholding import let_go
from bot.words import Words, deferred
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, EventKind
from mentoring.people import Person, PersonId
from mentoring.programmes import Programme
from mentoring.relay import Deliver, Hold, MessageId
from storage import audit, case_papers, cases, concerns, messages, outbox, people, programmes
from storage.messages import Message, MessageState
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx
from storage.vault import KeyErased

WHY = {
    "act": deferred("To know how to help"),
    "check": deferred("To see whether it is real"),
    "refer": deferred("To refer it"),
    "close": deferred("To decide on closing"),
    "export": deferred("To hand it over as a file"),
    "paper": deferred("To hand it over on paper"),
}
"""The reasons for which words may be read."""

AROUND = timedelta(minutes=30)
MOST_AROUND = 40
"""How much of what the pair wrote around a concern is part of its case: before and after it, and how many messages."""

_LONGEST = 1800  # code points; each is two of Telegram's 4,096 units at most


def send_words(tx: Tx, case: Case, reader: Person, why: str, now: datetime) -> None:
    """Send a case's words to who reads them, in their own chat, where they can be neither forwarded nor saved.

    `why` is one of `WHY`. That they were read is in the record, with what was shown.
    """
    programme, chat = programmes.get(tx, case.programme_id), chat_of(reader)
    if programme is None or chat is None:
        return
    _ = words_of(reader)
    noted = concerns.of_case(tx, case.id)
    window = messages_around(tx, case)
    said = [*_noticed(tx, case, programme, _, now), *_around(tx, window, programme, _, now)]
    facts: dict[str, Fact] = {
        "why": why,
        "concerns": [int(concern.id) for concern in noted],
        "messages": [int(message.id) for message in window],
    }
    cases.append(tx, case.id, EventKind.READ, actor=f"person:{reader.id}", at=now, facts=facts)
    audit.add(tx, actor=f"person:{reader.id}", did="case.read", about=f"case:{case.id}", at=now, why=why)
    for text in _bubbles([heading(case, _), *said]):
        _send(tx, chat, case.id, text, (), now)
    for message in _withheld(tx, case):
        writer, partner = _partners(tx, message)
        text = _("A message by {writer} has not been passed on to {name}.", writer=writer, name=partner)
        button = Button(_("Pass it on"), f"case:{case.id}.release.{message.id}")
        _send(tx, chat, case.id, text, [[button]], now)
    note_reading(tx, case, reader, now)


def send_file_of(tx: Tx, case: Case, reader: Person, now: datetime) -> None:
    """Send a case as a file to be handed over (`interlude case verify` checks it). That it was taken is in it, too."""
    if chat_of(reader) is None:
        return
    send_record(tx, _note_taken(tx, case, reader, "export", now), reader, now)
    note_reading(tx, case, reader, now)


def ask_for_paper(tx: Tx, case: Case, reader: Person, now: datetime) -> None:
    """Have a case put on paper for who asks: it comes in a moment. That it was taken is in it, too."""
    if chat_of(reader) is None:
        return
    _note_taken(tx, case, reader, "paper", now)
    case_papers.ask(tx, case.id, reader.id, now)
    note_reading(tx, case, reader, now)


def _note_taken(tx: Tx, case: Case, reader: Person, why: str, now: datetime) -> Case:
    facts: dict[str, Fact] = {"why": why}
    cases.append(tx, case.id, EventKind.READ, actor=f"person:{reader.id}", at=now, facts=facts)
    audit.add(tx, actor=f"person:{reader.id}", did="case.exported", about=f"case:{case.id}", at=now, why=why)
    with_this = cases.get(tx, case.id)
    assert with_this is not None
    return with_this


def release(tx: Tx, case: Case, by: Person, message_id: MessageId, now: datetime) -> str | None:
    """Pass a withheld message of a case on, and return what to say of it; None when it is no message of this case."""
    message = messages.get(tx, message_id)
    if message is None or case.id not in concerns.cases_of_message(tx, message_id):
        return None
    _ = words_of(by)
    partner = _partners(tx, message)[1]
    if message.state is MessageState.WITHHELD:
        decision = let_go(tx, message, now, actor=f"person:{by.id}")
        if isinstance(decision, Deliver | Hold):
            return _("Passed on to {name}, in the hours that are agreed.", name=partner)
    return _("It cannot be passed on to {name} as things are.", name=partner)


def messages_around(tx: Tx, case: Case) -> list[Message]:
    """Return what the pair wrote around the concerns of a case, in order; at most the last `MOST_AROUND` messages."""
    noted = concerns.of_case(tx, case.id)
    if case.pair_id is None or not noted:
        return []
    since, until = noted[0].noticed_at - AROUND, noted[-1].noticed_at + AROUND
    try:
        return messages.written_between(tx, case.pair_id, since, until, limit=MOST_AROUND)
    except KeyErased:
        return []  # the pair's words are gone; what gave the concerns is in the case's own record


def _noticed(tx: Tx, case: Case, programme: Programme, in_words: Words, now: datetime) -> Iterator[str]:
    """Yield what stands in the record of anybody's words, with who wrote it and when."""
    _ = in_words
    writers = {int(concern.id): concern.person_id for concern in concerns.of_case(tx, case.id)}
    for event in cases.record_of(tx, case.id, with_words=True):
        if event.words is None:
            continue
        concern = event.facts.get("concern")
        writer = writers.get(concern) if isinstance(concern, int) else _id_of(event.actor)
        told = event.words.get("text") or ", ".join(
            str(value) for name, value in event.words.items() if name in ("about", "what", "urgency") and value
        )
        moment = _.moment(event.at, programme.zone, now)
        yield f"❗ {moment}, {_name(tx, writer, in_words)}:\n{told}"


def _around(tx: Tx, window: list[Message], programme: Programme, in_words: Words, now: datetime) -> Iterator[str]:
    _ = in_words
    if window:
        yield _("Around it:")
    for message in window:
        moment = _.moment(message.written_at, programme.zone, now)
        told = message.content.text or f"[{message.content.kind}]"
        yield f"· {moment}, {_name(tx, message.sender_id, in_words)}:\n{told}"


def _withheld(tx: Tx, case: Case) -> list[Message]:
    ids = {concern.message_id for concern in concerns.of_case(tx, case.id) if concern.message_id is not None}
    found = (messages.get(tx, message) for message in sorted(ids))
    return [message for message in found if message is not None and message.state is MessageState.WITHHELD]


def _partners(tx: Tx, message: Message) -> tuple[str, str]:
    writer, partner = people.get(tx, message.sender_id), people.get(tx, message.recipient_id)
    return ("" if writer is None else writer.display_name), ("" if partner is None else partner.display_name)


def _id_of(actor: str) -> PersonId | None:
    number = actor.removeprefix("person:")
    return PersonId(int(number)) if number.isdecimal() else None


def _name(tx: Tx, who: PersonId | None, in_words: Words) -> str:
    _ = in_words
    person = None if who is None else people.get(tx, who)
    return _("somebody who has not joined") if person is None else person.display_name


def _bubbles(paragraphs: list[str]) -> Iterator[str]:
    """Yield paragraphs in as few messages as Telegram takes; one that is too long by itself is cut."""
    text = ""
    for paragraph in paragraphs:
        for start in range(0, len(paragraph), _LONGEST):
            piece = paragraph[start : start + _LONGEST]
            if text and len(text) + len(piece) > _LONGEST:
                yield text
                text = ""
            text = f"{text}\n\n{piece}" if text else piece
    if text:
        yield text


def _send(tx: Tx, chat: Chat, case: CaseId, text: str, buttons: Buttons, now: datetime) -> None:
    parameters: dict[str, Any] = {"text": text, "protect_content": True, "link_preview_options": {"is_disabled": True}}
    if buttons:
        parameters["reply_markup"] = keyboard(buttons)
    call = Call("sendMessage", parameters, Purpose.NOTICE, Priority.STAFF_REPLY)
    outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now, key_name=cases.key_name(case))
