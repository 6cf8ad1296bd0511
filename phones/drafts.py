"""What a person is about to write, from the fields of docs/phones.md into a message's content."""

import base64
import binascii
import hashlib
from typing import Any, NamedTuple

from phones.accounts import Account
from phones.chats import AnyChat, Group, PrivateChat
from phones.entities import checked, trimmed, utf16_find, utf16_length, utf16_slice, with_found
from phones.errors import ApiError, NothingThere, NotOnThisPhone
from phones.files import sample
from phones.messages import MEDIA_KINDS, Message
from phones.params import Upload
from phones.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_PREMIUM_CAPTION = 2048

_BESIDE_MEDIA = ("has_media_spoiler", "show_caption_above_media")
_FACTS = ("duration", "width", "height", "emoji", "performer", "title")


class Draft(NamedTuple):
    """Content and circumstances of a message to come, ready for World.post."""

    content: dict[str, Any]
    extra: dict[str, Any]
    reply_to: Message | None
    thread: int | None


def read_draft(world: World, chat: AnyChat, sender: Account, fields: dict[str, Any]) -> Draft:
    """Return the draft that `fields` describe. Raises NotOnThisPhone when a phone could not send it."""
    extra: dict[str, Any] = {}
    content: dict[str, Any] = {}
    if (origin := fields.get("forward_of")) is not None:
        content, extra["forward_origin"] = _forwarded(world, chat, origin)
    content = {**content, **read_content(world, sender, fields)}
    reply_to = _replied(chat, fields, extra)
    if fields.get("external_reply") is not None:
        _reply_elsewhere(world, fields["external_reply"], extra)
    if fields.get("via_bot"):
        extra["via_bot"] = _via(str(fields["via_bot"]))
    if fields.get("media_group_id"):
        extra["media_group_id"] = str(fields["media_group_id"])
    extra.update(fields.get("raw") or {})
    if not content and not fields.get("raw"):
        raise NotOnThisPhone("There is nothing to send")
    return Draft(content, extra, reply_to, _thread(chat, fields, reply_to))


def read_content(world: World, sender: Account, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the Bot API content fields of what is written: text, or a medium with its caption, or another kind."""
    if fields.get("text"):
        text, entities = _text(str(fields["text"]), fields.get("entities"), LONGEST_TEXT)
        if not text:
            raise NotOnThisPhone("There is nothing to send")
        return {"text": text, "entities": entities} if entities else {"text": text}
    for kind in MEDIA_KINDS:
        if fields.get(kind) is not None:
            return _medium(world, sender, kind, fields)
    if fields.get("contact") is not None:
        return {"contact": dict(fields["contact"])}
    if fields.get("location") is not None:
        return {"location": dict(fields["location"])}
    if fields.get("venue") is not None:
        venue = dict(fields["venue"])
        return {"venue": venue, "location": venue.get("location", {"latitude": 0.0, "longitude": 0.0})}
    if fields.get("poll") is not None:
        return {"poll": poll(world, dict(fields["poll"]))}
    if fields.get("dice") is not None:
        return {"dice": {"emoji": fields["dice"].get("emoji", "🎲"), "value": fields["dice"].get("value", 4)}}
    return {}


def read_caption(sender: Account, fields: dict[str, Any]) -> dict[str, Any]:
    """Return caption and caption_entities of what is written, {} without a caption."""
    longest = LONGEST_PREMIUM_CAPTION if sender.premium else LONGEST_CAPTION
    given = fields.get("caption_entities", fields.get("entities"))
    caption, entities = _text(str(fields.get("caption") or ""), given, longest)
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def poll(world: World, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the Bot API `Poll` of a question and its options (strings or objects with a text)."""
    options = [option if isinstance(option, str) else str(option["text"]) for option in fields["options"]]
    return {
        "id": str(world.number()),
        "question": str(fields["question"]),
        "options": [
            {"persistent_id": str(place), "text": option, "voter_count": 0} for place, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": bool(fields.get("is_anonymous", True)),
        "type": fields.get("type", "regular"),
        "allows_multiple_answers": bool(fields.get("allows_multiple_answers", False)),
        "allows_revoting": True,
        "members_only": False,
    }


def upload_of(kind: str, given: Any) -> tuple[Upload, dict[str, Any]]:
    """Return the file and its facts from an Upload, `{"sample": kind}` or `{"base64": …}`. Raises NotOnThisPhone."""
    if isinstance(given, Upload):
        return given, {}
    facts = {key: given[key] for key in _FACTS if given.get(key) is not None}
    if "sample" in given:
        try:
            return sample(str(given["sample"])), facts
        except KeyError:
            raise NotOnThisPhone(
                f"There is no sample {given['sample']!r}; there are: {', '.join(MEDIA_KINDS)}"
            ) from None
    try:
        data = base64.b64decode(given.get("base64", ""), validate=True)
    except (binascii.Error, ValueError):
        raise NotOnThisPhone(f"The {kind} is not base64") from None
    name, mime_type = given.get("file_name") or f"{kind}.bin", given.get("mime_type") or ""
    return Upload(name, mime_type, data, given.get("size")), facts


def user_origin(who: Account, date: int) -> dict[str, Any]:
    """Return the Bot API `MessageOriginUser` of something that `who` wrote at `date`."""
    return {"type": "user", "date": date, "sender_user": who.as_user()}


def _text(source: str, given: list[Any] | None, longest: int) -> tuple[str, list[dict[str, Any]]]:
    try:
        entities = with_found(source, checked(source, given or []))
    except ApiError as error:
        raise NotOnThisPhone(error.description) from error
    text, entities = trimmed(source, entities)
    if utf16_length(text) > longest:
        raise NotOnThisPhone(f"A phone sends at most {longest} characters here")
    return text, entities


def _medium(world: World, sender: Account, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    upload, facts = upload_of(kind, fields[kind])
    media = world.files.keep(kind, upload, facts).media
    content: dict[str, Any] = {kind: media}
    if kind == "animation":
        content["document"] = {key: value for key, value in media.items() if key not in ("width", "height", "duration")}
    if kind not in ("sticker", "video_note"):
        content |= read_caption(sender, fields)
    return content | {key: True for key in _BESIDE_MEDIA if fields.get(key)}


def _forwarded(world: World, chat: AnyChat, origin: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the content (of a message forwarded within this chat) and the origin."""
    now = world.clock.timestamp()
    if isinstance(origin, int):
        if (source := chat.find(origin)) is None:
            raise NothingThere(f"There is no message {origin}")
        return source.content, source.extra.get(
            "forward_origin", {"type": "user", "date": source.date, "sender_user": source.sender.as_user()}
        )
    date = origin.get("date", now)
    match origin.get("kind"):
        case "user" if "account" in origin:
            if (account := world.accounts.get(origin["account"])) is None:
                raise NothingThere(f"There is no account {origin['account']}")
            return {}, user_origin(account, date)
        case "user":
            user: dict[str, Any] = {"id": _id_of(origin["name"]), "is_bot": False, "first_name": origin["name"]}
            if origin.get("username"):
                user["username"] = origin["username"]
            return {}, {"type": "user", "date": date, "sender_user": user}
        case "hidden_user":
            return {}, {"type": "hidden_user", "date": date, "sender_user_name": origin["name"]}
        case "chat":
            group = {"id": -1_000_000_000_000 - _id_of(origin["title"]), "type": "supergroup", "title": origin["title"]}
            return {}, {"type": "chat", "date": date, "sender_chat": group}
        case "channel":
            channel = {"id": -1_000_000_000_000 - _id_of(origin["title"]), "type": "channel", "title": origin["title"]}
            return {}, {"type": "channel", "date": date, "chat": channel, "message_id": origin.get("message_id", 1)}
    raise NotOnThisPhone("forward_of is a message id or an origin of kind user, hidden_user, chat or channel")


def _replied(chat: AnyChat, fields: dict[str, Any], extra: dict[str, Any]) -> Message | None:
    if fields.get("reply_to") is None:
        return None
    if (replied := chat.find(int(fields["reply_to"]))) is None:
        raise NothingThere(f"There is no message {fields['reply_to']} to reply to")
    if quote := fields.get("quote"):
        position = utf16_find(replied.text, str(quote))
        if position < 0:
            raise NotOnThisPhone("The quote is not part of that message")
        extra["quote"] = quote_of(replied, position, utf16_length(str(quote)))
    return replied


def quote_of(replied: Message, position: int, length: int) -> dict[str, Any]:
    """Return the Bot API `TextQuote` of a part of `replied`, in UTF-16 units."""
    quote = {"text": utf16_slice(replied.text, position, length), "position": position, "is_manual": True}
    inside = [
        {**entity, "offset": entity["offset"] - position}
        for entity in replied.entities
        if position <= entity["offset"] and entity["offset"] + entity["length"] <= position + length
    ]
    if inside:
        quote["entities"] = inside
    return quote


def _reply_elsewhere(world: World, given: dict[str, Any], extra: dict[str, Any]) -> None:
    origin = given.get("origin") or {"kind": "hidden_user", "name": "Someone"}
    _, found = _forwarded(world, Group(id=0, title=""), origin)
    reply: dict[str, Any] = {"origin": found}
    if title := given.get("chat_title"):
        reply["chat"] = {"id": -1_000_000_000_000 - _id_of(title), "type": "supergroup", "title": title}
        reply["message_id"] = 1
    extra["external_reply"] = reply
    if given.get("quote"):
        extra["quote"] = {"text": given["quote"], "position": 0, "is_manual": True}


def _thread(chat: AnyChat, fields: dict[str, Any], reply_to: Message | None) -> int | None:
    thread = fields.get("thread") or (reply_to.thread if reply_to else None)
    if thread is None:
        return None
    if isinstance(chat, PrivateChat) or thread not in chat.topics:
        raise NothingThere(f"There is no topic {thread}")
    if chat.topics[thread].closed:
        raise NotOnThisPhone(f"The topic {chat.topics[thread].name} is closed")
    return int(thread)


def _via(username: str) -> dict[str, Any]:
    username = username.removeprefix("@")
    return {"id": _id_of(username), "is_bot": True, "first_name": username, "username": username}


def _id_of(name: str) -> int:
    """Return the same made-up Telegram id for the same name each time, out of the way of the world's own."""
    return 1_000_000_000 + int(hashlib.sha256(str(name).encode()).hexdigest()[:7], 16)
