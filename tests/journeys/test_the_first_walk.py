"""The whole walk through real HTTP and real databases, in each language: invite, join, talk, night, morning."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from admin_api.app import create_app
from bot.app import BotAddress, running_bot
from bot.pacing import UNLIMITED
from bot.serving import serving
from bot.words import own_name, words
from locales import languages
from phones import PhonesClock, World
from phones.phone import Phone
from phones.server import serve
from storage.store import Store
from tests.story import MONDAY_AFTERNOON, Story
from tests.watchwords import small_lexicon

TOKEN = "7100000001:walk"
ADMIN = "a-token-for-the-admin-api"
EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Coordinator:
    """Carla's tools: the admin API over HTTP."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def posts(self, path: str, **body: Any) -> dict[str, Any]:
        response = await self._client.post(f"/api/v1{path}", json=body)
        assert response.status_code in (200, 201), response.text
        answer: dict[str, Any] = response.json()
        return answer


@asynccontextmanager
async def installation(store: Store) -> AsyncIterator[tuple[World, Story, Coordinator]]:
    """Everything that `interlude run` starts, against a Telegram on this machine, with a clock that can be moved."""
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    world.bot("Interlude", username="interlude_bot", token=TOKEN)
    telegram = await serve(world)
    address = BotAddress(TOKEN, telegram.bot_api_url, telegram.file_url)
    try:
        async with running_bot(
            store, world.clock, address, lexicon=small_lexicon(), limits=UNLIMITED, poll_seconds=1
        ) as bot:
            app = create_app(
                store, token=ADMIN, now=world.clock.now, bot_username=lambda: bot.house.username, health=lambda: None
            )
            headers = {"Authorization": f"Bearer {ADMIN}"}
            async with serving(app, "127.0.0.1", 0) as url, httpx.AsyncClient(base_url=url, headers=headers) as client:
                yield world, Story(store, world, bot), Coordinator(client)
    finally:
        await telegram.close()


async def joins(phone: Phone, link: str, language: str) -> None:
    phone.starts(link.partition("?start=")[2])
    offer = await phone.next_message()
    phone.presses(own_name(language), offer)
    await phone.until(lambda shown: len(shown.last.button_texts) == 1)
    phone.presses(phone.last.button_texts[0])
    await phone.next_message()


@pytest.mark.parametrize("language", languages())
async def test_from_an_invite_to_a_good_morning(store: Store, language: str):
    _ = words(language)
    async with installation(store) as (world, story, carla):
        night = [{"days": EVERY_DAY, "starts": "21:00", "ends": "07:00"}]
        spring = await carla.posts(
            "/programmes",
            name="Spring",
            time_zone="Europe/Sofia",
            language=language,
            rules={"quiet_hours": night, "carer_consent_required": True, "rota_required": False},
        )
        phones: dict[str, Phone] = {}
        ids: dict[str, int] = {}
        for name, role in (("Ben", "mentor"), ("Amina", "mentee")):
            person = await carla.posts(f"/programmes/{spring['id']}/people", role=role, display_name=name)
            invite = await carla.posts(f"/people/{person['id']}/invites")
            phones[name] = world.phone(world.account(f"Secret{name}", language_code=language), world.first_bot())
            await joins(phones[name], invite["link"], language)
            ids[role] = person["id"]
        ben, amina = phones["Ben"], phones["Amina"]
        pair = await carla.posts(f"/programmes/{spring['id']}/pairs", mentor_id=ids["mentor"], mentee_id=ids["mentee"])
        await carla.posts(f"/pairs/{pair['id']}/activate")

        ben.says("Здравей!")
        refused = await ben.next_message()
        assert refused.text == _(
            "A parent or carer still has to say yes, so this was not passed on. Your coordinator takes care of it."
        )
        await carla.posts(
            f"/people/{ids['mentee']}/consents",
            kind="carer",
            given_by="Mother",
            scope="messages",
            given_at="2026-03-02T08:00:00Z",
        )
        await amina.sees(_("You and {name} can write to each other now. Just write here.", name="Ben"))

        ben.says("Free on Thursday? ğüşı ñ я 🙂")
        asked = await amina.sees("Free on Thursday?")
        assert asked.text == "Ben\nFree on Thursday? ğüşı ñ я 🙂"
        amina.sends_photo("da!", reply_to=asked)
        assert (await ben.next_message()).text == "Amina\nda!"

        await story.at("23:30")
        ben.says("Good night")
        receipt = await ben.next_message()
        assert receipt.button_texts == [_("Take back")]
        await story.at("06:59")
        assert amina.texts[-1] != "Ben\nGood night"
        await story.at("07:00")
        summary = _.plural(
            "{count} message came in during quiet time:", "{count} messages came in during quiet time:", 1
        )
        assert amina.texts[-2:] == [summary, "Ben\nGood night"]
