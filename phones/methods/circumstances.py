"""What comes with every message that a bot sends: reply, topic, keyboard, silence, protection."""

from dataclasses import dataclass
from typing import Any

from phones.bot_api import Call
from phones.chats import AnyChat, Group, PrivateChat
from phones.drafts import quote_of
from phones.entities import utf16_find, utf16_length
from phones.errors import bad_request, message_not_found
from phones.html_text import parse_html
from phones.markup import Markup, read_markup
from phones.messages import Message

LONGEST_QUOTE = 1024


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and how a message goes. `extra` are the message fields that follow from it."""

    chat: AnyChat
    reply_to: Message | None
    thread: int | None
    markup: Markup
    silent: bool
    extra: dict[str, Any]

    def post(self, call: Call, content: dict[str, Any], **extra: Any) -> Message:
        """Send `content` and put the reply keyboard, if any, in place. Raises a 400 when the person takes no voice."""
        refuses = isinstance(self.chat, PrivateChat) and self.chat.account.refuses_voice
        if refuses and ("voice" in content or "video_note" in content):
            raise bad_request("VOICE_MESSAGES_FORBIDDEN")
        message = call.world.post(
            self.chat,
            call.bot,
            content,
            extra={**self.extra, **extra},
            reply_to=self.reply_to,
            inline_keyboard=self.markup.rows if self.markup.kind == "inline" else None,
            thread=self.thread,
            silent=self.silent,
        )
        message.editable = self.markup.kind in ("none", "inline") and "forward_origin" not in extra
        if self.markup.kind in ("keyboard", "remove"):
            self.chat.keyboard = self.markup.options if self.markup.kind == "keyboard" else None
            call.world.events.tell("chat", self.chat)
        return message


def read_circumstances(call: Call, *, messages: int = 1) -> Circumstances:
    """Return where and how the bot wants to send, counted against the limits. Raises a 400, 403 or 429."""
    params = call.params
    chat = call.chat_to_reach()
    markup = read_markup(params)
    reply_to, quote = _reply(call, chat)
    extra: dict[str, Any] = {}
    if quote is not None:
        extra["quote"] = quote
    if reply_to is not None and reply_to.chat is not chat:
        extra["external_reply"] = _elsewhere(reply_to)
        reply_to = None
    thread = _thread(call, chat, reply_to)
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    if (preview := params.object("link_preview_options")) is not None:
        extra["link_preview_options"] = preview
    if "message_effect_id" in params:
        extra["effect_id"] = params.text("message_effect_id")
    call.count(chat, messages=messages)
    return Circumstances(chat, reply_to, thread, markup, params.flag("disable_notification"), extra)


def _reply(call: Call, chat: AnyChat) -> tuple[Message | None, dict[str, Any] | None]:
    """Return the message replied to and the quote from it. A missing one is a 400 unless the bot said it may be."""
    params = call.params
    given = params.object("reply_parameters") or {}
    if not given and "reply_to_message_id" in params:
        given = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not given.get("message_id"):
        return None, None
    elsewhere = given.get("chat_id")
    source = chat
    if elsewhere is not None and str(elsewhere) != str(chat.id):
        found = call.world.groups.get(int(elsewhere)) if str(elsewhere).lstrip("-").isdigit() else None
        if found is None or not found.has(call.bot):
            raise message_not_found("message to be replied")
        source = found
    replied = source.find(int(given["message_id"]))
    if replied is None:
        if given.get("allow_sending_without_reply"):
            return None, None
        raise message_not_found("message to be replied")
    return replied, _quote(replied, given)


def _quote(replied: Message, given: dict[str, Any]) -> dict[str, Any] | None:
    quote = given.get("quote")
    if not quote:
        return None
    if (given.get("quote_parse_mode") or "").lower() == "html":
        quote = parse_html(quote).text
    if utf16_length(quote) > LONGEST_QUOTE:
        raise bad_request("message quote is too long")
    position = utf16_find(replied.text, quote)
    if position < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return quote_of(replied, position, utf16_length(quote))


def _elsewhere(replied: Message) -> dict[str, Any]:
    """Return the Bot API `ExternalReplyInfo` of a message in another chat."""
    return {
        "origin": {"type": "user", "date": replied.date, "sender_user": replied.sender.as_user()},
        "chat": replied.chat.as_chat(),
        "message_id": replied.id,
    }


def _thread(call: Call, chat: AnyChat, reply_to: Message | None) -> int | None:
    thread = call.params.integer("message_thread_id") or None
    if thread is None:
        return reply_to.thread if reply_to is not None else None
    if not isinstance(chat, Group) or (chat.is_forum and thread not in chat.topics and thread != 1):
        raise bad_request("message thread not found")
    if not chat.is_forum:
        if thread not in chat.messages:
            raise bad_request("message thread not found")
        return thread
    if thread == 1:  # the General topic: its messages carry no thread
        return None
    if chat.topics[thread].closed and not chat.is_admin(call.bot):
        raise bad_request("TOPIC_CLOSED")
    return thread
