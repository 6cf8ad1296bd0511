"""Check-ins come by themselves: at their hour, one at a time, reminded of once, let go; never in quiet hours."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from bot.check_ins.planning import plan_person
from mentoring.check_ins import Cause, CheckInState
from mentoring.pairs import PairState
from mentoring.people import Role
from mentoring.schedules import LEAST_SPREAD, Choice, Rhythm
from mentoring.school_calendar import CalendarEntry, CalendarKind
from mentoring.tasks import TaskKind
from storage import schedules
from storage.tx import Tx
from tests.planned_check_ins import asked, days, hands_in, moment, only, open_tasks, schedule, under_way
from tests.story import SOFIA, Story

WEEKLY = "mentee_weekly"


async def test_a_week_asks_each_of_the_two_once_at_its_hour_in_their_zone(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00", check_ins=True)
    await only(story, "mentee_weekly", "mentor_weekly")
    await days(story, 6)

    (hers,), (his,) = await asked(story, amina.id), await asked(story, ben.id)
    assert (hers.questionnaire_key, moment(hers)) == ("mentee_weekly", "Fri 16")
    assert (his.questionnaire_key, moment(his)) == ("mentor_weekly", "Fri 17")
    assert hers.asked_at is not None
    late = hers.asked_at - datetime(2026, 3, 6, 16, 0, tzinfo=SOFIA)
    assert timedelta(0) <= late < LEAST_SPREAD
    assert hers.cause is Cause.WEEKLY


async def test_unanswered_it_is_reminded_of_once_and_let_go_and_two_in_a_row_are_a_task(
    story: Story,
):
    amina, _ben, _pair = await story.pair(quiet="21:00-07:00", check_ins=True)
    await only(story, WEEKLY)
    amina.phone.catches_up()
    await days(story, 11)

    (first,) = await asked(story, amina.id)
    assert first.state is CheckInState.EXPIRED
    assert first.asked_at is not None
    assert first.reminded_at is not None
    assert first.ended_at is not None
    assert first.reminded_at - first.asked_at == timedelta(hours=24)
    assert first.ended_at - first.asked_at == timedelta(days=4)
    assert len(amina.phone.received) >= 2

    await days(story, 7)
    assert [each.state for each in await asked(story, amina.id)] == [CheckInState.EXPIRED] * 2
    (task,) = await open_tasks(story, TaskKind.CHECK_INS_MISSED)
    assert (task.person_id, task.facts["missed"]) == (amina.id, 2)

    await days(story, 2)
    await hands_in(story, amina.id)
    assert await open_tasks(story, TaskKind.CHECK_INS_MISSED) == []


async def test_a_reminder_waits_for_the_morning_and_one_that_was_handed_in_is_not_reminded_of(story: Story):
    amina, ben, _pair = await story.pair(quiet="20:00-07:00", check_ins=True)
    await only(story, "mentee_weekly", "mentor_weekly")
    await schedule(story, "mentee_weekly", remind_after=timedelta(hours=6))
    await schedule(story, "mentor_weekly", remind_after=timedelta(hours=6))
    await days(story, 4.1)
    await hands_in(story, ben.id)
    await days(story, 2)

    (hers,), (his,) = await asked(story, amina.id), await asked(story, ben.id)
    assert hers.reminded_at is not None
    assert hers.reminded_at.astimezone(SOFIA).date() == date(2026, 3, 7)
    assert hers.reminded_at.astimezone(SOFIA).hour == 7
    assert his.reminded_at is None


async def test_never_two_at_once_the_later_waits_until_the_first_is_handed_in(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await schedule(story, "provider_feedback", rhythm=Rhythm.WEEKLY, weekday=4, at=time(18))
    await schedule(story, "self_assessment", rhythm=Rhythm.WEEKLY, weekday=4, at=time(17), is_on=True)
    await days(story, 5)

    states = {each.questionnaire_key: each.state for each in await asked(story, amina.id)}
    assert states[WEEKLY] is CheckInState.ASKED
    assert states["self_assessment"] is CheckInState.PLANNED
    await hands_in(story, amina.id)
    assert await under_way(story, amina.id) is None, "a while of rest lies between the two"
    await days(story, 1)
    waited = await under_way(story, amina.id)
    assert waited is not None
    assert waited.questionnaire_key == "self_assessment"


async def test_what_waited_until_it_was_stale_is_called_off_and_not_missed(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await schedule(story, "self_assessment", rhythm=Rhythm.WEEKLY, weekday=4, at=time(17), is_on=True,
                   expires_after=timedelta(days=3))  # fmt: skip
    await days(story, 10)
    found = {each.questionnaire_key: each for each in await asked(story, amina.id)}
    assert found[WEEKLY].state is CheckInState.EXPIRED
    assert found["self_assessment"].state is CheckInState.CANCELLED
    assert found["self_assessment"].asked_at is None


@pytest.mark.parametrize("state", [PairState.PAUSED, PairState.NEGOTIATING, PairState.CLOSED])
async def test_in_a_pair_that_rests_has_not_begun_or_has_ended_nothing_weekly_is_asked(story: Story, state: PairState):
    amina, _ben, pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await story.brings(pair, state)
    await days(story, 8)
    assert await asked(story, amina.id) == []


async def test_a_pair_that_goes_on_is_asked_again_the_next_week_and_once(story: Story):
    amina, _ben, pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await story.brings(pair, PairState.PAUSED)
    await days(story, 6)
    await story.brings(pair, PairState.ACTIVE)
    await days(story, 7)
    (only_one,) = await asked(story, amina.id)
    assert only_one.occurrence.startswith("2026-W11")


async def test_nothing_is_asked_without_the_carers_consent(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await story.changes_rules(carer_consent_required=True)
    await days(story, 7)
    assert await asked(story) == []
    await story.carer_consents(amina.id)
    await days(story, 7)
    assert len(await asked(story, amina.id)) == 1


async def test_a_week_of_holidays_is_left_out(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    holidays = CalendarEntry(date(2026, 3, 6), date(2026, 3, 10), CalendarKind.HOLIDAY, "Holidays", off=True)
    await story.store.write(
        lambda tx: tx.run(
            "UPDATE programmes SET days_off = :days",
            days=f'[["{holidays.first_day}", "{holidays.last_day}", "holiday", "Holidays"]]',
        )
    )
    await days(story, 13)
    (only_one,) = await asked(story, amina.id)
    assert moment(only_one) == "Fri 16"
    assert only_one.occurrence.startswith("2026-W11")


async def test_a_schedule_that_is_changed_holds_at_once_and_doubles_nothing(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await schedule(story, WEEKLY, weekday=3, at=time(9))
    await schedule(story, WEEKLY, weekday=3, at=time(10))
    await schedule(story, WEEKLY, weekday=3, at=time(9))
    await days(story, 4)
    (first,) = await asked(story, amina.id)
    assert moment(first) == "Thu 09"

    await schedule(story, WEEKLY, weekday=4, at=time(16))  # this week has had its own
    await days(story, 7)
    assert [moment(each) for each in await asked(story, amina.id)] == ["Thu 09"]
    await days(story, 2)
    assert [moment(each) for each in await asked(story, amina.id)] == ["Thu 09", "Fri 16"]

    await schedule(story, WEEKLY, is_on=False)
    await days(story, 14)
    assert len(await asked(story, amina.id)) == 2


async def test_somebodys_own_day_and_hour_come_before_the_programmes(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)

    def act(tx: Tx) -> None:
        schedules.choose(tx, amina.id, Choice(6, time(11)), story.now)
        plan_person(tx, amina.id, story.now)

    await story.store.write(act)
    await days(story, 12)
    assert [moment(each) for each in await asked(story, amina.id)] == ["Sun 11"]


async def test_milestones_come_once_for_a_person_and_the_end_of_a_pair_asks_both_how_it_was(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00", check_ins=True)
    await only(story, "self_assessment", "closing_mentee", "closing_mentor")
    await days(story, 2)
    (start,) = await asked(story, amina.id)
    assert (start.questionnaire_key, start.occurrence, moment(start)) == ("self_assessment", "start", "Tue 16")
    await hands_in(story, amina.id)

    await days(story, 115)
    assert [each.occurrence for each in await asked(story, amina.id, "self_assessment")] == ["start", "middle", "end"]
    await story.brings(pair, PairState.CLOSED)
    await days(story, 2)
    closing = [await asked(story, amina.id, "closing_mentee"), await asked(story, ben.id, "closing_mentor")]
    assert [[each.state for each in found] for found in closing] == [[CheckInState.ASKED]] * 2
    assert await asked(story, amina.id, "closing_mentor") == []
    await days(story, 30)
    assert len(await asked(story, amina.id)) == 4


async def test_a_mentor_of_two_is_asked_about_each_of_them_one_after_the_other(story: Story):
    _amina, ben, _pair = await story.pair(check_ins=True)
    await only(story, "mentor_weekly")
    mehmet = await story.joins("Mehmet", Role.MENTEE)
    await story.pair_of(ben.id, mehmet.id)
    await days(story, 5)
    first = await under_way(story, ben.id)
    assert first is not None
    await hands_in(story, ben.id)
    await days(story, 1)
    second = await under_way(story, ben.id)
    assert second is not None
    assert second.pair_id != first.pair_id
    for earlier, later in pairwise(await asked(story, ben.id)):
        assert earlier.occurrence != later.occurrence


async def test_what_is_asked_once_for_a_person_goes_on_through_another_pair_when_one_ends(story: Story):
    amina, _ben, first = await story.pair(check_ins=True)
    await only(story, "self_assessment")
    dara = await story.joins("Dara", Role.MENTOR)
    await story.pair_of(dara.id, amina.id)
    await days(story, 2)
    assert [each.occurrence for each in await asked(story, amina.id)] == ["start"]
    await story.brings(first, PairState.CLOSED)
    await days(story, 60)
    assert [each.occurrence for each in await asked(story, amina.id)] == ["start", "middle"]


async def test_a_schedule_that_is_turned_on_during_a_break_counts_after_it(story: Story):
    amina, _ben, pair = await story.pair(check_ins=True)
    await only(story)
    amina.phone.says("/pause")
    await story.settles()
    amina.phone.presses("A break from Ben")
    await story.settles()
    await only(story, WEEKLY)
    await days(story, 6)
    assert await asked(story, amina.id) == []
    amina.phone.says("/resume")
    await story.settles()
    await days(story, 7)
    assert [each.pair_id for each in await asked(story, amina.id)] == [pair]


async def test_whoever_has_just_told_it_of_their_own_accord_is_not_asked_the_same_again(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await days(story, 3.5)
    amina.phone.says("/checkin")
    await story.settles()
    amina.phone.presses(amina.phone.last.button_texts[0])
    await story.settles()
    await hands_in(story, amina.id)
    heard = len(amina.phone.texts)
    await days(story, 3)
    assert len(amina.phone.texts) == heard
    assert [each.cause for each in await asked(story, amina.id) if each.asked_at is not None] == [Cause.HAND]
    await days(story, 5)
    assert (await asked(story, amina.id))[-1].state is CheckInState.ASKED


async def test_while_the_machine_was_off_nothing_is_lost_and_nothing_comes_twice(story: Story):
    amina, _ben, _pair = await story.pair(quiet="21:00-07:00", check_ins=True)
    await only(story, WEEKLY)
    story.world.clock.move_to(datetime(2026, 3, 7, 12, 0, tzinfo=SOFIA))  # from Monday to Saturday at once
    await story.settles()
    (late,) = await asked(story, amina.id)
    assert late.state is CheckInState.ASKED
    story.world.clock.move_to(datetime(2026, 3, 26, 12, 0, tzinfo=SOFIA))  # over two Fridays and their ends
    await story.settles()
    found = await asked(story, amina.id)
    assert len({each.occurrence for each in found}) == len(found)
    assert all(each.state is not CheckInState.PLANNED for each in found)
