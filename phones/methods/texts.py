"""Texts and captions as bots give them: parsed, checked, measured."""

from typing import Any

from phones.bot_api import Call
from phones.entities import Entity, FormattedText, checked, trimmed, utf16_length, with_found
from phones.errors import bad_request
from phones.html_text import parse_html

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def read_text(call: Call) -> dict[str, Any]:
    """Return the content fields of `text`. Raises a 400 when it is missing, empty or too long."""
    source = call.params.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = formatted(call, source, call.params.text("parse_mode"), call.params.array("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def read_caption(call: Call) -> dict[str, Any]:
    """Return the content fields of `caption`, {} without one. Raises a 400 when it is too long."""
    params = call.params
    return caption_of(call, params.text("caption"), params.text("parse_mode"), params.array("caption_entities"))


def caption_of(call: Call, source: str | None, parse_mode: str | None, given: list[Any] | None) -> dict[str, Any]:
    """Return the content fields of a caption, {} without one. Raises a 400 when it is too long."""
    caption, entities = formatted(call, source or "", parse_mode, given)
    if not caption:
        return {}
    if utf16_length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def formatted(call: Call, source: str, parse_mode: str | None, given: list[Any] | None) -> FormattedText:
    """Return the text and all its entities: those of `parse_mode` or those given, and what Telegram finds itself."""
    if parse_mode and not given:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, entities = parse_html(source)
    else:
        text, entities = source, checked(source, given or [])
    text, entities = trimmed(text, [known for entity in entities if (known := _with_person(call, entity))])
    return FormattedText(text, with_found(text, entities))


def _with_person(call: Call, entity: Entity) -> Entity | None:
    """Fill in whom a text_mention means; it goes when the bot does not know them, as in Telegram."""
    if entity["type"] != "text_mention":
        return entity
    account = call.world.accounts.get((entity.get("user") or {}).get("id", 0))
    if account is None or not call.world.has_met(call.bot, account):
        return None
    return {**entity, "user": account.as_user()}
