"""`/away` and `/back`: nobody expects an answer meanwhile, and the other one is told kindly, without a reason."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentoring.absences import AbsenceKind
from mentoring.people import Role
from mentoring.tasks import TaskKind
from storage import absences, due
from storage.tx import Tx
from tests.journeys.playing import plays, plays_until
from tests.journeys.test_response_windows import NUDGE, REMINDER, asks, lives_in, open_tasks, reminders, states
from tests.story import SOFIA, Member, Story

TOLD = (
    "Ben has time off until Friday and will not answer before. You can write all the same. If you want to talk to "
    "somebody meanwhile, your coordinator is there."
)


async def notes_absence(story: Story, member: Member, ends_at: datetime | None, **facts: Any) -> int:
    """Note that somebody is ill, as the admin API would."""

    def act(tx: Tx) -> int:
        absence = absences.add(
            tx,
            person=member.id,
            kind=AbsenceKind.ILL,
            starts_at=facts.get("starts_at", story.now),
            ends_at=ends_at,
            noted_by="api",
            now=story.now,
        )
        due.add(tx, kind="absence", subject=absence.id, occurrence=f"noted:{absence.id}", due_at=story.now)
        return absence.id

    absence = await story.store.write(act)
    await story.settles()
    return absence


async def ends_absence(story: Story, absence: int) -> None:
    """End an absence, as the admin API would."""

    def act(tx: Tx) -> None:
        absences.end(tx, absence, story.now)
        due.add(tx, kind="absence", subject=absence, occurrence=f"ended:{absence}", due_at=story.now)

    await story.store.write(act)
    await story.settles()


async def test_until_friday_by_two_presses_and_back_by_itself(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    ben.phone.says("/away")
    offer = await ben.phone.next_message()
    assert offer.button_texts == ["Until tomorrow", "Until Friday", "For a week", "Another day"]

    ben.phone.presses("Until Friday", offer)
    await ben.phone.sees("All right: time off until Friday.")
    assert (await amina.phone.next_message()).text == TOLD

    await plays_until(story, datetime(2026, 3, 6, 6, 59, tzinfo=SOFIA))
    before = amina.phone.texts, ben.phone.texts
    await plays(story, hours=12)
    assert amina.phone.texts == [*before[0], "Ben is back."]
    assert ben.phone.texts == [*before[1], "Welcome back, Ben! A short hello is a good start."]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "until friday"),
        ("en", "6 March"),
        ("en", "06.03."),
        ("bg", "до петък"),
        ("tr", "cumaya kadar"),
        ("es", "hasta el viernes"),
        ("tr", "until Friday"),
    ],
)
async def test_a_day_can_be_written_in_ones_own_language(story: Story, language: str, written: str):
    amina, ben, _ = await story.pair(languages=("en", language))

    ben.phone.says(f"/away {written}")

    assert (await amina.phone.next_message()).text == TOLD


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("when I feel like it", "I could not read that day."),
        ("today", "That day has begun already."),
        ("2028-01-01", "That is very far away."),
        ("x" * 4000, "I could not read that day."),
    ],
)
async def test_what_is_no_day_is_said_to_be_none_and_the_partner_hears_nothing(story: Story, written: str, answer: str):
    amina, ben, _ = await story.pair()
    before = amina.phone.texts

    ben.phone.says(f"/away {written}")

    await ben.phone.sees(answer)
    await story.settles()
    assert amina.phone.texts == before


async def test_another_day_is_chosen_from_two_weeks(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("/away")
    await ben.phone.next_message()
    ben.phone.presses("Another day")
    await ben.phone.until(lambda p: len(p.last.button_texts) == 14)

    ben.phone.presses("Sat 14")

    await ben.phone.sees("All right: time off until 14 Mar.")
    await amina.phone.sees("Ben has time off until 14 Mar")


async def test_back_ends_it_sooner_and_says_so_once(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("/away friday")
    await amina.phone.next_message()

    ben.phone.says("/back")

    await ben.phone.sees("Welcome back, Ben!")
    assert (await amina.phone.next_message()).text == "Ben is back."
    before = amina.phone.texts, ben.phone.texts
    await plays(story, days=6)
    assert (amina.phone.texts, ben.phone.texts) == before
    ben.phone.says("/back")
    assert (await ben.phone.next_message()).text == "You have no time off at the moment."


async def test_a_longer_time_off_takes_the_place_of_the_first(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("/away friday")
    await amina.phone.next_message()

    ben.phone.says("/away 20 march")
    assert "until 20 Mar" in (await amina.phone.next_message()).text
    await plays_until(story, datetime(2026, 3, 19, 23, 0, tzinfo=SOFIA))
    assert "Ben is back." not in amina.phone.texts
    await plays(story, days=1)

    assert amina.phone.texts.count("Ben is back.") == 1


async def test_clocks_rest_meanwhile_and_go_on_from_where_they_stood(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)  # Monday at four; the nudge would come after 18 hours
    await plays(story, hours=10)
    ben.phone.says("/away friday")  # Tuesday at two in the night
    await story.settles()

    await plays_until(story, datetime(2026, 3, 6, 7, 59, tzinfo=SOFIA))
    assert reminders(ben) == []
    await plays(story, hours=1)
    assert reminders(ben) == [NUDGE]
    await plays(story, hours=6)
    assert reminders(ben) == [NUDGE, REMINDER]
    assert await states(story, pair) == ["lapsed"]


async def test_who_comes_back_sooner_is_reminded_sooner(story: Story):
    amina, ben, _ = await story.pair()
    await asks(story, amina, ben)
    ben.phone.says("/away friday")
    await story.settles()
    await plays(story, days=1)
    ben.phone.says("/back")
    await story.settles()

    await plays(story, hours=17.9)
    assert reminders(ben) == []
    await plays(story, hours=0.2)
    assert reminders(ben) == [NUDGE]


async def test_an_illness_without_an_end_stops_the_clock_until_it_is_ended(story: Story):
    amina, ben, pair = await story.pair()
    await asks(story, amina, ben)
    absence = await notes_absence(story, ben, None)
    assert " ill" not in amina.phone.last.text
    assert amina.phone.last.text.startswith("Ben has time off and will not answer for now.")
    assert ben.phone.last.text.startswith("Your coordinator has noted time off for you.")

    await plays(story, days=20)
    assert reminders(ben) == []
    await ends_absence(story, absence)
    assert amina.phone.last.text == "Ben is back."
    await plays(story, days=1)

    assert reminders(ben) == [NUDGE, REMINDER]
    assert await states(story, pair) == ["lapsed"]


async def test_an_absence_to_come_is_told_when_it_begins(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    starts, ends = (datetime(2026, 3, day, tzinfo=SOFIA) for day in (4, 6))
    before = amina.phone.texts
    await notes_absence(story, ben, ends, starts_at=starts)
    assert amina.phone.texts == before

    await plays_until(story, datetime(2026, 3, 4, 7, 1, tzinfo=SOFIA))
    assert amina.phone.texts == [*before, TOLD]
    await plays_until(story, datetime(2026, 3, 6, 7, 1, tzinfo=SOFIA))
    assert amina.phone.texts == [*before, TOLD, "Ben is back."]


async def test_nobody_is_told_in_their_night_and_not_of_what_is_over_by_then(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await lives_in(story, amina, "Asia/Kolkata")
    await story.at("18:00")  # half past nine there
    before = amina.phone.texts
    ben.phone.says("/away friday")
    await story.settles()
    assert amina.phone.texts == before

    ben.phone.says("/back")
    await story.settles()
    await plays(story, days=1)
    assert amina.phone.texts == before

    ben.phone.says("/away friday")
    await story.settles()
    await plays_until(story, datetime(2026, 3, 4, 7, 0, tzinfo=ZoneInfo("Asia/Kolkata")))
    assert amina.phone.texts == [*before, TOLD]


async def test_who_wants_to_talk_meanwhile_asks_for_their_coordinator_with_one_press(story: Story):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    carla.phone.catches_up()
    ben.phone.says("/away friday")
    told = await amina.phone.next_message()
    assert (await carla.phone.next_message()).text == "Ben has time off until Friday."

    amina.phone.presses("Ask my coordinator to talk to me", told)

    await amina.phone.sees("Your coordinator knows now that you would like to talk.")
    assert "Amina" in (await carla.phone.next_message()).text
    assert await open_tasks(story) == [TaskKind.HELP_ASKED]


async def test_staff_and_strangers_have_no_time_off(story: Story):
    await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    carla.phone.says("/away friday")
    await carla.phone.sees("This is for mentors and mentees.")
    stranger = story.phone(story.account("Otto"))
    stranger.says("/away friday")
    await stranger.sees("Hello! This bot is for mentoring at school.")


@pytest.mark.parametrize("data", ["away:2026-02-30", "away:", "away:yesterday", "back:", "askstaff:99", "askstaff:x"])
async def test_a_forged_press_does_nothing(story: Story, monkeypatch: pytest.MonkeyPatch, data: str):
    monkeypatch.setattr("bot.lanes.PAUSES", ())
    amina, ben, _ = await story.pair()
    before = amina.phone.texts
    press = {
        "id": "1",
        "chat_instance": "1",
        "data": data,
        "from": ben.phone.account.as_user(),
        "message": {"message_id": 1, "date": 1, "chat": {"id": ben.phone.account.id, "type": "private"}},
    }

    story.world.bots[story.bot.house.bot_id].updates.add("callback_query", press)
    await story.settles()

    assert amina.phone.texts == before
    assert await open_tasks(story) == []
