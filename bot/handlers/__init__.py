"""The bot's table of contents: what it listens to, in the order in which it is tried."""

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, TypeHandler, filters

from bot.context import BotApplication, BotContext, turn
from bot.handlers.helping import help_asked, rules_asked, unknown_command
from bot.handlers.joining import choose_language, induction_accepted, language_chosen, start
from bot.handlers.membership import membership_changed
from bot.handlers.relaying import addressee_chosen, edit_message, relay_message
from bot.handlers.taking_back import resend_pressed, take_back_pressed
from bot.incoming import Written

# Edits match message filters too (case 8 of the facts), so every filter says which of the two it means.
_WRITTEN = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE


def register(application: BotApplication) -> None:
    """Register every handler."""
    application.add_handlers(
        [
            TypeHandler(Written, relay_message),
            CommandHandler("start", start, _WRITTEN),
            CommandHandler("help", help_asked, _WRITTEN),
            CommandHandler("rules", rules_asked, _WRITTEN),
            CommandHandler("language", choose_language, _WRITTEN),
            MessageHandler(_WRITTEN & filters.COMMAND, unknown_command),
            MessageHandler(_WRITTEN, relay_message),
            MessageHandler(_EDITED, edit_message),
            CallbackQueryHandler(language_chosen, pattern="^language:"),
            CallbackQueryHandler(induction_accepted, pattern="^agree:"),
            CallbackQueryHandler(take_back_pressed, pattern="^takeback:"),
            CallbackQueryHandler(resend_pressed, pattern="^resend:"),
            CallbackQueryHandler(addressee_chosen, pattern="^to:"),
            ChatMemberHandler(membership_changed, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    application.add_error_handler(_note_error)


async def _note_error(_update: object, context: BotContext) -> None:
    """Hand a handler's error to its lane, which tries again and at last parks the update."""
    turn.get().error = context.error
