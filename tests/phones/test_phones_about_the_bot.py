"""What a bot says of itself is remembered per language and scope, and shown in the right chats."""

import pytest
import telegram
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest

from phones import Phone
from phones.methods.about_bot import commands_for


async def test_names_and_descriptions_are_kept_per_language(telegram_bot: telegram.Bot) -> None:
    await telegram_bot.set_my_description("For mentoring pairs")
    await telegram_bot.set_my_description("За менторски двойки", language_code="bg")
    await telegram_bot.set_my_short_description("Mentoring")
    await telegram_bot.set_my_name("Interlude Demo")
    assert (await telegram_bot.get_my_description(language_code="bg")).description == "За менторски двойки"
    assert (await telegram_bot.get_my_description(language_code="es")).description == "For mentoring pairs"
    assert (await telegram_bot.get_my_short_description()).short_description == "Mentoring"
    assert (await telegram_bot.get_my_name()).name == "Interlude Demo"
    assert (await telegram_bot.get_me()).first_name == "Interlude Demo"


async def test_commands_are_kept_per_scope_and_language(quick_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    ben.starts()
    everyone = [BotCommand("help", "Help")]
    private = [BotCommand("goal", "Цел")]
    own = [BotCommand("pairs", "My pairs")]
    await quick_bot.set_my_commands(everyone)
    await quick_bot.set_my_commands(private, BotCommandScopeAllPrivateChats(), language_code="bg")
    await quick_bot.set_my_commands(own, BotCommandScopeChat(ben.account.id))
    assert await quick_bot.get_my_commands() == tuple(everyone)
    assert await quick_bot.get_my_commands(BotCommandScopeAllPrivateChats()) == ()
    bot = ben.world.first_bot()
    assert [c["command"] for c in commands_for(bot, ben.chat, "bg")] == ["pairs"]
    assert [c["command"] for c in commands_for(bot, amina.chat, "bg")] == ["goal"]
    assert [c["command"] for c in commands_for(bot, amina.chat, "en")] == ["help"]
    await quick_bot.delete_my_commands(BotCommandScopeChat(ben.account.id))
    assert [c["command"] for c in commands_for(bot, ben.chat, "bg")] == ["goal"]


@pytest.mark.parametrize("command", ["Help", "помощ", "a" * 33, "with space"])
async def test_a_command_is_written_in_small_latin_letters(quick_bot: telegram.Bot, command: str) -> None:
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await quick_bot.set_my_commands([(command, "text")])


async def test_the_menu_button_is_kept(quick_bot: telegram.Bot, ben: Phone) -> None:
    await quick_bot.set_chat_menu_button(ben.account.id, MenuButtonCommands())
    assert (await quick_bot.get_chat_menu_button(ben.account.id)).type == "commands"


async def test_a_person_and_the_bot_are_members_of_their_chat(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    assert (await quick_bot.get_chat_member(ben.account.id, ben.account.id)).status == "member"
    chat = await quick_bot.get_chat(ben.account.id)
    assert (chat.type, chat.username) == ("private", "ben_k")
