"""From nothing to a running bot, as whoever installs it does it: init, doctor, run."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from phones import World
from phones.server import RunningServer, serve
from tests.commands.conftest import Type

TOKEN = "7100000001:first-steps"


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[World, RunningServer]]:
    world = World()
    world.bot("Interlude", username="interlude_bot", token=TOKEN)
    server = await serve(world)
    yield world, server
    await server.close()


async def test_init_asks_writes_and_gives_the_first_link(
    type_in: Type, telegram: tuple[World, RunningServer], tmp_path: Path
):
    _world, server = telegram
    typed = await type_in(
        "init",
        "--token", TOKEN, "--programme", "Spring", "--zone", "Europe/Sofia",
        "--language", "en", "--coordinator", "Carla",
        TELEGRAM_API_BASE_URL=server.bot_api_url,
    )  # fmt: skip
    assert typed.code == 0, typed.err
    assert "https://t.me/interlude_bot?start=" in typed.out
    assert (tmp_path / ".env").read_text() == f"TELEGRAM_BOT_TOKEN={TOKEN}\n"

    doctor = await type_in("doctor", TELEGRAM_API_BASE_URL=server.bot_api_url)
    assert doctor.code == 0, doctor.out
    assert "✓ The database opens." in doctor.out
    assert "✓ Telegram knows the bot: @interlude_bot." in doctor.out
    assert "✗" not in doctor.out


@pytest.mark.parametrize(
    ("flag", "value", "says"),
    [
        ("--zone", "Europe/Nowhere", "There is no time zone “Europe/Nowhere”"),
        ("--language", "xx", "There is no language “xx”"),
        ("--token", "7100000001:wrong", "Telegram does not know this token"),
        ("--token", "wrong", "TELEGRAM_BOT_TOKEN: "),
        ("--coordinator", " ", "need a name"),
    ],
)
async def test_a_wrong_answer_to_init_gets_a_sentence_and_leaves_nothing(
    type_in: Type, telegram: tuple[World, RunningServer], tmp_path: Path, flag: str, value: str, says: str
):
    answers = {
        "--token": TOKEN,
        "--programme": "Spring",
        "--zone": "Europe/Sofia",
        "--language": "en",
        "--coordinator": "Carla",
    }
    answers[flag] = value
    typed = await type_in(
        "init", *(word for pair in answers.items() for word in pair), TELEGRAM_API_BASE_URL=telegram[1].bot_api_url
    )
    assert typed.code == 1
    assert says in typed.err
    assert "Traceback" not in typed.err
    assert not (tmp_path / ".env").exists()


async def test_the_doctor_names_what_is_wrong(type_in: Type, telegram: tuple[World, RunningServer]):
    typed = await type_in("doctor", TELEGRAM_BOT_TOKEN="7:wrong", TELEGRAM_API_BASE_URL=telegram[1].bot_api_url)
    assert typed.code == 1
    assert "✗ There is no database" in typed.out
    assert "✗ Telegram does not know this token." in typed.out


async def test_the_doctor_sees_a_webhook_that_is_in_the_way(type_in: Type, telegram: tuple[World, RunningServer]):
    import aiohttp

    async with aiohttp.ClientSession() as session:
        url = f"{telegram[1].bot_api_url}{TOKEN}/setWebhook"
        await (await session.post(url, json={"url": "https://example.org/hook"})).read()
    typed = await type_in("doctor", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_BASE_URL=telegram[1].bot_api_url)
    assert "✗ A webhook is set" in typed.out
