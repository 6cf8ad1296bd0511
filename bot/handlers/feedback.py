"""The buttons by which staff teach the lexicon: what a row was, an exception for it, and a yes or no to changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from telegram import Update

from bot.asking import where_it_goes
from bot.case_circle import may_work
from bot.context import BotContext
from bot.feedback import (
    LINE,
    draft,
    draft_page,
    propose_exception,
    propose_lower,
    row_in_force,
    rows_page,
    turn_verdict,
)
from bot.handlers.buttons import Press, as_id, press_of
from bot.lexicon_news import card_buttons, card_text
from bot.pages import Page, show
from bot.speech import Chat, keyboard, words_of
from mentoring.cases import Case, CaseId, ConcernId
from mentoring.lexicon_changes import ChangeId, ChangeState, LexiconChange, approval_of, may_drop, may_propose
from mentoring.people import Person, Role
from mentoring.safeguarding import Lexicon
from mentoring.safeguarding.feedback import as_sentence
from storage import asked, cases, concerns, lexicon_drafts, lexicon_versions, outbox, people, programmes
from storage.lexicon_drafts import Draft, DraftId
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx

_ASKED_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class _Desk:
    """A safeguarding lead in their own chat, at a case that they may work."""

    person: Person
    case: Case
    press: Press
    lexicon: Lexicon
    now: datetime


# --- feedback on a case -----------------------------------------------------------------------------------------------


async def feedback_pressed(update: Update, context: BotContext) -> None:
    """A button of the feedback on a case was pressed (`fb:act.…`): for leads who may work it, in their own chat."""
    press = await press_of(update, context)
    do, *said = press.subject.split(".")
    lexicon = context.house.watch.lexicon

    def act(tx: Tx) -> None:
        page = None
        if do == "of" and len(said) > 1:
            page = _of_draft(tx, press, said, lexicon, context.now)
        elif do in _ON_ROW and len(said) == 2:
            page = _of_row(tx, press, do, said, lexicon, context.now)
        if page is not None:
            show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)


def _of_row(tx: Tx, press: Press, do: str, said: Sequence[str], lexicon: Lexicon, now: datetime) -> Page | None:
    number = as_id(said[0])
    noted = None if number is None else concerns.get(tx, ConcernId(number))
    desk = None if noted is None else _desk(tx, press, noted.case_id, lexicon, now)
    return None if noted is None or desk is None else _ON_ROW[do](tx, desk, noted.id, said[1])


def _turn(tx: Tx, desk: _Desk, concern: ConcernId, rule: str) -> Page:
    turn_verdict(tx, desk.case, concern, rule, desk.person, desk.now)
    return rows_page(tx, desk.case, words_of(desk.person))


def _draft(tx: Tx, desk: _Desk, concern: ConcernId, rule: str) -> Page | None:
    _ = words_of(desk.person)
    row = row_in_force(desk.lexicon, rule)
    if row is None:
        return Page(_("This row is not looked for any more."))
    made = draft(tx, desk.case, concern, row, desk.person, desk.now)
    if made is None:
        return Page(_("The words are gone, so nothing can be drafted from them."))
    # In a bubble of its own that can be neither forwarded nor saved: it repeats what somebody wrote.
    _send_protected(tx, desk.press.chat, draft_page(made, _), desk.now)
    return None


def _lower(tx: Tx, desk: _Desk, _concern: ConcernId, rule: str) -> Page:
    _ = words_of(desk.person)
    row = row_in_force(desk.lexicon, rule)
    change = None if row is None else propose_lower(tx, row, desk.person, desk.now)
    if change is None:
        return Page(_("This row cannot be lowered any more."))
    return Page(card_text(tx, change, _), card_buttons(change, desk.person))


_ON_ROW: Mapping[str, Callable[[Tx, _Desk, ConcernId, str], Page | None]] = {
    "turn": _turn,
    "draft": _draft,
    "lower": _lower,
}


def _of_draft(tx: Tx, press: Press, said: Sequence[str], lexicon: Lexicon, now: datetime) -> Page | None:
    """Go on with a draft (`of.id.act`); what is not the presser's own does not exist."""
    number, do, *more = said
    made = None if as_id(number) is None else lexicon_drafts.get(tx, DraftId(int(number)))
    desk = None if made is None else _desk(tx, press, made.case_id, lexicon, now)
    if made is None or desk is None or made.person_id != desk.person.id:
        return None
    _ = words_of(desk.person)
    match do:
        case "take" if more and (n := as_id(more[0])) is not None and n < len(made.phrases):
            return _kept(tx, desk, replace(made, phrase=made.phrases[n]))
        case "keep" if made.phrase is not None:
            return _kept(tx, desk, replace(made, test=as_sentence(made.sentence)))
        case "back":
            return _kept(tx, desk, replace(made, test=None) if made.test else replace(made, phrase=None))
        case "write":
            asked.ask(tx, desk.person.id, LINE, made.id, now + _ASKED_FOR)
            question = _("Write the words now.") if made.phrase is None else _("Write the sentence now.")
            return draft_page(made, _).under(f"{question}\n{where_it_goes(tx, desk.person)}")
        case "drop":
            asked.forget(tx, desk.person.id)
            lexicon_drafts.drop(tx, made.id)
            return Page(_("Dropped. Nothing has changed."))
        case "propose":
            return _proposed(tx, desk, made)
        case _:
            return None


def _kept(tx: Tx, desk: _Desk, made: Draft) -> Page:
    asked.forget(tx, desk.person.id)
    lexicon_drafts.change(tx, made)
    return draft_page(made, words_of(desk.person))


def _proposed(tx: Tx, desk: _Desk, made: Draft) -> Page | None:
    _ = words_of(desk.person)
    row = row_in_force(desk.lexicon, made.rule)
    if row is None:
        return Page(_("This row is not looked for any more."))
    change = propose_exception(tx, made, row, desk.person, desk.now)
    return None if change is None else Page(card_text(tx, change, _), card_buttons(change, desk.person))


def _desk(tx: Tx, press: Press, case_id: CaseId | None, lexicon: Lexicon, now: datetime) -> _Desk | None:
    """Return the desk of who pressed; None unless a lead who may work that case pressed in their own chat."""
    person = people.of_chat(tx, press.chat.bot_id, press.by)
    case = None if case_id is None else cases.get(tx, case_id)
    if person is None or case is None or press.chat.chat_id != press.by or case.programme_id != person.programme_id:
        return None
    programme = programmes.get(tx, case.programme_id)
    if programme is None or person.role is not Role.SAFEGUARDING_LEAD or not may_work(tx, person, case, programme):
        return None
    return _Desk(person, case, press, lexicon, now)


def _send_protected(tx: Tx, chat: Chat, page: Page, now: datetime) -> None:
    parameters: dict[str, Any] = {
        "text": page.text,
        "protect_content": True,
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard(page.buttons),
    }
    call = Call("sendMessage", parameters, Purpose.NOTICE, Priority.STAFF_REPLY)
    outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now, key_name=page.key_name)


# --- changes of the lexicon -------------------------------------------------------------------------------------------


async def change_pressed(update: Update, context: BotContext) -> None:
    """A button of a change's card was pressed (`lex:id.act`): agree, drop, take back; for staff, in their own chat."""
    press = await press_of(update, context)
    number, _, do = press.subject.partition(".")

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.by)
        change = None if as_id(number) is None else lexicon_versions.get(tx, ChangeId(int(number)))
        if person is None or change is None or press.chat.chat_id != press.by or not person.has_joined:
            return
        now_is = _decided(tx, change, person, do, context.now)
        if now_is is not None:
            page = Page(card_text(tx, now_is, words_of(person)), card_buttons(now_is, person))
            show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)


def _decided(tx: Tx, change: LexiconChange, by: Person, do: str, now: datetime) -> LexiconChange | None:
    """Do what was pressed when it may be, and return the change to show; None for who has no business here."""
    actor = f"person:{by.id}"
    if do == "back":
        return _taken_back(tx, change, by, now)
    if not may_propose(by, change.programme_id):
        return None
    if do == "yes" and approval_of(change, by) is None:
        lexicon_versions.decide(tx, change, ChangeState.APPROVED, by=by.id, actor=actor, now=now)
    elif do == "no" and may_drop(change, by):
        is_own = by.id == change.proposed_by
        state = ChangeState.WITHDRAWN if is_own else ChangeState.REFUSED
        lexicon_versions.decide(tx, change, state, by=by.id, actor=actor, now=now)
    return lexicon_versions.get(tx, change.id)


def _taken_back(tx: Tx, change: LexiconChange, by: Person, now: datetime) -> LexiconChange | None:
    """Propose what takes a change back. One that loosened is taken back by one lead, of any programme."""
    may = may_propose(by, change.programme_id) or (change.loosens and by.role is Role.SAFEGUARDING_LEAD)
    rows = lexicon_versions.reversal(tx, change) if may else None
    if rows is None:
        return change if may else None
    return lexicon_versions.propose(
        tx,
        programme=by.programme_id,
        by=by.id,
        why=f"takes back change {change.id}",
        rows=rows,
        actor=f"person:{by.id}",
        now=now,
        reverts=change.id,
    )
