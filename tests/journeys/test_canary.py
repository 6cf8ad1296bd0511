"""Every hour a synthetic alert tries the whole chain: it comes through unseen, or the operator hears of it."""

import logging

import pytest

from bot.canary import Canary, fly
from mentoring.cases import CaseKind
from mentoring.people import Role
from storage import canaries, cases, concerns
from tests.journeys.test_the_ladder import School, school
from tests.story import Story
from tests.watchwords import DARK, DARK_TONIGHT

MISSED = "The hourly test of the alarm chain did not come through."


async def newest(story: Story) -> canaries.KeptCanary:
    kept = await story.store.read(canaries.newest)
    assert kept is not None
    return kept


def all_texts(at: School) -> list[list[str]]:
    people = (at.amina, at.ben, at.sol, at.dara, at.hana, at.orhan)
    return [*(member.phone.texts for member in people), at.group.texts]


async def test_a_canary_comes_through_the_whole_chain_and_nobody_sees_it(
    story: Story, caplog: pytest.LogCaptureFixture
):
    at = await school(story)
    before = all_texts(at)
    with caplog.at_level(logging.INFO):
        await fly(story.bot.house, Canary(DARK_TONIGHT))
        await story.settles()
    assert (await newest(story)).seen_at == story.now
    assert any("A canary came through" in line for line in caplog.messages)
    assert all_texts(at) == before
    assert await story.store.read(lambda tx: cases.page(tx, story.programme, limit=9)) == []
    case = await story.store.read(lambda tx: cases.get(tx, 1))
    assert case is not None
    assert case.kind is CaseKind.CANARY
    assert await story.store.read(lambda tx: concerns.of_case(tx, case.id)) == []
    await story.at("20:00")
    assert all_texts(at) == before


async def test_many_canaries_need_one_case(story: Story):
    at = await school(story)
    for _ in range(3):
        story.world.clock.forward(hours=1)
        await fly(story.bot.house, Canary(DARK_TONIGHT))
        await story.settles()
    at.amina.phone.says(DARK)
    await at.group.sees("Case 2: high")


async def test_a_duty_phone_sees_it_without_a_sound(story: Story):
    at = await school(story)
    chat = at.orhan.phone.account.id
    await fly(story.bot.house, Canary(DARK_TONIGHT, chat=chat))
    message = await at.orhan.phone.sees("Test of the alarm chain. All is well")
    assert message.silent
    await story.settles()
    assert (await newest(story)).seen_at is not None


async def test_what_the_engine_does_not_see_any_more_is_missed_and_the_operator_hears_of_it(story: Story):
    at = await school(story)
    operator = at.orhan.phone.account.id
    await fly(story.bot.house, Canary("A fine day", operator_chat=operator))
    await story.at("16:04")
    assert not any(MISSED in text for text in at.orhan.phone.texts)
    await story.at("16:05")
    await at.orhan.phone.sees(MISSED)
    assert (await newest(story)).missed_at == story.now


@pytest.mark.parametrize("fault", ["500", "unreachable"])
async def test_what_telegram_does_not_take_is_missed_and_said_when_it_does_again(story: Story, fault: str):
    at = await school(story)
    operator = at.orhan.phone.account.id
    story.world.faults.add(fault, method="getMe", times=1000)
    await fly(story.bot.house, Canary(DARK_TONIGHT, operator_chat=operator))
    await story.at("16:05")
    await at.orhan.phone.sees(MISSED)
    story.world.faults.clear()
    await story.at("16:10")
    assert (await newest(story)).seen_at is not None


async def test_without_a_programme_there_is_nothing_to_try(story: Story):
    await fly(story.bot.house, Canary(DARK_TONIGHT))
    assert await story.store.read(canaries.newest) is None


async def test_canaries_are_forgotten_after_a_month(story: Story):
    await story.programme_with()
    await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    await fly(story.bot.house, Canary(DARK_TONIGHT))
    await story.settles()
    story.world.clock.forward(hours=31 * 24)
    await story.settles()
    assert await story.store.write(lambda tx: canaries.prune(tx, story.now)) == 1
