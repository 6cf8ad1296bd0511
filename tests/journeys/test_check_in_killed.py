"""Killed at every commit under somebody's thumb: what is answered is kept, handed in and shown to the mentor."""

from pathlib import Path

from mentoring.check_ins import CheckInState
from mentoring.questionnaires.answer import Words
from mentoring.questionnaires.questionnaire import Sees
from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World
from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.check_ins import answers_of, card, every_kind, is_asked, known, press
from tests.journeys.test_kill_while_waiting import dies_at_every_commit
from tests.story import MONDAY_AFTERNOON, told


async def test_killed_at_any_commit_a_check_in_goes_on_where_it_stood(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    file = tmp_path / "interlude.db"
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, pair = await story.pair()
        check_in = await is_asked(story, amina, pair, every_kind(mentor_sees=Sees.SCORES))
        await press(story, amina.phone, "▶️ Begin", "😀", *["Skip ›"] * 5)
        bens = len(ben.phone.received)
        programme = story.programme
    server = await serve(world)
    deaths = 0
    try:
        amina.phone.says("I learned to weld")
        deaths += await dies_at_every_commit(file, server.bot_api_url, world.clock.now())
        amina.phone.presses("✓ Hand it in", card(amina.phone))
        deaths += await dies_at_every_commit(file, server.bot_api_url, world.clock.now())
    finally:
        await server.close()

    async with told(sqlite_database, vault, world=world) as story:
        story.programme = programme
        world.clock.forward(seconds=5)  # what a dead process was sending is sent again after two
        await story.settles()
        assert (await known(story, check_in)).state is CheckInState.CLOSED
        kept = await answers_of(story, check_in)
        assert (kept["mood"].answer, kept["more"].answer) == (5, Words("I learned to weld"))
        assert len(kept) == 7
    shown = [text for text in ben.phone.texts[bens:] if "has done a check-in" in text]
    # Amina was told that Ben sees it: so he does. A death between the call and its mark may show it once more.
    assert len(set(shown)) == 1
    assert len(shown) <= 2
    assert not any("weld" in text for text in ben.phone.texts)
    assert amina.phone.last.text.startswith("✅ Handed in.")
    assert deaths >= 4
