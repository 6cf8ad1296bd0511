"""An alert reaches somebody whatever Telegram says: floods, failures, lost topics and groups, a power cut."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mentoring.people import Role
from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World
from storage import alerts, cases
from storage.alerts import Step
from storage.sqlite import SqliteDatabase
from storage.times import from_ms
from storage.vault import Vault
from tests.journeys.dying_run import ends_by_itself
from tests.journeys.test_safeguarding_on_arrival import School, school
from tests.story import MONDAY_AFTERNOON, Story, told
from tests.watchwords import DARK, DARK_TONIGHT


def told_in(texts: list[str]) -> list[str]:
    return [text for text in texts if "Case" in text]


async def next_try(story: Story) -> datetime:
    """When the next call is due that waits to be made again."""
    row = await story.store.read(lambda tx: tx.one("SELECT MIN(due_at) AS at FROM outbox WHERE state = 'waiting'"))
    assert row is not None
    assert row["at"] is not None, "nothing is tried any more"
    return max(from_ms(row["at"]), story.now + timedelta(milliseconds=1))


@pytest.mark.parametrize("method", ["createForumTopic", "sendMessage"])
@pytest.mark.parametrize("fault", ["500", "timeout_after", "timeout_before", "reset_after", "unreachable"])
async def test_whatever_breaks_on_the_way_the_case_is_shown(story: Story, fault: str, method: str):
    at = await school(story)
    story.world.faults.add(fault, method=method, chat=at.group.chat.id, times=3)
    at.amina.phone.says(DARK)
    await story.settles()
    while not told_in(at.group.texts):
        # What is tried again waits in the outbox: the clock goes to where it is due, and never further than it needs.
        story.world.clock.move_to(await next_try(story))
        await story.settles()
    assert at.group.texts[-1] == "🟠 Case 1: high"
    assert story.now - MONDAY_AFTERNOON < timedelta(seconds=30)


async def test_a_short_flood_is_waited_for(story: Story):
    at = await school(story)
    story.world.faults.add("429", chat=at.group.chat.id, retry_after=1)
    at.amina.phone.says(DARK)
    await story.settles()
    assert told_in(at.group.texts) == []
    story.world.clock.forward(seconds=3)
    await at.group.sees("Case 1: high")
    assert told_in(at.sol.phone.texts) == []


@pytest.mark.parametrize("seconds", [2, 2000])
async def test_while_the_group_has_to_wait_for_longer_the_leads_are_told_in_their_own_chats(story: Story, seconds: int):
    at = await school(story)
    story.world.faults.add("429", chat=at.group.chat.id, retry_after=seconds)
    at.amina.phone.says(DARK)
    await at.sol.phone.sees("Case 1: high")
    assert story.now == MONDAY_AFTERNOON
    story.world.clock.forward(seconds=seconds + 10)
    await at.group.sees("Case 1: high")


async def test_a_short_flood_in_a_leads_own_chat_is_no_matter_for_all_staff(story: Story):
    amina, _ben, _ = await story.pair()
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    carla = await story.joins("Carla", Role.COORDINATOR)
    story.world.faults.add("429", method="sendMessage", chat=sol.phone.account.id, retry_after=5)
    amina.phone.says(DARK)
    await story.settles()
    story.world.clock.forward(seconds=7)
    await sol.phone.sees("Case 1: high")
    assert told_in(carla.phone.texts) == []


async def test_the_next_case_does_not_wait_for_the_group_either(story: Story):
    at = await school(story)
    alex = await story.joins("Alex", Role.MENTEE)
    await story.pair_of(at.ben.id, alex.id)
    story.world.faults.add("429", chat=at.group.chat.id, retry_after=60)
    at.amina.phone.says(DARK)
    await at.sol.phone.sees("Case 1: high")
    alex.phone.says(DARK)
    await at.sol.phone.sees("Case 2: high")
    await story.settles()
    assert told_in(at.group.texts) == []


@pytest.mark.parametrize("fault", ["500", "reset_before", "unreachable"])
async def test_what_fails_once_is_tried_again_at_once(story: Story, fault: str):
    at = await school(story)
    story.world.faults.add(fault, method="createForumTopic", chat=at.group.chat.id)
    story.world.faults.add(fault, method="sendMessage", chat=at.group.chat.id)
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    assert (story.now, told_in(at.sol.phone.texts)) == (MONDAY_AFTERNOON, [])


async def test_when_the_group_fails_again_and_again_the_leads_do_not_wait_for_it(story: Story):
    at = await school(story)
    story.world.faults.add("500", chat=at.group.chat.id, times=3)
    at.amina.phone.says(DARK)
    await at.sol.phone.sees("Case 1: high")
    await story.settles()
    assert (story.now, told_in(at.sol.phone.texts)) == (MONDAY_AFTERNOON, ["🟠 Case 1: high"])
    carla = await story.joins("Carla", Role.COORDINATOR)
    for _ in range(2):
        story.world.clock.forward(seconds=5)
        await story.settles()
    await at.group.sees("Case 1: high")
    assert told_in(carla.phone.texts) == []


async def test_a_group_without_topics_gets_the_card_itself(story: Story):
    at = await school(story)
    at.group.chat.is_forum = False
    at.amina.phone.says(DARK)
    card = await at.group.sees("Case 1: high")
    assert card.thread is None


async def test_when_a_topic_is_deleted_the_case_gets_another(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    await story.settles()
    (topic,) = at.group.chat.topics
    del at.group.chat.topics[topic]

    at.amina.phone.says(DARK_TONIGHT)
    card = await at.group.sees("Case 1: critical")
    await story.settles()
    assert card.thread not in (None, topic)


async def test_without_a_group_the_leads_are_told_and_not_the_coordinators(story: Story):
    amina, _ben, _ = await story.pair()
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    carla = await story.joins("Carla", Role.COORDINATOR)
    amina.phone.says(DARK)
    await sol.phone.sees("Case 1: high")
    await story.settles()
    assert told_in(carla.phone.texts) == []


@pytest.mark.parametrize("method", ["createForumTopic", "sendMessage"])
async def test_when_the_bot_was_put_out_of_the_group_the_lead_is_told(story: Story, method: str):
    at = await school(story)
    story.world.faults.add("403", method=method, chat=at.group.chat.id)
    at.amina.phone.says(DARK)
    await at.sol.phone.sees("Case 1: high")
    await story.settles()
    assert told_in(at.sol.phone.texts) == ["🟠 Case 1: high"]


async def test_when_no_lead_can_be_reached_everybody_else_of_the_staff_is_told(story: Story):
    amina, _ben, _ = await story.pair()
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    carla = await story.joins("Carla", Role.COORDINATOR)
    story.world.faults.add("403", method="sendMessage", chat=sol.phone.account.id)
    amina.phone.says(DARK)
    await carla.phone.sees("Case 1: high")
    await story.settles()
    record = await story.store.read(lambda tx: [event.kind for event in cases.record_of(tx, 1)])
    assert "alert_lost" in record
    assert "alerted" in record[record.index("alert_lost") :]


async def test_a_case_that_nobody_could_be_told_of_is_told_to_whoever_comes_first(story: Story):
    amina, _ben, _ = await story.pair()
    amina.phone.says(DARK)
    await story.settles()
    await story.at("16:30")
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    await story.at("16:32")
    await sol.phone.sees("Case 1: high")
    await story.at("16:59")  # the ladder calls again at five
    assert len(told_in(sol.phone.texts)) == 1


async def test_a_lead_who_had_stopped_the_bot_is_told_when_they_are_back(story: Story):
    amina, _ben, _ = await story.pair()
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    sol.phone.blocks()
    await story.settles()
    amina.phone.says(DARK)
    await story.settles()
    sol.phone.unblocks()
    await story.settles()
    await story.at("16:05")
    await sol.phone.sees("Case 1: high")


async def test_otto_of_another_school_and_the_other_one_hear_nothing(story: Story):
    at = await school(story)
    first = story.programme
    await story.programme_with()
    otto = await story.joins("Otto", Role.SAFEGUARDING_LEAD)
    story.programme = first
    before = otto.phone.texts
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    await story.settles()
    assert otto.phone.texts == before


async def test_killed_at_any_commit_the_case_is_shown_and_answered(sqlite_database: SqliteDatabase, vault: Vault):
    """By turns just before and just after each commit, from the word on the phone to the card in the topic."""
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        at: School = await school(story)
    at.amina.phone.says(DARK)
    server = await serve(world)
    deaths = 0
    try:
        for number, when in ((number, when) for number in range(1, 20) for when in ("before", "after")):
            file, moment = Path(str(sqlite_database.path)), world.clock.now()
            if await ends_by_itself(file, server.bot_api_url, moment, when, number):
                break
            deaths += 1
            world.clock.forward(seconds=6)
    finally:
        await server.close()

    assert deaths >= 4
    assert any("Case 1: high" in text for text in at.group.texts)
    assert sum("right to say it" in text for text in at.amina.phone.texts) >= 1
    async with told(sqlite_database, vault, world=world) as story:
        case = await story.store.read(lambda tx: cases.get(tx, 1))
        shown = await story.store.read(lambda tx: alerts.of_case(tx, 1))
        assert case is not None
        assert Step.SHOWN in [alert.step for alert in shown]
        assert await story.store.read(lambda tx: cases.get(tx, 2)) is None
