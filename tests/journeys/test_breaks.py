"""A pair rests: for its coordinator, for one of the two, or for want of a consent. What becomes of messages is said."""

from typing import Any

from mentoring.pairs import PairId, PairState
from mentoring.people import Role
from mentoring.tasks import TaskKind
from storage import consents, due, lanes, pairs, pauses
from storage.lanes import LaneState
from storage.tx import Tx
from tests.journeys.playing import plays
from tests.journeys.test_response_windows import asks, open_tasks, states
from tests.story import Member, Story

BREAK = (
    "Ben is taking a break. Until it is over I pass nothing on between you. If you want to talk to somebody, your "
    "coordinator is there."
)
GOING_ON = "You and Ben can write to each other now. Just write here."


async def takes_a_break(story: Story, member: Member) -> None:
    """Have somebody take a break from the one partner they have."""
    member.phone.says("/pause")
    question = await member.phone.next_message()
    member.phone.presses(question.button_texts[0], question)
    await story.settles()


async def state_of(story: Story, pair: PairId) -> PairState | None:
    """Return where a pair stands."""
    found = await story.store.read(lambda tx: pairs.get(tx, pair))
    return None if found is None else found.state


async def loses_consent(story: Story, person: Any) -> None:
    """Withdraw the carer's consents, as the admin API would."""

    def act(tx: Tx) -> None:
        for consent in consents.of_person(tx, person):
            consents.withdraw(tx, consent.id, story.now)
        due.add(
            tx, kind="consent_withdrawn", subject=person, occurrence=f"consent_withdrawn:{story.now}", due_at=story.now
        )

    await story.store.write(act)
    await story.settles()


ENDED = "Your time with Ben here has ended. Thank you for being part of it!"


async def test_a_break_that_begins_in_the_others_quiet_hours_is_told_in_the_morning(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    before = len(amina.phone.texts)
    await takes_a_break(story, ben)
    await ben.phone.sees("You are taking a break from: Amina.")
    assert len(amina.phone.texts) == before

    await story.at("07:00")
    assert amina.phone.texts[before:] == [BREAK]
    assert not amina.phone.last.silent


async def test_a_break_of_one_night_is_nobodys_news_but_of_who_took_it(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    before = len(amina.phone.texts)
    await takes_a_break(story, ben)
    ben.phone.says("/resume")
    await story.settles()
    assert ben.phone.texts[-1] == "You and Amina can write to each other now. Just write here."
    await story.at("12:00")
    assert len(amina.phone.texts) == before


async def test_who_learned_of_a_break_in_the_night_by_writing_hears_in_the_morning_that_it_is_over(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    await takes_a_break(story, ben)
    amina.phone.says("Are you awake?")
    await amina.phone.sees("You and Ben are taking a break, so this was not passed on.")
    before = len(amina.phone.texts)
    ben.phone.says("/resume")
    await story.settles()
    assert len(amina.phone.texts) == before
    await story.at("07:00")
    assert amina.phone.texts[before:] == [GOING_ON]


async def test_a_pair_that_ends_at_night_is_told_in_the_morning_and_then_what_was_not_passed_on(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    said = amina.phone.says("See you on Friday")
    await story.settles()
    before = [len(member.phone.texts) for member in (amina, ben)]
    await story.brings(pair, PairState.CLOSED)
    assert [len(member.phone.texts) for member in (amina, ben)] == before

    await story.at("07:00")
    assert amina.phone.texts[before[0] :] == [ENDED, "Your time with Ben has ended, so this was not passed on."]
    assert amina.phone.last.reply_to is not None
    assert amina.phone.last.reply_to.id == said.id
    assert ben.phone.texts[before[1] :] == [ENDED.replace("Ben", "Amina")]


async def test_what_waits_is_told_with_the_break_in_the_morning(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    amina.phone.says("one")
    await story.settles()
    before = len(amina.phone.texts)
    await takes_a_break(story, ben)
    assert len(amina.phone.texts) == before
    await story.at("07:00")
    assert amina.phone.texts[before] == BREAK
    assert amina.phone.texts[-1].startswith("1 message from you is still waiting.")


async def test_a_consent_taken_back_and_given_again_in_one_night_is_nobodys_news(story: Story):
    await story.programme_with(quiet="21:00-07:00", consent=True)
    ben, amina = await story.joins("Ben", Role.MENTOR), await story.joins("Amina", Role.MENTEE)
    await story.pair_of(ben.id, amina.id)
    await story.carer_consents(amina.id)
    await story.at("22:00")
    before = amina.phone.texts, ben.phone.texts
    await loses_consent(story, amina.id)
    await story.carer_consents(amina.id)
    await story.at("12:00")
    assert (amina.phone.texts, ben.phone.texts) == before


async def test_a_break_is_taken_after_it_was_explained_and_the_other_reads_only_that_there_is_one(story: Story):
    amina, ben, pair = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    ben.phone.says("/pause")
    question = await ben.phone.next_message()
    assert question.button_texts == ["A break from Amina", "No break"]
    assert await state_of(story, pair) is PairState.ACTIVE

    ben.phone.presses("A break from Amina", question)

    await ben.phone.sees("You are taking a break from: Amina. /resume ends it, whenever you like.")
    assert (await amina.phone.next_message()).text == BREAK
    assert "Ben has begun a break from Amina." in (await carla.phone.next_message()).text
    assert await state_of(story, pair) is PairState.PAUSED


async def test_no_break_is_none(story: Story):
    _amina, ben, pair = await story.pair()
    ben.phone.says("/pause")
    question = await ben.phone.next_message()
    ben.phone.presses("No break", question)
    await ben.phone.sees("All right, no break.")
    assert await state_of(story, pair) is PairState.ACTIVE


async def test_in_a_break_what_is_written_is_not_passed_on_and_said_not_to_be(story: Story):
    amina, ben, _ = await story.pair()
    await takes_a_break(story, ben)
    before = amina.phone.texts, ben.phone.texts

    ben.phone.says("Only this")
    answer = await ben.phone.next_message()
    assert answer.text == "You are taking a break from Amina, so this was not passed on."
    assert answer.button_texts == ["End my break"]
    amina.phone.says("Are you all right?")
    await amina.phone.sees("You and Ben are taking a break, so this was not passed on.")

    assert not any("Only this" in text for text in amina.phone.texts)
    assert len(ben.phone.texts) == len(before[1]) + 1


async def test_what_was_held_is_kept_its_writer_told_and_goes_in_order_when_they_go_on(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    for text in ("one", "two"):
        amina.phone.says(text)
        await story.settles()
    await takes_a_break(story, ben)
    await story.at("07:00")
    assert amina.phone.texts[-1] == (
        "2 messages from you are still waiting. I keep them, and Ben gets them when you two go on. You can take them "
        "back at any time."
    )
    await story.at("08:00")
    assert not any(text.startswith("Amina\n") for text in ben.phone.texts)

    ben.phone.says("/resume")
    await story.settles()

    assert [text for text in ben.phone.texts if text.startswith("Amina\n")] == ["Amina\none", "Amina\ntwo"]
    assert amina.phone.texts[-1] == GOING_ON


async def test_what_is_kept_can_be_taken_back_during_the_break(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    amina.phone.says("I regret this")
    receipt = await amina.phone.next_message()
    await takes_a_break(story, ben)

    amina.phone.presses("Take back", receipt)
    await amina.phone.sees("Taken back. Ben will not get this.")
    await story.at("08:00")
    ben.phone.says("/resume")
    await story.settles()

    assert not any("I regret this" in text for text in ben.phone.texts)


async def test_what_waited_in_a_stopped_lane_is_kept_too(story: Story):
    amina, ben, pair = await story.pair()
    ben.phone.blocks()
    amina.phone.says("Where are you?")
    await story.settles()
    await story.brings(pair, PairState.PAUSED)
    assert amina.phone.texts[-1].startswith("1 message from you is still waiting.")

    ben.phone.unblocks()
    await story.settles()
    assert not any("Where are you?" in text for text in ben.phone.texts)
    await story.brings(pair, PairState.ACTIVE)

    assert "Amina\nWhere are you?" in ben.phone.texts


async def test_the_pair_goes_on_only_when_nobody_rests(story: Story):
    amina, ben, pair = await story.pair()
    await takes_a_break(story, ben)
    await takes_a_break(story, amina)
    before = ben.phone.texts

    ben.phone.says("/resume")
    answer = await ben.phone.next_message()
    assert answer.text == "Your break is over. I will tell you when you and Amina go on."
    assert await state_of(story, pair) is PairState.PAUSED
    assert ben.phone.texts == [*before, answer.text]
    amina.phone.says("/resume")
    await story.settles()

    assert amina.phone.texts[-1] == GOING_ON
    assert await state_of(story, pair) is PairState.ACTIVE


async def test_nobody_ends_the_break_of_another(story: Story):
    amina, ben, pair = await story.pair()
    await takes_a_break(story, ben)
    amina.phone.says("/resume")
    await amina.phone.sees("You are not taking a break at the moment.")
    assert await state_of(story, pair) is PairState.PAUSED


async def test_a_mentor_of_several_rests_from_one_or_from_all(story: Story):
    _amina, ben, first = await story.pair()
    alex = await story.joins("Alex", Role.MENTEE)
    second = await story.pair_of(ben.id, alex.id)
    ben.phone.catches_up()
    ben.phone.says("/pause")
    question = await ben.phone.next_message()
    assert question.button_texts == ["A break from Amina", "A break from Alex", "A break from everybody", "No break"]

    ben.phone.presses("A break from Alex", question)
    await ben.phone.sees("You are taking a break from: Alex.")
    assert (await state_of(story, first), await state_of(story, second)) == (PairState.ACTIVE, PairState.PAUSED)
    ben.phone.says("/pause")
    again = await ben.phone.next_message()
    assert again.button_texts == ["A break from Amina", "No break"]
    ben.phone.says("/resume")
    await story.settles()
    ben.phone.says("/pause")
    ben.phone.presses("A break from everybody", await ben.phone.next_message())
    await story.settles()
    assert (await state_of(story, first), await state_of(story, second)) == (PairState.PAUSED, PairState.PAUSED)


async def test_two_presses_are_one_break(story: Story):
    amina, ben, pair = await story.pair()
    ben.phone.says("/pause")
    question = await ben.phone.next_message()
    ben.phone.presses("A break from Amina", question)
    ben.phone.presses("A break from Amina", question)
    await story.settles()

    assert amina.phone.texts.count(BREAK) == 1
    assert len(await story.store.read(lambda tx: pauses.present_in(tx, pair))) == 1


async def test_when_a_consent_is_taken_back_both_are_told_kindly_and_the_coordinator_too(story: Story):
    await story.programme_with(quiet="21:00-07:00", consent=True)
    ben, amina = await story.joins("Ben", Role.MENTOR), await story.joins("Amina", Role.MENTEE)
    carla = await story.joins("Carla", Role.COORDINATOR)
    pair = await story.pair_of(ben.id, amina.id)
    assert await open_tasks(story) == [TaskKind.CONSENT_MISSING]
    await story.carer_consents(amina.id)
    await asks(story, amina, ben)
    await story.at("22:00")
    ben.phone.says("Good night")
    await story.settles()
    carla.phone.catches_up()

    await loses_consent(story, amina.id)
    await story.at("08:00")

    assert any("taken back their yes" in text and "not your fault" in text for text in amina.phone.texts)
    assert not any("consent" in text.lower() or "carer" in text.lower() for text in ben.phone.texts[-2:])
    assert ben.phone.texts[-2].startswith("You and Amina cannot write to each other for now.")
    assert ben.phone.texts[-1].startswith("1 message from you is still waiting.")
    assert "The consent for Amina was taken back." in (await carla.phone.next_message()).text
    assert await states(story, pair) == ["answered"]
    assert not any("Good night" in text for text in amina.phone.texts)

    await story.carer_consents(amina.id)
    assert "Ben\nGood night" in amina.phone.texts


async def test_who_stops_the_bot_is_a_task_until_they_are_back(story: Story):
    _amina, ben, _ = await story.pair()
    ben.phone.blocks()
    await story.settles()
    assert await open_tasks(story) == [TaskKind.BOT_BLOCKED]

    ben.phone.unblocks()
    ben.phone.says("/help")
    await story.settles()

    chat = ben.phone.account.id
    assert (await story.store.read(lambda tx: lanes.get(tx, story.bot.house.bot_id, chat))).state is LaneState.OPEN
    assert await open_tasks(story) == []


async def test_a_pair_that_is_silent_for_a_week_is_a_task_until_somebody_writes(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("👍")
    amina.phone.says("👍")
    await story.settles()
    await plays(story, days=7)  # the seventh whole day ends at midnight
    assert TaskKind.PAIR_SILENT not in await open_tasks(story)
    await plays(story, days=1)
    assert TaskKind.PAIR_SILENT in await open_tasks(story)

    ben.phone.says("Long time no see")
    await story.settles()
    assert TaskKind.PAIR_SILENT not in await open_tasks(story)
    await plays(story, days=9)

    assert TaskKind.PAIR_SILENT in await open_tasks(story)


async def test_a_pair_that_rests_is_not_called_silent(story: Story):
    _amina, ben, _ = await story.pair()
    await takes_a_break(story, ben)
    await plays(story, days=20)
    assert await open_tasks(story) == []

    ben.phone.says("/resume")
    await story.settles()
    await plays(story, days=9)
    assert await open_tasks(story) == [TaskKind.PAIR_SILENT]


async def test_time_off_is_no_silence(story: Story):
    _amina, ben, _ = await story.pair()
    ben.phone.says("/away 20 march")
    await story.settles()
    await plays(story, days=20)
    assert TaskKind.PAIR_SILENT not in await open_tasks(story)
