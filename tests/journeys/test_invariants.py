"""What must hold whatever happens (docs: the house's invariants), each where nothing else tests it yet."""

import json
from typing import Any

import pytest

from mentoring.pairs import PairState
from mentoring.people import Role
from phones.clock import PhonesClock
from phones.params import Upload
from phones.world import World
from storage import audit, due
from storage.database import StorageFailed
from tests.story import MONDAY_AFTERNOON, Member, Story, told


def forged(story: Story, by: Member, data: str) -> None:
    """Have a changed app press a button with data that was never offered."""
    press = {
        "id": "1",
        "chat_instance": "1",
        "data": data,
        "from": by.phone.account.as_user(),
        "message": {"message_id": 1, "date": 1, "chat": {"id": by.phone.account.id, "type": "private"}},
    }
    story.world.bots[story.bot.house.bot_id].updates.add("callback_query", press)


async def parked(story: Story) -> int:
    """Return how many updates were given up."""
    row = await story.store.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM inbox WHERE state = 'parked'"))
    assert row is not None
    return int(row["n"])


@pytest.mark.parametrize(
    "data",
    [
        "takeback:99999999999999999999999999",
        "resend:99999999999999999999999999",
        "to:99999999999999999999999999.1",
        "to:1.99999999999999999999999999",
        "to:1",
        "to:.",
        "takeback:-1",
        "resend:²",
        "language:xx",
        "agree:",
        "nothing:we:know",
        ":",
    ],
)
async def test_a_forged_press_is_passed_over(story: Story, monkeypatch: pytest.MonkeyPatch, data: str):
    monkeypatch.setattr("bot.lanes.PAUSES", ())
    amina, ben, _ = await story.pair()
    before = amina.phone.texts, ben.phone.texts

    forged(story, ben, data)
    await story.settles()

    assert (amina.phone.texts, ben.phone.texts) == before
    assert await parked(story) == 0


async def test_a_flood_pause_outlives_a_restart(sqlite_database, vault):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair()
        world.faults.add("429", method="sendMessage", chat=amina.phone.account.id, retry_after=600)
        ben.phone.says("one")
        await story.settles()
    world.clock.forward(seconds=120)

    async with told(sqlite_database, vault, world=world) as story:
        await story.settles()
        assert "Ben\none" not in amina.phone.texts
        world.clock.forward(seconds=500)
        await amina.phone.sees("Ben\none")


async def test_an_act_whose_commit_went_unheard_is_not_done_twice(story: Story, monkeypatch: pytest.MonkeyPatch):
    """A connection that breaks while COMMIT is answered: done, but nobody was told."""
    monkeypatch.setattr("bot.lanes._WHILE_STORAGE_FAILS", 0.01)
    amina, ben, _ = await story.pair()
    writer = story.store._writer
    running = writer.run
    unheard = 1

    async def breaks_once_after_a_relay(work: Any) -> Any:
        nonlocal unheard
        outcomes = await running(work)
        row = await running(lambda connection: connection.execute("SELECT COUNT(*) FROM messages").fetchone()[0])
        if unheard and row:
            unheard -= 1
            raise StorageFailed("connection lost")
        return outcomes

    monkeypatch.setattr(writer, "run", breaks_once_after_a_relay)
    ben.phone.says("once")
    await amina.phone.sees("Ben\nonce")
    await story.settles()
    assert amina.phone.texts.count("Ben\nonce") == 1

    row = await story.store.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM messages"))
    assert row is not None
    assert row["n"] == 1


LINKS_TO_ACCOUNTS = [
    "https://T.me/secret_ben",
    "HTTPS://t.me/secret_ben",
    "https://telegram.dog/secret_ben",
    "https://secret_ben.t.me",
    "https://www.telegram.me/secret_ben",
    "https://t.me:443/secret_ben",
    "https://x@t.me/secret_ben",
]


@pytest.mark.parametrize("url", LINKS_TO_ACCOUNTS)
async def test_a_link_to_an_account_does_not_cross_however_it_is_spelled(story: Story, url: str):
    amina, ben, _ = await story.pair()

    ben.phone.says("my page", entities=[{"type": "text_link", "offset": 3, "length": 4, "url": url}])

    copy = await amina.phone.next_message()
    assert "secret_ben" not in json.dumps(copy.as_json()).lower()


async def test_a_kind_that_is_not_passed_on_does_not_get_through_as_an_edit(story: Story):
    amina, ben, _ = await story.pair()
    said = ben.phone.sends_photo("look")
    await amina.phone.next_message()

    ben.phone.edits(said, video={"sample": "video"})
    await ben.phone.sees("I cannot pass on videos yet.")
    await story.settles()

    assert not any("video" in message.content for message in amina.phone.received)


async def test_a_kind_that_is_not_passed_on_does_not_get_through_as_an_edit_of_what_is_held(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    said = ben.phone.sends_photo("look")
    await story.settles()

    ben.phone.edits(said, video={"sample": "video"})
    await ben.phone.sees("I cannot pass on videos yet.")
    await story.at("07:00")

    assert not any("video" in message.content for message in amina.phone.received)


async def test_a_new_picture_at_night_waits_like_a_new_message(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    said = ben.phone.sends_photo("look")
    await amina.phone.next_message()
    await story.at("22:00")
    before = len(amina.phone.received)

    ben.phone.edits(said, photo=Upload("new.jpg", "image/jpeg", b"another picture"))
    await story.settles()
    assert len(amina.phone.received) == before

    await story.at("07:00")
    assert len(amina.phone.received) > before


async def test_an_edit_of_what_was_not_passed_on_is_a_new_try(story: Story):
    amina, ben, pair = await story.pair()
    await story.brings(pair, PairState.PAUSED)
    said = ben.phone.says("Hello?")
    await ben.phone.next_message()
    await story.brings(pair, PairState.ACTIVE)
    before = amina.phone.texts

    ben.phone.edits(said, "Hello again?")

    await amina.phone.sees("Ben\nHello again?")
    assert amina.phone.texts == [*before, "Ben\nHello again?"]


async def test_a_mentor_whose_other_mentee_is_on_a_break_is_still_asked(story: Story):
    amina, ben, _ = await story.pair()
    alex = await story.joins("Alex", Role.MENTEE)
    other = await story.pair_of(ben.id, alex.id)
    await story.brings(other, PairState.PAUSED)
    ben.phone.catches_up()

    ben.phone.says("Get well soon, Alex")
    question = await ben.phone.next_message()
    await story.settles()
    assert question.button_texts == ["Amina", "Alex"]
    assert not any("Get well" in text for text in amina.phone.texts)

    ben.phone.presses("Alex", question)
    await ben.phone.sees("You and Alex are taking a break, so this was not passed on.")


async def test_both_sides_and_several_nights_keep_their_order(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    for number in range(3):
        ben.phone.says(f"a{number}")
        amina.phone.says(f"b{number}")
    await story.settles()
    await story.at("07:00")
    await story.at("22:00")
    ben.phone.says("a3")
    await story.settles()
    await story.at("07:00")

    assert [text for text in amina.phone.texts if text.startswith("Ben\na")] == [f"Ben\na{n}" for n in range(4)]
    assert [text for text in ben.phone.texts if text.startswith("Amina\nb")] == [f"Amina\nb{n}" for n in range(3)]
    assert amina.phone.texts[-2:] == ["1 message came in during quiet time:", "Ben\na3"]


async def test_a_due_row_that_never_succeeds_does_not_stop_the_others(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")

    def poison(tx):
        due.add(tx, kind="of a later version", subject=1, occurrence="poison", due_at=story.now)
        tx.run("UPDATE due SET attempts = 80 WHERE occurrence_key = 'poison'")

    await story.store.write(poison)
    await story.settles()
    await story.at("22:00")
    ben.phone.says("Good night")
    await story.settles()
    await story.at("07:00")

    assert amina.phone.texts[-1] == "Ben\nGood night"


async def test_what_its_key_no_longer_opens_does_not_stop_the_sender(story: Story, vault):
    amina, ben, pair = await story.pair()
    story.world.faults.add("429", method="sendMessage", chat=amina.phone.account.id, retry_after=60)
    ben.phone.says("erased")
    await story.settles()
    await story.store.write(lambda tx: tx.run("DELETE FROM data_keys WHERE name = :name", name=f"pair:{pair}"))
    vault.forget(f"pair:{pair}")

    story.world.clock.forward(seconds=62)
    amina.phone.says("/help")

    await amina.phone.sees("Write here as in any chat")


async def test_audit_facts_due_rows_and_errors_hold_no_words(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    story.world.faults.add("403", method="sendMessage", chat=amina.phone.account.id)
    ben.phone.says("strawberry")
    await story.settles()
    await story.at("22:00")
    ben.phone.says("strawberry jam")
    await story.settles()

    def everything(tx):
        tables = [row["name"] for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [str(tuple(row)) for table in tables for row in tx.all(f"SELECT * FROM {table}")]

    assert not any("strawberry" in row for row in await story.store.read(everything))
    assert await story.store.read(lambda tx: audit.of(tx, f"person:{amina.id}"))
