"""reply_markup: inline keyboards below a message, reply keyboards below the input."""

from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from phones.errors import bad_request
from phones.params import Params

# telegram.constants: InlineKeyboardMarkupLimit, InlineKeyboardButtonLimit.
MOST_BUTTONS = 100
MOST_DATA_BYTES = 64
LONGEST_COPY_TEXT = 256

_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)


class Markup(NamedTuple):
    """What came with a call: an inline keyboard (`rows`), a reply keyboard or its removal (`options`), or nothing."""

    kind: Literal["none", "inline", "keyboard", "remove", "force_reply"]
    rows: list[list[dict[str, Any]]]
    options: dict[str, Any]


NO_MARKUP = Markup("none", [], {})


def read_markup(params: Params) -> Markup:
    """Return the checked `reply_markup`. Raises a 400 when Telegram would refuse it."""
    given = params.object("reply_markup")
    if not given:
        return NO_MARKUP
    if "inline_keyboard" in given:
        return Markup("inline", _inline_rows(given["inline_keyboard"]), given)
    if "keyboard" in given:
        return Markup("keyboard", _rows(given["keyboard"], _reply_button), given)
    if given.get("remove_keyboard"):
        return Markup("remove", [], given)
    if given.get("force_reply"):
        return Markup("force_reply", [], given)
    raise bad_request("object expected as reply markup")


def _inline_rows(given: Any) -> list[list[dict[str, Any]]]:
    rows = _rows(given, _inline_button)
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _rows(given: Any, check: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad_request("can't parse keyboard button: field must be of type Array")
    return [[check(button) for button in row] for row in given if row]


def _reply_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("keyboard button text must be non-empty")
    return button


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not button.get("text"):
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [action for action in _ACTIONS if action in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))
    if "copy_text" in button:
        text = (button["copy_text"] or {}).get("text") if isinstance(button["copy_text"], dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return button


def _check_url(url: str) -> None:
    full = url if "://" in url else f"http://{url}"
    parts = urlsplit(full)
    host = parts.hostname or ""
    # Telegram wants a host with a dot (tg:// links aside); "localhost" is the mistake that everyone makes once.
    if parts.scheme == "tg" or (parts.scheme in ("http", "https", "ton") and "." in host):
        return
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
