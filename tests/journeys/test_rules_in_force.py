"""The rules of this moment decide: changed, agreed on, taken from the calendar, and told to whoever asks."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from mentoring.kinds import Kind
from mentoring.people import Role
from mentoring.school_calendar import CalendarEntry, CalendarKind
from phones.clock import PhonesClock
from phones.world import World
from storage import school_calendar
from storage.sqlite import SqliteDatabase
from storage.tx import Tx
from storage.vault import Vault
from tests.story import MONDAY_AFTERNOON, Member, Story, every_night, told
from tests.watchwords import LURE

NEW_YORK = ZoneInfo("America/New_York")


def from_ben(member: Member) -> list[str]:
    return [text.removeprefix("Ben\n") for text in member.phone.texts if text.startswith("Ben\n")]


async def agree_on(story: Story, quiet: str, version: int = 1) -> None:
    """Put into force what the two have signed: to rest from, until; as `storage.agreements` keeps it."""
    starts, ends = quiet.split("-")
    blocks = ", ".join(f'[{day}, "{starts}", "{ends}"]' for day in range(7))
    terms = f'{{"quiet_blocks": [{blocks}], "answer_minutes": 360}}'

    def act(tx: Tx) -> None:
        tx.run("UPDATE pairs SET agreement_version = :version, agreement_terms = :terms", version=version, terms=terms)

    await story.store.write(act)


async def enter(story: Story, first: date, last: date, kind: CalendarKind, name: str) -> None:
    """Enter days off, as the admin API would."""

    def act(tx: Tx) -> None:
        school_calendar.add(tx, story.programme, [CalendarEntry(first, last, kind, name, off=True)], story.now)

    await story.store.write(act)


async def test_a_looser_rule_lets_go_what_is_held_in_order(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("21:30")
    for text in ("first", "second", "third"):
        ben.phone.says(text)
    await story.settles()

    await story.changes_rules(quiet_blocks=every_night("22:00", "07:00"))

    assert from_ben(amina) == ["first", "second", "third"]
    assert amina.phone.texts[-4] == "3 messages came in during quiet time:"
    before = list(amina.phone.texts)
    await story.at("07:00")
    assert amina.phone.texts == before


async def test_a_stricter_rule_lets_nothing_out_and_the_writer_hears_of_the_new_moment(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("21:30")
    said = ben.phone.says("Good night")
    await story.settles()

    await story.changes_rules(quiet_blocks=every_night("20:00", "09:00"))

    assert ben.phone.last.text == "The quiet time has changed. Amina gets this tomorrow at 09:00."
    assert ben.phone.last.reply_to == said
    assert ben.phone.last.button_texts == ["Take back"]
    await story.at("08:59")
    assert from_ben(amina) == []
    await story.at("09:00")
    assert from_ben(amina) == ["Good night"]


async def test_a_message_that_is_held_follows_the_agreement_in_force_at_its_release(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("Good night")
    await story.settles()

    await agree_on(story, "20:00-08:30")

    await story.at("07:00")
    assert from_ben(amina) == []
    await story.at("08:30")
    assert from_ben(amina) == ["Good night"]


async def test_an_agreement_cannot_loosen_the_programme(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await agree_on(story, "23:00-05:00")
    await story.at("22:00")
    ben.phone.says("Good night")

    await story.at("05:00")
    assert from_ben(amina) == []
    await story.at("07:00")
    assert from_ben(amina) == ["Good night"]


async def test_it_is_quiet_where_the_receiver_is_and_each_reads_their_own_time(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.lives_in(amina.id, NEW_YORK)  # seven hours behind Sofia
    await story.at("22:00")

    ben.phone.says("Good morning over there")
    assert await amina.phone.sees("Ben\nGood morning over there")
    amina.phone.says("Are you asleep?")

    receipt = await amina.phone.next_message()
    assert receipt.text == "Messages rest now. Ben gets this tomorrow at 00:00."
    await story.at("07:00")
    assert ben.phone.texts[-1] == "Amina\nAre you asleep?"


async def test_who_moves_to_another_zone_gets_at_once_what_is_no_longer_quiet_there(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("Have a good trip")
    await story.settles()
    assert from_ben(amina) == []

    await story.lives_in(amina.id, NEW_YORK)

    assert from_ben(amina) == ["Have a good trip"]


async def test_a_day_off_holds_messages_only_where_the_programme_says_so(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await enter(story, date(2026, 3, 3), date(2026, 3, 4), CalendarKind.EXAM, "Exams")
    await story.at("12:00")

    ben.phone.says("Good luck")
    await amina.phone.sees("Ben\nGood luck")
    await story.changes_rules(quiet_on_days_off=True)
    ben.phone.says("How was it?")

    receipt = await ben.phone.next_message()
    assert receipt.text == "Messages rest now. Amina gets this Thursday at 07:00."
    ben.phone.says("/why", reply_to=receipt)
    why = await ben.phone.next_message()
    assert why.text is not None
    assert "the programme's quiet time (programme rules, version 3)" in why.text  # the last night decides
    await story.at("07:00")
    assert from_ben(amina) == ["Good luck"]
    await story.at("07:00", days=1)
    assert from_ben(amina) == ["Good luck", "How was it?"]


async def test_on_a_public_holiday_messages_wait_where_the_programme_says_so(story: Story):
    amina, ben, _ = await story.pair()
    await story.changes_rules(holiday_country="BG", quiet_on_days_off=True)
    await story.at("12:00")  # Liberation Day, the third of March

    said = ben.phone.says("Free today?")
    receipt = await ben.phone.next_message()
    ben.phone.says("/why", reply_to=said)

    assert receipt.text == "Messages rest now. Amina gets this tomorrow at 00:00."
    why = await ben.phone.next_message()
    assert why.text is not None
    assert "messages rest on public holidays (programme rules, version 2)" in why.text
    await story.at("00:00")
    assert from_ben(amina) == ["Free today?"]


async def test_what_was_under_way_when_it_became_quiet_waits_for_the_morning(
    sqlite_database: SqliteDatabase, vault: Vault
):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair(quiet="21:00-07:00")
        await story.at("20:59")
        story.bot.tasks[1].cancel()  # the sender; the machine goes down before it is its turn
        ben.phone.says("Nearly in time")
        await story.world.first_bot().updates.drained()
        await story.bot.lanes.idle()
    world.clock.forward(hours=2)
    async with told(sqlite_database, vault, world=world) as story:
        await story.settles()
        assert from_ben(amina) == []
        await story.at("07:00")
        assert from_ben(amina) == ["Nearly in time"]


async def test_who_starts_the_bot_again_at_night_gets_what_waited_in_the_morning(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    amina.phone.blocks()
    ben.phone.says("Where are you?")
    await story.settles()
    await story.at("23:00")

    amina.phone.unblocks()
    await story.settles()

    assert from_ben(amina) == []
    await story.at("07:00")
    assert from_ben(amina) == ["Where are you?"]


WHY_HELD = {
    "en": "Amina gets this tomorrow at 07:00. Until then you can take it back.\n\n"
    "📜 The rule: the programme's quiet time (programme rules, version 1).",
    "bg": "(правилата на програмата, версия 1)",
    "tr": "(programın kuralları, sürüm 1)",
    "es": "(reglas del programa, versión 1)",
}


@pytest.mark.parametrize("language", WHY_HELD)
async def test_why_names_the_rule_of_a_held_message_in_the_writers_language(story: Story, language: str):
    _, ben, _ = await story.pair(quiet="21:00-07:00", languages=("en", language))
    await story.at("22:00")
    said = ben.phone.says("Good night")
    receipt = await ben.phone.next_message()

    answers = []
    for replied in (said, receipt, None):
        ben.phone.says("/why", reply_to=replied)
        answer = await ben.phone.next_message()
        answers.append(answer.text)
        assert answer.reply_to == said

    assert answers[0] is not None
    assert WHY_HELD[language] in answers[0]
    assert answers == [answers[0]] * 3


async def test_why_names_the_agreement_and_its_version(story: Story):
    _, ben, _ = await story.pair(quiet="21:00-07:00")
    await agree_on(story, "20:00-08:00", version=3)
    await story.at("20:30")
    said = ben.phone.says("Good evening")
    await ben.phone.next_message()

    ben.phone.says("/why", reply_to=said)

    answer = (await ben.phone.next_message()).text
    assert answer is not None
    assert answer.startswith("Amina gets this tomorrow at 08:00.")
    assert "the messaging hours that you two agreed on (your agreement, version 3)" in answer


async def test_why_says_what_became_of_a_message(story: Story):
    _, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.changes_rules(allowed_kinds=frozenset({Kind.TEXT}))
    passed = ben.phone.says("Hello")
    refused = ben.phone.sends_sticker()
    await ben.phone.sees("Your mentoring programme does not allow messages of this kind, so Amina did not get this.")
    await story.at("22:00")
    taken_back = ben.phone.says("I regret this")
    await ben.phone.next_message()
    ben.phone.presses("Take back")
    await story.settles()
    ben.phone.catches_up()

    answers = []
    for message in (passed, refused, taken_back):
        ben.phone.says("/why", reply_to=message)
        answers.append((await ben.phone.next_message()).text)

    assert answers == [
        "This is with Amina.\n\n📜 The rule: the programme's quiet time (programme rules, version 2).",
        "This was not passed on to Amina.\n\n"
        "📜 The rule: which kinds of messages are passed on (programme rules, version 2).",
        "You took this back. Amina will not get it.",
    ]


async def test_why_about_nothing_of_ones_own_explains_how_to_ask(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    ben.phone.says("Hello")
    copy = await amina.phone.sees("Ben\nHello")

    for replied in (copy, None):
        amina.phone.says("/why", reply_to=replied)
        answer = await amina.phone.next_message()
        assert answer.text == "Reply to a message of yours with /why, and I tell you which rule it follows."


async def test_rules_tells_what_holds_for_each_pair_now(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await agree_on(story, "20:00-08:00", version=2)
    await enter(story, date(2026, 3, 9), date(2026, 3, 13), CalendarKind.EXAM, "Exams")
    await story.changes_rules(allowed_kinds=frozenset({Kind.TEXT, Kind.VOICE}))

    ben.phone.says("/rules")

    told_of = (await ben.phone.next_message()).text
    assert told_of is not None
    assert told_of.partition("🤝 ")[2] == (
        "You and Amina (programme rules, version 3; your agreement, version 2):\n"
        "• Messages reach you every day 08:00–20:00.\n"
        "• An answer may take 6 hours. Quiet time and days off do not count.\n"
        "• You can send: text, voice messages.\n"
        "• The next day off is 9 Mar: Exams."
    )
    await story.changes_rules(quiet_blocks=(), response_window=None)
    amina.phone.says("/rules")
    of_amina = (await amina.phone.next_message()).text
    assert of_amina is not None
    assert "You and Ben" in of_amina


async def test_before_an_agreement_rules_tells_those_of_the_programme(story: Story):
    await story.programme_with()
    carla = await story.joins("Carla", Role.COORDINATOR)
    ben, amina = await story.joins("Ben", Role.MENTOR), await story.joins("Amina", Role.MENTEE)
    await story.pair_of(ben.id, amina.id)
    for member in (ben, carla):
        member.phone.catches_up()

    ben.phone.says("/rules")
    carla.phone.says("/rules")

    of_ben, of_carla = (await ben.phone.next_message()).text, (await carla.phone.next_message()).text
    assert of_ben is not None
    assert of_ben.partition("🤝 ")[2] == (
        "You and Amina (programme rules, version 1; no agreement yet):\n"
        "• Messages reach you at any time.\n"
        "• An answer may take 24 hours. Quiet time and days off do not count."
    )
    assert of_carla is not None
    assert "You and" not in of_carla


@pytest.mark.parametrize("text", ["Good night", LURE])
async def test_what_is_kept_back_unnoticed_is_explained_like_all_that_is_held(story: Story, text: str):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    said = ben.phone.says(text)
    await story.settles()
    await story.changes_rules(quiet_blocks=every_night("20:00", "08:00"))
    ben.phone.catches_up()
    heard = ben.phone.texts[-2:]

    ben.phone.says("/why")
    by_night = (await ben.phone.next_message()).text
    await story.at("08:00")
    ben.phone.says("/why", reply_to=said)
    by_day = (await ben.phone.next_message()).text

    assert heard == [
        "Messages rest now. Amina gets this tomorrow at 07:00.",
        "The quiet time has changed. Amina gets this tomorrow at 08:00.",
    ]
    rule = "📜 The rule: the programme's quiet time (programme rules, version 2)."
    assert by_night == f"Amina gets this tomorrow at 08:00. Until then you can take it back.\n\n{rule}"
    assert by_day == f"This is with Amina.\n\n{rule}"
    assert from_ben(amina) == ([text] if text == "Good night" else [])
