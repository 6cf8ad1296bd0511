"""/control/…: the page, tests and scripts act as people. The contract is docs/phones.md."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from phones import people
from phones.accounts import Account, Bot
from phones.chats import AnyChat, Group
from phones.clock import ClockRunsForward
from phones.errors import NothingThere, NotOnThisPhone
from phones.faults import UnknownFault
from phones.http_bot_api import WORLD
from phones.messages import Message
from phones.playing import AlreadyPlaying
from phones.views import account_view, bot_view, chat_view, clock_view, message_view
from phones.world import World

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ANSWER_WITHIN_SECONDS = 10


def routes() -> list[web.RouteDef]:
    """Return the routes of this door, the events excepted."""
    chat = r"/control/chats/{chat:-?\d+}"
    group = r"/control/groups/{chat:-?\d+}"
    return [
        web.get("/control/state", _state),
        web.post("/control/bots", _new_bot),
        web.post("/control/accounts", _new_account),
        web.delete(r"/control/accounts/{account:\d+}", _delete_account),
        web.post("/control/groups", _new_group),
        web.post(f"{group}/members", _join),
        web.delete(f"{group}/members", _leave),
        web.post(f"{group}/topics", _new_topic),
        web.post(f"{group}/upgrade", _upgrade),
        web.get(chat, _chat),
        web.post(f"{chat}/messages", _write),
        web.patch(chat + r"/messages/{message:\d+}", _edit),
        web.delete(chat + r"/messages/{message:\d+}", _delete),
        web.post(chat + r"/messages/{message:\d+}/press", _press),
        web.post(chat + r"/messages/{message:\d+}/reactions", _react),
        web.post(f"{chat}/start", _start),
        web.post(f"{chat}/block", _block),
        web.post(f"{chat}/unblock", _unblock),
        web.get("/control/clock", _clock),
        web.post("/control/clock", _move_clock),
        web.post("/control/clock/play", _play),
        web.delete("/control/clock/play", _stop_playing),
        web.get("/control/faults", _faults),
        web.post("/control/faults", _add_fault),
        web.delete("/control/faults", _clear_faults),
        web.post("/control/limits", _limits),
        web.get("/control/calls", _calls),
        web.get("/control/files/{file}", _file),
    ]


@web.middleware
async def sentences_for_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what went wrong under /control into `{"error": "sentence"}`."""
    if not request.path.startswith("/control/"):
        return await handler(request)
    try:
        return await handler(request)
    except NothingThere as nothing:
        return _json({"error": str(nothing)}, 404)
    except (NotOnThisPhone, ClockRunsForward, AlreadyPlaying, UnknownFault) as refusal:
        return _json({"error": str(refusal)}, 409)
    except KeyError as missing:
        return _json({"error": f"The field {missing} is missing"}, 400)
    except (TypeError, ValueError, AttributeError) as mistake:
        return _json({"error": f"This request cannot be understood: {mistake}"}, 400)
    except web.HTTPNotFound:
        return _json({"error": "There is no such call"}, 404)
    except web.HTTPMethodNotAllowed:
        return _json({"error": "This call has another method"}, 405)


# The world


async def _state(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    chats: list[AnyChat] = [*world.private_chats(), *world.groups.values()]
    return _json(
        {
            "clock": clock_view(world),
            "bots": [bot_view(world, bot) for bot in world.bots.values()],
            "accounts": [account_view(account) for account in world.accounts.values()],
            "chats": [chat_view(world, chat) for chat in chats],
            "limits": {"enforce": world.limits.enforce},
        }
    )


async def _new_bot(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    bot = world.bot(
        body["first_name"],
        username=body.get("username"),
        token=body.get("token"),
        reads_groups=bool(body.get("reads_groups")),
    )
    return _json(bot_view(world, bot))


async def _new_account(request: web.Request) -> web.Response:
    body = await _body(request)
    account = request.app[WORLD].account(
        str(body["first_name"]),
        body.get("last_name"),
        username=body.get("username"),
        language_code=body.get("language_code", "en"),
        premium=bool(body.get("premium")),
        refuses_voice=bool(body.get("refuses_voice")),
    )
    return _json(account_view(account))


async def _delete_account(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    account = _account(world, request.match_info["account"])
    people.delete_account(world, account)
    return _json(account_view(account))


async def _clock(request: web.Request) -> web.Response:
    return _json(clock_view(request.app[WORLD]))


async def _move_clock(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    if "speed" in body:
        world.clock.run_at(float(body["speed"]))
    if "to" in body:
        moment = datetime.fromisoformat(body["to"])
        world.clock.move_to(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if "forward_seconds" in body:
        world.clock.forward(seconds=float(body["forward_seconds"]))
    return _json(clock_view(world))


async def _play(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    step = timedelta(minutes=float(body.get("step_minutes", 60)))
    world.playing.start(timedelta(hours=float(body["hours"])), step)
    return _json(clock_view(world))


async def _stop_playing(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    await world.playing.stop()
    return _json(clock_view(world))


async def _faults(request: web.Request) -> web.Response:
    return _json({"faults": [fault.as_json() for fault in request.app[WORLD].faults.coming()]})


async def _add_fault(request: web.Request) -> web.Response:
    body = await _body(request)
    fault = request.app[WORLD].faults.add(body.pop("kind"), **body)
    return _json(fault.as_json())


async def _clear_faults(request: web.Request) -> web.Response:
    request.app[WORLD].faults.clear()
    return _json({"faults": []})


async def _limits(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    world.limits.enforce = bool((await _body(request))["enforce"])
    return _json({"enforce": world.limits.enforce})


async def _calls(request: web.Request) -> web.Response:
    log = request.app[WORLD].calls
    bot = int(request.query["bot"]) if "bot" in request.query else None
    calls = log.since(int(request.query.get("since", 0)), bot)
    return _json({"calls": [logged.as_json() for logged in calls], "last": log.last})


async def _file(request: web.Request) -> web.Response:
    stored = request.app[WORLD].files.by_unique_id(request.match_info["file"])
    if stored is None:
        raise NothingThere("There is no such file")
    # Only pictures, sound and film open in the page; anything else that people upload is offered for saving.
    mime_type = _seen_type(stored.upload.data) or stored.upload.mime_type
    is_shown = mime_type.startswith(("image/", "audio/", "video/")) and mime_type != "image/svg+xml"
    headers = {"Cache-Control": "max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    if not is_shown:
        headers["Content-Disposition"] = "attachment"
    return web.Response(
        body=stored.upload.data, content_type=mime_type if is_shown else "application/octet-stream", headers=headers
    )


# Groups


async def _new_group(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    members = [_account(world, member) for member in body.get("members", [])]
    group = world.group(
        str(body["title"]), *members, is_forum=bool(body.get("is_forum")), basic=bool(body.get("basic"))
    )
    return _json(chat_view(world, group))


async def _join(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    group = _group(request)
    world.joins(_member(world, body), group, admin=bool(body.get("admin")))
    return _json(chat_view(world, group))


async def _leave(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    group = _group(request)
    world.leaves(_member(world, body), group)
    return _json(chat_view(world, group))


async def _new_topic(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    topic = world.opens_topic(_group(request), _account(world, body["from"]), str(body["name"]))
    return _json({"id": topic.id, "name": topic.name, "closed": topic.closed})


async def _upgrade(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    return _json(chat_view(world, world.upgrade(_group(request))))


# Chats


async def _chat(request: web.Request) -> web.Response:
    world, chat = request.app[WORLD], _chat_of(request)
    if isinstance(chat, Group) and "account" in request.query:
        viewer = _account(world, request.query["account"])
        if not chat.has(viewer):
            raise NothingThere(f"{viewer.name} is not in {chat.title}")
    messages = [message_view(message) for message in chat.shown()]
    return _json({"chat": chat_view(world, chat), "messages": messages})


async def _write(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    return _json(message_view(people.write(world, _account(world, body["from"]), _chat_of(request), body)))


async def _edit(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    edited = people.edit(world, _account(world, body["from"]), _message(request), body)
    return _json(message_view(edited))


async def _delete(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    people.delete(world, _account(world, request.query["from"]), _message(request))
    return _json({})


async def _press(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    pressed = people.press(
        world, _account(world, body["from"]), _message(request), int(body["row"]), int(body["column"])
    )
    if pressed.opens is not None:
        return _json({"answer": None, "url": pressed.opens})
    if pressed.bot is None:
        return _json({"answer": None, "copied": pressed.copies})
    try:
        return _json({"answer": await pressed.answered(ANSWER_WITHIN_SECONDS)})
    except TimeoutError:
        return _json({"answer": None})


async def _react(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    message = _message(request)
    people.react(world, _account(world, body["from"]), message, [str(emoji) for emoji in body["emoji"]])
    return _json(message_view(message))


async def _start(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await _body(request)
    message = people.start(world, _account(world, body["from"]), _chat_of(request), body.get("code"))
    return _json(message_view(message))


async def _block(request: web.Request) -> web.Response:
    world, chat = request.app[WORLD], _chat_of(request)
    people.block(world, chat)
    return _json(chat_view(world, chat))


async def _unblock(request: web.Request) -> web.Response:
    world, chat = request.app[WORLD], _chat_of(request)
    people.unblock(world, chat)
    return _json(chat_view(world, chat))


# Reading requests


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    body = json.loads(await request.read())
    if not isinstance(body, dict):
        raise ValueError("The body is a JSON object")
    return body


def _account(world: World, account_id: Any) -> Account:
    if (account := world.accounts.get(int(account_id))) is None:
        raise NothingThere(f"There is no account {account_id}")
    return account


def _member(world: World, body: Json) -> Account | Bot:
    if "bot" not in body:
        return _account(world, body["account"])
    if (bot := world.bots.get(int(body["bot"]))) is None:
        raise NothingThere(f"There is no bot {body['bot']}")
    return bot


def _group(request: web.Request) -> Group:
    chat = _chat_of(request)
    if not isinstance(chat, Group):
        raise NothingThere("This is no group")
    return chat


def _chat_of(request: web.Request) -> AnyChat:
    world = request.app[WORLD]
    chat_id = int(request.match_info["chat"])
    if chat_id < 0:
        if (group := world.groups.get(chat_id)) is None:
            raise NothingThere(f"There is no group {chat_id}")
        return group
    bot = _member(world, {"bot": request.query["bot"]}) if "bot" in request.query else world.first_bot()
    assert isinstance(bot, Bot)
    return world.private_chat(_account(world, chat_id), bot)


def _message(request: web.Request) -> Message:
    message = _chat_of(request).find(int(request.match_info["message"]))
    if message is None:
        raise NothingThere(f"There is no message {request.match_info['message']}")
    return message


def _json(body: Any, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def _seen_type(data: bytes) -> str | None:
    """Return the type that the first bytes show: samples are not always what Telegram calls them."""
    for start, mime_type in (
        (b"\x89PNG", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"OggS", "audio/ogg"),
        (b"ID3", "audio/mpeg"),
    ):
        if data.startswith(start):
            return mime_type
    if data[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(data[8:12])
    return None
