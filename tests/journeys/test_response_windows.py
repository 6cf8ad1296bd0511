"""An answer may take its time, not for ever: who waits is told until when, who forgets is reminded twice, kindly."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentoring.pairs import PairState
from mentoring.tasks import TaskKind
from storage import programmes, tasks
from storage import windows as kept
from tests.journeys.playing import plays, plays_until
from tests.story import SOFIA, Member, Story, told

NUDGE = "This one from Amina has no answer yet. A few words are enough."
REMINDER = "Amina would still be glad of a word from you. Late is fine, and so is short."


async def with_rules(story: Story, **rules: Any) -> None:
    """Change the programme's rules."""

    def act(tx: Any) -> None:
        programme = programmes.get(tx, story.programme)
        assert programme is not None
        programmes.change(tx, replace(programme, rules=replace(programme.rules, **rules)))

    await story.store.write(act)


async def lives_in(story: Story, member: Member, zone: str) -> None:
    """Have somebody live in another zone than the programme's."""
    await story.store.write(
        lambda tx: tx.run("UPDATE people SET time_zone = :zone WHERE id = :id", zone=zone, id=member.id)
    )


async def open_tasks(story: Story) -> list[TaskKind]:
    """Return the kinds of what the staff are asked to look at."""
    return [task.kind for task in await story.store.read(lambda tx: tasks.open_of(tx, story.programme, story.now))]


async def states(story: Story, pair: Any) -> list[str]:
    """Return where a pair's windows stand, oldest first."""
    return [w.state.value for w in await story.store.read(lambda tx: kept.page(tx, pair, after=0, limit=100))]


def reminders(member: Member) -> list[str]:
    """Return the nudges and reminders that somebody has read."""
    return [text for text in member.phone.texts if text in (NUDGE, REMINDER)]


async def asks(story: Story, by: Member, of: Member, text: str = "Shall we meet on Thursday?") -> None:
    """Have somebody ask something that arrives."""
    by.phone.says(text)
    await story.settles()
    assert of.phone.texts[-1].endswith(text)


async def test_who_waits_reads_until_when_once_and_quietly(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    before = len(amina.phone.received)

    await story.at("16:05")
    await story.at("16:30")

    assert [m.text for m in amina.phone.received[before:]] == ["Ben usually answers by Wednesday at 12:00."]
    assert amina.phone.last.silent


async def test_in_a_lively_exchange_nothing_is_shown(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)
    ben.phone.says("Yes! Where?")
    await story.settles()
    amina.phone.says("At the library")
    await story.settles()
    before = amina.phone.texts, ben.phone.texts

    await story.at("16:00", days=3)

    assert (amina.phone.texts, ben.phone.texts) == before
    assert await states(story, pair) == ["answered", "answered"]


async def test_a_nudge_before_the_end_and_one_reminder_at_it(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)  # Monday at four: five open hours today, fourteen a day

    await story.at("19:59", days=1)
    assert reminders(ben) == []
    await story.at("20:00")  # Tuesday: eighteen of twenty-four open hours are over
    assert reminders(ben) == [NUDGE]
    assert ben.phone.last.button_texts == ["No answer needed"]
    assert ben.phone.last.reply_to is not None
    await story.at("11:59")
    assert reminders(ben) == [NUDGE]
    await story.at("12:00")

    assert reminders(ben) == [NUDGE, REMINDER]
    assert await states(story, pair) == ["lapsed"]
    for day in range(5):
        await story.at("12:00", days=day)
    assert reminders(ben) == [NUDGE, REMINDER]
    assert len([text for text in amina.phone.texts if "usually answers" in text]) == 1


async def test_one_reply_ends_it_all(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    await asks(story, amina, ben, "Or on Friday?")
    await story.at("18:00")

    ben.phone.says("Thursday is good")
    await story.settles()
    await story.at("12:00", days=4)

    assert reminders(ben) == []
    assert await states(story, pair) == ["answered"]


async def test_a_reply_that_waits_for_the_morning_is_one(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    await story.at("22:00")

    ben.phone.says("Thursday is good")
    await ben.phone.sees("Messages rest now.")
    await story.settles()

    assert await states(story, pair) == ["answered"]


async def test_a_reply_that_is_taken_back_before_it_arrives_was_none(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    await story.at("22:00")
    ben.phone.says("I am not sure")
    await ben.phone.next_message()

    ben.phone.presses("Take back")
    await story.settles()

    assert await states(story, pair) == ["open"]
    await story.at("20:00", days=0)
    assert reminders(ben) == [NUDGE]


async def test_a_queued_nudge_is_taken_back_by_the_reply(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    story.world.faults.add("429", method="sendMessage", chat=ben.phone.account.id, retry_after=3600)
    await story.at("20:00", days=1)
    assert reminders(ben) == []

    ben.phone.says("Thursday is good")
    await story.settles()
    await story.at("09:00")

    assert reminders(ben) == []


async def test_no_answer_needed_is_said_with_one_press_and_the_other_hears_nothing(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    await story.at("20:00", days=1)
    before = amina.phone.texts

    ben.phone.presses("No answer needed")
    await ben.phone.sees("All right, no answer needed.")
    await story.at("12:00", days=3)

    assert reminders(ben) == []  # the nudge itself was changed
    assert amina.phone.texts == before
    assert await states(story, pair) == ["let_go"]


async def test_nobody_else_can_let_a_window_go(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await asks(story, amina, ben)
    press = {
        "id": "1",
        "chat_instance": "1",
        "data": "letgo:1",
        "from": amina.phone.account.as_user(),
        "message": {"message_id": 1, "date": 1, "chat": {"id": amina.phone.account.id, "type": "private"}},
    }

    story.world.bots[story.bot.house.bot_id].updates.add("callback_query", press)
    await story.settles()

    assert await states(story, pair) == ["open"]


async def test_a_conversation_that_ends_leaves_nothing_behind(story: Story):
    amina, ben, pair = await story.pair()
    amina.phone.says("Hello Ben")
    await story.settles()
    for by, text in ((ben, "Hi Amina"), (ben, "See you on Thursday"), (amina, "Yes, see you"), (ben, "👍")):
        by.phone.says(text)
        await story.settles()
    before = amina.phone.texts, ben.phone.texts

    await story.at("16:00", days=5)

    assert (amina.phone.texts, ben.phone.texts) == before
    assert await states(story, pair) == ["answered"]


async def test_after_two_lapses_in_a_row_the_coordinator_is_asked_to_look_and_an_answer_ends_that(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)
    await plays(story, days=1)
    assert await open_tasks(story) == []
    await asks(story, amina, ben, "Are you there?")
    await plays(story, days=1)
    assert await states(story, pair) == ["lapsed", "lapsed"]
    assert await open_tasks(story) == [TaskKind.REPLY_LAPSED]

    ben.phone.says("Sorry, I was working")
    await story.settles()

    assert await open_tasks(story) == []
    assert await states(story, pair) == ["answered", "answered"]


async def test_an_answer_in_time_between_two_lapses_begins_the_count_again(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)
    await plays(story, days=1)
    ben.phone.says("Thursday is good")
    await story.settles()
    await asks(story, amina, ben, "At five?")
    ben.phone.says("Yes")
    await story.settles()
    await asks(story, amina, ben, "Where?")
    await plays(story, days=1)

    assert await states(story, pair) == ["answered", "answered", "lapsed"]
    assert await open_tasks(story) == []


async def test_whoever_was_nudged_late_because_the_machine_was_off_still_gets_their_time(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)
    await story.at("16:00", days=4)

    assert reminders(ben) == [NUDGE]
    assert await states(story, pair) == ["open"]
    await plays(story, hours=6)
    assert reminders(ben) == [NUDGE, REMINDER]


async def test_without_a_window_in_the_rules_nobody_is_reminded(story: Story):
    amina, ben, pair = await story.pair()
    await with_rules(story, response_window=None)
    await asks(story, amina, ben)
    await story.at("16:00", days=5)

    assert reminders(ben) == []
    assert await states(story, pair) == []


async def test_a_window_is_over_when_the_pair_rests(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)

    await story.brings(pair, PairState.PAUSED)
    await story.at("16:00", days=3)

    assert reminders(ben) == []
    assert await states(story, pair) == ["cancelled"]


async def test_each_reads_the_moment_in_their_own_zone_and_language(story: Story):
    amina, ben, _ = await story.pair(languages=("bg", "en"))
    await lives_in(story, amina, "Asia/Kolkata")
    await asks(story, amina, ben)
    await story.at("16:10")

    # Four in the afternoon in Sofia is half past seven there; a full hour is enough.
    assert amina.phone.texts[-1] == "Ben обикновено отговаря най-късно: утре в 20:00."


async def test_the_one_who_waits_is_not_told_in_their_night_either(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await lives_in(story, amina, "Asia/Kolkata")
    await story.at("17:28")  # two minutes before nine there
    await asks(story, amina, ben)

    await plays_until(story, datetime(2026, 3, 3, 6, 59, tzinfo=ZoneInfo("Asia/Kolkata")))
    assert not any("usually answers" in text for text in amina.phone.texts)
    await plays(story, hours=1)
    assert amina.phone.texts[-1].startswith("Ben usually answers by")


@pytest.mark.parametrize("amina_in", ["Europe/Istanbul", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("ben_in", ["Europe/Sofia", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("start", ["2026-03-05 16:00", "2026-10-22 16:00"])
async def test_over_weeks_and_clock_changes_nobody_is_reminded_in_their_quiet_hours(
    sqlite_database: Any, vault: Any, start: str, amina_in: str, ben_in: str
):
    begin = datetime.strptime(start, "%Y-%m-%d %H:%M").replace(tzinfo=SOFIA)
    async with told(sqlite_database, vault, start=begin) as story:
        amina, ben, pair = await story.pair(quiet="21:00-07:00")
        await lives_in(story, amina, amina_in)
        await lives_in(story, ben, ben_in)
        for day in range(0, 30, 3):
            amina.phone.says(f"Are you there on day {day}?")
            await story.settles()
            await plays(story, days=3)
        found = await states(story, pair)

    assert set(found) == {"lapsed"}
    assert len(found) == 10
    assert sorted(reminders(ben)) == [REMINDER] * 10 + [NUDGE] * 10
    usual = [m for m in amina.phone.received if "usually answers" in m.text]
    assert len(usual) == 10
    for message, zone in [(m, ben_in) for m in ben.phone.received if m.text in (NUDGE, REMINDER)] + [
        (m, amina_in) for m in usual
    ]:
        assert 7 <= datetime.fromtimestamp(message.date, ZoneInfo(zone)).hour < 21
