"""Reading an update: what was written, as content and nothing else.

Works on the message as Telegram sent it (raw JSON), because the library does not know the newest fields yet and
because what is not named here must not pass (fact 1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from mentoring.cases import CaseId, ConcernId
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.safety import Verdict

Message = Mapping[str, Any]

# Tried in this order: an animation also has a document, a venue also has a location.
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("text", Kind.TEXT),
    ("photo", Kind.PHOTO),
    ("voice", Kind.VOICE),
    ("animation", Kind.ANIMATION),
    ("document", Kind.DOCUMENT),
    ("sticker", Kind.STICKER),
    ("video", Kind.VIDEO),
    ("video_note", Kind.VIDEO_NOTE),
    ("audio", Kind.AUDIO),
    ("contact", Kind.CONTACT),
    ("venue", Kind.LOCATION),
    ("location", Kind.LOCATION),
    ("poll", Kind.POLL),
    ("dice", Kind.DICE),
)

_MARKUP = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
        "custom_emoji", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "mention", "date_time",
    }
)  # fmt: skip
"""Entities that show only what the text itself says. The rest points at an account or hides an address."""

_KEPT_FIELDS = ("type", "offset", "length", "language", "custom_emoji_id", "unix_time", "date_time_format")

_ACCOUNTS_LIVE_AT = ("t.me", "telegram.me", "telegram.dog")  # and at their subdomains: ben.t.me is Ben


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in: where it stands, when it was written (Telegram's clock), what it is and answers.

    `verdict` is what was made of it, None when nothing was noticed; `concern` and `case` are where that is kept, and
    `private` where in its text contact details stand (code points).
    """

    bot_id: int
    chat_id: int
    telegram_id: int
    written_at: datetime
    content: Content
    reply_to: int | None
    verdict: Verdict | None = None
    concern: ConcernId | None = None
    case: CaseId | None = None
    private: tuple[tuple[int, int], ...] = ()

    @property
    def is_withheld(self) -> bool:
        """Whether it goes nowhere before one of the staff has looked at it."""
        return self.verdict is not None and self.verdict.withholds

    @property
    def has_only_private_words(self) -> bool:
        """Whether what stays private are words of its text, so that the rest can be passed on without them."""
        return bool(self.private) and all(end <= len(self.content.text) for _, end in self.private)


class Written:
    """Something written in a private chat, no command: known from the raw update alone.

    The library's objects for it cost as much as all the rules together (docs/decisions/0009), and nobody reads them.
    """


_WRITTEN = Written()


def read_incoming(bot_id: int, message: Message) -> Incoming:
    """Return what a message says. Who wrote it is not read here: the chat is looked up in our own tables."""
    reply = message.get("reply_to_message")
    return Incoming(
        bot_id=bot_id,
        chat_id=message["chat"]["id"],
        telegram_id=message["message_id"],
        written_at=datetime.fromtimestamp(message.get("edit_date") or message["date"], UTC),
        content=read_content(message),
        reply_to=None if reply is None else reply["message_id"],
    )


def read_content(message: Message) -> Content:
    """Return a message's content: its kind, its words and their markup, all that names somebody left behind."""
    kind = next((kind for field, kind in _KINDS if message.get(field) is not None), Kind.OTHER)
    if kind is Kind.TEXT:
        text, entities = message["text"], message.get("entities", ())
    else:
        text, entities = message.get("caption", ""), message.get("caption_entities", ())
    text, kept = without_hidden_targets(text, entities)
    quote = message.get("quote")
    return Content(
        kind=kind,
        text=text,
        entities=kept,
        file_id=_file_id(message, kind),
        is_forwarded="forward_origin" in message,
        replies_elsewhere="external_reply" in message,
        quote=None if quote is None else quote["text"],
    )


def without_hidden_targets(
    text: str, entities: Sequence[Mapping[str, Any]]
) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    """Return the text and its markup without anything that leads somewhere the text does not show.

    A link hidden under words gets its address written behind them (case 37), unless it leads to an account; a mention
    of somebody without a username keeps its words and loses the account (case 38). Offsets are moved to match.
    """
    if not entities and text.isascii():
        return text, ()
    inserts = [(_end(e), f" ({e['url']})") for e in entities if _hides_web_address(e, text)]
    kept = [_kept(entity, inserts) for entity in entities if entity["type"] in _MARKUP]
    units = text.encode("utf-16-le", "surrogatepass")
    for at, addition in sorted(inserts, reverse=True):
        units = units[: at * 2] + addition.encode("utf-16-le") + units[at * 2 :]
    return units.decode("utf-16-le", "replace"), tuple(kept)


def utf16_length(text: str) -> int:
    """Return a text's length as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def written_in(update: Mapping[str, Any]) -> Written | None:
    """Return the mark of an update that brings a new private message without any command, else None."""
    message = update.get("message")
    if message is None or message["chat"]["type"] != "private":
        return None
    entities = message.get("entities") or message.get("caption_entities") or ()
    return None if any(entity["type"] == "bot_command" for entity in entities) else _WRITTEN


def message_of(update: Mapping[str, Any]) -> Message | None:
    """Return the new or edited message that an update brings, or None."""
    found: Message | None = update.get("message") or update.get("edited_message")
    return found


def chat_of(update: Mapping[str, Any]) -> int:
    """Return the chat in whose lane an update is handled; 0 when it belongs to none.

    A button press counts to the chat of its message, so that it comes in order with what was written there.
    """
    for body in _bodies(update):
        for holder in (body, body.get("message") or {}):
            chat = holder.get("chat")
            if chat is not None:
                return int(chat["id"])
        if "from" in body:
            return int(body["from"]["id"])
    return 0


def _bodies(update: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (body for body in update.values() if isinstance(body, dict))


def _hides_web_address(entity: Mapping[str, Any], text: str) -> bool:
    if entity["type"] != "text_link":
        return False
    url = str(entity["url"])
    # A link to an account is a contact detail in disguise; one that the words already show needs no second telling.
    shown = text.encode("utf-16-le", "surrogatepass")[entity["offset"] * 2 : _end(entity) * 2].decode(
        "utf-16-le", "replace"
    )
    return _is_public_address(url) and shown.strip("/") != url.strip("/")


def _is_public_address(url: str) -> bool:
    """Return whether this is an address on the web that is not an account's; what cannot be read is none."""
    try:
        address = urlsplit(url)
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return False
    leads_to_account = any(host == home or host.endswith(f".{home}") for home in _ACCOUNTS_LIVE_AT)
    return address.scheme in ("http", "https") and bool(host) and not leads_to_account


def _kept(entity: Mapping[str, Any], inserts: Sequence[tuple[int, str]]) -> Mapping[str, Any]:
    before = sum(utf16_length(addition) for at, addition in inserts if at <= entity["offset"])
    inside = sum(utf16_length(addition) for at, addition in inserts if entity["offset"] < at < _end(entity))
    kept = {field: entity[field] for field in _KEPT_FIELDS if field in entity}
    return kept | {"offset": entity["offset"] + before, "length": entity["length"] + inside}


def _end(entity: Mapping[str, Any]) -> int:
    return int(entity["offset"]) + int(entity["length"])


def _file_id(message: Message, kind: Kind) -> str | None:
    medium = message.get(kind.value)
    if kind is Kind.PHOTO and medium:
        medium = medium[-1]
    return medium.get("file_unique_id") if isinstance(medium, dict) else None
