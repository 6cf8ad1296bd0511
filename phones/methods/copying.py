"""Methods that send again what is there: copies without a trace of the source, forwards with one."""

import itertools
from typing import Any

from phones.bot_api import Call, method
from phones.chats import AnyChat
from phones.entities import utf16_length
from phones.errors import bad_request, message_not_found
from phones.messages import Message
from phones.methods.circumstances import read_circumstances
from phones.methods.texts import LONGEST_CAPTION, read_caption

Json = dict[str, Any]

# What copyMessage refuses (Bot API documentation), besides service messages.
_NEVER_COPIED = ("paid_media", "giveaway", "giveaway_winners", "invoice", "story", "gift", "game")
MOST_AT_ONCE = 100


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """Send the content of a message again, without its origin, its author, its keyboard."""
    call.chat_to_reach()
    source = call.message(call.chat("from_chat_id"), "message to copy")
    _check_copyable(source)
    content = source.content
    if source.media_kind and call.params.text("caption") is not None:
        content = _without_caption(content) | read_caption(call)
    elif utf16_length(source.text) > LONGEST_CAPTION and source.media_kind and _changes_something(call):
        # Unchanged, a Premium member's longer caption may be copied; anything added makes Telegram measure it
        # (issue 334 of tdlib/telegram-bot-api).
        raise bad_request("message caption is too long")
    return {"message_id": read_circumstances(call).post(call, content, **_kept(source)).id}


@method("copyMessages")
def copy_messages(call: Call) -> list[Json]:
    """Copy several messages, albums as albums; what is missing or cannot be copied is skipped without a word."""
    sources = _sources(call, "messages to copy")
    plain = call.params.flag("remove_caption")
    contents = [(_without_caption(s.content) if plain else s.content, s) for s in sources if _is_copyable(s)]
    if not contents:
        raise message_not_found("messages to copy")
    return [{"message_id": message.id} for message in _again(call, contents, {})]


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """Send a message again under its author's name."""
    call.chat_to_reach()
    source = call.message(call.chat("from_chat_id"), "message to forward")
    if source.service_kind is not None or source.extra.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    circumstances = read_circumstances(call)
    return circumstances.post(call, source.content, **_kept(source), forward_origin=_origin(source)).as_json()


@method("forwardMessages")
def forward_messages(call: Call) -> list[Json]:
    """Forward several messages; those that are missing or cannot be forwarded are skipped without a word."""
    sources = [
        (source.content, source)
        for source in _sources(call, "messages to forward")
        if source.service_kind is None and not source.extra.get("has_protected_content")
    ]
    if not sources:
        raise message_not_found("messages to forward")
    return [{"message_id": message.id} for message in _again(call, sources, {"forward": True})]


def _again(call: Call, contents: list[tuple[Json, Message]], how: Json) -> list[Message]:
    """Post the contents in order, with an album of their own for each album of the sources."""
    circumstances = read_circumstances(call, messages=len(contents))
    albums: dict[str, str] = {}
    posted = []
    for content, source in contents:
        extra = _kept(source)
        if how:
            extra["forward_origin"] = _origin(source)
        if album := source.extra.get("media_group_id"):
            extra["media_group_id"] = albums.setdefault(album, str(13_000_000_000_000_000 + call.world.number()))
        posted.append(circumstances.post(call, content, **extra))
    return posted


def _sources(call: Call, what: str) -> list[Message]:
    """Return those of `message_ids` that are there. Raises a 400 unless the ids strictly increase."""
    call.chat_to_reach()
    source: AnyChat = call.chat("from_chat_id")
    ids = call.params.array("message_ids") or []
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_AT_ONCE:
        raise bad_request(f"too many {what}")
    if any(later <= earlier for earlier, later in itertools.pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    return [message for message_id in ids if (message := source.find(int(message_id))) is not None]


def _is_copyable(source: Message) -> bool:
    return (
        source.service_kind is None
        and not source.extra.get("has_protected_content")
        and bool(source.content)
        and not any(kind in source.content or kind in source.extra for kind in _NEVER_COPIED)
    )


def _check_copyable(source: Message) -> None:
    if not _is_copyable(source):
        raise bad_request("message can't be copied")


def _changes_something(call: Call) -> bool:
    return any(name in call.params for name in ("reply_markup", "reply_parameters", "reply_to_message_id"))


def _without_caption(content: Json) -> Json:
    return {key: value for key, value in content.items() if key not in ("caption", "caption_entities")}


def _kept(source: Message) -> Json:
    """Return the fields beside the content that a copy keeps; an origin, a quote, a keyboard stay behind."""
    return {key: source.extra[key] for key in ("link_preview_options",) if key in source.extra}


def _origin(source: Message) -> Json:
    origin: Json = source.extra.get(
        "forward_origin", {"type": "user", "date": source.date, "sender_user": source.sender.as_user()}
    )
    return origin
