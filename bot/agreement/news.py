"""Telling people of their agreement, in their open hours: what the other one did, what waits for them, what holds."""

from datetime import datetime, timedelta

from bot.agreement.pages import page
from bot.agreement.papers import send_paper
from bot.agreement.table import Table, sit_down
from bot.speech import chat_of, say
from mentoring.agreement.negotiation import AgreementState
from mentoring.open_hours import NeverOpen
from mentoring.pairs import PairState
from mentoring.people import Person
from mentoring.relay import Talk
from storage import agreements, due, hours, pairs
from storage.agreements import About, Agreement
from storage.outbox import Priority, Purpose
from storage.tx import Tx

AGREEMENT_NEWS = "agreement_news"
"""The kind of due row that tells somebody when their hours open; its subject is the id of the news."""

AGREEMENT_WAITS = "agreement_waits"
"""The kind of due row that looks whether a negotiation goes on; its subject is the agreement's id."""


def tell(tx: Tx, table: Table, person: Person, about: About = About.MOVE) -> None:
    """Tell one of the two of their agreement: at once when their hours are open, else when they open."""
    try:
        opens = hours.hours_of(tx, person.id, table.agreement.pair_id).reach.next_open(table.now)
    except NeverOpen as error:
        opens = error.searched_until
    if opens <= table.now:
        seen = sit_down(tx, table.agreement.id, person.id, table.now)
        if seen is not None:
            _tell_now(tx, seen, about)
        return
    news = agreements.add_news(tx, table.agreement.id, person.id, about)
    due.add(tx, kind=AGREEMENT_NEWS, subject=news, occurrence=f"{AGREEMENT_NEWS}:{news}", due_at=opens)


def tell_kept(tx: Tx, news: int, now: datetime) -> None:
    """Tell somebody what waited for their open hours: as it stands now, and only the newest of it."""
    kept = agreements.take_news(tx, news)
    table = None if kept is None else sit_down(tx, kept.agreement_id, kept.person_id, now)
    pair = None if table is None else pairs.get(tx, table.agreement.pair_id)
    if kept is None or table is None or pair is None or pair.state is PairState.CLOSED:
        return
    if kept.about is About.WAITING and kept.person_id not in table.negotiation.waits_for:
        return
    tell(tx, table, table.reader, kept.about)  # asks again: the hours may have changed meanwhile


def watch(tx: Tx, table: Table) -> None:
    """Let somebody look, after a while, whether the negotiation goes on."""
    if table.negotiation.is_under_way:
        watch_until(tx, table.agreement, table.now + table.frame.bounds.reminder_after)


def watch_until(tx: Tx, agreement: Agreement, at: datetime) -> None:
    """Let somebody look at `at` whether a negotiation goes on."""
    occurrence = f"{AGREEMENT_WAITS}:{agreement.id}:{at.timestamp():.3f}"
    due.add(tx, kind=AGREEMENT_WAITS, subject=agreement.id, occurrence=occurrence, due_at=at)


def tell_missed(tx: Tx, talk: Talk, since: datetime, now: datetime) -> None:
    """Tell the sender of a talk, who heard nothing `since` then, where the agreement stands if it went on meanwhile."""
    for agreement in agreements.of_pair(tx, talk.pair.id)[-1:]:
        table = sit_down(tx, agreement.id, talk.sender.id, now)
        if table is not None and agreements.last_step_at(tx, agreement.id) >= since:
            tell(tx, table, talk.sender)


def _tell_now(tx: Tx, table: Table, about: About) -> None:
    if pairs.muted_since(tx, table.agreement.pair_id, table.reader.id) is not None:
        return  # they want to hear nothing from the other: until `tell_missed`
    if about is About.PAPER:
        send_paper(tx, chat_of(table.reader), table)
        return
    _ = table.words
    shown = page(table, signatures=agreements.signatures_of(tx, table.agreement.id))
    name = table.partner.display_name
    note = (
        _("⏳ Your agreement with {name} is still open. Go on whenever you like.", name=name)
        if about is About.WAITING
        else _news(table)
    )
    shown = shown if note is None else shown.under(note)
    say(
        tx,
        chat_of(table.reader),
        shown.text,
        now=table.now,
        buttons=shown.buttons,
        priority=Priority.PROMPT,
        purpose=Purpose.PROMPT if about is About.WAITING else Purpose.NOTICE,
        key_name=table.key_name,
    )


def _news(table: Table) -> str | None:
    """Return what the reader is told above the page; None when the page says it all."""
    _ = table.words
    negotiation, name = table.negotiation, table.partner.display_name
    match negotiation.state:
        case AgreementState.OFFERED if table.is_readers_turn and table.agreement.number > 1:
            return _("📝 {name} would like to change something in your agreement.", name=name)
        case AgreementState.OFFERED if table.is_readers_turn:
            return _("📝 {name} has a suggestion for your agreement. Look at it when you like.", name=name)
        case AgreementState.COUNTERED if table.is_readers_turn:
            return _("📝 {name} has answered. Some things are different now.", name=name)
        case AgreementState.COUNTERED:
            return _("✏️ {name} would like to change something before you sign.", name=name)
        case AgreementState.AGREED if table.partner.id in negotiation.signatures:
            return _("✍️ {name} has signed. Now it is up to you.", name=name)
        case AgreementState.AGREED:
            return _("🎉 You both want the same. Now you can sign.")
        case AgreementState.SIGNED:
            return _("🎉 You have both signed. The change counts from the time below.")
        case AgreementState.IN_FORCE:
            return (
                _("🎉 You have both signed. From now on this holds.")
                if _is_first(table)
                else _("🤝 From now on this holds.")
            )
        case _:
            return None


def _is_first(table: Table) -> bool:
    """Return whether both signed only just now, rather than for a time that has come."""
    signed_at, took_effect_at = table.agreement.signed_at, table.agreement.took_effect_at
    return signed_at is not None and took_effect_at is not None and took_effect_at - signed_at < timedelta(seconds=1)
