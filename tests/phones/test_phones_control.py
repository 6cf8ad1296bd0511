"""/control: the page and scripts act as people, and see what phones show."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from phones import Bot, Phone, World
from phones.server import RunningServer

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
async def browser(server: RunningServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url) as session:
        yield session


@pytest.fixture
def ask(browser: aiohttp.ClientSession) -> Ask:
    """Make one call and return its answer; `status` is what is expected."""

    async def ask(method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        async with browser.request(method, f"/control{path}", json=body) as response:
            answer = await response.json()
            assert (response.status, answer) == (status, answer)
            return answer

    return ask


@pytest.fixture
def chat(ben: Phone) -> str:
    return f"/chats/{ben.account.id}"


async def test_everyone_is_created_and_listed(ask: Ask) -> None:
    bot = await ask("POST", "/bots", {"first_name": "Demo", "username": "demo_bot", "token": "42:secret"})
    assert (bot["id"], bot["token"]) == (42, "42:secret")
    assert await ask("POST", "/bots", {"first_name": "Demo", "token": "42:secret"}) == bot
    sol = await ask("POST", "/accounts", {"first_name": "Sol", "language_code": "es"})
    group = await ask("POST", "/groups", {"title": "Staff", "is_forum": True, "members": [sol["id"]]})
    await ask("POST", f"/groups/{group['id']}/members", {"bot": 42, "admin": True})
    topic = await ask("POST", f"/groups/{group['id']}/topics", {"from": sol["id"], "name": "Cases"})
    state = await ask("GET", "/state")
    private, staff = state["chats"]
    assert (private["kind"], private["id"], private["bot"], private["started"]) == ("private", sol["id"], 42, False)
    assert staff["topics"] == [topic]
    assert [(member["name"], member["status"]) for member in staff["members"]] == [
        ("Sol", "creator"),
        ("Demo", "administrator"),
    ]
    left = await ask("DELETE", f"/groups/{group['id']}/members", {"bot": 42})
    assert [member["name"] for member in left["members"]] == ["Sol"]


async def test_a_person_writes_and_the_chat_shows_it(ask: Ask, ben: Phone, chat: str) -> None:
    me = ben.account.id
    first = await ask("POST", f"{chat}/start", {"from": me, "code": "x"})
    message = await ask(
        "POST", f"{chat}/messages", {"from": me, "text": "see example.org", "reply_to": first["id"], "quote": "start"}
    )
    assert message["entities"] == [{"type": "url", "offset": 4, "length": 11}]
    assert (message["reply"]["id"], message["reply"]["quote"]) == (first["id"], "start")
    await ask("PATCH", f"{chat}/messages/{message['id']}", {"from": me, "text": "never mind"})
    await ask("DELETE", f"{chat}/messages/{first['id']}?from={me}")
    shown = await ask("GET", f"{chat}?account={me}")
    assert [(m["text"], m["edited"] is not None) for m in shown["messages"]] == [("never mind", True)]
    assert shown["messages"][0]["reply"]["text"] is None
    assert shown["chat"]["last"] == shown["messages"][0]


async def test_media_are_sent_and_served(ask: Ask, browser: aiohttp.ClientSession, ben: Phone, chat: str) -> None:
    me = ben.account.id
    await ask("POST", f"{chat}/messages", {"from": me, "photo": {"sample": "photo"}, "caption": "bench"})
    await ask(
        "POST",
        f"{chat}/messages",
        {"from": me, "document": {"file_name": "a.html", "mime_type": "text/html", "base64": "PGI+aGk8L2I+"}},
    )
    photo, document = (await ask("GET", chat))["messages"]
    assert (photo["text"], photo["media"]["kind"], photo["media"]["width"]) == ("bench", "photo", 320)
    async with browser.get(photo["media"]["url"]) as response:
        assert response.content_type == "image/png"
        assert (await response.read()).startswith(b"\x89PNG")
    async with browser.get(document["media"]["url"]) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
        assert await response.read() == b"<b>hi</b>"


async def test_a_press_waits_for_the_bots_answer(
    ask: Ask, quick_bot: telegram.Bot, ben: Phone, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben.starts()
    row = [
        InlineKeyboardButton("Yes", callback_data="y"),
        InlineKeyboardButton("Site", url="https://example.org"),
    ]
    message = await quick_bot.send_message(ben.account.id, "Well?", reply_markup=InlineKeyboardMarkup([row]))
    press = f"{chat}/messages/{message.message_id}/press"
    waiting = asyncio.create_task(ask("POST", press, {"from": ben.account.id, "row": 0, "column": 0}))
    updates = await quick_bot.get_updates(offset=-1, timeout=2)
    while updates[-1].callback_query is None:
        updates = await quick_bot.get_updates(offset=updates[-1].update_id + 1, timeout=2)
    await updates[-1].callback_query.answer("Noted")
    assert await waiting == {"answer": {"text": "Noted", "alert": False, "url": None}}
    opened = await ask("POST", press, {"from": ben.account.id, "row": 0, "column": 1})
    assert opened == {"answer": None, "url": "https://example.org"}
    monkeypatch.setattr("phones.control_api.ANSWER_WITHIN_SECONDS", 0.01)
    assert await ask("POST", press, {"from": ben.account.id, "row": 0, "column": 0}) == {"answer": None}


async def test_reactions_blocks_and_keyboards_are_shown(
    ask: Ask, quick_bot: telegram.Bot, ben: Phone, chat: str
) -> None:
    me = {"from": ben.account.id}
    ben.starts()
    message = await quick_bot.send_message(
        ben.account.id, "Well?", reply_markup=ReplyKeyboardMarkup([["Yes"]], one_time_keyboard=True)
    )
    reacted = await ask("POST", f"{chat}/messages/{message.message_id}/reactions", {**me, "emoji": ["👍"]})
    assert reacted["reactions"] == [{"emoji": "👍", "from": [ben.account.id]}]
    blocked = await ask("POST", f"{chat}/block", me)
    assert blocked["blocked"]
    assert blocked["keyboard"] == {"rows": [[{"text": "Yes", "asks": None}]], "one_time": True, "placeholder": None}
    assert not (await ask("POST", f"{chat}/unblock", me))["blocked"]


async def test_with_several_bots_the_query_chooses(ask: Ask, world: World, ben: Phone, chat: str) -> None:
    second = world.bot("Second")
    await ask("POST", f"{chat}/messages?bot={second.id}", {"from": ben.account.id, "text": "to the second"})
    assert (await ask("GET", chat))["messages"] == []
    assert len((await ask("GET", f"{chat}?bot={second.id}"))["messages"]) == 1


async def test_the_clock_is_read_and_moved(ask: Ask) -> None:
    assert await ask("GET", "/clock") == {"now": "2026-11-23T09:00:00+00:00", "speed": 0, "play": None}
    assert (await ask("POST", "/clock", {"forward_seconds": 3600}))["now"] == "2026-11-23T10:00:00+00:00"
    assert (await ask("POST", "/clock", {"to": "2026-11-24T07:00:00Z"}))["now"] == "2026-11-24T07:00:00+00:00"
    assert (await ask("POST", "/clock", {"speed": 60}))["speed"] == 60
    refused = await ask("POST", "/clock", {"to": "2026-11-23T07:00:00Z"}, status=409)
    assert "does not go back" in refused["error"]


async def test_time_is_played_and_stopped(ask: Ask, world: World) -> None:
    playing = await ask("POST", "/clock/play", {"hours": 3})
    assert playing["play"] == {"from": "2026-11-23T09:00:00+00:00", "to": "2026-11-23T12:00:00+00:00"}
    assert "already" in (await ask("POST", "/clock/play", {"hours": 3}, status=409))["error"]
    await world.playing.ended()
    assert await ask("GET", "/clock") == {"now": "2026-11-23T12:00:00+00:00", "speed": 0, "play": None}
    await ask("POST", "/clock/play", {"hours": 168, "step_minutes": 30})
    stopped = await ask("DELETE", "/clock/play")
    assert stopped["play"] is None
    assert await ask("GET", "/clock") == stopped
    for mistake in ({"hours": 0}, {"hours": 10_000}, {"hours": 5, "step_minutes": 0}, {}):
        await ask("POST", "/clock/play", mistake, status=400)


async def test_faults_limits_and_calls_are_controlled(
    ask: Ask, world: World, quick_bot: telegram.Bot, bot: Bot
) -> None:
    await ask("POST", "/faults", {"kind": 429, "method": "getMe", "retry_after": 3})
    assert [fault["kind"] for fault in (await ask("GET", "/faults"))["faults"]] == ["429"]
    assert await ask("DELETE", "/faults") == {"faults": []}
    assert await ask("POST", "/limits", {"enforce": True}) == {"enforce": True}
    assert world.limits.enforce
    await quick_bot.get_me()
    log = await ask("GET", f"/calls?bot={bot.id}&since=0")
    assert (log["calls"][-1]["method"], log["calls"][-1]["outcome"], log["last"]) == ("getMe", "ok", world.calls.last)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "sentence"),
    [
        ("GET", "/chats/1", None, 404, "There is no account 1"),
        ("GET", "/nothing", None, 404, "There is no such call"),
        ("DELETE", "/state", None, 405, "This call has another method"),
        ("POST", "/accounts", {}, 400, "The field 'first_name' is missing"),
        ("POST", "/faults", {"kind": "rain"}, 409, "There is no fault 'rain'"),
        ("POST", "/groups", [1], 400, "The body is a JSON object"),
        ("POST", "/groups/-5/upgrade", {}, 404, "There is no group -5"),
    ],
)
async def test_mistakes_are_explained_in_a_sentence(
    ask: Ask, bot: Bot, method: str, path: str, body: Any, status: int, sentence: str
) -> None:
    assert sentence in (await ask(method, path, body, status=status))["error"]


async def test_a_blocked_bot_cannot_be_written_to(ask: Ask, ben: Phone, chat: str) -> None:
    ben.starts()
    ben.blocks()
    refused = await ask("POST", f"{chat}/messages", {"from": ben.account.id, "text": "hi"}, status=409)
    assert refused == {"error": "Unblock the bot first"}


async def test_deleting_an_account_leaves_groups_too(ask: Ask, world: World, ben: Phone) -> None:
    group = world.group("Class", ben.account)
    assert (await ask("DELETE", f"/accounts/{ben.account.id}"))["deleted"]
    assert not group.has(ben.account)


async def test_a_basic_group_is_upgraded(ask: Ask, ben: Phone) -> None:
    old = await ask("POST", "/groups", {"title": "Class", "basic": True, "members": [ben.account.id]})
    new = await ask("POST", f"/groups/{old['id']}/upgrade")
    assert (old["kind"], new["kind"]) == ("group", "supergroup")
    assert old["id"] != new["id"]


# Events


async def next_events(response: aiohttp.ClientResponse, count: int) -> list[tuple[int, str, Any]]:
    """Read `count` events: number, kind, data."""
    events: list[tuple[int, str, Any]] = []
    fields: dict[str, str] = {}
    async with asyncio.timeout(2):
        while len(events) < count:
            line = (await response.content.readline()).decode().rstrip("\n")
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif fields:
                events.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
                fields = {}
    return events


async def test_everything_that_happens_is_streamed(
    browser: aiohttp.ClientSession, quick_bot: telegram.Bot, ben: Phone, world: World
) -> None:
    async with browser.get("/control/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readline()
        ben.starts()
        sent = await quick_bot.send_message(ben.account.id, "Welcome")
        await quick_bot.edit_message_text("Welcome!", ben.account.id, sent.message_id)
        ben.reacts(ben.last, "👍")
        await quick_bot.send_chat_action(ben.account.id, "typing")
        ben.deletes(ben.messages[0])
        ben.blocks()
        world.clock.forward(hours=1)
        events = await next_events(stream, 9)
    assert [kind for _, kind, _ in events] == [
        "chat",
        "message",
        "message",
        "edit",
        "reaction",
        "action",
        "delete",
        "block",
        "clock",
    ]
    data = [body for _, _, body in events]
    assert data[0]["chat"]["started"]
    assert (data[3]["chat"], data[3]["message"]["text"]) == (ben.account.id, "Welcome!")
    assert data[5]["action"] == "typing"
    assert data[6]["id"] == 1
    assert data[7]["chat"]["blocked"]
    async with browser.get("/control/events", headers={"Last-Event-ID": str(events[6][0])}) as resumed:
        assert await next_events(resumed, 2) == events[7:]


# The server


async def test_the_page_and_its_files_are_served_and_nothing_else(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as page:
        assert (page.status, page.content_type) == (200, "text/html")
    for path in ("/page/none.js", "/page/..%2Fserver.py", "/page/%2Fetc%2Fpasswd"):
        async with browser.get(path) as refused:
            assert refused.status == 404


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Host": "phones.example.org"}])
async def test_other_sites_may_not_drive_the_phones(browser: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    async with browser.post("/control/accounts", json={"first_name": "Otto"}, headers=headers) as refused:
        assert refused.status == 403


async def test_bots_may_use_get_json_and_forms(browser: aiohttp.ClientSession, bot: Bot, ben: Phone) -> None:
    ben.starts()
    url = f"/bot{bot.token}/sendMessage"
    fields = {"chat_id": str(ben.account.id), "text": "hi"}
    async with browser.get(url, params=fields) as answer:
        assert (await answer.json())["ok"]
    async with browser.post(url, data=fields) as answer:
        assert (await answer.json())["ok"]
    async with browser.post(url, json={**fields, "reply_markup": {"inline_keyboard": []}}) as answer:
        assert (await answer.json())["ok"]
    async with browser.post(url, json=[1]) as answer:
        assert (await answer.json())["error_code"] == 400
    assert ben.texts == ["hi", "hi", "hi"]


async def test_it_runs_alone() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "phones", "--port", "0", "--token", "42:secret", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(15):
        line = (await process.stdout.readline()).decode()
        url = line.split(" ")[4].rstrip("/,")
        async with aiohttp.ClientSession() as session, session.get(f"{url}/bot42:secret/getMe") as answer:
            assert (await answer.json())["result"]["id"] == 42
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0


async def test_an_answer_says_what_it_answers_also_without_words(ask: Ask, ben: Phone, chat: str) -> None:
    card = ben.sends(contact={"phone_number": "+15550100", "first_name": "Ben"})
    ben.says("my number", reply_to=card)
    shown = await ask("GET", f"{chat}?account={ben.account.id}")
    assert shown["messages"][-1]["reply"]["text"] == "contact"
