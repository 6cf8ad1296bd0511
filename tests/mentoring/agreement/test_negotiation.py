"""Two people take turns until both want the same."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mentoring.agreement.clauses import CHOICES, PARTS, THE_EIGHT, Clause, Part, Term
from mentoring.agreement.negotiation import (
    IN_TURNS,
    Act,
    AgreementState,
    Negotiation,
    NothingChanged,
    NotNow,
    Step,
    Unanswered,
    after,
    begin,
    may,
    stands,
)
from mentoring.people import PersonId

BEN, AMINA = PersonId(1), PersonId(2)
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)


def term(clause: Clause, choice: int = 0, line: str = "") -> Term:
    return Term({part: CHOICES[part][min(choice, len(CHOICES[part]) - 1)] for part in PARTS[clause]}, line)


def begun(number: int = 1) -> Negotiation:
    basis = {} if number == 1 else {clause: term(clause) for clause in THE_EIGHT}
    return begin(number, BEN, AMINA, BEN, NOW, basis)


def proposed(by: PersonId, *clauses: Clause, choice: int = 0) -> list[Step]:
    return [Step(Act.PROPOSED, NOW, by, clause, term(clause, choice)) for clause in clauses]


def accepted(by: PersonId, *clauses: Clause) -> list[Step]:
    return [Step(Act.ACCEPTED, NOW, by, clause) for clause in clauses]


def over(by: PersonId) -> Step:
    return Step(Act.HANDED_OVER, NOW, by)


def going(start: Negotiation, *steps: Step) -> Negotiation:
    """Take steps, each of which must be allowed."""
    for step in steps:
        assert may(start, step) is None, step
        start = after(start, step)
    return start


OFFERED = going(begun(), *proposed(BEN, *THE_EIGHT), over(BEN))
AGREED = going(OFFERED, *accepted(AMINA, *THE_EIGHT), over(AMINA))


def test_a_draft_is_its_writers_until_it_is_sent():
    draft = going(begun(), *proposed(BEN, Clause.MEETINGS))
    for act in (Act.PROPOSED, Act.ACCEPTED):
        step = Step(act, NOW, AMINA, Clause.MEETINGS, term(Clause.MEETINGS, 1))
        assert may(draft, step) == NotNow(AgreementState.DRAFT)
    assert may(draft, over(AMINA)) == NotNow(AgreementState.DRAFT)
    assert may(draft, Step(Act.WITHDREW, NOW, AMINA)) == NotNow(AgreementState.DRAFT)
    assert draft.seen_by(AMINA).positions[Clause.MEETINGS].term == Term()


def test_nothing_is_handed_over_with_a_question_open():
    draft = going(begun(), *proposed(BEN, *THE_EIGHT[:-1]))
    assert may(draft, over(BEN)) == Unanswered(Clause.LENGTH)
    half = Step(Act.PROPOSED, NOW, BEN, Clause.LENGTH, Term({Part.WEEKS: "8"}))
    assert may(going(draft, half), over(BEN)) == Unanswered(Clause.LENGTH)


def test_an_offer_is_answered_clause_by_clause():
    assert OFFERED.state is AgreementState.OFFERED
    assert OFFERED.turn == AMINA
    assert all(OFFERED.needs_answer(clause) for clause in THE_EIGHT)
    half = going(OFFERED, *accepted(AMINA, *THE_EIGHT[:4]))
    assert (half.settled, half.next_clause) == (4, THE_EIGHT[4])
    assert may(half, over(AMINA)) == Unanswered(THE_EIGHT[4])


def test_what_is_countered_goes_back_and_the_rest_is_settled():
    countered = going(
        OFFERED, *accepted(AMINA, *THE_EIGHT[1:]), *proposed(AMINA, Clause.MEETINGS, choice=1), over(AMINA)
    )
    assert (countered.state, countered.turn, countered.settled) == (AgreementState.COUNTERED, BEN, 7)
    assert [clause for clause in THE_EIGHT if countered.needs_answer(clause)] == [Clause.MEETINGS]
    assert going(countered, *accepted(BEN, Clause.MEETINGS), over(BEN)).state is AgreementState.AGREED


def test_proposing_what_the_other_one_wants_is_accepting_it():
    same = going(OFFERED, *proposed(AMINA, Clause.MEETINGS, choice=1), *proposed(AMINA, Clause.MEETINGS))
    assert same.positions[Clause.MEETINGS].is_settled
    assert same.positions[Clause.MEETINGS].by == BEN


def test_nobody_accepts_their_own_proposal():
    draft = going(begun(), *proposed(BEN, Clause.MEETINGS))
    assert may(draft, *accepted(BEN, Clause.MEETINGS)) == NotNow(AgreementState.DRAFT)


def test_what_is_agreed_is_signed_by_both_once():
    assert AGREED.state is AgreementState.AGREED
    assert AGREED.waits_for == (BEN, AMINA)
    one = going(AGREED, Step(Act.SIGNED, NOW, AMINA))
    assert one.waits_for == (BEN,)
    assert may(one, Step(Act.SIGNED, NOW, AMINA)) == NotNow(AgreementState.AGREED)
    both = going(one, Step(Act.SIGNED, NOW, BEN))
    assert (both.state, both.waits_for) == (AgreementState.SIGNED, ())
    assert going(both, Step(Act.TOOK_EFFECT, NOW)).state is AgreementState.IN_FORCE


def test_reopening_voids_signatures_and_gives_the_turn_to_who_asked():
    again = going(AGREED, Step(Act.SIGNED, NOW, AMINA), Step(Act.REOPENED, NOW, BEN))
    assert (again.state, again.turn, dict(again.signatures)) == (AgreementState.COUNTERED, BEN, {})
    assert going(again, over(BEN)).state is AgreementState.AGREED


def test_an_amendment_must_change_something_and_say_from_when():
    draft = begun(number=2)
    assert may(draft, over(BEN)) == Unanswered(Clause.START)
    draft = going(draft, *proposed(BEN, Clause.START))
    assert may(draft, over(BEN)) == NothingChanged()
    draft = going(draft, *proposed(BEN, Clause.FRIENDS, choice=1))
    offered = going(draft, over(BEN))
    assert [clause for clause in Clause if offered.needs_answer(clause)] == [Clause.FRIENDS, Clause.START]
    unchanged = going(draft, *proposed(BEN, Clause.FRIENDS))
    assert unchanged.positions[Clause.FRIENDS].is_settled


@pytest.mark.parametrize("state", [AgreementState.SIGNED, AgreementState.IN_FORCE, AgreementState.WITHDRAWN])
def test_what_is_over_cannot_be_changed(state: AgreementState):
    signed = going(AGREED, Step(Act.SIGNED, NOW, AMINA), Step(Act.SIGNED, NOW, BEN))
    done = {
        AgreementState.SIGNED: signed,
        AgreementState.IN_FORCE: going(signed, Step(Act.TOOK_EFFECT, NOW)),
        AgreementState.WITHDRAWN: going(OFFERED, Step(Act.WITHDREW, NOW, AMINA)),
    }[state]
    for act in (Act.PROPOSED, Act.ACCEPTED, Act.HANDED_OVER, Act.SIGNED, Act.REOPENED, Act.WITHDREW):
        step = Step(act, NOW, BEN, Clause.FRIENDS, term(Clause.FRIENDS))
        assert may(done, step) == NotNow(state)


class TwoPeople(RuleBasedStateMachine):
    """Ben and Amina tap whatever they like, whoever's turn it is."""

    def __init__(self) -> None:
        super().__init__()
        self.start = begun()
        self.now = self.start
        self.steps: list[Step] = []
        self.clock = count()

    def tries(self, step: Step) -> None:
        before = self.now
        if may(before, step) is not None:
            return
        self.now = after(before, step)
        self.steps.append(step)
        assert self.now.revision == before.revision + 1
        if before.state in IN_TURNS and step.act is not Act.WITHDREW:
            assert step.by == before.turn

    @rule(by=st.sampled_from([BEN, AMINA]), act=st.sampled_from(list(Act)))
    def does(self, by: PersonId, act: Act) -> None:
        if act not in (Act.PROPOSED, Act.ACCEPTED, Act.TOOK_EFFECT, Act.SUPERSEDED):
            self.tries(Step(act, NOW + timedelta(minutes=next(self.clock)), by))

    @rule(by=st.sampled_from([BEN, AMINA]), clause=st.sampled_from(list(Clause)), choice=st.integers(0, 2))
    def proposes(self, by: PersonId, clause: Clause, choice: int) -> None:
        self.tries(Step(Act.PROPOSED, NOW, by, clause, term(clause, choice)))

    @rule(by=st.sampled_from([BEN, AMINA]))
    def answers_everything(self, by: PersonId) -> None:
        for clause in THE_EIGHT:
            if self.now.state in IN_TURNS and self.now.turn == by and self.now.needs_answer(clause):
                self.tries(Step(Act.ACCEPTED, NOW, by, clause))
                if self.now.needs_answer(clause):
                    self.tries(Step(Act.PROPOSED, NOW, by, clause, term(clause)))
        self.tries(over(by))

    @invariant()
    def what_is_agreed_was_proposed_by_one_and_accepted_by_the_other(self) -> None:
        if self.now.state is AgreementState.AGREED:
            assert self.now.is_all_settled
            for clause, position in self.now.positions.items():
                proposals = [s for s in self.steps if s.clause is clause and s.act is Act.PROPOSED]
                assert position.term in [s.term for s in proposals if s.by == position.by]

    @invariant()
    def only_what_was_handed_over_is_seen_by_the_other(self) -> None:
        if self.now.state in IN_TURNS and self.now.turn is not None:
            seen = self.now.seen_by(self.now.other(self.now.turn))
            assert all(p.term == p.before for p in seen.positions.values())

    @invariant()
    def the_steps_add_up_to_where_it_stands(self) -> None:
        assert stands(self.start, self.steps) == self.now

    @precondition(lambda self: self.now.state is AgreementState.SIGNED)
    @invariant()
    def both_have_signed(self) -> None:
        assert set(self.now.signatures) == {BEN, AMINA}


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
