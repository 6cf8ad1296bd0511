"""Whose a goal is: who is shown it, what is kept back, what a forged press can do, what a deleted one leaves."""

import pytest

from mentoring.pairs import PairState
from mentoring.people import Role
from tests.journeys.test_goals import (
    a_goal,
    add_steps,
    asks_for,
    labels,
    only_goal,
    proposes,
    says,
    seen_anywhere,
    steps_of,
)
from tests.journeys.test_invariants import forged
from tests.journeys.test_sessions import press, said
from tests.story import Story
from tests.watchwords import DARK, LURE, NUMBER


async def test_stuck_with_a_goal_of_ones_own_is_told_to_nobody(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina, shown_to=None)
    heard = len(ben.phone.received)

    await press(story, amina.phone, "🪨 Stuck", "🪨 Stuck")

    assert "Stuck again." in said(amina.phone)
    assert len(ben.phone.received) == heard


async def test_goals_stay_with_the_mentee_and_are_shown_to_a_new_mentor_only_anew(story: Story):
    amina, _ben, pair = await story.pair()
    await a_goal(story, amina)
    await story.brings(pair, PairState.CLOSED)
    otto = await story.joins("Otto", Role.MENTOR)
    await story.pair_of(otto.id, amina.id)
    await asks_for(story, otto.phone, "/goal")
    assert said(otto.phone).startswith("🎯 No goal is shown to you right now.")

    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "🎯 Write my CV", "👁 Who sees it", "👁 Show it to Otto")

    assert said(otto.phone).startswith("🎯 Amina shows you a goal.")


async def test_a_goal_is_hidden_without_a_word_and_shown_again(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    heard = len(ben.phone.received)

    await press(story, amina.phone, "👁 Who sees it", "🔒 Hide it from Ben")
    await press(story, ben.phone, "👍 Good goal!")

    assert len(ben.phone.received) == heard
    assert "This goal is not here any more." in ben.phone.last.text
    await press(story, amina.phone, "👁 Show it to Ben")
    assert said(ben.phone).startswith("🎯 Amina shows you a goal.")


async def test_a_deleted_goal_is_gone_with_every_word(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, "Ask Ms Petrova")
    await press(story, amina.phone, "‹ Back", "⚙️ More", "🗑 Delete", "🗑 Yes, delete it")

    def left(tx) -> list[int]:
        tables = ("goals", "goal_steps", "goal_shares", "goal_progress", "goal_events", "goal_prompts")
        return [tx.one(f"SELECT COUNT(*) AS n FROM {table}")["n"] for table in tables]

    assert await story.store.read(left) == [0] * 6
    await press(story, ben.phone, "👍 Good goal!")
    assert "This goal is not here any more." in ben.phone.last.text
    await story.at("12:00", days=20)
    assert not any("🔔" in m.text for m in amina.phone.received)


async def test_words_that_give_reason_for_concern_stay_the_mentees_own(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal", "Write my CV", "I can do it alone", "Yes, with a little help")
    await says(story, amina.phone, DARK)
    assert seen_anywhere(amina.phone, "🔒 These words stay with you")
    await press(story, amina.phone, "In two weeks", "✓ Begin, and show Ben")

    goal = await only_goal(story, amina)
    assert (goal.aim.why.text, goal.aim.why.kept_back) == (DARK, True)
    assert said(ben.phone).startswith("🎯 Amina shows you a goal.")
    assert not seen_anywhere(ben.phone, "thunder")
    cases = await story.store.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM cases"))
    assert cases["n"] == 1


async def test_a_goal_that_is_itself_a_concern_can_be_shown_to_nobody(story: Story):
    amina, ben, _pair = await story.pair()
    heard = len(ben.phone.received)
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")
    await says(story, amina.phone, DARK)
    await press(story, amina.phone, "I can do it alone", "Yes, with a little help", "For my family", "In two weeks")
    assert "✓ Begin, and show Ben" not in labels(amina.phone.last)
    await press(story, amina.phone, "✓ Begin, just for me")

    forged(story, amina, "goal:reveal.1.1")
    await story.settles()

    assert not seen_anywhere(ben.phone, "thunder")
    assert all("🎯" not in m.text for m in ben.phone.received[heard:])


async def test_contact_details_in_a_step_are_not_shown(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, NUMBER, "Ask Ms Petrova")

    await asks_for(story, ben.phone, "/goal")
    await press(story, ben.phone, "🎯 Write my CV")

    assert "⚪️ Ask Ms Petrova" in said(ben.phone)
    assert not seen_anywhere(ben.phone, "0888")


async def test_a_mentors_words_that_must_be_looked_at_reach_nobody_and_they_notice_nothing(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    heard = len(amina.phone.received)
    await press(story, ben.phone, "💡 Suggest", "Why it matters")
    await says(story, ben.phone, LURE)
    assert said(ben.phone).startswith("💡 Noted. Your mentee decides, and you see it here.")

    await proposes(story, ben, LURE)

    assert len(amina.phone.received) == heard
    await asks_for(story, amina.phone, "/goal")
    assert not seen_anywhere(amina.phone, "teapot")
    forged(story, amina, "goal:idea.1")
    forged(story, amina, "goal:show.2")
    await story.settles()
    assert not seen_anywhere(amina.phone, "teapot")


async def test_whoever_hears_nothing_from_the_other_hears_nothing_of_their_goals(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, ben.phone, "/help")
    await press(story, ben.phone, "Hear nothing from Amina for now")
    heard = len(ben.phone.received)

    await a_goal(story, amina)

    assert len(ben.phone.received) == heard


@pytest.mark.parametrize(
    "data",
    [
        "goal:show.1", "goal:did.1.done", "goal:state.1.let_go", "goal:gone.1", "goal:hide.1.1", "goal:steps.1",
        "goal:tick.1", "goal:unstep.1", "goal:staff.1.on", "goal:go.1.1", "goal:take.1", "goal:past.1", "goal:pic.1",
        "goal:ask.1.what", "goal:pick.1.what.0", "goal:day.1.2026-04-01", "goal:count.1.9", "goal:good.1",
        "goal:suggest.1.what", "win:goal.1", "win:quick.1", "goal:bell.1.off", "goal:more.1", "goal:edit.1",
    ],
)  # fmt: skip
async def test_a_forged_press_of_somebody_else_does_nothing(story: Story, data: str):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina, shown_to=None)
    await add_steps(story, amina, "Ask Ms Petrova")
    otto = await story.joins("Otto", Role.MENTOR)
    before = await only_goal(story, amina)

    forged(story, otto, data)
    await story.settles()

    assert await only_goal(story, amina) == before
    assert await steps_of(story, amina) == [("Ask Ms Petrova", False)]
    assert not seen_anywhere(otto.phone, "CV")


@pytest.mark.parametrize(
    "data",
    [
        "goal:did.1.done", "goal:state.1.let_go", "goal:gone.1", "goal:hide.1.1", "goal:steps.1", "goal:tick.1",
        "goal:unstep.1", "goal:staff.1.on", "goal:past.1", "goal:ask.1.what", "goal:pick.1.what.1", "goal:bell.1.off",
        "goal:day.1.2026-04-01", "goal:count.1.9", "goal:ideayes.1", "win:quick.1", "goal:up.1", "goal:stepday.1.none",
        "goal:unoffer.1", "goal:drop.1", "goal:number.1", "goal:addstep.1", "goal:skip.1.what", "goal:go.1.0",
    ],
)  # fmt: skip
async def test_a_mentor_who_is_shown_a_goal_cannot_do_the_mentees_part(story: Story, data: str):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, "Ask Ms Petrova")
    before = await only_goal(story, amina)

    forged(story, ben, data)
    await story.settles()

    assert await only_goal(story, amina) == before
    assert await steps_of(story, amina) == [("Ask Ms Petrova", False)]


async def test_a_goals_words_are_sealed_at_rest_and_on_their_way(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina, what="Learn to weld a seam")
    await add_steps(story, amina, "Ask about welding")
    ben.phone.blocks()

    def kept(tx) -> bytes:
        rows = tx.all(
            "SELECT body FROM goals UNION ALL SELECT body FROM goal_steps UNION ALL SELECT body FROM goal_events"
        )
        rest = tx.all("SELECT payload AS body FROM outbox")
        return b"".join(bytes(row["body"]) for row in (*rows, *rest) if row["body"] is not None)

    assert b"weld" not in await story.store.read(kept)


async def test_an_answer_follows_its_message_when_that_is_edited(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await press(story, amina.phone, "👣 Steps", "➕ Add a step")
    written = amina.phone.says("Ask Ms Petrov")
    await story.settles()
    amina.phone.edits(written, "Ask Ms Petrova")
    await story.settles()
    assert await steps_of(story, amina) == [("Ask Ms Petrova", False)]

    amina.phone.edits(written, DARK)
    await story.settles()

    await asks_for(story, ben.phone, "/goal")
    await press(story, ben.phone, "🎯 Write my CV")
    assert not seen_anywhere(ben.phone, "thunder")
    assert not seen_anywhere(ben.phone, "Petrova")
