"""What the partner gets: Bot API calls built from content alone, under the name the coordinator gave the writer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.incoming import utf16_length
from bot.words import Words
from mentoring.content import Content
from mentoring.kinds import Kind

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_MOST_ENTITIES = 100
_CAPTIONED = frozenset({Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.VIDEO, Kind.ANIMATION, Kind.AUDIO})

# Stops saving and passing on outside the programme (case 42); a preview could show somebody's profile (case 39).
_PROTECTED: Mapping[str, Any] = {"protect_content": True}
_NO_PREVIEW: Mapping[str, Any] = {"link_preview_options": {"is_disabled": True}}


@dataclass(frozen=True, slots=True)
class Part:
    """One call that shows a message, or a part of a long one, in the partner's chat."""

    method: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with their markup; offsets in UTF-16 units."""

    text: str
    entities: tuple[Mapping[str, Any], ...] = ()

    def __add__(self, other: "Marked") -> "Marked":
        """Return both, one after the other."""
        return Marked(self.text + other.text, self.entities + other._moved(utf16_length(self.text)))

    def _moved(self, by: int) -> tuple[Mapping[str, Any], ...]:
        return tuple({**entity, "offset": entity["offset"] + by} for entity in self.entities)


def render(content: Content, writer: str, words: Words, from_chat: int, from_message: int) -> list[Part]:
    """Return the calls that show `content` to the partner, in order.

    `writer` is the display name to show; `from_chat` and `from_message` say where a medium is copied from (a copy
    carries no trace of it). A sticker has no room for a name and is copied bare.
    """
    header = _header(content, writer, words)
    body = Marked(content.text, content.entities)
    if content.kind is Kind.TEXT:
        return [_text(piece) for piece in split(header + body)]
    copy: dict[str, Any] = {"from_chat_id": from_chat, "message_id": from_message, **_PROTECTED}
    if content.kind not in _CAPTIONED:
        return [Part("copyMessage", copy)]
    whole = header + body
    if utf16_length(whole.text) <= LONGEST_CAPTION:
        return [Part("copyMessage", copy | _caption(whole))]
    # Some accounts may write longer captions than a bot may add to (case 8): the words follow on their own.
    return [Part("copyMessage", copy | _caption(header)), *(_text(piece) for piece in split(body))]


def as_edit(part: Part) -> Part | None:
    """Return the call that makes a copy show what `part` shows; None for a sticker, which has no words to change."""
    if part.method == "sendMessage":
        kept = ("text", "entities", "link_preview_options")
        return Part("editMessageText", {name: part.parameters[name] for name in kept})
    if "caption" not in part.parameters:
        return None
    return Part("editMessageCaption", {name: part.parameters[name] for name in ("caption", "caption_entities")})


def split(whole: Marked, limit: int = LONGEST_TEXT) -> list[Marked]:
    """Return the words in pieces of at most `limit` UTF-16 units, cut at a paragraph, a line or a space if possible."""
    pieces = []
    rest = whole
    while utf16_length(rest.text) > limit:
        at = _good_cut(rest.text, limit)
        units = utf16_length(rest.text[:at])
        pieces.append(Marked(rest.text[:at].rstrip(), _between(rest.entities, 0, units)))
        skipped = len(rest.text[at:]) - len(rest.text[at:].lstrip())
        start = units + utf16_length(rest.text[at : at + skipped])
        rest = Marked(rest.text[at + skipped :], _between(rest.entities, start, utf16_length(rest.text)))
    return [*pieces, rest]


def shortened(text: str, limit: int = LONGEST_TEXT) -> str:
    """Return a text that has at most `limit` UTF-16 units, as Telegram counts them; cut at a word if it is longer."""
    if utf16_length(text) <= limit:
        return text
    return f"{text[: _good_cut(text, limit - 1)].rstrip()}…"


def _header(content: Content, writer: str, words: Words) -> Marked:
    _ = words
    lines = [writer]
    if content.is_forwarded:
        lines.append(_("(passed on from somewhere else)"))
    if content.replies_elsewhere:
        lines.append(_("(answers something outside this chat)"))
    text = "\n".join(lines)
    bold = {"type": "bold", "offset": 0, "length": utf16_length(writer)}
    return Marked(text + "\n" if content.text else text, (bold,))


def _text(piece: Marked) -> Part:
    return Part(
        "sendMessage", {"text": piece.text, "entities": piece.entities[:_MOST_ENTITIES], **_NO_PREVIEW, **_PROTECTED}
    )


def _caption(whole: Marked) -> dict[str, Any]:
    return {"caption": whole.text, "caption_entities": whole.entities[:_MOST_ENTITIES]}


def _good_cut(text: str, limit: int) -> int:
    """Return where to cut, in code points: the last paragraph, line or word end within `limit` UTF-16 units."""
    at = min(limit, len(text))
    while utf16_length(text[:at]) > limit:
        at -= max(1, (utf16_length(text[:at]) - limit) // 2)
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, at // 2, at)
        if found > 0:
            return found
    return at


def _between(entities: Sequence[Mapping[str, Any]], start: int, end: int) -> tuple[Mapping[str, Any], ...]:
    """Return the markup of the units from `start` to `end`, cut to fit and counted from `start`."""
    kept = []
    for entity in entities:
        first = max(entity["offset"], start)
        last = min(entity["offset"] + entity["length"], end)
        if first < last:
            kept.append({**entity, "offset": first - start, "length": last - first})
    return tuple(kept)
