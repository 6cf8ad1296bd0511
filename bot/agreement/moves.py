"""What a press does to an agreement: one step, everything that follows from it, in one transaction."""

from dataclasses import replace

from bot.agreement.effect import AGREEMENT_STARTS, put_in_force
from bot.agreement.news import tell, watch
from bot.agreement.table import Table, sit_down
from mentoring.agreement.canonical import Signable, canonical_text, starting_moment
from mentoring.agreement.choices import OutsideBounds, first_outside, offered, outside
from mentoring.agreement.clauses import PARTS, Clause, Part, Term, clause_of
from mentoring.agreement.negotiation import Act, AgreementState, Step, may
from mentoring.people import Role
from mentoring.refusals import Refusal
from mentoring.tasks import TaskKind
from storage import agreement_papers, agreements, audit, due, tasks
from storage.agreement_papers import Paper
from storage.tx import Tx

_AUDITED = frozenset({Act.HANDED_OVER, Act.REOPENED, Act.SIGNED, Act.WITHDREW})


class Overtaken(Refusal):
    """Somebody did something first: where it stands now is not what the presser saw."""


def choose(tx: Tx, table: Table, part: Part, choice: str) -> Table | Refusal:
    """Answer one part of a clause."""
    clause = clause_of(part)
    if clause not in table.negotiation.positions:
        return Overtaken()
    if choice not in offered(part, table.frame):
        return OutsideBounds(clause, part)
    return propose(tx, table, clause, table.negotiation.positions[clause].term.with_choice(part, choice))


def propose(tx: Tx, table: Table, clause: Clause, term: Term) -> Table | Refusal:
    """Put a term for a clause on the table, whole or in part; within the programme's bounds or not at all."""
    complete = all(part in term.choices for part in PARTS[clause])
    refusal = outside(clause, term, table.frame) if complete else None
    if refusal is not None:
        return refusal
    return _take(tx, table, Step(Act.PROPOSED, table.now, table.reader.id, clause, term))


def accept(tx: Tx, table: Table, clause: Clause) -> Table | Refusal:
    """Accept what the partner proposed for a clause, or go back to what both stood behind."""
    step = Step(Act.ACCEPTED, table.now, table.reader.id, clause)
    position = table.negotiation.positions.get(clause)
    refusal = None if position is None else outside(clause, position.before, table.frame)
    return _take(tx, table, step) if refusal is None else refusal


def hand_over(tx: Tx, table: Table) -> Table | Refusal:
    """Give the turn to the partner; or, when both want the same, make the text that is to be signed."""
    broken = first_outside(table.negotiation.terms, table.frame)
    if broken is not None:
        return broken[1]
    moved = _take(tx, table, Step(Act.HANDED_OVER, table.now, table.reader.id))
    if isinstance(moved, Refusal):
        return moved
    if moved.negotiation.state is AgreementState.AGREED:
        _freeze(tx, moved)
    return _told(tx, moved)


def sign(tx: Tx, table: Table) -> Table | Refusal:
    """Sign the text. With the second signature it counts: at once, or from its stated time."""
    broken = first_outside(table.negotiation.terms, table.frame)
    if broken is not None:
        return broken[1]  # the programme's rules have become stricter meanwhile
    sha256 = table.agreement.sha256
    moved = _take(tx, table, Step(Act.SIGNED, table.now, table.reader.id))
    if isinstance(moved, Refusal) or sha256 is None:
        return moved
    agreements.add_signature(tx, moved.agreement.id, moved.reader.id, sha256, moved.now)
    if moved.negotiation.state is not AgreementState.SIGNED:
        return _told(tx, moved)
    agreements.note_signed(tx, moved.agreement.id, moved.now)
    for person in (moved.reader, moved.partner):
        agreement_papers.ask(tx, Paper(moved.agreement.id, person.id), moved.now)
    starts_at = moved.agreement.starts_at
    if starts_at is not None and starts_at > moved.now:
        due.add(
            tx,
            kind=AGREEMENT_STARTS,
            subject=moved.agreement.id,
            occurrence=f"{AGREEMENT_STARTS}:{moved.agreement.id}",
            due_at=starts_at,
        )
        return _told(tx, moved)
    put_in_force(tx, moved.agreement, moved.now)
    holds = _seen_again(tx, moved)
    tell(tx, holds, holds.partner)
    return holds


def reopen(tx: Tx, table: Table) -> Table | Refusal:
    """Go back to negotiating instead of signing; signatures under the old text are void."""
    moved = _take(tx, table, Step(Act.REOPENED, table.now, table.reader.id))
    if isinstance(moved, Refusal):
        return moved
    agreements.thaw(tx, moved.agreement)
    return _told(tx, moved)


def withdraw(tx: Tx, table: Table) -> Table | Refusal:
    """Take the whole suggestion back. A draft that nobody has seen goes without a word."""
    was_draft = table.negotiation.state is AgreementState.DRAFT
    moved = _take(tx, table, Step(Act.WITHDREW, table.now, table.reader.id))
    if isinstance(moved, Refusal):
        return moved
    tasks.close_for(tx, TaskKind.AGREEMENT_STALLED, now=moved.now, pair=moved.agreement.pair_id)
    return moved if was_draft else _told(tx, moved)


def _take(tx: Tx, table: Table, step: Step) -> Table | Refusal:
    refusal = may(table.negotiation, step)
    if refusal is not None:
        return refusal
    stands = agreements.take(tx, table.agreement, table.negotiation, step)
    if stands is None:
        return Overtaken()
    if step.act in _AUDITED:
        audit.add(
            tx,
            actor=f"person:{table.reader.id}",
            did=f"agreement.{step.act}",
            about=f"agreement:{table.agreement.id}",
            at=table.now,
        )
    return _seen_again(tx, replace(table, negotiation=stands))


def _told(tx: Tx, table: Table) -> Table:
    """Tell the partner of what was just done, and watch over what is to come."""
    table = _seen_again(tx, table)
    tell(tx, table, table.partner)
    tasks.close_for(tx, TaskKind.AGREEMENT_STALLED, now=table.now, pair=table.agreement.pair_id)
    watch(tx, table)
    return table


def _freeze(tx: Tx, table: Table) -> None:
    """Make the text to sign. The stated time is computed now, so that both sign a date and not a manner of speaking."""
    start = table.negotiation.terms.get(Clause.START)
    starts_at = None
    if start is not None:
        starts_at = starting_moment(start.choices[Part.START], table.now, table.zone)
    mentor, mentee = table.reader, table.partner
    if mentor.role is not Role.MENTOR:
        mentor, mentee = mentee, mentor
    text = canonical_text(
        Signable(
            programme_id=table.programme.id,
            programme=table.programme.name,
            pair_id=table.agreement.pair_id,
            version=table.agreement.number,
            mentor=mentor,
            mentee=mentee,
            terms=table.negotiation.terms,
            agreed_at=table.now,
            starts_at=starts_at,
        )
    )
    agreements.freeze(tx, table.agreement, text, starts_at)


def _seen_again(tx: Tx, table: Table) -> Table:
    """Return the table as the rows now say it stands."""
    seen = sit_down(tx, table.agreement.id, table.reader.id, table.now)
    assert seen is not None
    return seen
