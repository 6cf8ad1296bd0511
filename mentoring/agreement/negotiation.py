"""How two people come to an agreement: what each may do when, and what it leads to.

A negotiation is its steps, in order; where it stands is what they add up to (`stands`). The two take turns: who has the
turn answers every clause that the other one proposed, by accepting it or with a counter-proposal, and hands over.
When nothing is left to answer, it is agreed, and both sign. Until then only the one who has the turn can change
anything, so two people who tap at once cannot undo each other: one is first, and the other sees what came of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from mentoring.agreement.clauses import Clause, Term, clauses_of, is_complete
from mentoring.people import PersonId
from mentoring.refusals import Refusal


class AgreementState(StrEnum):
    """Where an agreement stands: draft → offered ⇄ countered → agreed → signed → in force → superseded.

    `SIGNED` lasts until its stated time has come. `WITHDRAWN` ends what nobody signed.
    """

    DRAFT = "draft"
    OFFERED = "offered"
    COUNTERED = "countered"
    AGREED = "agreed"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


UNDER_WAY = frozenset({AgreementState.DRAFT, AgreementState.OFFERED, AgreementState.COUNTERED, AgreementState.AGREED})
"""Somebody still has to do something."""

OPEN = UNDER_WAY | {AgreementState.SIGNED}
"""A pair has at most one agreement in one of these."""

IN_TURNS = UNDER_WAY - {AgreementState.AGREED}
"""One of the two has the turn."""


class Act(StrEnum):
    """What somebody did in one step; `TOOK_EFFECT` and `SUPERSEDED` happen by themselves."""

    STARTED = "started"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    REOPENED = "reopened"
    SIGNED = "signed"
    WITHDREW = "withdrew"
    TOOK_EFFECT = "took_effect"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done. `by` is None when it happened by itself; `clause` and `term` are set for what concerns one."""

    act: Act
    at: datetime
    by: PersonId | None = None
    clause: Clause | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where one clause stands: the term on the table, by whom (None: nobody yet, or both in the version before).

    `is_settled` when the other one accepted it. `before` is what stood when the one who has the turn got it, so that
    they can go back to it; `was_settled` whether it was settled then.
    """

    term: Term = field(default_factory=Term)
    by: PersonId | None = None
    is_settled: bool = False
    before: Term = field(default_factory=Term)
    was_settled: bool = False
    before_by: PersonId | None = None

    def handed_over(self) -> "Position":
        """Return where the clause stood when the turn last passed."""
        return replace(self, term=self.before, by=self.before_by, is_settled=self.was_settled)

    def can_go_back(self, person: PersonId | None) -> bool:
        """Return whether there is something for `person` to accept: the other's proposal, or what both stood behind."""
        return self.was_settled or self.before_by not in (None, person)


@dataclass(frozen=True, slots=True)
class Negotiation:
    """Two people on their way to one version of their agreement.

    `turn` is who may change it, None when nobody may (it is agreed, or over). `revision` counts the steps so far:
    whoever acts on what they saw says which revision that was. `since` is when it last passed from one to the other.
    """

    number: int
    mentor: PersonId
    mentee: PersonId
    started_by: PersonId
    positions: Mapping[Clause, Position]
    state: AgreementState = AgreementState.DRAFT
    turn: PersonId | None = None
    revision: int = 0
    since: datetime | None = None
    signatures: Mapping[PersonId, datetime] = field(default_factory=dict)

    @property
    def terms(self) -> dict[Clause, Term]:
        """What each clause says now."""
        return {clause: position.term for clause, position in self.positions.items()}

    @property
    def settled(self) -> int:
        """How many clauses both stand behind."""
        return sum(position.is_settled for position in self.positions.values())

    @property
    def is_under_way(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in UNDER_WAY

    @property
    def waits_for(self) -> tuple[PersonId, ...]:
        """Who has to do something next; nobody when nothing is under way."""
        if self.state is AgreementState.AGREED:
            return tuple(person for person in (self.mentor, self.mentee) if person not in self.signatures)
        return () if self.turn is None else (self.turn,)

    def seen_by(self, person: PersonId) -> "Negotiation":
        """Return the negotiation as `person` may see it: what the other one has not handed over yet is not shown."""
        if self.state not in IN_TURNS or self.turn == person:
            return self
        return replace(self, positions={clause: position.handed_over() for clause, position in self.positions.items()})

    def other(self, person: PersonId) -> PersonId:
        """Return the one of the two who is not `person`."""
        return self.mentee if person == self.mentor else self.mentor

    def needs_answer(self, clause: Clause) -> bool:
        """Return whether who has the turn must still do something about a clause before handing over."""
        position = self.positions[clause]
        if not is_complete(clause, position.term):
            return True
        return not position.is_settled and position.by != self.turn

    @property
    def next_clause(self) -> Clause | None:
        """The first clause that needs an answer; None when it can be handed over."""
        return next((clause for clause in self.positions if self.needs_answer(clause)), None)

    @property
    def changes_something(self) -> bool:
        """Whether a draft says anything new: an amendment must change more than when it starts."""
        return self.state is not AgreementState.DRAFT or any(
            not position.is_settled for clause, position in self.positions.items() if clause is not Clause.START
        )

    @property
    def is_all_settled(self) -> bool:
        """Whether both stand behind every clause."""
        return self.settled == len(self.positions)


@dataclass(frozen=True, slots=True)
class NotNow(Refusal):
    """This cannot be done where the negotiation stands, or not by this one: it is the other's turn, or over."""

    state: AgreementState


@dataclass(frozen=True, slots=True)
class Unanswered(Refusal):
    """A clause still needs an answer before the turn can pass."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class NothingChanged(Refusal):
    """An amendment that leaves every clause as it is."""


def begin(
    number: int, mentor: PersonId, mentee: PersonId, by: PersonId, at: datetime, basis: Mapping[Clause, Term]
) -> Negotiation:
    """Return a negotiation that `by` has just started; `basis` are the terms in force, {} for the first agreement.

    What is in force counts as settled until somebody proposes to change it.
    """
    positions = {
        clause: Position(basis[clause], None, True, basis[clause], True)
        if clause in basis and clause is not Clause.START
        else Position()
        for clause in clauses_of(number)
    }
    return Negotiation(number, mentor, mentee, by, positions, turn=by, revision=1, since=at)


def may(negotiation: Negotiation, step: Step) -> Refusal | None:
    """Return why a person may not do this now, or None when they may. `choices.outside` tells of a term's bounds."""
    refusal = NotNow(negotiation.state)
    match step.act:
        case Act.PROPOSED | Act.ACCEPTED:
            position = None if step.clause is None else negotiation.positions.get(step.clause)
            if negotiation.state not in IN_TURNS or negotiation.turn != step.by or position is None:
                return refusal
            return refusal if step.act is Act.ACCEPTED and not position.can_go_back(step.by) else None
        case Act.HANDED_OVER:
            if negotiation.state not in IN_TURNS or negotiation.turn != step.by:
                return refusal
            unanswered = negotiation.next_clause
            if unanswered is not None:
                return Unanswered(unanswered)
            return None if negotiation.changes_something else NothingChanged()
        case Act.SIGNED:
            is_open = negotiation.state is AgreementState.AGREED and step.by not in negotiation.signatures
            return None if is_open else refusal
        case Act.REOPENED:
            return None if negotiation.state is AgreementState.AGREED else refusal
        case Act.WITHDREW:
            # A draft is its writer's own: the other one cannot have seen it.
            is_own = negotiation.state is not AgreementState.DRAFT or negotiation.started_by == step.by
            return None if negotiation.is_under_way and is_own else refusal
        case Act.TOOK_EFFECT:
            return None if negotiation.state is AgreementState.SIGNED else refusal
        case Act.SUPERSEDED:
            return None if negotiation.state is AgreementState.IN_FORCE else refusal
        case Act.STARTED:
            return refusal
        case _:
            assert_never(step.act)


def after(negotiation: Negotiation, step: Step) -> Negotiation:
    """Return where the negotiation stands after a step that `may` allowed."""
    moved = _after(negotiation, step)
    return replace(moved, revision=negotiation.revision + 1)


def stands(start: Negotiation, steps: Iterable[Step]) -> Negotiation:
    """Return where a negotiation stands after the steps that followed its start."""
    for step in steps:
        start = after(start, step)
    return start


def _after(negotiation: Negotiation, step: Step) -> Negotiation:
    match step.act:
        case Act.PROPOSED:
            assert step.clause is not None
            assert step.term is not None
            return _with(negotiation, step.clause, _proposed(negotiation.positions[step.clause], step.term, step.by))
        case Act.ACCEPTED:
            assert step.clause is not None
            position = negotiation.positions[step.clause]
            return _with(negotiation, step.clause, _accepted(position))
        case Act.HANDED_OVER:
            return _handed_over(negotiation, step)
        case Act.REOPENED:
            return replace(negotiation, state=AgreementState.COUNTERED, turn=step.by, since=step.at, signatures={})
        case Act.SIGNED:
            assert step.by is not None
            signatures = {**negotiation.signatures, step.by: step.at}
            state = AgreementState.SIGNED if len(signatures) == 2 else negotiation.state
            return replace(negotiation, signatures=signatures, state=state)
        case Act.WITHDREW:
            return replace(negotiation, state=AgreementState.WITHDRAWN, turn=None)
        case Act.TOOK_EFFECT:
            return replace(negotiation, state=AgreementState.IN_FORCE)
        case Act.SUPERSEDED:
            return replace(negotiation, state=AgreementState.SUPERSEDED)
        case Act.STARTED:
            return negotiation
        case _:
            assert_never(step.act)


def _proposed(position: Position, term: Term, by: PersonId | None) -> Position:
    """A proposal that says what stood before is none: the clause is as it was."""
    if term == position.before and position.can_go_back(by):
        return _accepted(position)
    return replace(position, term=term, by=by, is_settled=False)


def _accepted(position: Position) -> Position:
    return replace(position.handed_over(), is_settled=True)


def _handed_over(negotiation: Negotiation, step: Step) -> Negotiation:
    assert step.by is not None
    positions = {
        clause: replace(p, before=p.term, was_settled=p.is_settled, before_by=p.by)
        for clause, p in negotiation.positions.items()
    }
    passed = replace(negotiation, positions=positions, since=step.at)
    if passed.is_all_settled:
        return replace(passed, state=AgreementState.AGREED, turn=None)
    first = negotiation.state is AgreementState.DRAFT
    state = AgreementState.OFFERED if first else AgreementState.COUNTERED
    return replace(passed, state=state, turn=negotiation.other(step.by))


def _with(negotiation: Negotiation, clause: Clause, position: Position) -> Negotiation:
    return replace(negotiation, positions={**negotiation.positions, clause: position})
