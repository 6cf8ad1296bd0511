"""Methods about the bot itself: who it is, what it says of itself, what its menu offers."""

import json
from typing import Any

from phones.accounts import Bot
from phones.bot_api import Call, method
from phones.chats import Group, PrivateChat
from phones.errors import bad_request

Json = dict[str, Any]

MOST_COMMANDS = 100
_LONGEST = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
def get_me(call: Call) -> Json:
    """Return the bot as a `User`, with what it may do."""
    return {
        **call.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Remember the commands for one scope and language."""
    commands = call.params.array("commands")
    if commands is None:
        raise bad_request("can't parse commands: array expected")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.profile.commands[_scope(call), _language(call)] = [
        {"command": str(c["command"]).removeprefix("/"), "description": str(c["description"])} for c in commands
    ]
    call.world.events.tell("bot", subject=call.bot)
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, str]]:
    """Return the commands of exactly this scope and language."""
    return call.bot.profile.commands.get((_scope(call), _language(call)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Forget the commands of one scope and language."""
    call.bot.profile.commands.pop((_scope(call), _language(call)), None)
    call.world.events.tell("bot", subject=call.bot)
    return True


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """Remember the menu button of one person, or of everyone."""
    button = call.params.object("menu_button") or {"type": "default"}
    call.bot.profile.menu_buttons[call.params.integer("chat_id") or None] = button
    call.world.events.tell("bot", subject=call.bot)
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Json:
    """Return the menu button of one person, or of everyone."""
    buttons = call.bot.profile.menu_buttons
    return buttons.get(call.params.integer("chat_id") or None) or buttons.get(None) or {"type": "commands"}


def _text_method(suffix: str, field: str) -> None:
    """Register setMy… and getMy… for one text that a bot tells of itself in several languages."""

    @method(f"setMy{suffix}")
    def set_text(call: Call) -> bool:
        text = call.params.text(field) or ""
        if len(text) > _LONGEST[field]:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        texts = _texts(call.bot, field)
        if text:
            texts[_language(call)] = text
        else:
            texts.pop(_language(call), None)
        call.world.events.tell("bot", subject=call.bot)
        return True

    @method(f"getMy{suffix}")
    def get_text(call: Call) -> Json:
        texts = _texts(call.bot, field)
        default = call.bot.first_name if field == "name" else ""
        return {field: texts.get(_language(call)) or texts.get("") or default}


_text_method("Name", "name")
_text_method("Description", "description")
_text_method("ShortDescription", "short_description")


def commands_for(bot: Bot, chat: PrivateChat | Group, language: str | None) -> list[dict[str, str]]:
    """Return what the bot's menu offers in a chat to a member who is no administrator.

    Source: Bot API documentation, "Determining list of commands": the narrowest scope first, each in the person's
    language before any language.
    """
    if isinstance(chat, PrivateChat):
        scopes: list[Json] = [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}]
    else:
        scopes = [{"type": "chat", "chat_id": chat.id}, {"type": "all_group_chats"}]
    for scope in [*scopes, {"type": "default"}]:
        for code in ((language or "")[:2], ""):
            if commands := bot.profile.commands.get((_key(scope), code)):
                return commands
    return []


def _texts(bot: Bot, field: str) -> dict[str, str]:
    profile = bot.profile
    return {"name": profile.names, "description": profile.descriptions}.get(field, profile.short_descriptions)


def _scope(call: Call) -> str:
    return _key(call.params.object("scope") or {"type": "default"})


def _key(scope: Json) -> str:
    """Return one spelling for a scope, however its ids were given."""
    return json.dumps({k: int(v) if k != "type" else v for k, v in scope.items()}, sort_keys=True)


def _language(call: Call) -> str:
    return call.params.text("language_code") or ""
