"""parse_mode HTML: Telegram's tags into text and entities."""

import html
import re
from typing import Any

from phones.entities import Entity, FormattedText, utf16_length
from phones.errors import bad_request

# Tag → entity type. The attributes that matter are read in _entity.
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>|<")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_TME_USER = re.compile(r"tg://user\?id=(\d+)")


def parse_html(source: str) -> FormattedText:
    """Return the text of `source` without its tags, and their entities. Raises a 400 as Telegram does."""
    pieces: list[str] = []
    entities: list[Entity] = []
    open_tags: list[tuple[str, dict[str, str], int]] = []
    at = 0  # UTF-16 units written so far
    done = 0
    for match in _TAG.finditer(source):
        plain = _unescaped(source[done : match.start()])
        pieces.append(plain)
        at += utf16_length(plain)
        done = match.end()
        byte = len(source[: match.start()].encode())
        closing, name, attributes = match.group(1), (match.group(2) or "").lower(), match.group(3) or ""
        if not name:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "" at byte offset {byte}')
        if closing:
            if not open_tags:
                raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {byte}")
            opened, values, start = open_tags.pop()
            if opened != name:
                raise bad_request(
                    f'can\'t parse entities: Unmatched end tag at byte offset {byte}, expected "</{opened}>", '
                    f'found "</{name}>"'
                )
            if at > start and (entity := _entity(opened, values, "".join(pieces), start, at)):
                entities.append(entity)
        elif name not in _KINDS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {byte}')
        else:
            open_tags.append((name, _attributes(attributes), at))
    if open_tags:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    pieces.append(_unescaped(source[done:]))
    # Where code fills a pre exactly, the pre comes first, to be found by the code that gives it its language.
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"], entity["type"] == "code"))
    return FormattedText("".join(pieces), _code_in_pre(entities))


def _entity(name: str, values: dict[str, str], text: str, start: int, end: int) -> Entity | None:
    entity: dict[str, Any] = {"type": _KINDS[name], "offset": start, "length": end - start}
    if name == "a":
        url = values.get("href", "")
        if user := _TME_USER.match(url):
            return {**entity, "type": "text_mention", "user": {"id": int(user.group(1)), "is_bot": False}}
        return {**entity, "url": url} if url else None
    if name == "span" and values.get("class") != "tg-spoiler":
        raise bad_request('can\'t parse entities: Tag "span" must have class "tg-spoiler"')
    if name == "blockquote" and "expandable" in values:
        entity["type"] = "expandable_blockquote"
    if name == "code" and values.get("class", "").startswith("language-"):
        entity["language"] = values["class"].removeprefix("language-")
    if name == "tg-emoji":
        entity["custom_emoji_id"] = values.get("emoji-id", "")
    return entity


def _code_in_pre(entities: list[Entity]) -> list[Entity]:
    """Join `<pre><code class="language-…">` into one pre with its language; a language means nothing elsewhere."""
    kept: list[Entity] = []
    for entity in entities:
        same = next(
            (e for e in kept if e["type"] == "pre" and e["offset"] == entity["offset"]),
            None,
        )
        if entity["type"] == "code" and same is not None and same["length"] == entity["length"]:
            if "language" in entity:
                same["language"] = entity["language"]
            continue
        kept.append({k: v for k, v in entity.items() if k != "language"} if entity["type"] == "code" else entity)
    return kept


def _attributes(source: str) -> dict[str, str]:
    return {
        match.group(1).lower(): html.unescape(match.group(2) or match.group(3) or match.group(4) or "")
        for match in _ATTRIBUTE.finditer(source)
    }


def _unescaped(source: str) -> str:
    """Telegram knows four named entities and all numbers; others stay as they are."""
    if "&" not in source:
        return source
    return re.sub(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);", lambda match: html.unescape(match.group()), source)
