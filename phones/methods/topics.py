"""Methods for forum topics."""

from typing import Any

from phones.bot_api import Call, method
from phones.chats import Group, Topic
from phones.errors import bad_request
from phones.world import TOPIC_COLOURS

LONGEST_NAME = 128


@method("createForumTopic")
def create_forum_topic(call: Call) -> dict[str, Any]:
    """Open a topic."""
    group = _forum(call, "create")
    name = _name(call)
    colour = call.params.integer("icon_color") or None
    if colour is not None and colour not in TOPIC_COLOURS:
        raise bad_request("invalid icon color specified")
    topic = call.world.opens_topic(group, call.bot, name, colour, call.params.text("icon_custom_emoji_id"))
    result: dict[str, Any] = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    if topic.icon_custom_emoji_id:
        result["icon_custom_emoji_id"] = topic.icon_custom_emoji_id
    return result


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    """Rename a topic."""
    group = _forum(call, "edit")
    topic = _topic(call, group)
    name = _name(call) if "name" in call.params else topic.name
    icon = call.params.text("icon_custom_emoji_id") if "icon_custom_emoji_id" in call.params else None
    if name == topic.name and icon in (None, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_custom_emoji_id = name, icon or topic.icon_custom_emoji_id
    _tell(call, group, topic, {"forum_topic_edited": {"name": name}})
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    """Close a topic: only administrators may write there."""
    return _close(call, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return _close(call, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    group = _forum(call, "delete")
    topic = _topic(call, group)
    del group.topics[topic.id]
    for message in group.shown():
        if message.thread == topic.id:
            message.deleted = True
            call.world.events.tell("delete", group, message)
    call.world.events.tell("chat", group)
    return True


def _close(call: Call, *, closed: bool) -> bool:
    group = _forum(call, "edit")
    topic = _topic(call, group)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _tell(call, group, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _tell(call: Call, group: Group, topic: Topic, content: dict[str, Any]) -> None:
    call.world.post(group, call.bot, content, thread=topic.id)
    call.world.events.tell("chat", group)


def _forum(call: Call, verb: str) -> Group:
    chat = call.chat_to_reach()
    if not isinstance(chat, Group) or not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.is_admin(call.bot):
        raise bad_request(f"not enough rights to {verb} a topic")
    return chat


def _topic(call: Call, group: Group) -> Topic:
    topic = group.topics.get(call.params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _name(call: Call) -> str:
    name = (call.params.text("name") or "").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    return name
