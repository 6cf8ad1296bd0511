"""Schedules, plans and scores as they are kept, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.check_ins import Cause, CheckIn, CheckInId
from mentoring.pairs import PairId, PairState
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.schedules import DEFAULT_SCHEDULES, Choice, Milestone, Occurrence, Planned, Rhythm, Schedule
from storage import check_ins, due, pair_schedules, pairs, people, programmes, questionnaires, schedules, trends
from storage.schedules import CHECK_IN_TURN, PLAN_PAIR
from storage.store import Store
from storage.tx import Tx
from tests.check_ins import every_kind

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 14, 2, tzinfo=UTC)
WEEKLY = DEFAULT_SCHEDULES[0]


def a_pair(tx: Tx) -> tuple[ProgrammeId, PersonId, PersonId, PairId]:
    """Add a programme with Ben and Amina, and their pair."""
    programme = programmes.add(tx, name="Spring", zone=ZoneInfo("Europe/Sofia"), language="en", rules=Rules(), now=NOW)
    ben, amina = (
        people.add(tx, programme=programme, role=role, display_name=name, language="en", now=NOW)
        for name, role in (("Ben", Role.MENTOR), ("Amina", Role.MENTEE))
    )
    return programme, ben, amina, pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW)


async def test_a_schedule_comes_back_as_it_was_set_and_the_others_stay_as_usual(store: Store):
    own = Schedule(
        "after_visit",
        Rhythm.MILESTONES,
        weekday=6,
        at=time(9, 30),
        milestones=frozenset({Milestone.END, Milestone.START}),
        each_pair=False,
        remind_after=None,
        expires_after=timedelta(hours=36),
        is_on=False,
    )

    def work(tx: Tx) -> None:
        programme, *_ = a_pair(tx)
        assert schedules.of_programme(tx, programme) == list(DEFAULT_SCHEDULES)
        for kept in (replace(own, is_on=True), own, replace(WEEKLY, weekday=1)):
            schedules.keep(tx, programme, kept, NOW)
        assert schedules.of_programme(tx, programme) == [replace(WEEKLY, weekday=1), *DEFAULT_SCHEDULES[1:], own]
        assert schedules.get(tx, programme, "after_visit") == own
        assert schedules.get(tx, programme, "mentor_weekly") == DEFAULT_SCHEDULES[1]
        assert schedules.get(tx, programme, "no_such_thing") is None

    await store.write(work)


async def test_a_pairs_own_schedule_stands_in_the_place_of_its_programmes_until_it_is_dropped(store: Store):
    own = Schedule(WEEKLY.questionnaire, Rhythm.MONTHLY, weekday=1, at=time(9, 30), remind_after=None)

    def work(tx: Tx) -> None:
        programme, _ben, _amina, pair = a_pair(tx)
        assert pair_schedules.of_pair(tx, programme, pair) == list(DEFAULT_SCHEDULES)
        for kept in (replace(own, is_on=False), own):
            pair_schedules.keep(tx, pair, kept, NOW)
        assert pair_schedules.of_pair(tx, programme, pair) == [own, *DEFAULT_SCHEDULES[1:]]
        assert pair_schedules.get(tx, programme, None, own.questionnaire) == WEEKLY
        schedules.keep(tx, programme, replace(WEEKLY, each_pair=False), NOW)
        assert pair_schedules.get(tx, programme, pair, own.questionnaire) == replace(own, each_pair=False)
        assert pair_schedules.drop(tx, pair, own.questionnaire)
        assert not pair_schedules.drop(tx, pair, own.questionnaire)
        assert pair_schedules.own_of(tx, pair) == {}

    await store.write(work)


async def test_a_choice_is_replaced_and_taken_back_and_a_pair_begins_once(store: Store):
    def work(tx: Tx) -> None:
        _programme, _ben, amina, pair = a_pair(tx)
        assert schedules.choice_of(tx, amina) is None
        for choice in (Choice(4, time(16)), Choice(6, time(11, 30)), None):
            schedules.choose(tx, amina, choice, NOW)
            assert schedules.choice_of(tx, amina) == choice
        assert schedules.began_at(tx, pair) is None
        schedules.note_beginning(tx, pair, NOW)
        schedules.note_beginning(tx, pair, FRIDAY)
        assert schedules.began_at(tx, pair) == NOW
        assert schedules.most_people(tx) == 2

    await store.write(work)


async def test_a_plan_is_one_however_often_it_is_made_and_has_one_turn_however_often_it_is_moved(store: Store):
    planned = Planned(Occurrence("2026-W10", date(2026, 3, 6)), FRIDAY, FRIDAY + timedelta(days=4))

    def work(tx: Tx) -> None:
        programme, _ben, amina, pair = a_pair(tx)
        plan = schedules.plan_for(tx, programme=programme, schedule=WEEKLY, person=amina, pair=pair)
        assert schedules.plan_for(tx, programme=programme, schedule=WEEKLY, person=amina, pair=pair) == plan
        assert (plan.last, plan.next, plan.next_at, plan.turn_at, plan.each_pair) == (None, None, None, None, True)
        schedules.set_next(tx, plan, planned, FRIDAY)
        schedules.set_next(tx, plan, planned, FRIDAY)
        kept = schedules.get_plan(tx, plan.id)
        assert kept == replace(plan, next=planned.occurrence, next_at=FRIDAY, turn_at=FRIDAY)
        turns = [row for row in due.by_now(tx, FRIDAY, 99) if row.kind == CHECK_IN_TURN]
        assert [row.subject for row in turns] == [plan.id]
        asked = schedules.note_asked(tx, plan, planned.occurrence)
        assert asked.last == planned.occurrence
        schedules.set_next(tx, asked, None, None)
        assert (
            schedules.plans_of(tx, amina)
            == schedules.plans_of_pair(tx, pair)
            == [replace(plan, last=planned.occurrence)]
        )
        once = schedules.plan_for(
            tx, programme=programme, schedule=replace(WEEKLY, each_pair=False), person=amina, pair=pair
        )
        assert not once.each_pair
        assert once.id != plan.id

    await store.write(work)


async def test_a_programme_is_planned_anew_pair_by_pair_without_those_that_have_ended(store: Store):
    def work(tx: Tx) -> None:
        programme, ben, amina, pair = a_pair(tx)
        pairs.set_state(tx, pair, PairState.CLOSED, NOW)
        again = pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW)
        schedules.plan_programme(tx, programme, NOW)
        assert schedules.plan_pairs(tx, programme, NOW) == 1
        assert [row.subject for row in due.by_now(tx, NOW, 99) if row.kind == PLAN_PAIR] == [again]

    await store.write(work)


async def test_scores_are_read_of_what_was_handed_in_and_of_nothing_else(store: Store):
    def work(tx: Tx) -> None:
        programme, ben, amina, pair = a_pair(tx)
        version, _ = questionnaires.keep(tx, programme, every_kind(), NOW)

        def handed_in(person: PersonId, week: int, mood: int) -> CheckIn:
            at = FRIDAY + week * timedelta(weeks=1)
            planned = check_ins.plan(
                tx,
                programme=programme,
                person=person,
                pair=pair,
                version=version.id,
                key=version.key,
                occurrence=f"{week}",
                cause=Cause.WEEKLY,
                planned_for=at,
                expires_at=at + timedelta(days=4),
            )
            assert planned is not None
            assert check_ins.mark_asked(tx, planned, at)
            tx.run(
                "INSERT INTO answers (check_in_id, question_key, value, score, is_withheld, answered_at)"
                " VALUES (:check_in, 'mood', :value, :score, 0, 0)",
                check_in=planned,
                value=f"{mood}",
                score=mood,
            )
            (check_ins.close if mood else check_ins.expire)(tx, planned, at)
            kept = check_ins.get(tx, planned)
            assert kept is not None
            return kept

        first, second, missed = handed_in(amina, 0, 4), handed_in(amina, 1, 2), handed_in(amina, 2, 0)
        his = handed_in(ben, 0, 5)
        assert trends.scores_of(tx, [first.id, second.id, missed.id]) == {first.id: {"mood": 4}, second.id: {"mood": 2}}
        assert trends.scores_of(tx, list[CheckInId]()) == {}
        week = timedelta(weeks=1)
        assert trends.of_partner(tx, second, since=FRIDAY, until=FRIDAY + week) == {("every_kind", "mood"): 5}
        assert trends.of_partner(tx, second, since=FRIDAY + week, until=FRIDAY + 2 * week) == {}
        assert trends.newest_of_partner(tx, his, since=FRIDAY) == [second.id]
        (own,) = trends.of_person(tx, amina).values()
        assert [(score.at, score.value, score.role) for score in own] == [
            (FRIDAY, 4, Role.MENTEE),
            (FRIDAY + week, 2, Role.MENTEE),
        ]
        assert len(trends.of_pair(tx, pair)["every_kind"]) == len(trends.of_programme(tx, programme, "every_kind")) == 3
        assert [done for _person, _at, done in trends.asked_in(tx, programme, "every_kind")].count(False) == 1

    await store.write(work)
