"""Showing one entry: to the mentor as a message, to a coordinator, to an adult who helps; and taking it back.

Whoever calls this has had the entry's words looked at just before (`BotContext.look_again`): from now on somebody reads
them, so what is noticed in them opens a case, and keeps them from the mentor, as in any message.
"""

from datetime import datetime, timedelta

from bot.alerts import tell_of_case
from bot.copies import add_call
from bot.helplines import helplines_of
from bot.holding import take_back as take_back_unsent
from bot.incoming import Incoming
from bot.journal import pages
from bot.journal.private import verdict_of
from bot.journal.writing import shown
from bot.noticing import Noticed, keep_out_named, reader_of, with_verdict
from bot.pages import Page, rows_of
from bot.passing_on import pass_on
from bot.refusal_texts import refusal_text
from bot.rendering import Marked, shortened
from bot.reported_concerns import write_into
from bot.safety_words import call_text
from bot.speech import Button, Chat, change, chat_of, say, words_of
from bot.watching import Look
from bot.windows import answer_taken_back
from mentoring.case_record import Fact
from mentoring.cases import CaseId, ConcernSource
from mentoring.content import Content
from mentoring.journal import Entry
from mentoring.kinds import Kind
from mentoring.people import Person, Role
from mentoring.relay import Refuse, Talk, decide_relay, may_talk
from mentoring.safeguarding import Finding, Severity
from storage import audit, cases, concerns, journals, messages, outbox, pairs, people, programmes
from storage.concerns import spans_of
from storage.journals import EntryShare
from storage.messages import MessageState, Place
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx

_DELETABLE_FOR = timedelta(hours=47)
"""Telegram lets a bot delete its messages for 48 hours."""

_NOT_SENT = frozenset({MessageState.REFUSED, MessageState.RETURNED, MessageState.WITHDRAWN, MessageState.FAILED})


def whom_page(tx: Tx, person: Person, entry: Entry) -> Page:
    """Ask to whom an entry is to be shown, and offer to take back what is."""
    _ = words_of(person)
    shares = journals.shares_of(tx, entry.id)
    shown_to = {share.reader_id for share in shares}
    buttons = [
        Button(reader.display_name, f"jour:to.{entry.id}.{reader.id}")
        for reader in (*(talk.recipient for talk in _mentors(tx, person)), *_coordinators(tx, person))
        if reader.id not in shown_to
    ]
    back = []
    for share in shares:
        reader_now = people.get(tx, share.reader_id)
        if reader_now is not None:
            label = _("↩️ Take it back from {name}", name=reader_now.display_name)
            back.append([Button(label, f"jour:back.{share.id}")])
    text = "\n\n".join(
        [
            _("👁 Who may read this one entry? Everything else stays yours."),
            _("Whoever you tap can read it as it stands. You can take it back later."),
            _("Is somebody not safe? Then tell an adult who helps."),
        ]
    )
    adult = [Button(_("🛟 Tell an adult at school"), f"jour:tell.{entry.id}")]
    return Page(text, [*rows_of(buttons), *back, adult, [Button(_("‹ Back"), f"jour:e.{entry.id}")]])


def can_show(tx: Tx, person: Person, entry: Entry, reader: int | None, now: datetime) -> bool:
    """Return whether an entry would reach that reader if it were shown now: only then is it looked at."""
    if reader in {share.reader_id for share in journals.shares_of(tx, entry.id)}:
        return False
    talk = next((talk for talk in _mentors(tx, person) if talk.recipient.id == reader), None)
    if talk is not None:
        return not isinstance(decide_relay(talk, entry.content.kind, now), Refuse)
    return any(each.id == reader for each in _coordinators(tx, person))


def show_to(tx: Tx, person: Person, entry: Entry, reader: int | None, noticed: Noticed | None, now: datetime) -> Page:
    """Show an entry to somebody its writer chose, and return the entry's page then. What is forged changes nothing."""
    if reader in {share.reader_id for share in journals.shares_of(tx, entry.id)}:
        return shown(tx, person, entry)
    talk = next((talk for talk in _mentors(tx, person) if talk.recipient.id == reader), None)
    if talk is not None:
        return _to_mentor(tx, talk, entry, noticed, now)
    coordinator = next((each for each in _coordinators(tx, person) if each.id == reader), None)
    return shown(tx, person, entry) if coordinator is None else _to_coordinator(tx, person, entry, coordinator, now)


def take_back(tx: Tx, person: Person, share: EntryShare, now: datetime) -> Page | None:
    """Take an entry back from whoever may read it, and return its page; None when it is not theirs to take back."""
    entry = journals.get(tx, share.entry_id, person.id)
    if entry is None or entry.deleted_at is not None:
        return None
    if not journals.take_back(tx, share.id, now):
        return shown(tx, person, entry)
    _ = words_of(person)
    reader = people.get(tx, share.reader_id)
    name = "" if reader is None else reader.display_name
    audit.add(tx, actor=f"person:{person.id}", did="journal.taken_back", about=f"person:{share.reader_id}", at=now)
    note = _("↩️ Taken back. {name} cannot read it any more.", name=name)
    if share.message_id is not None:
        if not _unsend(tx, person, share, now):
            note = _(
                "↩️ Taken back. {name} got the picture or the voice more than two days ago, and keeps it.", name=name
            )
    elif reader is not None and share.bubble is not None:
        chat = chat_of(reader)
        if chat is not None:
            change(tx, chat, share.bubble, _taken_back_text(person, reader), now=now)
    return shown(tx, person, entry).under(note)


def take_everything_back(tx: Tx, person: Person, entry: Entry, now: datetime) -> None:
    """Take an entry back from everybody: it is being deleted."""
    for share in journals.shares_of(tx, entry.id):
        take_back(tx, person, share, now)


def read(tx: Tx, reader: Person, share: EntryShare, bubble: int, now: datetime) -> Page | None:
    """Show somebody of the staff what is shared with them; None when it is for somebody else."""
    if share.reader_id != reader.id:
        return None
    entry = journals.shared_entry(tx, share, reader.id)
    writer = None if entry is None else people.get(tx, entry.person_id)
    _ = words_of(reader)
    if entry is None or writer is None:
        return Page(_("This was taken back."))
    if share.read_at is None:
        audit.add(tx, actor=f"person:{reader.id}", did="journal.read", about=f"person:{writer.id}", at=now)
    journals.note_read(tx, share.id, bubble, now)
    chat = chat_of(reader)
    heading = _("📔 From {name}'s journal, for you:", name=writer.display_name)
    text = f"{heading}\n\n{entry.content.text or pages.symbol_of(entry)}"
    if chat is not None and (entry.content.kind is not Kind.TEXT or shortened(text) != text):
        show_whole(tx, entry, chat, now, protected=True)
    return Page(text, (), journals.key_name(writer.id))


def show_whole(tx: Tx, entry: Entry, chat: Chat, now: datetime, *, protected: bool = False) -> None:
    """Show an entry as it was written, voice and picture too; nothing comes when its writer has deleted the bubble."""
    parameters = {"from_chat_id": entry.chat_id, "message_id": entry.telegram_id}
    if protected:
        parameters["protect_content"] = True
    call = Call("copyMessage", parameters, Purpose.NOTICE, Priority.STAFF_REPLY)
    key_name = journals.key_name(entry.person_id)
    outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now, key_name=key_name)


def tell_adult(tx: Tx, person: Person, entry: Entry, look: Look | None, now: datetime) -> Page | None:
    """Bring an entry to the adults who help, because its writer says so; return what its writer reads then."""
    programme = programmes.get(tx, person.programme_id)
    if programme is None:
        return None
    _ = words_of(person)
    verdict = None if look is None else verdict_of(programme, person, look)
    severity = max(Severity.HIGH, Severity.NONE if verdict is None else verdict.severity)
    joined = cases.open_or_join(
        tx,
        about=f"person:{person.id}",
        programme=programme.id,
        person=person.id,
        severity=severity,
        now=now,
        actor=f"person:{person.id}",
    )
    text = "\n".join(part for part in (pages.symbol_of(entry), entry.content.text) if part)
    if not _was_told(tx, joined.case.id, text):
        finding = Finding((), "") if look is None or look.finding is None else look.finding
        keep_out_named(tx, joined.case, text, now)
        _write_into(tx, joined.case.id, person, text, finding, severity, now)
        if joined.is_raised:
            tell_of_case(tx, joined.case, now)
    journals.note_told(tx, entry.id, now)
    name = reader_of(tx, programme, now, joined.case).name or _("Somebody at your school")
    told = _("Thank you for telling. It was right. {name} has been told just now, and reads this entry.", name=name)
    parts = [told, call_text(helplines_of(programme.rules), _)]
    if entry.content.kind is not Kind.TEXT:
        parts.insert(1, _("They see what you wrote, not the picture or the voice. Please tell them what is in it."))
    return Page("\n\n".join(parts), [[Button(_("📔 My journal"), "jour:home")]])


def _was_told(tx: Tx, case: CaseId, text: str) -> bool:
    """Return whether a case holds this entry: its button was pressed twice."""
    return any(
        concern.source is ConcernSource.JOURNAL and concerns.text_of(tx, concern.id) == text
        for concern in concerns.of_case(tx, case)
    )


def _write_into(
    tx: Tx, case: CaseId, person: Person, text: str, finding: Finding, severity: Severity, now: datetime
) -> None:
    facts: dict[str, Fact] = {
        "categories": [category.value for category in finding.categories],
        "rules": [hit.rule for hit in finding.hits],
    }
    words = {"text": text, "spans": spans_of(finding)}
    source = ConcernSource.JOURNAL
    write_into(tx, case, person, source, severity, facts, words, now, text=text, finding=finding)


def _to_mentor(tx: Tx, talk: Talk, entry: Entry, noticed: Noticed | None, now: datetime) -> Page:
    person = talk.sender
    _ = words_of(person)
    own = Place(entry.bot_id, entry.chat_id, entry.telegram_id)
    written = Incoming(entry.bot_id, entry.chat_id, entry.telegram_id, now, _from_my_journal(talk, entry.content), None)
    incoming = with_verdict(tx, written, noticed)
    decision = decide_relay(talk, entry.content.kind, now, incoming.verdict)
    if isinstance(decision, Refuse):
        # Refused before it is recorded anywhere: what nobody gets stays in the journal.
        return shown(tx, person, entry).under(refusal_text(decision.why, talk, _))
    messages.forget_place(tx, own)
    pass_on(tx, talk, incoming, None, now)
    message = messages.at_place(tx, own)
    if message is None or message.state in _NOT_SENT:
        return shown(tx, person, entry)
    journals.share(tx, entry.id, talk.recipient.id, message.id, now)
    audit.add(tx, actor=f"person:{person.id}", did="journal.shown", about=f"person:{talk.recipient.id}", at=now)
    return shown(tx, person, entry)


def _to_coordinator(tx: Tx, person: Person, entry: Entry, coordinator: Person, now: datetime) -> Page:
    share = journals.share(tx, entry.id, coordinator.id, None, now)
    audit.add(tx, actor=f"person:{person.id}", did="journal.shown", about=f"person:{coordinator.id}", at=now)
    _ = words_of(coordinator)
    text = _("📔 {name} would like you to read something from their journal.", name=person.display_name)
    # The words themselves come when they are opened: until then they can be taken back unread.
    buttons = [[Button(_("Read it"), f"jour:read.{share}")]]
    say(tx, chat_of(coordinator), text, now=now, buttons=buttons, priority=Priority.PROMPT)
    return shown(tx, person, entry)


def _from_my_journal(talk: Talk, content: Content) -> Content:
    """Return an entry as its reader gets it: with a line above it that says what it is."""
    if content.kind is Kind.STICKER or content.kind is Kind.VIDEO_NOTE:
        return content
    _ = words_of(talk.recipient)
    heading = _("📔 From my journal:") + "\n"
    marked = Marked(heading) + Marked(content.text, content.entities)
    return Content(content.kind, marked.text, marked.entities, content.file_id)


def _unsend(tx: Tx, person: Person, share: EntryShare, now: datetime) -> bool:
    """Take a message back from the partner; False when it is a picture or a voice that Telegram lets nobody delete."""
    message = None if share.message_id is None else messages.get(tx, share.message_id)
    talk = None if message is None else pairs.talk_in(tx, person.id, message.pair_id)
    if message is None or talk is None or message.state in _NOT_SENT:
        return True
    if take_back_unsent(tx, message, talk.recipient, now):
        answer_taken_back(tx, message.id)
        return True
    is_old = now - share.shared_at > _DELETABLE_FOR
    text = _taken_back_text(person, talk.recipient)
    for number, _row in enumerate(outbox.of_message(tx, message.id)):
        if not is_old:
            call = Call("deleteMessage", {}, Purpose.DELETE, Priority.EDIT, message.id, number)
        elif message.content.kind is Kind.TEXT:
            call = Call("editMessageText", {"text": text}, Purpose.EDIT, Priority.EDIT, message.id, number)
        else:
            call = Call("editMessageCaption", {"caption": text}, Purpose.EDIT, Priority.EDIT, message.id, number)
        add_call(tx, talk, call, now)
    messages.set_state(tx, message.id, MessageState.WITHDRAWN)
    return not is_old or message.content.kind is Kind.TEXT


def _taken_back_text(writer: Person, reader: Person) -> str:
    _ = words_of(reader)
    return _("📔 {name} has taken this back.", name=writer.display_name)


def _mentors(tx: Tx, person: Person) -> list[Talk]:
    """Return the talks of a mentee that are open now. A mentor's own entries are not for their mentee to carry."""
    if person.role is not Role.MENTEE:
        return []
    return [talk for talk in pairs.talks_of(tx, person.id) if may_talk(talk) is None]


def _coordinators(tx: Tx, person: Person) -> list[Person]:
    return [each for each in people.staff_of(tx, person.programme_id) if each.role is Role.COORDINATOR]
