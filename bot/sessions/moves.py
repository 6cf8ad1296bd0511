"""What the two do about a session: propose, say yes or no, call off, report. Each is one act, and the other is told."""

from datetime import datetime

from bot.sessions.news import plan_prompts, reader_of, send_calendar_file, tell
from bot.sessions.pages import Page, session_page
from bot.sessions.session_words import agreed_cadence
from bot.speech import Button
from mentoring.people import PersonId
from mentoring.refusals import Refusal
from mentoring.relay import Talk
from mentoring.sessions import (
    Arrangement,
    Happened,
    InThePast,
    NotOpen,
    Proposal,
    Session,
    SessionId,
    SessionState,
    cannot_accept,
    cannot_answer,
    cannot_be,
    cannot_change,
    next_by_cadence,
    places_within,
    was_held,
)
from mentoring.tasks import TaskKind
from storage import audit, sessions, tasks
from storage.tx import Tx

MISSED_BEFORE_TASK = 2
"""So many sessions in a row that did not happen, and the coordinator gets a task: anybody may be ill once."""


def propose(
    tx: Tx, talk: Talk, session_id: SessionId | None, arrangement: Arrangement, now: datetime
) -> Session | Refusal:
    """Propose a session to the recipient of `talk`, or (with one) another time for it."""
    session = None if session_id is None else sessions.get(tx, session_id)
    refusal = cannot_be(arrangement, now, places_within(talk.rules))
    if refusal is None and session is not None:
        refusal = cannot_change(session, now)
    if refusal is not None:
        return refusal
    by = talk.sender.id
    proposal = (
        sessions.propose(tx, talk.pair.id, by, arrangement, now)
        if session is None
        else sessions.propose_instead(tx, session, by, arrangement, now)
    )
    return _done(tx, "session.proposed", talk, proposal.session_id, now)


def accept(tx: Tx, talk: Talk, session: Session, proposal: Proposal, now: datetime) -> Session | Refusal:
    """Say yes: both get it for their calendars, and will be reminded."""
    refusal = cannot_accept(session, proposal, talk.sender.id, now)
    if refusal is not None:
        return refusal
    agreed = sessions.agree(tx, session, proposal, now)
    plan_prompts(tx, agreed, now)
    send_calendar_file(tx, agreed, talk, now)
    return _done(tx, "session.agreed", talk, agreed.id, now)


def decline(tx: Tx, talk: Talk, session: Session, proposal: Proposal, now: datetime) -> Session | Refusal:
    """Say no; an agreed session that was to be moved stays as it was."""
    refusal = cannot_answer(session, proposal, talk.sender.id)
    if refusal is not None:
        return refusal
    sessions.decline(tx, session, proposal, now)
    return _done(tx, "session.declined", talk, session.id, now)


def call_off(tx: Tx, talk: Talk, session: Session, now: datetime) -> Session | Refusal:
    """Call a session off, or take a proposal back."""
    refusal = cannot_change(session, now)
    if refusal is not None:
        return refusal
    called_off = sessions.cancel(tx, session, now)
    if session.state is SessionState.AGREED:
        send_calendar_file(tx, called_off, talk, now)
    return _done(tx, "session.called_off", talk, session.id, now)


def report(tx: Tx, talk: Talk, session: Session, happened: Happened, now: datetime) -> Page:
    """Note whether a session happened, and return what whoever said so reads next."""
    reader = reader_of(talk, now)
    _, name = reader.words, talk.recipient.display_name
    if session.state is not SessionState.AGREED or session.arrangement.starts_at > now:
        return session_page(session, sessions.open_proposal(tx, session.id), reader)
    sessions.report(tx, session.id, talk.sender.id, happened, now)
    audit.add(
        tx,
        actor=f"person:{talk.sender.id}",
        did="session.reported",
        about=f"pair:{session.pair_id}",
        at=now,
        session=session.id,
        happened=happened.value,
    )
    _look_at_missed(tx, talk, now)
    another = [Button(_("Plan another one"), f"session:new.{session.pair_id}")]
    if happened is not Happened.YES:
        return Page(_("Thanks for telling me. Do you want to find another time?"), [another])
    if sessions.coming(tx, session.pair_id, now):
        return Page(_("Good to hear that you met {name}. 🌱", name=name))
    following = next_by_cadence(session.arrangement, agreed_cadence(tx, session.pair_id), talk.sender.zone, now)
    moment = _.moment(following.starts_at, talk.sender.zone, now)
    same = [Button(_("Same again: {moment}", moment=moment), f"session:next.{session.id}")]
    return Page(_("Good to hear that you met {name}. 🌱 Shall we plan the next one?", name=name), [same, another])


def refusal_note(refusal: Refusal, talk: Talk, now: datetime) -> str:
    """Return what somebody reads whose press came too late, or cannot be."""
    _ = reader_of(talk, now).words
    match refusal:
        case InThePast():
            return _("That moment has passed already.")
        case NotOpen():
            return _("Something has changed meanwhile. This is how it stands:")
        case _:
            return _("That is not possible. This is how it stands:")


def _done(tx: Tx, did: str, talk: Talk, session: SessionId, now: datetime) -> Session:
    """Note an act, tell the other one of it, and return the session as it stands."""
    by: PersonId = talk.sender.id
    audit.add(tx, actor=f"person:{by}", did=did, about=f"pair:{talk.pair.id}", at=now, session=session)
    kept = sessions.get(tx, session)
    assert kept is not None
    tell(tx, kept, talk.recipient.id, now)
    return kept


def _look_at_missed(tx: Tx, talk: Talk, now: datetime) -> None:
    """Ask the staff to look when several sessions in a row did not happen; not any more once one did."""
    latest = [was_held(reports.values()) for reports in sessions.latest_reports(tx, talk.pair.id, now, 10)]
    known = [held for held in latest if held is not None]
    missed = next((n for n, held in enumerate(known) if held), len(known))
    pair = talk.pair
    if missed == 0:
        tasks.close_for(tx, TaskKind.SESSION_MISSED, pair=pair.id, now=now)
    elif missed >= MISSED_BEFORE_TASK:
        tasks.open_task(
            tx,
            programme=pair.programme_id,
            kind=TaskKind.SESSION_MISSED,
            pair=pair.id,
            facts={"missed": missed},
            now=now,
        )
