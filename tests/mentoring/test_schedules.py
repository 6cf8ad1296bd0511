"""Check-ins come at the hour that was chosen, where people live, whatever the clocks do; and never all at once."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.open_hours import NeverOpen, OpenHours
from mentoring.people import PersonId
from mentoring.quiet_hours import QuietBlock, QuietHours, leaves_open_time, quiet_hours
from mentoring.schedules import (
    DEFAULT_SCHEDULES,
    LEAST_GAP,
    LEAST_SPREAD,
    Asker,
    Choice,
    Milestone,
    Occurrence,
    PairTime,
    Planned,
    Rhythm,
    Schedule,
    closing_of,
    expiry_of,
    moment_of,
    next_planned,
    place_of,
    settled_in,
    spread_of,
)
from mentoring.school_calendar import CalendarEntry, CalendarKind
from mentoring.wall_time import span_start
from tests.mentoring.zones import CLOCK_CHANGES, ZONES

SOFIA = ZoneInfo("Europe/Sofia")
NIGHTS = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))
AMINA = PersonId(7)
TELEGRAMS_BULK_RATE = 25

FRIDAYS = Schedule("mentee_weekly", Rhythm.WEEKLY, weekday=4, at=time(16))
MONTHLY = Schedule("relationship_monthly", Rhythm.MONTHLY, weekday=2, at=time(16))
MILESTONES = Schedule("self_assessment", Rhythm.MILESTONES, at=time(16))


def sofia(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SOFIA)


def holidays(first: str, last: str) -> DaysOff:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return DaysOff((CalendarEntry(*days, CalendarKind.HOLIDAY, "Holiday", off=True),))


def asker(
    *,
    days_off: DaysOff = NO_DAYS_OFF,
    away: tuple[tuple[datetime, datetime], ...] = (),
    choice: Choice | None = None,
    nights: tuple[QuietBlock, ...] = NIGHTS,
    person: PersonId = AMINA,
) -> Asker:
    return Asker(person, OpenHours(quiet_hours(SOFIA, nights), days_off=days_off, away=away), choice=choice)


PLACE = asker().place
A_PAIR = PairTime(sofia("2026-03-02 16:00").astimezone(UTC))


def times(schedule: Schedule, who: Asker, pair: PairTime, after: datetime, count: int) -> list[Planned]:
    """The next times that somebody is asked."""
    found: list[Planned] = []
    while len(found) < count:
        planned = next_planned(schedule, who, pair, after, found[-1].occurrence if found else None)
        if planned is None:
            break
        found.append(planned)
        after = planned.at
    return found


def shown(found: list[Planned]) -> list[str]:
    """Their moments as Sofia's clocks show them, without the person's own place in the minutes after."""
    return [f"{(planned.at - PLACE).astimezone(SOFIA):%a %Y-%m-%d %H:%M}" for planned in found]


def test_a_weekly_one_comes_every_friday_at_four_also_when_the_clocks_change():
    found = times(FRIDAYS, asker(), A_PAIR, sofia("2026-03-02 16:00"), 5)
    assert shown(found) == [
        "Fri 2026-03-06 16:00",
        "Fri 2026-03-13 16:00",
        "Fri 2026-03-20 16:00",
        "Fri 2026-03-27 16:00",
        "Fri 2026-04-03 16:00",  # in summer time: 167 hours later
    ]
    assert [planned.occurrence.key for planned in found][:2] == ["2026-W10", "2026-W11"]


def test_whoever_chose_a_day_and_hour_is_asked_then():
    found = times(FRIDAYS, asker(choice=Choice(6, time(11, 30))), A_PAIR, sofia("2026-03-02 16:00"), 2)
    assert shown(found) == ["Sun 2026-03-08 11:30", "Sun 2026-03-15 11:30"]


def test_an_hour_that_is_chosen_in_quiet_hours_waits_for_the_morning():
    found = times(FRIDAYS, asker(choice=Choice(4, time(23))), A_PAIR, sofia("2026-03-02 16:00"), 1)
    assert shown(found) == ["Sat 2026-03-07 07:00"]


def test_a_pair_of_yesterday_is_not_asked_how_its_week_was():
    began_on_thursday = PairTime(sofia("2026-03-05 12:00").astimezone(UTC))
    assert shown(times(FRIDAYS, asker(), began_on_thursday, sofia("2026-03-05 12:00"), 1)) == ["Fri 2026-03-13 16:00"]


def test_a_holiday_puts_it_off_to_the_same_hour_of_the_day_after():
    who = asker(days_off=holidays("2026-03-06", "2026-03-06"))
    assert shown(times(FRIDAYS, who, A_PAIR, sofia("2026-03-02 16:00"), 2)) == [
        "Sat 2026-03-07 16:00",
        "Fri 2026-03-13 16:00",
    ]


def test_a_week_of_holidays_leaves_it_out():
    who = asker(days_off=holidays("2026-03-06", "2026-03-10"))
    found = times(FRIDAYS, who, A_PAIR, sofia("2026-03-02 16:00"), 1)
    assert shown(found) == ["Fri 2026-03-13 16:00"]
    assert [planned.occurrence.key for planned in found] == ["2026-W11"]


def test_whoever_is_away_is_not_asked_and_whoever_is_away_for_good_never_looks_for_ever():
    gone = sofia("2026-03-05 00:00").astimezone(UTC)
    back = sofia("2026-03-16 00:00").astimezone(UTC)
    assert shown(times(FRIDAYS, asker(away=((gone, back),)), A_PAIR, sofia("2026-03-02 16:00"), 1)) == [
        "Fri 2026-03-20 16:00"
    ]
    for_good = asker(away=((gone, datetime.max.replace(tzinfo=UTC)),))
    assert times(FRIDAYS, for_good, A_PAIR, sofia("2026-03-02 16:00"), 1) == []


def test_a_monthly_one_comes_on_the_first_wednesday_once_the_pair_is_two_weeks_old():
    assert shown(times(MONTHLY, asker(), A_PAIR, sofia("2026-03-02 16:00"), 3)) == [
        "Wed 2026-04-01 16:00",
        "Wed 2026-05-06 16:00",
        "Wed 2026-06-03 16:00",
    ]


def test_milestones_follow_the_age_of_the_pair_and_the_length_it_agreed_on():
    term = times(MILESTONES, asker(), A_PAIR, sofia("2026-03-02 16:00"), 9)
    assert shown(term) == ["Tue 2026-03-03 16:00", "Mon 2026-04-27 16:00", "Mon 2026-06-15 16:00"]
    assert [planned.occurrence.key for planned in term] == ["start", "middle", "end"]

    eight_weeks = PairTime(A_PAIR.began_at, weeks=8)
    start = term[0].occurrence
    assert next_planned(MILESTONES, asker(), eight_weeks, term[0].at, start) == Planned(
        Occurrence("middle", date(2026, 3, 30)),
        sofia("2026-03-30 16:00").astimezone(UTC) + PLACE,
        sofia("2026-03-30 16:00").astimezone(UTC) + MILESTONES.expires_after,
    )


def test_a_milestone_in_the_holidays_waits_for_their_end():
    who = asker(days_off=holidays("2026-04-25", "2026-05-10"))
    assert "Mon 2026-05-11 16:00" in shown(times(MILESTONES, who, A_PAIR, sofia("2026-03-02 16:00"), 3))


@pytest.mark.parametrize(("days", "asked"), [(10, ["start", "middle"]), (20, ["middle"])])
def test_a_milestone_that_could_not_be_asked_in_time_is_asked_soon_within_two_weeks(days: int, asked: list[str]):
    now = sofia("2026-03-03 16:00") + timedelta(days=days)
    found = times(MILESTONES, asker(), A_PAIR, now, 2)
    assert [planned.occurrence.key for planned in found if planned.at < sofia("2026-05-01 00:00")] == asked
    if days == 10:
        assert found[0].at - now < timedelta(minutes=10)


def test_only_the_milestones_that_are_wanted():
    schedule = Schedule("self_assessment", Rhythm.MILESTONES, milestones=frozenset({Milestone.END}))
    assert [p.occurrence.key for p in times(schedule, asker(), A_PAIR, sofia("2026-03-02 16:00"), 9)] == ["end"]


@pytest.mark.parametrize("rhythm", [Rhythm.CLOSING, Rhythm.BY_HAND])
def test_what_no_day_brings_is_never_planned(rhythm: Rhythm):
    assert next_planned(Schedule("q", rhythm), asker(), A_PAIR, A_PAIR.began_at, None) is None


def test_a_schedule_that_is_off_plans_nothing():
    off = Schedule("mentee_weekly", Rhythm.WEEKLY, is_on=False)
    assert next_planned(off, asker(), A_PAIR, A_PAIR.began_at, None) is None


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (0, "Mon 2026-03-09 16:00"),  # three days after the Friday before
        (6, "Sun 2026-03-15 16:00"),  # not two days after it
        (3, "Thu 2026-03-12 16:00"),
    ],
)
def test_a_day_that_is_moved_never_asks_twice_in_one_week(day: int, then: str):
    friday = Occurrence("2026-W10", date(2026, 3, 6))
    planned = next_planned(FRIDAYS, asker(choice=Choice(day, time(16))), A_PAIR, sofia("2026-03-06 18:00"), friday)
    assert planned is not None
    assert shown([planned]) == [then]


def test_what_is_late_because_the_machine_was_off_is_asked_at_once_or_when_it_opens_while_it_is_fresh():
    friday = Occurrence("2026-W10", date(2026, 3, 6))
    on_saturday, at_night = sofia("2026-03-07 12:00"), sofia("2026-03-07 23:00")
    on_wednesday = sofia("2026-03-11 12:00")
    assert moment_of(FRIDAYS, asker(), friday, on_saturday) == Planned(
        friday, on_saturday, sofia("2026-03-10 16:00").astimezone(UTC)
    )
    late = moment_of(FRIDAYS, asker(), friday, at_night)
    assert late is not None
    assert shown([late]) == ["Sun 2026-03-08 07:00"]
    assert moment_of(FRIDAYS, asker(), friday, on_wednesday) is None


def test_when_a_pair_closes_its_two_are_asked_at_the_next_open_minute():
    closing = Schedule("closing_mentee", Rhythm.CLOSING, expires_after=timedelta(days=14))
    planned = closing_of(closing, asker(), sofia("2026-06-22 22:00"))
    assert planned is not None
    assert shown([planned]) == ["Tue 2026-06-23 07:00"]


def test_it_is_let_go_in_time_for_the_next_one():
    asked, following = sofia("2026-03-06 16:00"), sofia("2026-03-08 10:00")
    assert expiry_of(FRIDAYS, asked, None) == asked + timedelta(days=4)
    assert expiry_of(FRIDAYS, asked, following) == following


def test_every_programme_begins_with_what_the_guide_promises():
    found = {schedule.questionnaire: schedule.rhythm for schedule in DEFAULT_SCHEDULES}
    assert found["mentee_weekly"] is found["mentor_weekly"] is Rhythm.WEEKLY
    assert found["relationship_monthly"] is Rhythm.MONTHLY
    assert found["self_assessment"] is Rhythm.MILESTONES
    assert found["closing_mentee"] is found["closing_mentor"] is Rhythm.CLOSING


# Spread


@pytest.mark.parametrize("people", [1_000, 20_000, 200_000])
@pytest.mark.parametrize("first", [1, 123_457])
def test_an_installation_that_is_asked_at_one_hour_stays_below_telegrams_rate(people: int, first: int):
    spread = spread_of(people)
    seconds = Counter(
        place_of(PersonId(person), spread) // timedelta(seconds=1) for person in range(first, first + people)
    )
    assert max(seconds.values()) < TELEGRAMS_BULK_RATE


@pytest.mark.parametrize("every", [2, 3, 10, 97])
def test_nor_do_those_of_one_kind_crowd_together(every: int):
    people = 60_000
    spread = spread_of(people)
    chosen = range(1, people + 1, every)
    seconds = Counter(place_of(PersonId(person), spread) // timedelta(seconds=1) for person in chosen)
    assert max(seconds.values()) < TELEGRAMS_BULK_RATE


def test_a_holiday_or_the_evening_heaps_nobody_up():
    """All are asked "on Friday at 20:55": what does not fit before nine in the evening goes on in the morning."""
    people = 4_000
    hours = OpenHours(quiet_hours(SOFIA, NIGHTS), days_off=holidays("2026-03-07", "2026-03-07"))
    late = Schedule("mentee_weekly", Rhythm.WEEKLY, weekday=4, at=time(20, 59))
    after = sofia("2026-03-05 16:00")
    seconds: Counter[datetime] = Counter()
    for person in range(1, people + 1):
        planned = next_planned(late, Asker(PersonId(person), hours, spread_of(people)), A_PAIR, after, None)
        assert planned is not None
        assert hours.is_open(planned.at)
        seconds[planned.at.replace(microsecond=0)] += 1
    assert max(seconds.values()) < TELEGRAMS_BULK_RATE
    assert {moment.astimezone(SOFIA).day for moment in seconds} == {6, 8}


# Any zone, any week, around both clock changes

quarters = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
blocks = st.builds(QuietBlock, st.integers(0, 6), quarters, quarters)


@st.composite
def moments(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """Any moment of 2026; every second one within eight days before a clock change, where there is one."""
    if CLOCK_CHANGES[zone] and draw(st.booleans()):
        return draw(st.sampled_from(CLOCK_CHANGES[zone])) - timedelta(minutes=draw(st.integers(0, 8 * 24 * 60)))
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 365 * 24 * 60 * 60)))


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Schedule, Asker, PairTime, datetime]:
    zone = draw(st.sampled_from(ZONES))
    quiet = tuple(sorted(draw(st.lists(blocks, max_size=5))))
    assume(leaves_open_time(quiet))
    first = draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    off = holidays(first.isoformat(), (first + timedelta(days=draw(st.integers(0, 10)))).isoformat())
    choices = st.builds(Choice, st.integers(0, 6), quarters)
    schedule = Schedule(
        "q",
        draw(st.sampled_from([Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.MILESTONES])),
        weekday=draw(st.integers(0, 6)),
        at=draw(quarters),
    )
    who = Asker(
        PersonId(draw(st.integers(1, 10_000))),
        OpenHours(QuietHours(zone, quiet), days_off=off),
        draw(st.sampled_from([LEAST_SPREAD, timedelta(hours=2, minutes=47)])),
        draw(st.none() | choices),
    )
    after = draw(moments(zone))
    return schedule, who, PairTime(after - timedelta(days=draw(st.integers(0, 60))), draw(st.integers(4, 40))), after


@given(scenes())
def test_everything_is_asked_in_open_hours_and_not_twice(scene: tuple[Schedule, Asker, PairTime, datetime]):
    schedule, who, pair, after = scene
    found = times(schedule, who, pair, after, 6)
    assert all(who.open_hours.is_open(planned.at) for planned in found)
    assert all(after < planned.at < planned.fresh_until for planned in found)
    assert len({planned.occurrence.key for planned in found}) == len(found)
    for earlier, later in pairwise(found):
        assert earlier.at < later.at
        if schedule.rhythm is not Rhythm.MILESTONES:
            assert later.occurrence.day - earlier.occurrence.day >= LEAST_GAP


@given(scenes())
def test_a_weekly_one_shows_the_chosen_hour_on_the_wall_where_nothing_is_in_the_way(
    scene: tuple[Schedule, Asker, PairTime, datetime],
):
    schedule, who, pair, after = scene
    hour = who.choice.at if who.choice is not None else schedule.at
    for planned in times(schedule, who, pair, after, 3):
        meant = span_start(planned.occurrence.day, hour, who.zone)
        assume(meant > after)  # a milestone that is late already comes soon instead
        if who.open_hours.between(meant, meant + who.place) == who.place and who.open_hours.is_open(meant + who.place):
            assert planned.at == meant + who.place
        assert planned.at >= meant


@given(scenes(), st.integers(0, 7 * 24 * 60))
def test_planning_again_before_it_comes_changes_nothing(
    scene: tuple[Schedule, Asker, PairTime, datetime], minutes: int
):
    """What a restart does, a second look, or a change of something else."""
    schedule, who, pair, after = scene
    planned = next_planned(schedule, who, pair, after, None)
    assume(planned is not None and planned.occurrence.day > after.astimezone(who.zone).date())
    assert planned is not None
    again = min(after + timedelta(minutes=minutes), planned.at - timedelta(milliseconds=1))
    assert next_planned(schedule, who, pair, again, None) == planned
    assert next_planned(schedule, who, pair, planned.at, planned.occurrence) != planned


@given(scenes(), st.integers(0, 5 * 24 * 60))
def test_a_reminder_stays_where_it_is_or_moves_into_open_hours(
    scene: tuple[Schedule, Asker, PairTime, datetime], minutes: int
):
    _schedule, who, _pair, after = scene
    moment = after + timedelta(minutes=minutes)
    try:
        settled = settled_in(who, moment)
    except NeverOpen:
        return
    assert who.open_hours.is_open(settled)
    assert (settled == moment) == who.open_hours.is_open(moment)
