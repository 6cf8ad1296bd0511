"""The Bot API without a wire: one call in, one outcome out. Both doors for bots lead here."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from phones.accounts import Bot
from phones.chats import AnyChat, Group, PrivateChat
from phones.errors import (
    ApiError,
    bad_request,
    blocked,
    chat_not_found,
    forbidden,
    message_not_found,
    too_many_requests,
)
from phones.faults import Fault
from phones.messages import Message
from phones.params import Params
from phones.world import World

_TOKEN = re.compile(r"\d+:[\w-]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says: an HTTP status and the JSON envelope."""

    status: int
    body: dict[str, Any]

    def as_bytes(self) -> bytes:
        """Return the envelope as it goes over the wire."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer; or `answer` after `seconds` of real time when that is not None."""

    seconds: float | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks without an answer. `unreachable`: there never was one."""

    unreachable: bool = False


Outcome = Answer | Silence | Reset


@dataclass(frozen=True, slots=True)
class Call:
    """One call under way, with the questions that most methods ask."""

    world: World
    bot: Bot
    method: str
    params: Params

    def chat(self, name: str = "chat_id") -> AnyChat:
        """Return the chat that a parameter names, by id or @username, readable by the bot. Raises a 400 or 403."""
        chat = self._find_chat(name)
        if isinstance(chat, PrivateChat):
            if not self.world.has_met(self.bot, chat.account):
                raise chat_not_found()
        elif chat.status_of(self.bot) == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        elif not chat.has(self.bot):
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def chat_to_reach(self, name: str = "chat_id") -> AnyChat:
        """Return the chat that a parameter names when the bot may write there. Raises a 400 or 403."""
        chat = self.chat(name)
        if isinstance(chat, Group):
            if chat.migrated_to is not None:
                raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
            return chat
        if chat.account.deleted:
            raise forbidden("user is deactivated")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise blocked()
        return chat

    def message(self, chat: AnyChat, what: str, name: str = "message_id") -> Message:
        """Return the message that a parameter names, for the purpose `what` ("message to edit"). Raises a 400."""
        message = chat.find(self.params.integer(name))
        if message is None:
            raise message_not_found(what)
        return message

    def count(self, chat: AnyChat, *, is_edit: bool = False, messages: int = 1) -> None:
        """Count what reaches a chat against Telegram's limits. Raises a 429."""
        self.world.limits.count(
            self.bot.id, chat.id, is_group=isinstance(chat, Group), is_edit=is_edit, messages=messages
        )

    def _find_chat(self, name: str) -> AnyChat:
        given = self.params.text(name)
        if not given:
            raise bad_request(f"{name} is empty")
        if given.startswith("@"):
            handle = given[1:].lower()
            found = [group for group in self.world.groups.values() if (group.username or "").lower() == handle]
            if not found:
                raise chat_not_found()
            return found[0]
        chat_id = self.params.integer(name)
        if chat_id in self.world.groups:
            return self.world.groups[chat_id]
        if chat_id in self.world.bots:
            raise forbidden("bots can't send messages to bots")
        if (account := self.world.accounts.get(chat_id)) is None:
            raise chat_not_found()
        return self.world.private_chat(account, self.bot)


Method = Callable[[Call], Any | Awaitable[Any]]
METHODS: dict[str, tuple[str, Method]] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function as the Bot API method `name`; any case of letters calls it, as in Telegram."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register


async def call(world: World, token: str, name: str, params: Params) -> Outcome:
    """Make one call with all that may befall it: a refusal, a fault, an answer. Never raises for what a bot did."""
    if not _TOKEN.fullmatch(token):
        return _refusal(ApiError(404, "Not Found"))
    bot = world.bot_of(token)
    if bot is None:
        return _refusal(ApiError(401, "Unauthorized"))
    if name.lower() not in METHODS:
        return _refusal(ApiError(404, "Not Found: method not found"))
    name, function = METHODS[name.lower()]
    fault = world.faults.for_call(name, params.integer("chat_id") or None, bot.id)
    outcome: Outcome
    if fault is not None and fault.kind not in ("timeout_after", "reset_after"):
        outcome = _refused_by(fault)
    else:
        answer = await _answer(Call(world, bot, name, params), function)
        outcome = answer if fault is None else _lost(answer, fault)
    if name != "getUpdates":
        told = fault.kind if fault is not None else _told(outcome)
        world.calls.add(bot.id, name, params.as_dict(), told, world.clock.now())
    return outcome


async def _answer(under_way: Call, function: Method) -> Answer:
    try:
        result = function(under_way)
        if inspect.isawaitable(result):
            result = await result
    except ApiError as error:
        return _refusal(error)
    return Answer(200, {"ok": True, "result": result})


def _refusal(error: ApiError) -> Answer:
    return Answer(error.code, error.as_body())


def _refused_by(fault: Fault) -> Outcome:
    """Return what a call gets that a fault keeps from being accepted."""
    match fault.kind:
        case "429":
            return _refusal(too_many_requests(fault.retry_after))
        case "403":
            return _refusal(blocked())
        case "500":
            return _refusal(ApiError(500, "Internal Server Error"))
        case "timeout_before":
            return Silence()
        case "reset_before":
            return Reset()
    return Reset(unreachable=True)


def _lost(answer: Answer, fault: Fault) -> Outcome:
    """Return what a call gets that was accepted and whose answer a fault takes away."""
    if fault.kind == "reset_after":
        return Reset()
    return Silence(fault.seconds, answer if fault.seconds is not None else None)


def _told(outcome: Outcome) -> str:
    if isinstance(outcome, Answer):
        return "ok" if outcome.body["ok"] else str(outcome.body["description"])
    return "no answer"
