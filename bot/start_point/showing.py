"""Showing a start point: whole to its owner, to the mentor by the owner's own tap, and again at the end."""

from datetime import datetime

from bot.cards import START_POINT, deck_of
from bot.incoming import Incoming
from bot.noticing import Noticed, with_verdict
from bot.pages import Page
from bot.passing_on import pass_on
from bot.refusal_texts import refusal_text
from bot.speech import Button, Chat, chat_of, say, words_of
from bot.start_point import pages
from bot.waiting import Waiting
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.people import Person, PersonId, Role
from mentoring.relay import Refuse, Talk, decide_relay, may_talk
from mentoring.windows import opens_by
from storage import audit, due, hours, messages, outbox, pairs, people, start_points
from storage.journals import key_name
from storage.messages import MessageState, Place
from storage.outbox import Call, Priority, Purpose
from storage.times import to_ms
from storage.tx import Tx

_NOT_SENT = frozenset({MessageState.REFUSED, MessageState.RETURNED, MessageState.WITHHELD})


def home(tx: Tx, person: Person) -> Page | None:
    """Return what `/startpoint` shows: the whole, the topic to go on with, or what this is; None without a deck."""
    deck = deck_of(tx, person.programme_id, START_POINT)
    if deck is None:
        return None
    point = start_points.of_person(tx, person.id)
    if point is None:
        return pages.first_page(person, deck)
    number = point.map.first_empty(deck)
    if point.finished_at is None and number is not None:
        return pages.topic_page(person, deck, point.map, number)
    return whole(tx, person)


def whole(tx: Tx, person: Person) -> Page | None:
    """Return the page of a whole start point; None while there is none."""
    deck, point = deck_of(tx, person.programme_id, START_POINT), start_points.of_person(tx, person.id)
    if deck is None or point is None:
        return None
    talk = mentor_of(tx, person)
    reader = None if point.shared_with is None else people.get(tx, point.shared_with)
    return pages.map_page(
        person,
        deck,
        point,
        None if talk is None else talk.recipient.display_name,
        None if reader is None else reader.display_name,
    )


def text_for_mentor(tx: Tx, talk: Talk) -> str | None:
    """Return a mentee's map as their mentor may read it, in the mentor's language; None when nothing stands on it.

    Own words that gave reason for concern are not in it.
    """
    mentee = talk.sender
    deck, point = deck_of(tx, mentee.programme_id, START_POINT), start_points.of_person(tx, mentee.id)
    if deck is None or point is None:
        return None
    shown = point.map.for_others()
    return None if shown.is_empty else pages.map_text(deck, shown, words_of(talk.recipient))


def show_to_mentor(
    tx: Tx, talk: Talk, text: str, chat: Chat, bubble: int, noticed: Noticed | None, now: datetime
) -> Page | None:
    """Pass a mentee's map (`text_for_mentor`, looked at just before) on to their mentor, and their photo with it.

    It goes as a message does: held in quiet hours, kept back for safety. None when this bubble was passed on before.
    """
    person = talk.sender
    _ = words_of(person)
    own = Place(chat.bot_id, chat.chat_id, bubble)
    if messages.at_place(tx, own) is not None:
        return None
    written = Incoming(chat.bot_id, chat.chat_id, bubble, now, Content(Kind.TEXT, text), None)
    incoming = with_verdict(tx, written, noticed)
    decision = decide_relay(talk, Kind.TEXT, now, incoming.verdict)
    if isinstance(decision, Refuse):
        return Page(refusal_text(decision.why, talk, _), [_to_the_map(person)])
    pass_on(tx, talk, incoming, None, now)
    message = messages.at_place(tx, own)
    if message is None or message.state in _NOT_SENT:
        return Page(_("🗺 Your start point"), [_to_the_map(person)])
    _pass_on_photo(tx, pairs.talk_in(tx, person.id, talk.pair.id) or talk, now)  # as it stands after the words
    start_points.note_shared(tx, person.id, talk.recipient.id)
    audit.add(tx, actor=f"person:{person.id}", did="start_point.shown", about=f"person:{talk.recipient.id}", at=now)
    note = _("👁 You showed {name} your start point.", name=talk.recipient.display_name)
    return Page(note, [_to_the_map(person)], key_name(person.id))


START_POINT_AGAIN = "start_point_again"
"""The kind of due row that shows somebody their start point at the end; its subject is the person's id."""


def plan_again(tx: Tx, person: PersonId, now: datetime) -> None:
    """Let somebody see their start point again when their hours are open, because their mentoring has ended."""
    opens = opens_by(hours.hours_of(tx, person, None).reach, now)
    if opens is not None:
        occurrence = f"{START_POINT_AGAIN}:{person}:{to_ms(now)}"
        due.add(tx, kind=START_POINT_AGAIN, subject=person, occurrence=occurrence, due_at=opens)


def show_again(tx: Tx, person: Person, now: datetime) -> bool:
    """Show somebody their start point again, at the end of their mentoring; False when they have none."""
    deck, point = deck_of(tx, person.programme_id, START_POINT), start_points.of_person(tx, person.id)
    if deck is None or point is None or point.map.is_empty:
        return False
    _ = words_of(person)
    day = _.long_date(point.begun_at, person.zone)
    text = "\n\n".join(
        [
            _("Do you remember? This is where you stood on {day}:", day=day),
            pages.map_text(deck, point.map, _),
            _("What is different today? Only you see this."),
        ]
    )
    buttons = [[Button(_("🖼 As a picture"), "sp:pic")], [Button(_("🗺 Open it"), "sp:new")]]
    say(tx, chat_of(person), text, now=now, buttons=buttons, priority=Priority.PROMPT, key_name=key_name(person.id))
    start_points.note_shown_again(tx, person.id, now)
    return True


def show_photo(tx: Tx, person: Person, chat: Chat, now: datetime) -> None:
    """Show somebody their photo again; nothing comes when they have deleted it on their phone."""
    point = start_points.of_person(tx, person.id)
    photo = None if point is None else point.map.photo
    if photo is not None:
        parameters = {"from_chat_id": photo.chat_id, "message_id": photo.telegram_id}
        call = Call("copyMessage", parameters, Purpose.NOTICE, Priority.STAFF_REPLY)
        outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now, key_name=key_name(person.id))


def unfinished(tx: Tx, person: Person, _now: datetime) -> list[Waiting]:
    """A start point that was begun and never looked at as a whole."""
    if person.role is not Role.MENTEE:
        return []
    point = start_points.of_person(tx, person.id)
    if point is None or point.finished_at is not None:
        return []
    _ = words_of(person)
    return [Waiting(_("🗺 Finish your start point"), "sp:home")]


def mentor_of(tx: Tx, person: Person) -> Talk | None:
    """Return the talk in which a mentee may write to their mentor now; None for none."""
    if person.role is not Role.MENTEE:
        return None
    return next((talk for talk in pairs.talks_of(tx, person.id) if may_talk(talk) is None), None)


def _pass_on_photo(tx: Tx, talk: Talk, now: datetime) -> None:
    point = start_points.of_person(tx, talk.sender.id)
    photo = None if point is None else point.map.for_others().photo
    if photo is None or isinstance(decide_relay(talk, Kind.PHOTO, now), Refuse):
        return
    own = Place(photo.bot_id, photo.chat_id, photo.telegram_id)
    if messages.at_place(tx, own) is None:
        content = Content(Kind.PHOTO, photo.caption)
        incoming = Incoming(photo.bot_id, photo.chat_id, photo.telegram_id, now, content, None)
        pass_on(tx, talk, incoming, None, now)


def _to_the_map(person: Person) -> list[Button]:
    _ = words_of(person)
    return [Button(_("🗺 Open it"), "sp:new")]
