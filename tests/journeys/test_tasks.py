"""What the staff have to look at: in the morning's digest, urgent things at once; done, put off, opened by a tap."""

from datetime import UTC, datetime

import pytest

from mentoring.pairs import PairId
from mentoring.people import Role
from mentoring.tasks import TaskId, TaskKind, TaskState
from phones.phone import Phone
from storage import tasks
from tests.journeys.test_invariants import forged
from tests.journeys.test_staff_group import with_staff_group
from tests.story import SOFIA, Member, Story, told

FRIDAY_BEFORE_SUMMER_TIME = datetime(2026, 3, 27, 16, 0, tzinfo=SOFIA)


async def silent(story: Story, pair: PairId | None, days: int = 7, *, urgent: bool = False) -> TaskId:
    """Let it be noticed that a pair has written nothing."""
    task = await story.store.write(
        lambda tx: tasks.open_task(
            tx,
            programme=story.programme,
            kind=TaskKind.PAIR_SILENT,
            now=story.now,
            pair=pair,
            facts={"days": days},
            urgent=urgent,
        )
    )
    await story.settles()
    return task


async def state_of(story: Story, task: TaskId) -> TaskState:
    kept = await story.store.read(lambda tx: tasks.get(tx, task))
    return kept.state(story.now)


def digests(phone: Phone) -> list[str]:
    return [text for text in phone.texts if "to look at" in text]


async def days_with_digest(story: Story, phone: Phone, count: int, *, until: str = "08:00") -> list[str]:
    """Let days pass, each to `until`, and return what a phone showed newly: the local day and the clock."""
    came = []
    for _ in range(count):
        before = len(digests(phone))
        await story.at(until, days=0 if story.now.astimezone(SOFIA).strftime("%H:%M") < until else 1)
        came += [story.now.astimezone(SOFIA).strftime("%a %d %H:%M")] * (len(digests(phone)) - before)
    return came


async def press(story: Story, phone: Phone, label: str) -> None:
    """Press the newest button of that label and let happen what does."""
    phone.presses(label)
    await story.settles()


async def with_task(story: Story) -> tuple[Member, TaskId]:
    _amina, _ben, pair = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    return carla, await silent(story, pair)


async def test_an_ordinary_task_waits_for_the_morning(story: Story):
    carla, _ = await with_task(story)
    assert digests(carla.phone) == []

    await story.at("07:59")
    assert digests(carla.phone) == []
    await story.at("08:00")

    assert digests(carla.phone) == [
        "1 thing to look at:\n\n💤 Nothing written\n1. Amina · Ben: nothing for 7 days\n"
        "→ A word with each of them helps: is something in the way?"
    ]


async def test_an_urgent_task_is_told_at_once_whatever_the_hour_and_once(story: Story):
    _amina, _ben, pair = await story.pair(quiet="21:00-07:00")
    carla = await story.joins("Carla", Role.COORDINATOR)
    await story.at("23:30")

    task = await silent(story, pair, urgent=True)
    assert await silent(story, pair, 8, urgent=True) == task

    assert [text for text in carla.phone.texts if "Amina · Ben" in text] == [
        "❗ 💤 Nothing written\nAmina · Ben: nothing for 7 days\nSince: today at 23:30\n\n"
        "→ A word with each of them helps: is something in the way?"
    ]


async def test_a_morning_with_nothing_to_do_is_silent(story: Story):
    await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    before = carla.phone.texts

    await story.at("09:00", days=1)

    assert carla.phone.texts == before


async def test_over_two_weeks_and_a_clock_change_there_is_one_digest_at_eight_on_each_school_day(
    sqlite_database, vault
):
    async with told(sqlite_database, vault, start=FRIDAY_BEFORE_SUMMER_TIME) as story:
        carla, _ = await with_task(story)

        came = await days_with_digest(story, carla.phone, 14)

    days = [f"{day} 08:00" for day in ("Mon 30", "Tue 31", "Wed 01", "Thu 02", "Fri 03")]
    days += [f"{day} 08:00" for day in ("Mon 06", "Tue 07", "Wed 08", "Thu 09", "Fri 10")]
    assert came == days


async def test_in_autumn_the_digest_still_comes_once_and_at_eight_on_the_wall(sqlite_database, vault):
    async with told(sqlite_database, vault, start=datetime(2026, 10, 23, 16, 0, tzinfo=SOFIA)) as story:
        carla, _ = await with_task(story)
        sent_at = []
        for _hour in range(4 * 24):
            shown = len(digests(carla.phone))
            story.world.clock.forward(hours=1)
            await story.settles()
            sent_at += [story.now] * (len(digests(carla.phone)) - shown)

        assert sent_at == [datetime(2026, 10, day, 6, 0, tzinfo=UTC) for day in (26, 27)]


async def test_a_digest_that_was_due_while_the_machine_was_off_comes_by_day_and_not_by_night(sqlite_database, vault):
    async with told(sqlite_database, vault) as story:
        carla, _ = await with_task(story)
        await story.store.write(lambda tx: tx.run("UPDATE programmes SET rules = :rules", rules=QUIET_NIGHTS))
        story.world.clock.move_to(datetime(2026, 3, 3, 23, 0, tzinfo=SOFIA))
        await story.settles()
        assert digests(carla.phone) == []
        story.world.clock.move_to(datetime(2026, 3, 4, 11, 0, tzinfo=SOFIA))
        await story.settles()
        assert len(digests(carla.phone)) == 1


QUIET_NIGHTS = (
    '{"quiet_blocks": ['
    + ", ".join(f'[{day}, "21:00", "07:00"]' for day in range(7))
    + '], "carer_consent_required": false}'
)


async def test_a_public_holiday_has_no_digest(story: Story):
    carla, _ = await with_task(story)
    await story.changes_rules(holiday_country="BG")

    await story.at("08:00")  # the third of March: Liberation Day
    assert digests(carla.phone) == []
    await story.at("08:00", days=1)
    assert len(digests(carla.phone)) == 1


async def test_a_process_that_ends_and_starts_again_neither_skips_nor_doubles_a_digest(sqlite_database, vault):
    async with told(sqlite_database, vault) as story:
        carla, _ = await with_task(story)
        world = story.world
    world.clock.move_to(datetime(2026, 3, 3, 8, 30, tzinfo=SOFIA))
    for _start in range(3):
        async with told(sqlite_database, vault, world=world) as story:
            await story.settles()
            assert len(digests(carla.phone)) == 1


async def test_the_day_that_has_had_its_digest_has_no_second_one(story: Story):
    carla, _ = await with_task(story)
    await story.at("08:00")

    def plan_again(tx):
        tx.run("UPDATE due SET due_at = :now WHERE kind = 'digest'", now=int(story.now.timestamp() * 1000))

    await story.store.write(plan_again)
    story.bot.timer.wake()
    await story.settles()

    assert len(digests(carla.phone)) == 1
    await story.at("08:00", days=1)
    assert len(digests(carla.phone)) == 2


async def test_a_task_that_is_done_says_who_did_it_and_can_be_taken_back(story: Story):
    carla, task = await with_task(story)
    await story.at("08:00")

    await press(story, carla.phone, "1")
    assert "Since: Monday at 16:00" not in carla.phone.last.text  # a day later the day has a name of its own
    assert carla.phone.last.button_texts == ["✓ Done", "Tomorrow", "In a week", "‹ All tasks"]
    await press(story, carla.phone, "✓ Done")

    assert await state_of(story, task) is TaskState.DONE
    assert carla.phone.last.text.endswith("· Carla: done (today at 08:00)")
    await press(story, carla.phone, "Open again")
    assert await state_of(story, task) is TaskState.OPEN
    assert carla.phone.last.text.endswith("· Carla: done (today at 08:00)\n· Carla: opened again (today at 08:00)")
    await press(story, carla.phone, "✓ Done")
    await press(story, carla.phone, "‹ All tasks")
    assert carla.phone.last.text == "Nothing to look at right now. 🌿"


@pytest.mark.parametrize(("label", "comes_back"), [("Tomorrow", "Wed 04 08:00"), ("In a week", "Tue 10 08:00")])
async def test_what_is_put_off_is_in_the_digest_of_that_day_again(story: Story, label: str, comes_back: str):
    carla, task = await with_task(story)
    await story.at("08:00")
    await press(story, carla.phone, "1")

    await press(story, carla.phone, label)

    assert await state_of(story, task) is TaskState.SNOOZED
    assert "Put off until" in carla.phone.last.text
    assert (await days_with_digest(story, carla.phone, 7))[0] == comes_back


async def test_a_long_list_shows_what_matters_most_and_the_rest_on_the_next_page(story: Story):
    await story.programme_with()
    carla = await story.joins("Carla", Role.COORDINATOR)
    people = [await story.person(f"Mentee{number:02}", Role.MENTEE) for number in range(12)]

    def act(tx):
        for person in people:
            tasks.open_task(tx, programme=story.programme, kind=TaskKind.INVITE_EXPIRED, now=story.now, person=person)
        tasks.open_task(tx, programme=story.programme, kind=TaskKind.HELP_ASKED, now=story.now, person=people[7])

    await story.store.write(act)
    carla.phone.says("/tasks")
    await carla.phone.sees("13 things to look at:")
    await story.settles()

    first = carla.phone.last.text
    assert first.index("Somebody asks for you\n1. Mentee07") < first.index("not opened\n2. Mentee00")
    assert "8. Mentee06" in first
    assert first.endswith("… and 5 more")
    await press(story, carla.phone, "More ›")
    assert "9. Mentee07" in carla.phone.last.text
    assert "13. Mentee11" in carla.phone.last.text
    await press(story, carla.phone, "‹ Back")
    assert carla.phone.last.text == first


async def test_in_the_staff_group_staff_may_press_and_nobody_else(story: Story):
    _amina, ben, pair = await story.pair()
    carla, group, in_group = await with_staff_group(story)
    task = await silent(story, pair)
    await story.at("08:00")
    assert len(digests(in_group)) == 1
    assert digests(carla.phone) == []
    otto = story.world.account("Otto")
    for account in (otto, ben.phone.account):
        story.world.joins(account, group, invited_by=carla.phone.account)
        await press(story, story.world.phone(account, group), "1")
        assert len(digests(in_group)) == 1
        story.world.phone(account, group).says("/tasks")
        await story.settles()
    assert len(digests(in_group)) == 1
    assert await state_of(story, task) is TaskState.OPEN

    await press(story, in_group, "1")
    await press(story, in_group, "✓ Done")

    assert await state_of(story, task) is TaskState.DONE


async def test_a_mentor_has_no_such_command_and_a_forged_press_shows_nothing(story: Story):
    _amina, ben, pair = await story.pair()
    task = await silent(story, pair)
    ben.phone.says("/tasks")
    assert "I do not know this command" in (await ben.phone.next_message()).text
    before = ben.phone.texts

    for data in (f"task:{task}", f"taskdone:{task}", "tasks:0", f"tasklater:{task}.7"):
        forged(story, ben, data)
    await story.settles()

    assert ben.phone.texts == before
    assert await state_of(story, task) is TaskState.OPEN


async def test_staff_of_another_programme_see_and_change_nothing_of_it(story: Story):
    _carla, task = await with_task(story)
    await story.programme_with()  # another one
    olga = await story.joins("Olga", Role.COORDINATOR)

    olga.phone.says("/tasks")
    assert (await olga.phone.next_message()).text == "Nothing to look at right now. 🌿"
    forged(story, olga, f"taskdone:{task}")
    await story.settles()

    assert olga.phone.last.text == "Nothing to look at right now. 🌿"
    assert await state_of(story, task) is TaskState.OPEN


async def test_each_reads_in_their_own_language_and_the_group_in_the_programmes(story: Story):
    _amina, _ben, pair = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR, "es")
    await silent(story, pair)

    await story.at("08:00", days=1)

    assert "Amina · Ben: nada desde hace 7 días" in carla.phone.last.text
