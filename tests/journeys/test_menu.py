"""The one menu: what waits first, everything in one message that changes in place, and a way back from everywhere."""

import pytest

from mentoring.pairs import PairState
from mentoring.people import Role
from mentoring.tasks import TaskKind
from phones.methods.about_bot import commands_for
from phones.phone import Phone
from storage import tasks
from tests.check_ins import is_asked
from tests.journeys.test_breaks import takes_a_break
from tests.journeys.test_invariants import forged, parked
from tests.journeys.test_safeguarding_on_arrival import school
from tests.story import Story
from tests.watchwords import DARK


async def opens_menu(story: Story, phone: Phone) -> None:
    phone.says("/menu")
    await story.settles()


async def press(story: Story, phone: Phone, *labels: str) -> None:
    for label in labels:
        phone.presses(label)
        await story.settles()


async def test_the_menu_is_one_message_that_changes_in_place(story: Story):
    amina, _ben, _pair = await story.pair()

    await opens_menu(story, amina.phone)
    assert amina.phone.last.text.startswith("👋 Amina, here is everything.\n\nNothing waits for you right now.")
    bubbles = len(amina.phone.messages)
    await press(story, amina.phone, "🤝 My pair", "📅 Sessions", "‹ Back", "📜 Agreement", "‹ Back", "‹ Menu")
    await press(story, amina.phone, "📔 My journal", "‹ Menu", "🗺 Start point", "‹ Menu", "🎯 Goals", "‹ Menu")
    await press(story, amina.phone, "🃏 Cards", "‹ Menu", "🙋 Help", "‹ Menu")

    assert len(amina.phone.messages) == bubbles
    assert amina.phone.last.text.startswith("👋 Amina, here is everything.")


async def test_a_message_written_while_the_menu_is_open_still_goes_to_the_partner(story: Story):
    amina, ben, _pair = await story.pair()

    await opens_menu(story, amina.phone)
    assert "What you write here still goes to Ben." in amina.phone.last.text
    amina.phone.says("Free on Thursday?")
    await story.settles()

    assert ben.phone.last.text == "Amina\nFree on Thursday?"


async def test_the_menu_comes_first_among_the_commands(story: Story):
    amina, _ben, _pair = await story.pair()

    bot = story.world.bots[story.bot.house.bot_id]
    offered = commands_for(bot, amina.phone.chat, None)

    assert offered[0]["command"] == "menu"


async def test_what_waits_stands_at_the_top_and_leads_there(story: Story):
    amina, ben, _pair = await story.pair()
    ben.phone.says("/session")
    await story.settles()
    await press(story, ben.phone, "Wed 4", "16:00", "60 minutes", "At school", "✓ Send to Amina")

    await opens_menu(story, amina.phone)
    assert "1 thing waits for you:" in amina.phone.last.text
    assert amina.phone.last.button_texts[0] == "📅 Ben wants to meet"
    await press(story, amina.phone, "📅 Ben wants to meet", "✓ Yes")
    await opens_menu(story, amina.phone)
    assert "Nothing waits for you right now." in amina.phone.last.text
    await press(story, amina.phone, "🤝 My pair")
    assert "Your next session:\n📅 Wednesday at 16:00" in amina.phone.last.text


async def test_somebody_without_a_partner_is_told_kindly(story: Story):
    await story.programme_with()
    amina = await story.joins("Amina", Role.MENTEE)

    await opens_menu(story, amina.phone)
    assert "still goes to" not in amina.phone.last.text
    await press(story, amina.phone, "🤝 My pair")

    assert "You have no partner yet. Your coordinator is looking for one who fits" in amina.phone.last.text


async def test_a_mentor_of_several_chooses_the_pair(story: Story):
    _amina, ben, _ = await story.pair()
    dana = await story.joins("Dana", Role.MENTEE)
    await story.pair_of(ben.id, dana.id)

    await opens_menu(story, ben.phone)
    assert "still goes to your mentees: I ask you to whom." in ben.phone.last.text
    await press(story, ben.phone, "🤝 My pair", "Dana")

    assert "🤝 You and Dana" in ben.phone.last.text


async def test_a_pair_on_a_break_says_so(story: Story):
    amina, _ben, pair = await story.pair()
    await story.brings(pair, PairState.PAUSED)

    await opens_menu(story, amina.phone)
    await press(story, amina.phone, "🤝 My pair")

    assert amina.phone.last.text.startswith("🌙 You two are on a break.")


async def test_a_coordinator_sees_tasks_and_pairs_and_nothing_of_what_is_written(story: Story):
    amina, _ben, pair = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    amina.phone.says("papaya")
    await story.settles()
    await story.store.write(
        lambda tx: tasks.open_task(
            tx, programme=story.programme, kind=TaskKind.PAIR_SILENT, now=story.now, pair=pair, facts={"days": 7}
        )
    )

    await opens_menu(story, carla.phone)
    assert carla.phone.last.button_texts[0] == "📋 1 thing to look at"
    await press(story, carla.phone, "🤝 Pairs")

    assert carla.phone.last.text == "🤝 1 pair:\n· Amina – Ben: writing to each other"
    assert not any("papaya" in text for text in carla.phone.texts)


async def test_a_safeguarding_lead_sees_cases_by_number_and_a_coordinator_does_not(story: Story):
    at = await school(story)
    carla = await story.joins("Carla", Role.COORDINATOR)
    at.amina.phone.says(DARK)
    await story.settles()

    await opens_menu(story, at.sol.phone)
    assert at.sol.phone.last.button_texts[0] == "🛟 1 new case"
    await press(story, at.sol.phone, "🛟 Cases")
    assert at.sol.phone.last.text.startswith("🟠 Case 1: high")
    assert "thunder" not in at.sol.phone.last.text

    await opens_menu(story, carla.phone)
    assert not any("case" in label.lower() for label in carla.phone.last.button_texts)
    forged(story, carla, "menu:cases")
    await story.settles()
    assert not any("Case 1" in text for text in carla.phone.texts)


@pytest.mark.parametrize(
    "data", ["menu:", "menu:pair.99999999999999999999999", "menu:pair.99", "menu:nothing", "menu:meet"]
)
async def test_forged_presses_show_the_menu_and_nothing_of_others(story: Story, data: str):
    amina, _ben, _pair = await story.pair()
    await opens_menu(story, amina.phone)

    forged(story, amina, data)
    await story.settles()

    assert await parked(story) == 0


async def test_a_stranger_is_greeted(story: Story):
    await story.programme_with()
    otto = story.phone(story.account("Otto"))

    otto.says("/menu")
    await story.settles()

    assert otto.last.text.startswith("Hello! This bot is for mentoring at school.")


async def test_the_menu_of_a_pair_on_a_break_does_not_say_to_just_write(story: Story):
    amina, ben, _pair = await story.pair()
    await takes_a_break(story, amina)

    for member in (amina, ben):
        await opens_menu(story, member.phone)

        assert "just write" not in member.phone.last.text
        assert "🌙 You two are on a break." in member.phone.last.text


async def test_whoever_takes_a_break_ends_it_from_the_page_of_their_pair(story: Story):
    amina, ben, _pair = await story.pair()
    await takes_a_break(story, amina)
    await opens_menu(story, ben.phone)
    await press(story, ben.phone, "🤝 My pair")
    assert "End my break" not in ben.phone.last.button_texts

    await opens_menu(story, amina.phone)
    await press(story, amina.phone, "🤝 My pair", "End my break")

    amina.phone.says("Free on Thursday?")
    await story.settles()
    assert ben.phone.last.text == "Amina\nFree on Thursday?"


async def test_where_words_go_is_said_before_what_waits(story: Story):
    amina, _ben, pair = await story.pair()
    await is_asked(story, amina, pair)

    await opens_menu(story, amina.phone)

    text = amina.phone.last.text
    assert text.index("What you write here still goes to Ben.") < text.index("1 thing waits for you:")
