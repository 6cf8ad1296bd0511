"""`/session`: planning, answering, moving, calling off, reporting; every press changes its message in place."""

import asyncio
from datetime import datetime

from telegram import Update

from bot.context import BotContext
from bot.dates_written import day_written
from bot.handlers.away import member, presser
from bot.handlers.buttons import Press, as_id, press_of
from bot.refusal_texts import refusal_text
from bot.sessions import moves, planning
from bot.sessions.news import reader_of
from bot.sessions.pages import Page, call_off_page, list_page, session_page, signed_rule
from bot.sessions.session_words import agreed_cadence, missed_rule
from bot.speech import Button, Chat, change, say, words_of
from mentoring.pairs import PairId, PairState
from mentoring.people import Person
from mentoring.refusals import Refusal
from mentoring.relay import Talk, may_talk
from mentoring.sessions import Happened, NotOpen, ProposalId, Session, SessionId, SessionState, next_by_cadence
from storage import asked, pairs, session_drafts, sessions
from storage.tx import Tx


async def session_asked(update: Update, context: BotContext) -> None:
    """`/session`: the sessions to come, or the plan of a new one; for a mentor of several, with whom."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is None:
            return
        asked.forget(tx, person.id, planning.OWN)
        talks = [talk for talk in pairs.talks_of(tx, person.id) if talk.pair.state is not PairState.CLOSED]
        page = _begin(tx, talks[0], context.now) if len(talks) == 1 else _with_whom(person, talks)
        say(tx, chat, page.text, now=context.now, buttons=page.buttons)

    await context.act(act)


async def session_pressed(update: Update, context: BotContext) -> None:
    """A button about a session was pressed (`session:verb.id`; `bot/sessions/pages.py` says which there are)."""
    press = await press_of(update, context)
    verb, _, rest = press.subject.partition(".")
    number, _, choice = rest.partition(".")

    def act(tx: Tx) -> None:
        person, about = presser(tx, press), as_id(number)
        if person is None or about is None:
            return
        asked.forget(tx, person.id, planning.OWN)  # whoever presses on has left the question for their own words
        page, talk = _pressed(tx, person, verb, about, choice, context.now)
        if page is not None and talk is not None:
            _show(tx, press, page, talk, context.now)

    await context.act(act)


async def plan_pressed(update: Update, context: BotContext) -> None:
    """A button of somebody's plan was pressed (`plan:draft.verb.choice`)."""
    press = await press_of(update, context)
    number, _dot, rest = press.subject.partition(".")
    verb, _dot, choice = rest.partition(".")
    if verb == "own" and choice == "day":
        # What reads days is slow to load; what they write next is read where nobody may be kept waiting.
        await asyncio.to_thread(day_written, "1.1.", "en", context.now.date())

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        draft = None if person is None else session_drafts.of_person(tx, person.id)
        talk = None if person is None or draft is None else pairs.talk_in(tx, person.id, draft.pair_id)
        if person is None:
            return
        if draft is None or talk is None or draft.id != as_id(number):
            _ = words_of(person)
            text = _("This plan is no longer open. /session starts a new one.")
            change(tx, press.chat, press.bubble, text, now=context.now)
            return
        page = _planned(tx, talk, draft, verb, choice, context.now)
        if page is not None:
            _show(tx, press, page, talk, context.now)

    await context.act(act)


def _planned(tx: Tx, talk: Talk, draft: session_drafts.Draft, verb: str, choice: str, now: datetime) -> Page | None:
    """Do what a press on a plan says, and return what its message shows then."""
    _ = words_of(talk.sender)
    if verb == "drop":
        session_drafts.drop(tx, talk.sender.id)
        return Page(_("All right, nothing is planned."))
    refusal = may_talk(talk)
    if refusal is not None:
        session_drafts.drop(tx, talk.sender.id)
        return Page(refusal_text(refusal, talk, _))
    if verb != "send":
        return planning.choose(tx, draft, talk, verb, choice, now)
    arrangement = planning.arrangement_of(draft, talk.sender)
    if arrangement is None:
        return None
    session_drafts.drop(tx, talk.sender.id)
    proposed = moves.propose(tx, talk, draft.session_id, arrangement, now)
    if isinstance(proposed, NotOpen) and draft.session_id is not None:
        session = sessions.get(tx, draft.session_id)
        assert session is not None
        return _outcome(tx, talk, session, proposed, now)
    if isinstance(proposed, Refusal):
        return Page(planning.refusal_text(proposed, reader_of(talk, now)))
    return session_page(proposed, sessions.open_proposal(tx, proposed.id), reader_of(talk, now))


def _pressed(
    tx: Tx, person: Person, verb: str, about: int, choice: str, now: datetime
) -> tuple[Page | None, Talk | None]:
    """Do what a press says, and return what its message shows then and in which talk; None when it is not theirs."""
    if verb in ("with", "new"):
        talk = pairs.talk_in(tx, person.id, PairId(about))
        if talk is None:
            return None, None
        return (_begin(tx, talk, now) if verb == "with" else _plan(tx, talk, None, now)), talk
    proposal = sessions.get_proposal(tx, ProposalId(about)) if verb in ("yes", "no") else None
    session = sessions.get(tx, SessionId(about) if proposal is None else proposal.session_id)
    talk = None if session is None else pairs.talk_in(tx, person.id, session.pair_id)
    if session is None or talk is None or (verb in ("yes", "no") and proposal is None):
        return None, None
    if proposal is not None:
        answer = moves.accept if verb == "yes" else moves.decline
        return _outcome(tx, talk, session, answer(tx, talk, session, proposal, now), now), talk
    match verb:
        case "show":
            return _standing(tx, talk, session, now), talk
        case "other":
            return _plan(tx, talk, session, now), talk
        case "off" if session.state is SessionState.AGREED:
            return call_off_page(
                session, reader_of(talk, now), missed_rule(tx, session.pair_id, words_of(person))
            ), talk
        case "off" | "gone":
            return _outcome(tx, talk, session, moves.call_off(tx, talk, session, now), now), talk
        case "held" if choice in set(Happened):
            return moves.report(tx, talk, session, Happened(choice), now), talk
        case "next":
            following = next_by_cadence(session.arrangement, agreed_cadence(tx, session.pair_id), person.zone, now)
            return planning.begin_like(tx, talk, following, now), talk
        case _:
            return None, None


def _begin(tx: Tx, talk: Talk, now: datetime) -> Page:
    """Return what `/session` shows in one pair."""
    coming = sessions.coming(tx, talk.pair.id, now)
    if coming:
        reader = reader_of(talk, now)
        return _standing(tx, talk, coming[0], now) if len(coming) == 1 else list_page(coming, reader)
    return _plan(tx, talk, None, now)


def _plan(tx: Tx, talk: Talk, session: Session | None, now: datetime) -> Page:
    refusal = may_talk(talk)
    if refusal is not None:
        return Page(refusal_text(refusal, talk, words_of(talk.sender)))
    page = planning.begin(tx, talk, session, now)
    is_agreed = session is not None and session.state is SessionState.AGREED
    rule = missed_rule(tx, talk.pair.id, words_of(talk.sender)) if is_agreed else None
    return page if rule is None else page.under(signed_rule(rule, words_of(talk.sender)))


def _outcome(tx: Tx, talk: Talk, session: Session, done: Session | Refusal, now: datetime) -> Page:
    if isinstance(done, Session):
        return _standing(tx, talk, done, now)
    return _standing(tx, talk, session, now).under(moves.refusal_note(done, talk, now))


def _standing(tx: Tx, talk: Talk, session: Session, now: datetime) -> Page:
    page = session_page(session, sessions.open_proposal(tx, session.id), reader_of(talk, now))
    if len(sessions.coming(tx, talk.pair.id, now)) < 2 and session.state is SessionState.AGREED:
        _ = words_of(talk.sender)
        return Page(page.text, [*page.buttons, [Button(_("Plan another one"), f"session:new.{talk.pair.id}")]])
    return page


def _with_whom(person: Person, talks: list[Talk]) -> Page:
    _ = words_of(person)
    if not talks:
        return Page(_("You have no partner yet. I will tell you when you can plan something."))
    return Page(
        _("A session with whom?"),
        [[Button(talk.recipient.display_name, f"session:with.{talk.pair.id}")] for talk in talks],
    )


def _show(tx: Tx, press: Press, page: Page, talk: Talk, now: datetime) -> None:
    key_name = pairs.key_name(talk.pair.id)
    change(tx, press.chat, press.bubble, page.text, now=now, buttons=page.buttons, key_name=key_name)
