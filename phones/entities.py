"""Message entities: checked when given, found by Telegram itself when not. Offsets count UTF-16 units."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from phones.errors import bad_request

Entity = dict[str, Any]

# Telegram keeps no more (telegram.constants.MessageLimit.MESSAGE_ENTITIES).
MOST_ENTITIES = 100
# Inside these nothing more is found.
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})

# Telegram knows every top-level domain; these are what people here write, and enough to tell "e.g" from a link.
_TOP_LEVEL = (
    "com org net edu gov mil int info biz name pro aero coop museum mobi app dev page blog shop site online store tech "
    "space website cloud live news club fun top xyz icu life world today chat social link click digital academy school "
    "eu uk de fr es it pt nl be lu at ch pl cz sk hu ro bg gr cy mt hr si rs ba mk al me xk tr ua by ru md lt lv ee fi "
    "se no dk is ie us ca mx br ar cl co pe ve uy au nz jp cn kr in pk bd lk ir iq il sa ae qa kw eg ma dz tn ly ng gh "
    "ke za et io ai tv cc ws gg ly to sh so im fm am ge az kz uz th vn my sg id ph hk tw онлайн рф бг ею"
)
_TLD = "|".join(sorted(_TOP_LEVEL.split(), key=len, reverse=True))
_HOST = rf"(?:[\w](?:[\w-]{{0,61}}[\w])?\.)+(?:{_TLD})(?![\w-])"
_EMAIL = rf"(?<![\w.+-])[\w.+-]{{1,64}}@{_HOST}"
_URL = (
    r"(?<![\w@./-])(?:"
    r"(?:https?|ftp)://(?:[\w.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?"
    r"|(?:tg|ton)://[\w.-]+"
    rf"|{_HOST}(?::\d{{1,5}})?"
    r")(?:[/?#][^\s<>\"«»“”]*)?"
)
_PATTERNS = (
    ("email", re.compile(_EMAIL, re.IGNORECASE)),
    ("url", re.compile(_URL, re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{3,31}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w/#@])#(?=\w*[^\W\d])\w{1,256}(?!\w)")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/\w{1,64}(?:@\w{3,32})?(?![\w/<>])", re.ASCII)),
    # Not documented which digits Telegram takes for a phone number: with + seven or more, without nine or more.
    ("phone_number", re.compile(r"(?<![\w+/.-])(?:\+\d(?:[ ().-]{0,2}\d){6,14}|0?\d(?:[ ().-]{0,2}\d){8,13})(?![\w])")),
)
# One of these characters must be there for a pattern to have a chance: most messages are spared all patterns.
_HINT = re.compile(r"[.@#$/:]|\d{3}")


class FormattedText(NamedTuple):
    """A text with its entities in order of their offsets."""

    text: str
    entities: list[Entity]


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units `text` has: Telegram's measure of length and position."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return the part of `text` at these UTF-16 units; half a surrogate pair becomes U+FFFD."""
    if text.isascii():
        return text[offset : offset + length]
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def utf16_find(text: str, part: str) -> int:
    """Return the UTF-16 position of the first `part` in `text`, -1 when there is none."""
    found = text.find(part)
    return found if found < 0 else utf16_length(text[:found])


def checked(text: str, entities: list[Any]) -> list[Entity]:
    """Return `entities` in order, empty ones and those beyond Telegram's hundred dropped.

    Raises a 400 when one lies outside `text` or cuts a character in two.
    """
    total = utf16_length(text)
    inside = _inside_pairs(text)
    kept: list[Entity] = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse entities: MessageEntity must be an Object with a type")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
            raise bad_request("can't parse entities: wrong entity offset or length")
        if offset + length > total:
            end = offset + length
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
        if offset in inside:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {offset}")
        if offset + length in inside:
            raise bad_request(f"entity ends in a middle of a UTF-16 symbol at UTF-16 offset {offset + length}")
        if entity["type"] == "text_link" and not entity.get("url"):
            raise bad_request("can't parse entities: text_link entity has no url")
        if length:
            kept.append(dict(entity))
    return sorted(kept, key=_order)[:MOST_ENTITIES]


def with_found(text: str, given: list[Entity]) -> list[Entity]:
    """Return `given` (checked) and what Telegram finds by itself in `text`: links, addresses, names, tags, commands."""
    if not _HINT.search(text):
        return given
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in given if entity["type"] in OPAQUE]
    have = {(entity["type"], entity["offset"]) for entity in given}
    found = [
        entity
        for entity in _found(text)
        if (entity["type"], entity["offset"]) not in have
        and all(entity["offset"] + entity["length"] <= start or entity["offset"] >= end for start, end in taken)
    ]
    return sorted([*given, *found], key=_order)[:MOST_ENTITIES] if found else given


def trimmed(text: str, entities: list[Entity]) -> FormattedText:
    """Return the text without white space at its ends, as Telegram stores it, entities moved and cut accordingly."""
    left = len(text) - len(text.lstrip())
    core = text.strip()
    if core == text:
        return FormattedText(text, entities)
    end = utf16_length(core)
    moved: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - left)  # white space is one unit each
        stop = min(end, entity["offset"] + entity["length"] - left)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return FormattedText(core, moved)


def _found(text: str) -> list[Entity]:
    """Return what the patterns match; where two overlap the earlier pattern of the list wins."""
    spans: list[tuple[int, int]] = []
    found: list[Entity] = []
    positions = _positions(text)
    for kind, pattern in _PATTERNS:
        for start, end in _matches(kind, pattern, text):
            if any(start < taken_end and taken_start < end for taken_start, taken_end in spans):
                continue
            spans.append((start, end))
            offset = positions[start] if positions else start
            stop = positions[end] if positions else end
            found.append({"type": kind, "offset": offset, "length": stop - offset})
    return found


def _matches(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        start, end = match.span()
        if kind == "url":
            while end > start and text[end - 1] in ".,:;!?'\"…)]}" and not _balanced(text[start:end]):
                end -= 1
        if end > start:
            yield start, end


def _balanced(url: str) -> bool:
    """Return whether a closing bracket at the end of `url` belongs to it."""
    return url[-1] == ")" and url.count("(") >= url.count(")")


def _positions(text: str) -> list[int] | None:
    """Return the UTF-16 position of each character and of the end; None when it is the character's own index."""
    if text.isascii() or max(text) <= "\uffff":
        return None
    positions, at = [0], 0
    for character in text:
        at += 2 if character > "\uffff" else 1
        positions.append(at)
    return positions


def _inside_pairs(text: str) -> frozenset[int]:
    """Return the UTF-16 positions that lie in the middle of a character."""
    positions = _positions(text)
    if positions is None:
        return frozenset()
    return frozenset(range(positions[-1])) - frozenset(positions)


def _order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]
