"""Goals on two phones: five questions, steps, progress in one tap, reminders in open hours, and who may see what."""

from datetime import date

from bot.goals.presses import page_for
from bot.pages import Page
from mentoring.goals import GoalState, Letter
from mentoring.people import Role
from phones.messages import Message
from phones.phone import Phone
from storage import goal_steps, goals, people
from storage.tx import Tx
from tests.journeys.test_invariants import forged
from tests.journeys.test_sessions import press, said
from tests.story import Member, Story

PNG = b"\x89PNG"


async def says(story: Story, phone: Phone, text: str) -> None:
    phone.says(text)
    await story.settles()


async def asks_for(story: Story, phone: Phone, command: str) -> None:
    await says(story, phone, command)


async def a_goal(story: Story, amina: Member, *, shown_to: str | None = "Ben", what: str = "Write my CV") -> None:
    """Amina goes through the five questions by tapping alone, and begins."""
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")
    if what == "Write my CV":
        await press(story, amina.phone, what)
    else:
        await says(story, amina.phone, what)
    await press(story, amina.phone, "I can do it alone", "Yes, with a little help", "For my family", "In two weeks")
    await press(story, amina.phone, f"✓ Begin, and show {shown_to}" if shown_to else "✓ Begin, just for me")


async def only_goal(story: Story, member: Member):
    (goal,) = await story.store.read(lambda tx: goals.of_owner(tx, member.id))
    return goal


async def steps_of(story: Story, member: Member) -> list[tuple[str, bool]]:
    goal = await only_goal(story, member)
    steps = await story.store.read(lambda tx: goal_steps.of_goal(tx, goal.id))
    return [(step.line.text, step.is_done) for step in steps]


async def add_steps(story: Story, amina: Member, *steps: str) -> None:
    await press(story, amina.phone, "👣 Steps")
    for step in steps:
        await press(story, amina.phone, "➕ Add a step")
        await says(story, amina.phone, step)


def seen_anywhere(phone: Phone, words: str) -> bool:
    return any(words in message.text for message in phone.received)


def labels(message: Message) -> list[str]:
    return message.button_texts


async def test_somebody_who_only_taps_finds_a_goal(story: Story):
    amina, ben, _pair = await story.pair()

    await a_goal(story, amina)

    goal = await only_goal(story, amina)
    assert (goal.state, goal.aim.missing) == (GoalState.ACTIVE, ())
    assert goal.aim.by == date(2026, 3, 16)
    assert said(amina.phone).startswith("🌱 Your goal has begun. What is the first small step?\n\n🎯 Write my CV")
    assert "👁 Ben sees this." in said(amina.phone)
    assert said(ben.phone).startswith("🎯 Amina shows you a goal.\n\n🎯 Write my CV\n👀 I can do it alone")


async def test_the_questions_are_answered_by_writing_and_nothing_of_it_reaches_the_partner(story: Story):
    amina, ben, _pair = await story.pair()
    before = len(ben.phone.received)
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")
    assert "It does not go to Ben." in said(amina.phone)

    for answer in ("Find a work placement", "10 applications sent"):
        await says(story, amina.phone, answer)
    await press(story, amina.phone, "✓ Yes, count")
    for answer in ("I have a laptop at school", "I want to fix cars"):
        await says(story, amina.phone, answer)
    await press(story, amina.phone, "Another day")
    await says(story, amina.phone, "12.4.")
    await press(story, amina.phone, "✓ Begin, just for me")

    goal = await only_goal(story, amina)
    assert goal.aim.line(Letter.MEANS).text == "I have a laptop at school"
    assert (goal.aim.by, goal.aim.target) == (date(2026, 4, 12), 10)
    assert "🔒 Only you see this." in said(amina.phone)
    assert len(ben.phone.received) == before


async def test_a_message_meant_for_the_partner_is_taken_out_of_the_goal_and_sent(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")
    await says(story, amina.phone, "See you at four?")

    await press(story, amina.phone, "It was for Ben")

    assert ben.phone.last.text == "Amina\nSee you at four?"
    (draft,) = await story.store.read(lambda tx: goals.drafts_of(tx, amina.id))
    assert draft.aim.what.text == ""


async def test_what_is_missing_is_named_kindly_and_stands_in_nobodys_way(story: Story):
    amina, _ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal", "Write my CV", "Leave it open", "Yes, I have what I need")
    await press(story, amina.phone, "Leave it open", "Leave it open")

    shown = said(amina.phone)
    assert (
        "Almost whole! This is still open:\n· how you will notice that you got there\n· why it matters to you" in shown
    )
    await press(story, amina.phone, "＋ Why it matters", "To be proud of it")
    assert "why it matters to you" not in said(amina.phone)
    await press(story, amina.phone, "✓ Begin, just for me")

    assert (await only_goal(story, amina)).aim.missing == (Letter.NOTICE, Letter.BY)


async def test_a_draft_waits_for_days_where_it_was_left(story: Story):
    amina, _ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal", "Write my CV", "Later")

    await story.at("16:00", days=9)
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "✏️ Go on with the new goal")

    assert said(amina.phone).startswith("👀 How will you notice that you got there? (2 of 5)")


async def test_both_agree_on_a_goal_and_a_change_asks_again(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)

    await press(story, ben.phone, "👍 Good goal!")
    assert said(amina.phone).startswith("👍 Ben says: good goal!")
    assert "🤝 You and Ben both say yes to this goal." in said(amina.phone)

    await press(story, amina.phone, "⚙️ More", "✏️ Change it", "By when", "In a month")
    await story.at("18:00")
    assert "👁 Ben sees this." in said(amina.phone)
    assert said(ben.phone).startswith("✏️ Amina has changed a goal.")
    assert "👍 Good goal!" in labels(ben.phone.last)


async def test_a_mentor_with_a_question_is_heard_of_and_writes_as_always(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)

    await press(story, ben.phone, "💬 I have a question")
    await says(story, ben.phone, "Which jobs do you like?")

    assert seen_anywhere(amina.phone, "💬 Ben has looked at your goal and has a question.")
    assert amina.phone.last.text == "Ben\nWhich jobs do you like?"


async def test_a_mentor_suggests_other_words_and_the_mentee_decides(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await press(story, ben.phone, "💡 Suggest", "What I want")
    await says(story, ben.phone, "Write a CV of one page")

    await press(story, amina.phone, "💡 Ben suggests a change")
    assert "“Write a CV of one page”\n\nNow it says: “Write my CV”" in said(amina.phone)
    await press(story, amina.phone, "👍 Take it")

    assert (await only_goal(story, amina)).aim.what.text == "Write a CV of one page"
    assert said(ben.phone).startswith("💡 Amina took your suggestion.")


async def proposes(story: Story, ben: Member, words: str) -> None:
    await asks_for(story, ben.phone, "/goal")
    await press(story, ben.phone, "💡 Propose one to Amina")
    await says(story, ben.phone, words)
    await press(story, ben.phone, "✓ Send to Amina")


async def test_a_proposed_goal_is_taken_and_then_is_the_mentees_own(story: Story):
    amina, ben, _pair = await story.pair()
    await proposes(story, ben, "Visit the garage")
    assert said(amina.phone).startswith("💡 Ben proposes a goal. Take it, change it, or say no: you decide.")

    await press(story, amina.phone, "👍 I take it")

    goal = await only_goal(story, amina)
    assert (goal.state, goal.owner_id) == (GoalState.ACTIVE, amina.id)
    assert said(ben.phone).startswith("👍 Amina takes up the goal that you proposed.")


async def test_a_proposed_goal_may_be_changed_first(story: Story):
    amina, ben, _pair = await story.pair()
    await proposes(story, ben, "Visit the garage")

    await press(story, amina.phone, "✏️ Change it", "＋ Why it matters", "For my job later", "✓ Begin, and show Ben")

    assert (await only_goal(story, amina)).aim.why.text == "For my job later"
    assert said(ben.phone).startswith("🎯 Amina shows you a goal.")


async def test_a_proposed_goal_may_be_declined_and_nobody_minds(story: Story):
    amina, ben, _pair = await story.pair()
    await proposes(story, ben, "Visit the garage")

    await press(story, amina.phone, "No, thanks")

    assert said(amina.phone).startswith("All right. It is your choice, and nobody minds.")
    assert said(ben.phone).startswith("Amina would rather not take the goal that you proposed. That is all right.")


async def test_steps_are_added_ordered_dated_and_ticked(story: Story):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, "Look at two examples", "Ask Ms Petrova")

    forged(story, amina, "goal:up.2")
    await press(story, amina.phone, "⚪️ Look at two examples")
    await press(story, amina.phone, "✏️ Change steps", "✏️ Ask Ms Petrova", "Tomorrow")

    assert await steps_of(story, amina) == [("Ask Ms Petrova", False), ("Look at two examples", True)]
    goal = await only_goal(story, amina)
    steps = await story.store.read(lambda tx: goal_steps.of_goal(tx, goal.id))
    assert [step.due for step in steps] == [date(2026, 3, 3), None]


async def test_progress_is_one_tap(story: Story):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, "Ask Ms Petrova", "Write it")
    await press(story, amina.phone, "‹ Back", "🌱 A bit")
    assert said(amina.phone).startswith("🌱 Every bit counts.")

    await press(story, amina.phone, "✅ Done")
    assert await steps_of(story, amina) == [("Ask Ms Petrova", True), ("Write it", False)]
    assert "▰▰▰▰▰▱▱▱▱▱ 1 of 2" in said(amina.phone)
    await press(story, amina.phone, "✅ Done")
    assert said(amina.phone).startswith("🎉 All of it is done! Have you reached your goal?")
    await press(story, amina.phone, "🏁 Reached it")
    assert (await only_goal(story, amina)).state is GoalState.DONE


async def test_a_number_grows_by_taps_and_by_writing(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal", "Find a work placement")
    await says(story, amina.phone, "10 applications sent")
    await press(story, amina.phone, "✓ Yes, count", "I am not sure yet", "For my family", "In a month")
    await press(story, amina.phone, "✓ Begin, just for me", "➕ 0 / 10", "Another number")
    heard = len(ben.phone.received)
    await says(story, amina.phone, "many!")
    assert said(amina.phone).startswith("I need just a number here, such as 7.")

    await says(story, amina.phone, "7")

    assert "▰▰▰▰▰▰▰▱▱▱ 7 of 10" in said(amina.phone)
    assert len(ben.phone.received) == heard


async def test_stuck_twice_in_a_row_brings_a_card_for_both(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    heard = len(ben.phone.received)
    await press(story, amina.phone, "🪨 Stuck")
    assert said(amina.phone).startswith("🪨 That happens to everybody. A smaller step may help.")
    assert len(ben.phone.received) == heard

    await press(story, amina.phone, "🪨 Stuck")

    assert "Ben gets the same card." in said(amina.phone)
    _note, card, _who, *_goal = said(amina.phone).split("\n\n")
    assert said(ben.phone).startswith("🪨 Amina is stuck with a goal right now. That happens.")
    assert card in said(ben.phone)
    await press(story, amina.phone, "🌱 A bit", "🪨 Stuck")
    assert len(ben.phone.received) == heard + 1


async def test_what_changed_is_kept_with_the_words_before(story: Story):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina)
    await press(story, amina.phone, "⚙️ More", "✏️ Change it", "What I want", "Find a work placement", "⚙️ More")
    await press(story, amina.phone, "🕘 What changed")

    assert "· today: you changed it, before: “Write my CV”" in said(amina.phone)
    assert "· today: you began it" in said(amina.phone)


async def test_a_picture_is_sent_light_and_dark_and_the_choice_is_remembered(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, "Ask Ms Petrova")
    await press(story, amina.phone, "‹ Back", "🖼 Picture", "🌙 Dark")
    await press(story, amina.phone, "🖼 Picture")
    await press(story, ben.phone, "🖼 Picture")

    pictures = [m for m in amina.phone.received if "photo" in m.content]
    assert [labels(m) for m in pictures] == [["🌙 Dark"], ["☀️ Light"], ["☀️ Light"]]
    assert "photo" in ben.phone.last.content
    assert all(picture_of(story, m).startswith(PNG) for m in (*pictures, ben.phone.last))


def picture_of(story: Story, message: Message) -> bytes:
    stored = story.world.files.by_unique_id(message.content["photo"][-1]["file_unique_id"])
    assert stored is not None
    return stored.upload.data


async def test_the_menu_leads_to_goals_and_says_what_waits(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await asks_for(story, ben.phone, "/menu")
    await press(story, ben.phone, "🎯 Amina shows you a goal")
    assert said(ben.phone).startswith("🎯 Write my CV")

    await asks_for(story, amina.phone, "/menu")
    await press(story, amina.phone, "🎯 Goals", "🎯 Write my CV")
    assert "👁 Ben sees this." in said(amina.phone)


async def test_whoever_would_rather_write_to_the_partner_keeps_what_is_there(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await press(story, amina.phone, "👣 Steps", "➕ Add a step", "✉️ Write to Ben")
    assert said(amina.phone).startswith("All right. Your next message goes to Ben.\n\n🎯 Write my CV")

    await says(story, amina.phone, "See you at four?")

    assert ben.phone.last.text == "Amina\nSee you at four?"
    assert await steps_of(story, amina) == []


async def test_a_second_press_on_a_new_goal_loses_nothing_of_the_one_that_is_begun(story: Story):
    amina, _ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal", "Write my CV")

    forged(story, amina, "goal:new.0")
    await story.settles()

    (draft,) = await story.store.read(lambda tx: goals.drafts_of(tx, amina.id))
    assert draft.aim.what.text == "Write my CV"


async def test_a_step_that_was_a_message_is_taken_out_again(story: Story):
    amina, ben, _pair = await story.pair()
    await a_goal(story, amina)
    await add_steps(story, amina, "See you at four?")

    await press(story, amina.phone, "It was for Ben")

    assert ben.phone.last.text == "Amina\nSee you at four?"
    assert await steps_of(story, amina) == []


async def test_an_hour_later_the_bot_asks_whether_it_is_the_answer(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")
    await story.at("17:00")
    await says(story, amina.phone, "See you at four?")

    await press(story, amina.phone, "It was for Ben")

    assert ben.phone.last.text == "Amina\nSee you at four?"


async def test_a_goal_asked_for_by_voice_is_asked_for_in_writing_and_reaches_nobody(story: Story):
    amina, ben, _pair = await story.pair()
    before = len(ben.phone.received)
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")

    amina.phone.sends_voice()
    await story.settles()

    assert said(amina.phone) == "🎙 I cannot take a voice message here. Please write it, a few words are enough."
    assert len(ben.phone.received) == before
    await says(story, amina.phone, "Find a work placement")
    (draft,) = await story.store.read(lambda tx: goals.drafts_of(tx, amina.id))
    assert draft.aim.what.text == "Find a work placement"


async def test_a_voice_message_that_was_no_answer_can_be_sent_to_the_partner(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "➕ A new goal")
    amina.phone.sends_voice()
    await story.settles()

    await press(story, amina.phone, "It was for Ben")

    assert "voice" in ben.phone.last.content


async def test_a_mentor_of_several_is_asked_whose_goals_and_sees_one_mentees_at_a_time(story: Story):
    amina, ben, _pair = await story.pair()
    elif_ = await story.joins("Elif", Role.MENTEE)
    await story.pair_of(ben.id, elif_.id)
    await a_goal(story, amina, what="Find a work placement")
    await a_goal(story, elif_)

    await asks_for(story, ben.phone, "/goal")
    assert said(ben.phone) == "🎯 Whose goals?"
    assert labels(ben.phone.last) == ["Amina · 🎯 1", "Elif · 🎯 1", "🏆 Wins", "‹ Menu"]
    await press(story, ben.phone, "Elif · 🎯 1")
    assert said(ben.phone).startswith("👤 Elif\n\n🎯 Goals that are shown to you.")
    assert labels(ben.phone.last) == ["🎯 Write my CV", "💡 Propose one to Elif", "‹ Goals", "‹ Menu"]

    await press(story, ben.phone, "🎯 Write my CV", "‹ Goals")
    assert said(ben.phone).startswith("👤 Elif")


async def test_what_repeats_a_mentees_goals_is_sealed_with_that_mentees_key_alone(story: Story):
    amina, ben, first = await story.pair()
    elif_ = await story.joins("Elif", Role.MENTEE)
    second = await story.pair_of(ben.id, elif_.id)
    await a_goal(story, amina)
    await a_goal(story, elif_)

    def pages(tx: Tx) -> list[Page | None]:
        reader = people.get(tx, ben.id)
        return [page_for(tx, reader, data, story.now) for data in ("list", f"of.{first}.0", f"of.{second}.0")]

    whose, aminas, elifs = await story.store.write(pages)
    assert "CV" not in str(whose)
    assert (aminas.key_name, elifs.key_name) == (f"person:{amina.id}", f"person:{elif_.id}")


async def test_a_proposed_goal_is_not_called_the_mentees_secret(story: Story):
    amina, ben, _pair = await story.pair()

    await proposes(story, ben, "Visit the garage")

    assert "Only you see this" not in said(amina.phone)
