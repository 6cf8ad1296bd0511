"""Methods about chats and who is in them."""

from typing import Any

from phones.bot_api import Call, method
from phones.chats import Group, PrivateChat, chat_member
from phones.errors import bad_request

Json = dict[str, Any]


@method("getChat")
def get_chat(call: Call) -> Json:
    """Return what is known of a chat."""
    chat = call.chat()
    full: Json = {
        **chat.as_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    pinned = chat.find(chat.pinned[0]) if chat.pinned else None
    if pinned is not None:
        full["pinned_message"] = pinned.as_json(with_reply=False)
    if isinstance(chat, PrivateChat) and chat.account.refuses_voice:
        full["has_restricted_voice_and_video_messages"] = True
    if isinstance(chat, Group):
        full["permissions"] = {"can_send_messages": True, "can_manage_topics": False}
    return full


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """Return what someone is in a chat."""
    chat = call.chat()
    user_id = call.params.integer("user_id")
    if isinstance(chat, PrivateChat):
        if user_id == chat.account.id:
            return chat_member(chat.account, "member")
        if user_id == call.bot.id:
            return chat_member(call.bot, "kicked" if chat.blocked else "member")
        raise bad_request("member not found")
    if user_id in chat.members:
        return chat_member(*chat.members[user_id])
    if (account := call.world.accounts.get(user_id)) is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return chat_member(account, "left")


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """Return the administrators of a group, other bots left out."""
    group = _group(call, "there are no administrators in the private chat")
    return [
        chat_member(who, status)
        for who, status in group.members.values()
        if status in ("creator", "administrator") and (not who.is_bot or who is call.bot)
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """Return how many are in a chat."""
    chat = call.chat()
    return 2 if isinstance(chat, PrivateChat) else len(chat.present())


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Leave a group."""
    group = _group(call, "chat member status can't be changed in private chats")
    call.world.leaves(call.bot, group)
    return True


def _group(call: Call, else_: str) -> Group:
    chat = call.chat()
    if isinstance(chat, PrivateChat):
        raise bad_request(else_)
    return chat
