"""Each promise of a rehearsal can be broken: a world in which all is well, and one change to it that is noticed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.rehearsal import promises
from bot.commands.rehearsal.lines import WORRIES
from bot.commands.rehearsal.record import NotedCase, NotedTask, PairLife, Record
from bot.commands.rehearsal.term import Ring
from bot.shipped_lexicon import shipped_lexicon
from mentoring.check_ins import Cause, CheckIn, CheckInId, CheckInState
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.questionnaires.answer_rules import LowScore, Missed, Then
from mentoring.safeguarding import Severity, look_for_concerns
from mentoring.school_calendar import CalendarEntry, CalendarKind
from mentoring.tasks import TaskKind

SOFIA = ZoneInfo("Europe/Sofia")
BEN, AMINA, PAIR = PersonId(1), PersonId(2), PairId(7)
BEGAN = datetime(2026, 2, 2, 9, 0, tzinfo=SOFIA)
FIRST_FRIDAY = date(2026, 2, 6)
AN_HOUR, A_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
RULES = (LowScore("mood", 1), LowScore("safe", 1, Then(Severity.MEDIUM)), Missed(2))


def friday(week: int, hour: int = 16) -> datetime:
    return datetime.combine(FIRST_FRIDAY + week * A_WEEK, datetime.min.time().replace(hour=hour), SOFIA)


def check_in(number: int, person: PersonId, week: int, **changed: object) -> CheckIn:
    asked = friday(week, 16 if person == AMINA else 17)
    year, iso_week, _ = asked.isocalendar()
    usual = CheckIn(
        id=CheckInId(number),
        programme_id=ProgrammeId(1),
        person_id=person,
        pair_id=PAIR,
        version_id=1,
        questionnaire_key="mentee_weekly" if person == AMINA else "mentor_weekly",
        occurrence=f"{year}-W{iso_week:02}:pair:{PAIR}",
        cause=Cause.WEEKLY,
        state=CheckInState.CLOSED,
        planned_for=asked,
        expires_at=asked + 4 * A_DAY,
        asked_at=asked,
        opened_at=asked,
        remind_at=None,
        reminded_at=None,
        ended_at=asked + AN_HOUR,
        at_page=".",
        turn=9,
        bubble_chat_id=None,
        bubble=None,
        shows_words_to_coordinator=False,
        shows_words_to_mentor=False,
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


def all_is_well() -> Record:
    """Four weeks of Ben and Amina, who answer every Friday and write every second day."""
    asked = [check_in(2 * week + n, who, week) for week in range(4) for n, who in enumerate((BEN, AMINA), 1)]
    ends = BEGAN + 4 * A_WEEK + 2 * A_DAY
    return Record(
        ends=ends,
        zones={BEN: SOFIA, AMINA: SOFIA},
        names={BEN: "Ben", AMINA: "Amina"},
        lives=[PairLife(PAIR, BEN, AMINA, BEGAN, None, (), [BEGAN + n * 2 * A_DAY for n in range(15)])],
        holiday=None,
        away={},
        check_ins=asked,
        scores={each.id: {"mood": 4, "safe": 3} for each in asked},
        rules={1: RULES},
        tasks=[],
        cases=[],
        worries=[],
        concerns=[],
        rings=[Ring(friday(0), AMINA, "ci:2.1.go.", "Your week", is_open=True)],
    )


def with_check_in(record: Record, number: int, **changed: object) -> Record:
    """The world in which one check-in went another way."""
    changed_one = [replace(each, **changed) if each.id == number else each for each in record.check_ins]  # type: ignore[arg-type]
    return replace(record, check_ins=changed_one)


def without(record: Record, *numbers: int) -> Record:
    return replace(record, check_ins=[each for each in record.check_ins if each.id not in numbers])


@pytest.mark.parametrize("promise", promises.PROMISES)
def test_every_promise_holds_where_all_is_well(promise: promises.Promise):
    assert promise(all_is_well()) == []


def test_a_check_in_that_is_still_there_when_its_time_is_over_is_noticed():
    stuck = with_check_in(all_is_well(), 2, state=CheckInState.ASKED, ended_at=None)
    assert len(promises.every_check_in_ends(stuck)) == 1
    fresh = with_check_in(all_is_well(), 8, state=CheckInState.ASKED, ended_at=None, expires_at=BEGAN + 5 * A_WEEK)
    assert promises.every_check_in_ends(fresh) == []


def test_two_that_come_too_close_are_noticed():
    record = all_is_well()
    saturday = friday(1) + A_DAY
    other = check_in(20, AMINA, 1, occurrence="again", planned_for=saturday, asked_at=saturday, ended_at=saturday)
    assert promises.none_is_doubled(replace(record, check_ins=[*record.check_ins, other])) == [
        "mentee_weekly of Amina (14 Feb) came only 1 days after the one before"
    ]


def test_two_under_way_at_once_are_noticed():
    monthly = check_in(
        20,
        AMINA,
        1,
        questionnaire_key="relationship_monthly",
        cause=Cause.MONTHLY,
        asked_at=friday(1) + AN_HOUR / 2,
        ended_at=friday(1) + A_DAY,
    )
    record = all_is_well()
    assert len(promises.none_is_doubled(replace(record, check_ins=[*record.check_ins, monthly]))) == 1


def test_a_reminder_that_came_twice_is_noticed():
    record = all_is_well()
    again = [Ring(friday(0) + n * AN_HOUR, AMINA, f"ci:2.{n}.on.", "Still here", is_open=True) for n in (1, 2)]
    assert promises.none_is_doubled(replace(record, rings=[*record.rings, *again])) == [
        "Amina got the reminder of check-in 2 2 times"
    ]


def test_somebody_who_was_not_asked_for_no_reason_is_noticed():
    assert promises.nobody_is_left_out(without(all_is_well(), 4)) == [
        "Amina was not asked mentee_weekly on 13 Feb, and there is no reason"
    ]


@pytest.mark.parametrize(
    ("why", "changed"),
    [
        (
            "no school",
            {"holiday": CalendarEntry(date(2026, 2, 9), date(2026, 2, 15), CalendarKind.HOLIDAY, "", off=True)},
        ),
        ("away", {"away": {AMINA: [(friday(1) - A_DAY, friday(1) + 4 * A_DAY)]}}),
    ],
)
def test_somebody_who_was_not_asked_for_a_reason_is_counted_with_it(why: str, changed: dict[str, object]):
    record = replace(without(all_is_well(), 4), **changed)  # type: ignore[arg-type]
    assert promises.nobody_is_left_out(record) == []
    assert promises.left_out(record) == {why: 1}


def test_a_pair_that_rested_was_not_left_out():
    record = without(all_is_well(), 3, 4)
    life = replace(record.lives[0], rests=[(friday(1) - A_DAY, friday(1) + A_DAY)])
    assert promises.nobody_is_left_out(replace(record, lives=[life])) == []


def test_a_check_in_that_was_called_off_for_no_reason_is_noticed():
    record = with_check_in(all_is_well(), 4, state=CheckInState.CANCELLED)
    assert len(promises.what_is_called_off_has_a_reason(record)) == 1
    away = replace(record, away={AMINA: [(friday(1) - A_DAY, friday(1) + A_DAY)]})
    assert promises.what_is_called_off_has_a_reason(away) == []


@pytest.mark.parametrize(
    "ring",
    [
        Ring(datetime(2026, 2, 6, 21, 0, tzinfo=SOFIA), AMINA, "", "How are you?", is_open=True),
        Ring(datetime(2026, 2, 6, 6, 59, tzinfo=SOFIA), AMINA, "", "How are you?", is_open=True),
        Ring(datetime(2026, 2, 6, 19, 30, tzinfo=SOFIA), AMINA, "", "How are you?", is_open=False),
    ],
)
def test_what_rings_in_quiet_hours_is_noticed(ring: Ring):
    assert len(promises.nothing_rings_in_quiet_hours(replace(all_is_well(), rings=[ring]))) == 1


def test_whose_clock_counts_is_the_receivers():
    at_seven = Ring(datetime(2026, 2, 6, 7, 0, tzinfo=SOFIA), AMINA, "", "Good morning", is_open=True)
    record = replace(all_is_well(), rings=[at_seven])
    assert promises.nothing_rings_in_quiet_hours(record) == []
    in_madrid = replace(record, zones={BEN: SOFIA, AMINA: ZoneInfo("Europe/Madrid")})
    assert len(promises.nothing_rings_in_quiet_hours(in_madrid)) == 1


def test_a_low_score_without_its_task_is_noticed():
    record = replace(all_is_well(), scores={CheckInId(4): {"mood": 1}})
    assert promises.low_scores_become_tasks(record) == [
        "mentee_weekly of Amina (13 Feb): mood is 1, and there was no task"
    ]
    task = NotedTask(TaskKind.LOW_SCORE, PAIR, AMINA, friday(1) + AN_HOUR, None)
    assert promises.low_scores_become_tasks(replace(record, tasks=[task])) == []
    too_late = replace(task, since=friday(1) + 2 * AN_HOUR)
    assert len(promises.low_scores_become_tasks(replace(record, tasks=[too_late]))) == 1


def test_a_score_that_is_a_case_without_one_is_noticed():
    record = replace(all_is_well(), scores={CheckInId(4): {"safe": 1}})
    assert len(promises.low_scores_become_tasks(record)) == 1
    case = NotedCase(PAIR, AMINA, 2, friday(1) + AN_HOUR, None)
    assert promises.low_scores_become_tasks(replace(record, cases=[case])) == []


def test_two_missed_in_a_row_without_a_task_are_noticed():
    missed = {"state": CheckInState.EXPIRED}
    once = with_check_in(all_is_well(), 2, **missed)
    assert promises.missed_ones_become_tasks(once) == []
    twice = with_check_in(once, 4, **missed)
    assert promises.missed_ones_become_tasks(twice) == [
        "mentee_weekly of Amina (13 Feb) is the 2. in a row that was missed, and there was no task"
    ]


def test_a_silent_pair_without_a_task_is_noticed():
    record = all_is_well()
    life = replace(record.lives[0], words=[BEGAN, BEGAN + 15 * A_DAY])
    silent = replace(record, lives=[life])
    assert len(promises.silent_pairs_become_tasks(silent)) == 2
    tasks = [NotedTask(TaskKind.PAIR_SILENT, PAIR, None, BEGAN + n * A_DAY, None) for n in (9, 24)]
    assert promises.silent_pairs_become_tasks(replace(silent, tasks=tasks)) == []


def test_days_on_which_they_cannot_write_are_no_silence():
    record = all_is_well()
    life = replace(record.lives[0], words=[BEGAN, *(BEGAN + n * A_DAY for n in range(15, 30))])
    away = {BEN: [(BEGAN + 3 * A_DAY, BEGAN + 9 * A_DAY)]}
    assert promises.silent_pairs_become_tasks(replace(record, lives=[life], away=away)) == []


def test_a_worry_that_nobody_was_told_of_is_noticed():
    at_night = datetime(2026, 2, 10, 22, 30, tzinfo=SOFIA)
    record = replace(all_is_well(), worries=[(AMINA, at_night)])
    assert promises.worries_become_cases(record) == [
        "Amina wrote something worrying at 10 Feb 22:30, and nobody was told"
    ]
    assert promises.worries_become_cases(replace(record, concerns=[(AMINA, at_night)])) == []
    assert len(promises.worries_become_cases(replace(record, concerns=[(AMINA, at_night + AN_HOUR)]))) == 1


def test_what_failed_is_noticed():
    assert promises.nothing_fails(replace(all_is_well(), mishaps=["1 updates were put aside"])) != []


@pytest.mark.parametrize(("language", "line"), [(language, line) for language in WORRIES for line in WORRIES[language]])
def test_what_worried_people_write_is_what_the_shipped_lexicon_sees(language: str, line: str):
    found = look_for_concerns(shipped_lexicon(), line, language=language, written_by=Role.MENTEE)
    assert max(concern.severity for concern in found.concerns) >= Severity.HIGH
