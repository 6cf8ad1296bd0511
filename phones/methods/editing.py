"""Methods that change what is there: edits, deletions, reactions, pins, answers to buttons."""

from datetime import UTC, datetime, timedelta
from typing import Any

from phones.bot_api import Call, method
from phones.chats import AnyChat, Group, PrivateChat
from phones.errors import bad_request, message_not_found, not_modified
from phones.markup import read_markup
from phones.messages import Message
from phones.methods.sending import input_media
from phones.methods.texts import read_caption, read_text
from phones.people import CALLBACK_KEPT_FOR
from phones.reactions import is_reaction

Json = dict[str, Any]

# A bot deletes what is younger (Bot API documentation, deleteMessage).
DELETABLE_FOR = timedelta(hours=48)
MOST_AT_ONCE = 100


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """Replace the text of a message of the bot."""
    chat, message = _own(call)
    content = read_text(call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, chat, message, content)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """Replace or take away the caption of a message of the bot."""
    chat, message = _own(call)
    if message.media_kind in (None, "sticker", "video_note"):
        raise bad_request("there is no caption in the message to edit")
    kept = {k: v for k, v in message.content.items() if k not in ("caption", "caption_entities")}
    return _apply(call, chat, message, kept | read_caption(call))


@method("editMessageMedia")
def edit_message_media(call: Call) -> Json:
    """Replace the medium of a message of the bot; inside an album only by one that may stand there."""
    chat, message = _own(call)
    if message.media_kind in ("sticker", "video_note", "voice"):
        raise bad_request("message can't be edited")
    item = call.params.object("media")
    if not item:
        raise bad_request("input media is not specified")
    content = input_media(call, item)
    pair = {message.media_kind, str(item["type"])}
    if message.extra.get("media_group_id") and len(pair) > 1 and pair != {"photo", "video"}:
        raise bad_request("can't use the media of the specified type in the album")
    return _apply(call, chat, message, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Replace or take away the inline keyboard of a message of the bot."""
    chat, message = _own(call)
    return _apply(call, chat, message, message.content)


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete one message."""
    chat = call.chat()
    message = call.message(chat, "message to delete")
    if not _deletable(call, chat, message):
        raise bad_request("message can't be deleted for everyone")
    _delete(call, message)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete up to a hundred messages; those that are missing are skipped without a word."""
    chat = call.chat()
    ids = call.params.array("message_ids") or []
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for message_id in ids:
        message = chat.find(int(message_id))
        if message is not None and _deletable(call, chat, message):
            _delete(call, message)
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """Put one reaction of the bot in place of its earlier one, or take it back. It is not told of its own."""
    chat = call.chat_to_reach()
    message = _first_of_album(chat, call.message(chat, "message to react"))
    if message.service_kind is not None:
        raise bad_request("REACTION_INVALID")
    reactions = call.params.array("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction.get("type") != "emoji" or not is_reaction(str(reaction.get("emoji"))):
            raise bad_request("REACTION_INVALID")
    if reactions:
        message.reactions[call.bot.id] = reactions
    else:
        message.reactions.pop(call.bot.id, None)
    call.world.events.tell("reaction", chat, message)
    return True


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Tell the phone that pressed a button what to show."""
    pressed = call.world.presses.get(call.params.text("callback_query_id") or "")
    if pressed is None or pressed.bot is not call.bot or call.world.clock.now() - pressed.at > CALLBACK_KEPT_FOR:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.params.text("text")
    if text is not None and len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text or None, "alert": call.params.flag("show_alert"), "url": call.params.text("url")}
    pressed.settle(answer)
    call.world.events.tell("callback_answer", pressed.message.chat, facts={"account": pressed.account.id, **answer})
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message; the chat shows a line about it."""
    chat = call.chat_to_reach()
    message = call.message(chat, "message to pin")
    _check_may_pin(call, chat)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.insert(0, message.id)
    call.world.post(chat, call.bot, {"pinned_message": message.as_json(with_reply=False)}, thread=message.thread)
    call.world.events.tell("chat", chat)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """Unpin one message, the newest pinned one unless named."""
    chat = call.chat_to_reach()
    _check_may_pin(call, chat)
    message_id = call.params.integer("message_id") or next(iter(chat.pinned), 0)
    if message_id not in chat.pinned:
        raise message_not_found("message to unpin")
    chat.pinned.remove(message_id)
    call.world.events.tell("chat", chat)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = call.chat_to_reach()
    _check_may_pin(call, chat)
    chat.pinned.clear()
    call.world.events.tell("chat", chat)
    return True


def _own(call: Call) -> tuple[AnyChat, Message]:
    """Return a message that the bot may edit: one that it sent itself. Raises a 400 or 403."""
    if "chat_id" not in call.params and "inline_message_id" in call.params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = call.chat_to_reach()
    message = call.message(chat, "message to edit")
    if message.sender is not call.bot or message.service_kind is not None or not message.editable:
        raise bad_request("message can't be edited")
    return chat, message


def _apply(call: Call, chat: AnyChat, message: Message, content: Json) -> Json:
    """Put content and keyboard in place; a keyboard that is not given goes away, as in Telegram."""
    markup = read_markup(call.params)
    keyboard = markup.rows if markup.kind == "inline" and markup.rows else None
    if content == message.content and keyboard == (message.inline_keyboard or None):
        raise not_modified()
    call.count(chat, is_edit=True)
    # A new keyboard alone does not mark the message as edited.
    if content != message.content:
        message.edit_date = call.world.clock.timestamp()
    message.content = content
    message.inline_keyboard = keyboard
    call.world.events.tell("edit", chat, message)
    return message.as_json()


def _deletable(call: Call, chat: AnyChat, message: Message) -> bool:
    """Return whether the bot may delete `message` for everyone."""
    age = call.world.clock.now() - datetime.fromtimestamp(message.date, UTC)
    if isinstance(chat, Group) and chat.is_admin(call.bot) and not chat.basic:
        return True  # an administrator of a supergroup deletes anything of any age
    if age >= DELETABLE_FOR:
        return False
    return message.sender is call.bot or isinstance(chat, PrivateChat)


def _delete(call: Call, message: Message) -> None:
    message.deleted = True
    if message.id in message.chat.pinned:
        message.chat.pinned.remove(message.id)
    call.world.events.tell("delete", message.chat, message)


def _first_of_album(chat: AnyChat, message: Message) -> Message:
    """Return the first item of the album that is still there: Telegram shows an album's reactions on it."""
    album = message.extra.get("media_group_id")
    if album is None:
        return message
    return next(other for other in chat.shown() if other.extra.get("media_group_id") == album)


def _check_may_pin(call: Call, chat: AnyChat) -> None:
    if isinstance(chat, Group) and not chat.is_admin(call.bot):
        raise bad_request("not enough rights to manage pinned messages in the chat")
