"""One message: what it holds, and how the Bot API tells of it."""

from dataclasses import dataclass, field
from typing import Any

from phones.chats import AnyChat, Group, Participant

MEDIA_KINDS = ("photo", "video", "animation", "voice", "audio", "video_note", "document", "sticker")
# Content that cannot be copied or forwarded and that people see as a line in the chat.
SERVICE_KINDS = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
)


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button as a person sees it. `data` is None when it opens or copies something instead of asking the bot.

    `style` is the colour that the bot asked for (Bot API 9.4), None for the usual one.
    """

    text: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None


@dataclass(slots=True, eq=False)
class Message:
    """A message in a chat.

    `content` is what it says, in Bot API fields (text, entities, photo, caption, contact, service fields …). An edit
    replaces it as a whole, never in place, because updates already given to bots hold on to it.
    `extra` are the fields that stay through edits (forward_origin, quote, media_group_id, has_protected_content …).
    `reply_to` is the message itself, also after it was deleted. `reactions` are Bot API `ReactionType`s by who reacted.
    `editable` is False for a bot's forwards and for what it sent with a reply keyboard.
    """

    chat: AnyChat
    id: int
    sender: Participant
    date: int
    content: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    reply_to: "Message | None" = None
    inline_keyboard: list[list[dict[str, Any]]] | None = None
    thread: int | None = None
    silent: bool = False
    editable: bool = True
    edit_date: int | None = None
    deleted: bool = False
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text or the caption; "" when there is neither."""
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the text or the caption."""
        return list(self.content.get("entities") or self.content.get("caption_entities") or ())

    @property
    def media_kind(self) -> str | None:
        """Which kind of file it carries; None for other messages."""
        # An animation carries `document` as well, for old clients; the order of MEDIA_KINDS puts it first.
        return next((kind for kind in MEDIA_KINDS if kind in self.content), None)

    @property
    def service_kind(self) -> str | None:
        """Which service field it carries; None when someone wrote it."""
        return next((kind for kind in SERVICE_KINDS if kind in self.content), None)

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of inline buttons; empty without."""
        return [
            [
                Button(
                    button["text"],
                    button.get("callback_data"),
                    button.get("url"),
                    (button.get("copy_text") or {}).get("text"),
                    button.get("style"),
                )
                for button in row
            ]
            for row in self.inline_keyboard or ()
        ]

    @property
    def button_texts(self) -> list[str]:
        """The texts of all inline buttons, row by row."""
        return [button.text for row in self.buttons for button in row]

    @property
    def emoji(self) -> list[str]:
        """Every reaction, as emoji, in the order in which people reacted."""
        return [str(reaction.get("emoji", "")) for given in self.reactions.values() for reaction in given]

    def __repr__(self) -> str:
        return f"<Message {self.id} of {self.sender.name}: {self.text or self.media_kind or tuple(self.content)!r}>"

    def as_json(self, *, with_reply: bool = True) -> dict[str, Any]:
        """Return the Bot API `Message`. A message replied to comes without its own reply, as in Telegram."""
        body: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender.as_user(),
            "chat": self.chat.as_chat(),
            "date": self.date,
        }
        if self.edit_date is not None:
            body["edit_date"] = self.edit_date
        if self.thread is not None:
            body["message_thread_id"] = self.thread
            body["is_topic_message"] = True
        body.update(self.extra)
        body.update(self.content)
        if self.inline_keyboard is not None:
            body["reply_markup"] = {"inline_keyboard": self.inline_keyboard}
        if with_reply and (replied := self.replied()) is not None:
            body["reply_to_message"] = replied.as_json(with_reply=False)
        return body

    def replied(self) -> "Message | None":
        """Return the message this one answers, None when it is gone.

        Whatever is written into a topic without being an answer counts as one to the message that opened the topic:
        bots really see that.
        """
        if self.reply_to is not None:
            return None if self.reply_to.deleted else self.reply_to
        if self.thread is not None and isinstance(self.chat, Group) and self.id != self.thread:
            return self.chat.find(self.thread)
        return None
