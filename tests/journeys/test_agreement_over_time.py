"""The agreement under the programme's rules and over time: bounds, open hours, reminders, restarts, amendments."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.words import words
from mentoring.agreement.bounds import Bounds
from mentoring.agreement.clauses import Clause, Part
from mentoring.agreement.negotiation import AgreementState
from mentoring.pairs import PairState
from mentoring.people import Role
from mentoring.programmes import Rules
from mentoring.tasks import TaskKind
from storage import agreements, audit, programmes
from storage.agreements import AgreementId
from storage.database import Database
from storage.tx import Tx
from storage.vault import Vault
from tests.agreements import WANTED, Hand, agreed, agreements_of, task_kinds
from tests.story import Story, told


async def test_only_what_the_programme_leaves_is_offered(story: Story):
    _amina, ben, _pair = await story.pair(quiet="21:00-08:00")
    bounds = Bounds(frequencies=("every_week",), places=("at_school", "online"), friends=("just_us",))

    def narrow(tx: Tx) -> None:
        programme = programmes.get(tx, story.programme)
        assert programme is not None
        rules: Rules = replace(programme.rules, agreement=bounds, response_window=timedelta(hours=10))
        programmes.change(tx, replace(programme, rules=rules))

    await story.store.write(narrow)
    one = Hand(story, ben)
    await one.opens()
    await one.taps("Let's begin")
    assert {"Once a week", "At school", "Online"} <= set(one.bubble.button_texts)
    assert not {"Twice a week", "In a public place"} & set(one.bubble.button_texts)
    await one.chooses(Part.OFTEN, "every_week")
    await one.chooses(Part.WHERE, "online")
    await one.taps("Next ▸")
    assert not {"From 07:00", "From 08:00", "Until 21:00", "Until 22:00"} & set(one.bubble.button_texts)
    await one.answers(Clause.MESSAGING)
    await one.taps("Next ▸")
    assert one.bubble.button_texts[:4] == ["2 hours", "4 hours", "8 hours", "10 hours"]
    assert "No fixed time" not in one.bubble.button_texts


async def test_rules_that_become_stricter_meanwhile_stop_the_signing_but_not_what_is_signed(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    await two.accepts_everything()
    await two.taps("Go to signing ▸")

    def narrow(tx: Tx) -> None:
        programme = programmes.get(tx, story.programme)
        assert programme is not None
        programmes.change(tx, replace(programme, rules=replace(programme.rules, response_window=timedelta(hours=4))))

    await story.store.write(narrow)
    await one.taps("✍️ I sign this")

    assert "does not allow this choice" in one.page
    (agreement,) = await agreements_of(story, pair)
    assert agreement.state is AgreementState.AGREED
    await one.taps("I want to change something")
    await one.taps_label("3️⃣")
    await one.taps_label("4 hours")
    await one.taps("Next ▸")
    await one.sends_to("Amina")
    await two.accepts_everything()
    await two.taps("Go to signing ▸")
    await two.taps("✍️ I sign this")
    await one.taps("✍️ I sign this")
    (agreement,) = await agreements_of(story, pair)
    assert agreement.state is AgreementState.IN_FORCE


async def test_a_suggestion_sent_at_night_is_told_in_the_morning_and_only_as_it_stands_then(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await story.at("23:00")
    before = len(amina.phone.received)
    await one.sends_to("Amina")
    assert len(amina.phone.received) == before

    await story.at("06:59")
    assert len(amina.phone.received) == before
    await story.at("07:00")
    assert "Ben has a suggestion" in two.page
    assert len(amina.phone.received) == before + 1


async def test_who_wants_to_hear_nothing_from_the_other_hears_of_no_suggestion_until_they_do(story: Story):
    amina, ben, _ = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await two.says("/help")
    await two.taps("Hear nothing from {name} for now", name="Ben")
    before = amina.phone.texts
    await one.sends_to("Amina")
    await story.at("16:00", days=3)  # the time at which she would be reminded, too
    assert amina.phone.texts == before

    await two.taps("Hear from {name} again", name="Ben")
    assert "Ben has a suggestion" in two.page
    assert sum("Ben has a suggestion" in text for text in amina.phone.texts) == 1


async def test_whoever_is_waited_for_is_reminded_once_and_then_the_coordinator_is_asked(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00")
    await story.joins("Carla", Role.COORDINATOR)
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    reminder = "still open. Go on whenever you like"

    await story.at("15:59", days=2)
    assert reminder not in amina.phone.texts[-1]
    await story.at("16:00")
    assert reminder in amina.phone.texts[-1]
    assert not any(reminder in text for text in ben.phone.texts)
    assert TaskKind.AGREEMENT_STALLED not in await task_kinds(story)

    await story.at("16:00", days=4)
    assert sum(reminder in text for text in amina.phone.texts) == 1
    assert TaskKind.AGREEMENT_STALLED in await task_kinds(story)

    await two.accepts_everything()
    await two.taps("Go to signing ▸")
    assert TaskKind.AGREEMENT_STALLED not in await task_kinds(story)


async def test_weeks_and_restarts_later_it_goes_on_where_it_stood(sqlite_database: Database, vault: Vault):
    async with told(sqlite_database, vault) as story:
        amina, ben, pair = await story.pair()
        world = story.world
        await Hand(story, ben).drafts()
    async with told(sqlite_database, vault, world=world) as story:
        one, two = Hand(story, ben), Hand(story, amina)
        await one.sends_to("Amina")
    await asyncio.sleep(0)
    world.clock.forward(seconds=25 * 24 * 3600)
    async with told(sqlite_database, vault, world=world) as story:
        one, two = Hand(story, ben), Hand(story, amina)
        await story.settles()
        await two.accepts_everything()
    async with told(sqlite_database, vault, world=world) as story:
        one, two = Hand(story, ben), Hand(story, amina)
        await two.taps("Go to signing ▸")
        await two.taps("✍️ I sign this")
        await one.taps("✍️ I sign this")
        (agreement,) = await agreements_of(story, pair)
        assert agreement.state is AgreementState.IN_FORCE


async def test_an_amendment_holds_from_its_stated_time_and_held_messages_follow_it(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await agreed(story, one, two)

    await one.taps("Suggest a change")
    assert "Send to Amina ▸" not in one.bubble.button_texts
    await one.taps_label("2️⃣")
    await one.chooses(Part.FROM, "07:00")
    await one.taps("Next ▸")
    await one.chooses(Part.START, "next_monday")
    await one.taps("Next ▸")
    await one.sends_to("Amina")
    assert "would like to change something" in two.page
    await two.taps("Go on ▸")
    assert "They arrive from 07:00 to 20:00." in two.page
    await two.taps("👍 Fine with me")
    await two.taps("👍 Fine with me")
    await two.taps("Go to signing ▸")
    assert "Counts from 9 March 2026, 00:00 (Europe/Sofia)" in two.page
    await two.taps("✍️ I sign this")
    await one.taps("✍️ I sign this")
    first, second = await agreements_of(story, pair)
    assert (first.state, second.state) == (AgreementState.IN_FORCE, AgreementState.SIGNED)
    assert (first.number, second.number) == (1, 2)

    await story.at("20:30", days=4)  # Friday
    ben.phone.says("See you!")
    await story.settles()
    await story.at("00:00", days=3)  # Monday
    first, second = await agreements_of(story, pair)
    assert (first.state, second.state) == (AgreementState.SUPERSEDED, AgreementState.IN_FORCE)
    assert "Ben\nSee you!" not in amina.phone.texts
    await story.at("07:00")
    assert "Ben\nSee you!" in amina.phone.texts
    assert any("From now on this holds." in text for text in amina.phone.texts[-3:])
    assert any("From now on this holds." in text for text in ben.phone.texts[-3:])


async def test_every_step_is_kept_with_who_and_when(story: Story):
    amina, ben, _pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await agreed(story, one, two)

    steps = await story.store.read(lambda tx: agreements.steps_of(tx, AgreementId(1)))
    done = [(step.act.value, step.by) for step in steps]
    assert done[0] == ("started", ben.id)
    assert [by for act, by in done if act == "proposed"] == [ben.id] * (len(WANTED) - 1)
    assert [by for act, by in done if act == "accepted"] == [amina.id] * 8
    assert [act for act, _ in done[-4:]] == ["handed_over", "signed", "signed", "took_effect"]
    audited = await story.store.read(lambda tx: audit.of(tx, f"agreement:{AgreementId(1)}"))
    assert audited == [
        "agreement.started",
        "agreement.handed_over",
        "agreement.handed_over",
        "agreement.signed",
        "agreement.signed",
    ]


async def test_nobody_else_can_see_or_press_anything_of_it(story: Story):
    _amina, ben, pair = await story.pair()
    otto = await story.joins("Otto", Role.MENTOR)
    one = Hand(story, ben)
    await one.drafts()
    await one.sends_to("Amina")
    before = await agreements_of(story, pair)

    stolen = one.bubble.inline_keyboard
    shown = otto.phone.last
    shown.inline_keyboard = [[{"text": "Stolen", "callback_data": row[0]["callback_data"]}] for row in stolen or []]
    for data in ("agr:1.withdraw.21", "agr:1.sign.21", "agr:1.read", "agr:0.start.1", "agr:0.open.1", "agr:x", "agr:1"):
        shown.inline_keyboard = [[{"text": "Stolen", "callback_data": data}]]
        otto.phone.presses("Stolen", shown)
        await story.settles()

    assert await agreements_of(story, pair) == before
    assert not any("agreement" in text for text in otto.phone.texts)


async def test_while_the_pair_rests_nothing_of_it_can_be_changed(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    await story.brings(pair, PairState.PAUSED)

    await two.taps("Go on ▸")
    await two.taps("👍 Fine with me")

    assert "when you can write to each other again" in two.phone.texts[-1] or any(
        "when you can write to each other again" in text for text in amina.phone.texts
    )
    (agreement,) = await agreements_of(story, pair)
    assert agreement.settled == 0


async def test_when_two_can_talk_they_are_offered_an_agreement_and_not_pressed(story: Story):
    await story.programme_with()
    ben = await story.joins("Ben", Role.MENTOR)
    amina = await story.joins("Amina", Role.MENTEE)
    await story.pair_of(ben.id, amina.id)

    _ = words("en")
    assert _("🤝 Make our agreement") in amina.phone.last.button_texts
    amina.phone.presses(_("🤝 Make our agreement"))
    await story.settles()
    assert "Eight short questions" in amina.phone.last.text
    ben.phone.says("Hi!")
    await amina.phone.sees("Ben\nHi!")
