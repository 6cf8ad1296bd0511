"""Sessions, the proposals that lead to them, what is to be said around them, and what the two report of them.

A place in somebody's own words is sealed with the pair's key, as everything is that a pair writes.
"""

from dataclasses import dataclass
from datetime import datetime

from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.sessions import (
    Answer,
    Arrangement,
    Happened,
    Place,
    Prompt,
    Proposal,
    ProposalId,
    Session,
    SessionId,
    SessionState,
)
from storage import due, pairs
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

SESSION_PROMPT = "session_prompt"
"""The kind of due row that says something around a session; its subject is the id of a `PromptRow`."""

_SESSION = "id, pair_id, state, starts_at, minutes, place, line, sequence, created_at, changed_at"
_PROPOSAL = """p.id, p.session_id, p.proposer_id, p.starts_at, p.minutes, p.place, p.line, p.made_at, p.answer,
 p.answered_at, s.pair_id"""
_PROPOSAL_FROM = f"SELECT {_PROPOSAL} FROM session_proposals p JOIN sessions s ON s.id = p.session_id"


@dataclass(frozen=True, slots=True)
class PromptRow:
    """Something to say to one person around a session, as it was arranged at `sequence`."""

    id: int
    session_id: SessionId
    person_id: PersonId
    sequence: int
    prompt: Prompt


def propose(tx: Tx, pair: PairId, by: PersonId, arrangement: Arrangement, now: datetime) -> Proposal:
    """Add a session that one of the pair proposes, and return the proposal."""
    session = SessionId(
        tx.insert(
            "INSERT INTO sessions (pair_id, state, starts_at, minutes, place, line, sequence, created_at, changed_at)"
            " VALUES (:pair, :state, :starts_at, :minutes, :place, :line, 0, :now, :now) RETURNING id",
            pair=pair,
            state=SessionState.PROPOSED.value,
            now=to_ms(now),
            **_columns(tx, pair, arrangement),
        )
    )
    return _add_proposal(tx, session, pair, by, arrangement, now)


def propose_instead(tx: Tx, session: Session, by: PersonId, arrangement: Arrangement, now: datetime) -> Proposal:
    """Add a proposal to a session in place of the one that is open, if any: to move it, or as a counter-proposal."""
    end_proposals(tx, session.id, Answer.REPLACED, now)
    if session.state is SessionState.PROPOSED:
        _set_arrangement(tx, session, arrangement, session.sequence, now)
    return _add_proposal(tx, session.id, session.pair_id, by, arrangement, now)


def agree(tx: Tx, session: Session, proposal: Proposal, now: datetime) -> Session:
    """Note that both agreed to a proposal, and return the session as it is then."""
    sequence = session.sequence + 1 if session.state is SessionState.AGREED else session.sequence
    _answer(tx, proposal.id, Answer.ACCEPTED, now)
    _set_arrangement(tx, session, proposal.arrangement, sequence, now)
    tx.run("UPDATE sessions SET state = :state WHERE id = :id", id=session.id, state=SessionState.AGREED.value)
    return _known(tx, session.id)


def decline(tx: Tx, session: Session, proposal: Proposal, now: datetime) -> Session:
    """Note a "no"; a session that was never agreed ends with it, an agreed one stays as it was."""
    _answer(tx, proposal.id, Answer.DECLINED, now)
    if session.state is SessionState.PROPOSED:
        _set_state(tx, session.id, SessionState.DECLINED, now)
    return _known(tx, session.id)


def cancel(tx: Tx, session: Session, now: datetime) -> Session:
    """Note that a session is called off, with whatever was proposed about it."""
    end_proposals(tx, session.id, Answer.WITHDRAWN, now)
    sequence = session.sequence + 1 if session.state is SessionState.AGREED else session.sequence
    tx.run("UPDATE sessions SET sequence = :sequence WHERE id = :id", id=session.id, sequence=sequence)
    _set_state(tx, session.id, SessionState.CANCELLED, now)
    return _known(tx, session.id)


def get(tx: Tx, session: SessionId) -> Session | None:
    """Return a session, or None when there is none with that id."""
    row = tx.one(f"SELECT {_SESSION} FROM sessions WHERE id = :id", id=session)
    return None if row is None else _session(tx, row)


def coming(tx: Tx, pair: PairId, now: datetime) -> list[Session]:
    """Return a pair's sessions that are proposed or agreed and not over, by their beginning."""
    rows = tx.all(
        f"SELECT {_SESSION} FROM sessions WHERE pair_id = :pair AND state IN ('proposed', 'agreed')"
        " AND starts_at + minutes * 60000 > :now ORDER BY starts_at, id",
        pair=pair,
        now=to_ms(now),
    )
    return [_session(tx, row) for row in rows]


def last_agreed(tx: Tx, pair: PairId) -> Session | None:
    """Return the latest session that a pair agreed on, past or to come; None when there was none."""
    row = tx.one(
        f"SELECT {_SESSION} FROM sessions WHERE pair_id = :pair AND state = 'agreed' ORDER BY starts_at DESC LIMIT 1",
        pair=pair,
    )
    return None if row is None else _session(tx, row)


def page(
    tx: Tx, pair: PairId, *, state: SessionState | None = None, after: int, limit: int
) -> list[tuple[Session, dict[PersonId, Happened]]]:
    """Return the first `limit` sessions of a pair after that id, with what each of the two reported of them."""
    rows = tx.all(
        f"SELECT {_SESSION} FROM sessions WHERE pair_id = :pair AND id > :after AND (:any = 1 OR state = :state)"
        " ORDER BY id LIMIT :limit",
        pair=pair,
        after=after,
        any=int(state is None),
        state="" if state is None else state.value,
        limit=limit,
    )
    return [(_session(tx, row), reports_of(tx, SessionId(row["id"]))) for row in rows]


def get_proposal(tx: Tx, proposal: ProposalId) -> Proposal | None:
    """Return a proposal, or None when there is none with that id."""
    row = tx.one(f"{_PROPOSAL_FROM} WHERE p.id = :id", id=proposal)
    return None if row is None else _proposal(tx, row)


def open_proposal(tx: Tx, session: SessionId) -> Proposal | None:
    """Return what is proposed about a session and not answered yet, or None."""
    row = tx.one(f"{_PROPOSAL_FROM} WHERE p.session_id = :id AND p.answer IS NULL ORDER BY p.id DESC", id=session)
    return None if row is None else _proposal(tx, row)


def end_proposals(tx: Tx, session: SessionId, answer: Answer, now: datetime) -> int:
    """Give every open proposal about a session an answer, and return how many there were."""
    return tx.run(
        "UPDATE session_proposals SET answer = :answer, answered_at = :now WHERE session_id = :id AND answer IS NULL",
        id=session,
        answer=answer.value,
        now=to_ms(now),
    )


def add_prompt(tx: Tx, session: Session, person: PersonId, prompt: Prompt, due_at: datetime) -> None:
    """Let something be said to one person about a session, as it is arranged now, at `due_at`."""
    row = tx.insert(
        "INSERT INTO session_prompts (session_id, person_id, sequence, prompt)"
        " VALUES (:session, :person, :sequence, :prompt) RETURNING id",
        session=session.id,
        person=person,
        sequence=session.sequence,
        prompt=prompt.value,
    )
    put_off(tx, row, due_at)


def forget_news(tx: Tx, session: SessionId, person: PersonId) -> None:
    """Take off the news of a session that somebody has not been told yet."""
    tx.run(
        "DELETE FROM session_prompts WHERE session_id = :session AND person_id = :person AND prompt = :news"
        " AND said_at IS NULL",
        session=session,
        person=person,
        news=Prompt.NEWS.value,
    )


def has_heard(tx: Tx, session: SessionId, person: PersonId) -> bool:
    """Return whether somebody has been told anything about a session."""
    row = tx.one(
        "SELECT 1 AS heard FROM session_prompts WHERE session_id = :session AND person_id = :person"
        " AND said_at IS NOT NULL LIMIT 1",
        session=session,
        person=person,
    )
    return row is not None


def get_prompt(tx: Tx, prompt: int) -> PromptRow | None:
    """Return something that is still to be said, or None when it was said."""
    row = tx.one(
        "SELECT id, session_id, person_id, sequence, prompt FROM session_prompts WHERE id = :id AND said_at IS NULL",
        id=prompt,
    )
    if row is None:
        return None
    return PromptRow(
        row["id"], SessionId(row["session_id"]), PersonId(row["person_id"]), row["sequence"], Prompt(row["prompt"])
    )


def put_off(tx: Tx, prompt: int, due_at: datetime) -> None:
    """Let a prompt be due at that moment."""
    occurrence = f"{SESSION_PROMPT}:{prompt}:{to_ms(due_at)}"
    due.add(tx, kind=SESSION_PROMPT, subject=prompt, occurrence=occurrence, due_at=due_at)


def note_said(tx: Tx, prompt: int, now: datetime) -> None:
    """Note that a prompt was said."""
    tx.run("UPDATE session_prompts SET said_at = :now WHERE id = :id", id=prompt, now=to_ms(now))


def report(tx: Tx, session: SessionId, person: PersonId, happened: Happened, now: datetime) -> None:
    """Note what one of the two says of a session; a second word takes the place of the first."""
    tx.run(
        "INSERT INTO session_reports (session_id, person_id, happened, reported_at)"
        " VALUES (:session, :person, :happened, :now) ON CONFLICT (session_id, person_id)"
        " DO UPDATE SET happened = :happened, reported_at = :now",
        session=session,
        person=person,
        happened=happened.value,
        now=to_ms(now),
    )


def reports_of(tx: Tx, session: SessionId) -> dict[PersonId, Happened]:
    """Return what was reported of a session, by whom."""
    rows = tx.all(
        "SELECT person_id, happened FROM session_reports WHERE session_id = :id ORDER BY person_id", id=session
    )
    return {PersonId(row["person_id"]): Happened(row["happened"]) for row in rows}


def latest_reports(tx: Tx, pair: PairId, now: datetime, limit: int) -> list[dict[PersonId, Happened]]:
    """Return what was reported of a pair's latest sessions whose time has passed, the newest first."""
    rows = tx.all(
        "SELECT id FROM sessions WHERE pair_id = :pair AND state = 'agreed' AND starts_at <= :now"
        " ORDER BY starts_at DESC LIMIT :limit",
        pair=pair,
        now=to_ms(now),
        limit=limit,
    )
    return [reports_of(tx, SessionId(row["id"])) for row in rows]


def _add_proposal(
    tx: Tx, session: SessionId, pair: PairId, by: PersonId, arrangement: Arrangement, now: datetime
) -> Proposal:
    proposal = tx.insert(
        "INSERT INTO session_proposals (session_id, proposer_id, starts_at, minutes, place, line, made_at)"
        " VALUES (:session, :by, :starts_at, :minutes, :place, :line, :now) RETURNING id",
        session=session,
        by=by,
        now=to_ms(now),
        **_columns(tx, pair, arrangement),
    )
    kept = get_proposal(tx, ProposalId(proposal))
    assert kept is not None
    return kept


def _answer(tx: Tx, proposal: ProposalId, answer: Answer, now: datetime) -> None:
    tx.run(
        "UPDATE session_proposals SET answer = :answer, answered_at = :now WHERE id = :id",
        id=proposal,
        answer=answer.value,
        now=to_ms(now),
    )


def _set_state(tx: Tx, session: SessionId, state: SessionState, now: datetime) -> None:
    tx.run(
        "UPDATE sessions SET state = :state, changed_at = :now WHERE id = :id",
        id=session,
        state=state.value,
        now=to_ms(now),
    )


def _set_arrangement(tx: Tx, session: Session, arrangement: Arrangement, sequence: int, now: datetime) -> None:
    tx.run(
        "UPDATE sessions SET starts_at = :starts_at, minutes = :minutes, place = :place, line = :line,"
        " sequence = :sequence, changed_at = :now WHERE id = :id",
        id=session.id,
        sequence=sequence,
        now=to_ms(now),
        **_columns(tx, session.pair_id, arrangement),
    )


def _columns(tx: Tx, pair: PairId, arrangement: Arrangement) -> dict[str, object]:
    line = arrangement.line
    return {
        "starts_at": to_ms(arrangement.starts_at),
        "minutes": arrangement.minutes,
        "place": arrangement.place.value,
        "line": tx.seal(pairs.key_name(pair), line.encode()) if line else None,
    }


def _known(tx: Tx, session: SessionId) -> Session:
    kept = get(tx, session)
    assert kept is not None
    return kept


def _session(tx: Tx, row: Row) -> Session:
    return Session(
        id=SessionId(row["id"]),
        pair_id=PairId(row["pair_id"]),
        state=SessionState(row["state"]),
        arrangement=_arrangement(tx, row),
        sequence=row["sequence"],
        created_at=from_ms(row["created_at"]),
        changed_at=from_ms(row["changed_at"]),
    )


def _proposal(tx: Tx, row: Row) -> Proposal:
    return Proposal(
        id=ProposalId(row["id"]),
        session_id=SessionId(row["session_id"]),
        by=PersonId(row["proposer_id"]),
        arrangement=_arrangement(tx, row),
        made_at=from_ms(row["made_at"]),
        answer=None if row["answer"] is None else Answer(row["answer"]),
        answered_at=from_ms_or_none(row["answered_at"]),
    )


def _arrangement(tx: Tx, row: Row) -> Arrangement:
    return Arrangement(from_ms(row["starts_at"]), row["minutes"], Place(row["place"]), _line(tx, row))


def _line(tx: Tx, row: Row) -> str:
    if row["line"] is None:
        return ""
    try:
        return tx.unseal(pairs.key_name(PairId(row["pair_id"])), row["line"]).decode()
    except KeyErased:
        return ""  # the pair's words are gone; that they met, and when, is the programme's to keep
