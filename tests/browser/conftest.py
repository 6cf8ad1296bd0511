"""A real browser for the tests that look at pages as people do."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from phones import PhonesClock, World
from phones.server import serve
from tests.browser.chromium import NO_BROWSER, find
from tests.browser.town import MONDAY_NOON, Browse, Town

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 8000
DESKTOP: ViewportSize = {"width": 1300, "height": 760}
LOOKING = Path(__file__).parent / "looking.js"


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Where the Chromium is. Fails without one, never skips: a page that nobody looked at has not been tested."""
    if (path := find()) is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    return path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Browser]:
    """One browser for all tests of a module; each test opens a context of its own in it.

    Tests that use it run in the module's event loop: `pytest.mark.asyncio(loop_scope="module")`.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def town() -> AsyncIterator[Town]:
    """Amina, Ben, Carla and Sol, their staff group and a bot; the clock stands still."""
    world = World(PhonesClock.standing_at(MONDAY_NOON))
    bot = world.bot("Interlude", username="interlude_bot")
    amina, ben = world.account("Amina", username="amina_p"), world.account("Ben")
    carla, sol = world.account("Carla"), world.account("Sol")
    staff = world.group("Spring staff", carla, sol, is_forum=True)
    world.joins(bot, staff, admin=True)
    server = await serve(world)
    async with aiohttp.ClientSession() as http:
        town = Town(world, server, bot, amina, ben, carla, staff, http)
        yield town
    await town.server.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browse(chromium: Browser, town: Town) -> AsyncIterator[Browse]:
    """Open the page. Whatever it breaks, or asks of another machine, fails the test."""
    trouble: list[str] = []
    contexts = []

    async def open_page(size: ViewportSize = DESKTOP, address: str = "/?zone=Europe/Sofia", **context: Any) -> Page:
        contexts.append(await chromium.new_context(viewport=size, reduced_motion="reduce", **context))
        page = await contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if "Content Security" in line.text else None)
        page.on("request", lambda request: town.asked.append(request.url))
        await page.add_init_script(path=LOOKING)
        await page.goto(town.server.url + address)
        await expect(page.locator(".phone").first).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert trouble == []
    assert [url for url in town.asked if not url.startswith((town.server.url, "data:", "blob:"))] == []
