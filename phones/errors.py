"""The Bot API's refusals, in Telegram's words.

The texts are what bots match on, so they are Telegram's own: from the open Bot API server (tdlib/telegram-bot-api,
Client.cpp) and from the Bot API documentation.
"""

from typing import Any


class ApiError(Exception):
    """A refusal as a bot sees it: HTTP status and `error_code` are the same number, `parameters` may be empty."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def as_body(self) -> dict[str, Any]:
        """Return the JSON envelope of the refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str, **parameters: Any) -> ApiError:
    """Return a 400 whose description is `Bad Request: text`."""
    return ApiError(400, f"Bad Request: {text}", parameters)


def forbidden(text: str) -> ApiError:
    """Return a 403 whose description is `Forbidden: text`."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Return a 409 whose description is `Conflict: text`."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return a 429 that asks to wait `retry_after` whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def chat_not_found() -> ApiError:
    """No such chat, or none that the bot has ever met."""
    return bad_request("chat not found")


def blocked() -> ApiError:
    """The person blocked the bot."""
    return forbidden("bot was blocked by the user")


def not_modified() -> ApiError:
    """An edit that changes nothing."""
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )


def message_not_found(what: str) -> ApiError:
    """There is no such message for the purpose `what`: "message to edit", "message to copy" and so on."""
    return bad_request(f"{what} not found")


class NotOnThisPhone(Exception):
    """A person tried what their phone would not let them do: write to a blocked bot, edit another's message.

    The text is a sentence for whoever drives the phone (a test, the page), never for a bot.
    """


class NothingThere(NotOnThisPhone):
    """There is no such chat, message, account or button."""
