"""What the page is shown: the shapes of docs/phones.md."""

from datetime import UTC, datetime
from typing import Any

from phones.accounts import Account, Bot
from phones.chats import AnyChat, Participant, PrivateChat
from phones.events import Event
from phones.messages import Button, Message
from phones.methods.about_bot import commands_for
from phones.world import World

Json = dict[str, Any]

_FILE_FACTS = ("file_name", "mime_type", "file_size", "width", "height", "duration", "emoji")
_OTHER_CONTENT = ("contact", "venue", "location", "poll", "dice")


def clock_view(world: World) -> Json:
    """Return the clock, and what is being played."""
    span = world.playing.span
    play = None if span is None else {"from": span.starts.isoformat(), "to": span.ends.isoformat()}
    return {"now": world.clock.now().isoformat(), "speed": world.clock.speed, "play": play}


def account_view(account: Account) -> Json:
    """Return a person."""
    return {
        "id": account.id,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "username": account.username,
        "language_code": account.language_code,
        "name": account.name,
        "premium": account.premium,
        "deleted": account.deleted,
    }


def bot_view(world: World, bot: Bot) -> Json:
    """Return a bot and what it says of itself, in the language meant for everyone else."""
    webhook = world.webhooks.get(bot.id)
    return {
        "id": bot.id,
        "token": bot.token,
        "first_name": bot.first_name,
        "username": bot.username,
        "name": bot.name,
        "description": bot.profile.descriptions.get("", ""),
        "short_description": bot.profile.short_descriptions.get("", ""),
        "commands": [
            {"scope": scope, "language_code": language, "commands": commands}
            for (scope, language), commands in bot.profile.commands.items()
        ],
        "menu_button": bot.profile.menu_buttons.get(None),
        "webhook": webhook.url if webhook else None,
    }


def chat_view(world: World, chat: AnyChat) -> Json:
    """Return a chat without its messages, but with the newest."""
    shown = next((message for message in reversed(chat.messages.values()) if not message.deleted), None)
    view: Json = {
        "id": chat.id,
        "bot": chat.bot.id if isinstance(chat, PrivateChat) else None,
        "kind": chat.kind,
        "title": chat.account.name if isinstance(chat, PrivateChat) else chat.title,
        "is_forum": not isinstance(chat, PrivateChat) and chat.is_forum,
        "topics": [],
        "started": chat.started if isinstance(chat, PrivateChat) else True,
        "blocked": chat.blocked if isinstance(chat, PrivateChat) else False,
        "keyboard": _keyboard(chat.keyboard),
        "pinned": list(chat.pinned),
        "last": message_view(shown) if shown else None,
    }
    if isinstance(chat, PrivateChat):
        view["members"] = [_member(chat.account, "member"), _member(chat.bot, "member")]
        view["commands"] = commands_for(chat.bot, chat, chat.account.language_code)
    else:
        view["members"] = [
            _member(who, status) for who, status in chat.members.values() if status not in ("left", "kicked")
        ]
        view["topics"] = [{"id": t.id, "name": t.name, "closed": t.closed} for t in chat.topics.values()]
        view["commands"] = [command for bot in chat.bots() for command in commands_for(bot, chat, None)]
    return view


def message_view(message: Message) -> Json:
    """Return a message as phones show it."""
    content = message.content
    return {
        "id": message.id,
        "chat": message.chat.id,
        "bot": message.chat.bot.id if isinstance(message.chat, PrivateChat) else None,
        "date": _moment(message.date),
        "from": _sender(message.sender),
        "text": message.text or None,
        "entities": message.entities,
        "media": _media(message),
        "content": {kind: content[kind] for kind in _OTHER_CONTENT if kind in content} or None,
        "service": _service(message),
        "buttons": [[_button(button) for button in row] for row in message.buttons],
        "reply": _reply(message),
        "forwarded_from": _origin_name(message.extra.get("forward_origin")),
        "via_bot": (message.extra.get("via_bot") or {}).get("username"),
        "edited": None if message.edit_date is None else _moment(message.edit_date),
        "reactions": _reactions(message),
        "topic": message.thread,
        "album": message.extra.get("media_group_id"),
        "protected": bool(message.extra.get("has_protected_content")),
        "silent": message.silent,
        "pinned": message.id in message.chat.pinned,
    }


def event_view(world: World, event: Event) -> Json:
    """Return the data of a server-sent event."""
    chat, subject = event.chat, event.subject
    match event.kind:
        case "clock":
            return clock_view(world)
        case "bot" | "account":
            if isinstance(subject, Bot):
                return {"bot": bot_view(world, subject)}
            assert isinstance(subject, Account)
            return {"account": account_view(subject)}
    assert chat is not None
    if event.kind in ("chat", "block"):
        return {"chat": chat_view(world, chat)}
    data: Json = {"chat": chat.id, "bot": chat.bot.id if isinstance(chat, PrivateChat) else None, **event.facts}
    if isinstance(subject, Message):
        return data | ({"id": subject.id} if event.kind == "delete" else {"message": message_view(subject)})
    return data


def _member(who: Participant, status: str) -> Json:
    return {"id": who.id, "name": who.name, "is_bot": who.is_bot, "status": status}


def _sender(who: Participant) -> Json:
    return {"id": who.id, "name": who.name, "username": who.username, "is_bot": who.is_bot}


def _media(message: Message) -> Json | None:
    kind = message.media_kind
    if kind is None:
        return None
    media = message.content[kind]
    if isinstance(media, list):
        media = media[-1]
    return {
        "kind": kind,
        "url": f"/control/files/{media['file_unique_id']}",
        "file_id": media["file_id"],
        "file_unique_id": media["file_unique_id"],
        **{fact: media.get(fact) for fact in _FILE_FACTS},
        "spoiler": bool(message.content.get("has_media_spoiler")),
    }


def _button(button: Button) -> Json:
    kind = (
        "callback"
        if button.data is not None
        else "url"
        if button.url is not None
        else "copy_text"
        if button.copy_text is not None
        else "other"
    )
    return {
        "text": button.text,
        "kind": kind,
        "url": button.url,
        "copy_text": button.copy_text,
        "style": button.style,
    }


def _reply(message: Message) -> Json | None:
    quote = (message.extra.get("quote") or {}).get("text")
    if message.reply_to is not None:
        replied = message.reply_to
        gone = replied.deleted
        return {
            "id": replied.id,
            "from": _sender(replied.sender),
            "text": None if gone else (replied.text or replied.media_kind or replied.service_kind or _what(replied)),
            "quote": quote,
        }
    if elsewhere := message.extra.get("external_reply"):
        name = _origin_name(elsewhere.get("origin"))
        return {
            "id": None,
            "from": {"id": None, "name": name, "username": None, "is_bot": False},
            "text": None,
            "quote": quote,
        }
    return None


def _what(message: Message) -> str:
    """Return the kind of a message that holds neither words nor a medium: contact, location, poll …"""
    return next(iter(message.content), "message")


def _origin_name(origin: Json | None) -> str | None:
    if not origin:
        return None
    match origin["type"]:
        case "user":
            user = origin["sender_user"]
            return " ".join(filter(None, (user["first_name"], user.get("last_name"))))
        case "hidden_user":
            return str(origin["sender_user_name"])
    return str((origin.get("sender_chat") or origin.get("chat") or {}).get("title"))


def _reactions(message: Message) -> list[Json]:
    given: dict[str, list[int]] = {}
    for who, reactions in message.reactions.items():
        for reaction in reactions:
            given.setdefault(str(reaction.get("emoji", "")), []).append(who)
    return [{"emoji": emoji, "from": people} for emoji, people in given.items()]


def _keyboard(keyboard: Json | None) -> Json | None:
    if keyboard is None:
        return None
    asks = {"request_contact": "contact", "request_location": "location"}
    return {
        "rows": [
            [
                {"text": b["text"], "asks": next((what for name, what in asks.items() if b.get(name)), None)}
                for b in (button if isinstance(button, dict) else {"text": button} for button in row)
            ]
            for row in keyboard["keyboard"]
        ],
        "one_time": bool(keyboard.get("one_time_keyboard")),
        "placeholder": keyboard.get("input_field_placeholder"),
    }


def _service(message: Message) -> Json | None:
    kind = message.service_kind
    if kind is None:
        return None
    what, by = message.content[kind], message.sender.name
    match kind:
        case "new_chat_members":
            name = what[0]["first_name"]
            text = f"{by} joined the group" if what[0]["id"] == message.sender.id else f"{by} added {name}"
        case "left_chat_member":
            name = what["first_name"]
            text = f"{by} left the group" if what["id"] == message.sender.id else f"{by} removed {name}"
        case "pinned_message":
            text = f"{by} pinned a message"
        case "forum_topic_created":
            text = f"{by} opened the topic {what['name']}"
        case "forum_topic_edited":
            text = f"{by} renamed the topic to {what['name']}"
        case "forum_topic_closed":
            text = f"{by} closed the topic"
        case "forum_topic_reopened":
            text = f"{by} opened the topic again"
        case "migrate_to_chat_id" | "migrate_from_chat_id":
            text = "The group became a supergroup"
        case _:
            text = f"{by}: {kind.replace('_', ' ')}"
    return {"kind": kind, "text": text}


def _moment(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()
