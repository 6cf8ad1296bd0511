"""The bot's table of contents: what it listens to, in the order in which it is tried."""

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, TypeHandler, filters

from bot.context import BotApplication, BotContext, turn
from bot.handlers.agreeing import agreement_asked, agreement_pressed
from bot.handlers.answering import let_go_pressed
from bot.handlers.asked_words import meant_pressed, misplaced_pressed, stop_asked, unasked_pressed
from bot.handlers.away import away_asked, away_pressed, back_asked, back_pressed, staff_asked_for
from bot.handlers.breaks import break_asked, break_pressed, resume_asked, resume_pressed
from bot.handlers.cards import card_pressed, cards_asked
from bot.handlers.cases import case_pressed
from bot.handlers.check_in_time import check_in_time_pressed
from bot.handlers.check_ins import check_in_asked, check_in_pressed
from bot.handlers.drills import drill_asked
from bot.handlers.explaining import rules_asked, why_asked
from bot.handlers.feedback import change_pressed, feedback_pressed
from bot.handlers.goals import goal_asked, goal_pressed
from bot.handlers.helping import help_asked, unknown_command
from bot.handlers.joining import choose_language, induction_accepted, language_chosen, start
from bot.handlers.journal import adult_told, entry_shown, journal_asked, journal_pressed, shared_entry_opened
from bot.handlers.membership import membership_changed
from bot.handlers.menu import menu_asked, menu_pressed
from bot.handlers.relaying import addressee_chosen, edit_message, relay_message
from bot.handlers.safety import bare_pressed, safety_pressed
from bot.handlers.sessions import plan_pressed, session_asked, session_pressed
from bot.handlers.sharing import share_asked, share_of_pressed, share_pressed
from bot.handlers.start_point import (
    start_point_asked,
    start_point_picture,
    start_point_pressed,
    start_point_shown,
)
from bot.handlers.taking_back import resend_pressed, take_back_pressed
from bot.handlers.tasks import (
    task_again_pressed,
    task_done_pressed,
    task_later_pressed,
    task_list_pressed,
    task_pressed,
    tasks_asked,
)
from bot.handlers.wins import win_asked, win_pressed
from bot.handlers.worrying import mute_pressed, person_asked_for, unmute_pressed, worried_asked, worry_pressed
from bot.incoming import Written

# Edits match message filters too (case 8 of the facts), so every filter says which of the two it means.
_WRITTEN = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE
_WRITTEN_ANYWHERE = (filters.ChatType.PRIVATE | filters.ChatType.GROUPS) & filters.UpdateType.MESSAGE


def register(application: BotApplication) -> None:
    """Register every handler."""
    application.add_handlers(
        [
            TypeHandler(Written, relay_message),
            CommandHandler("start", start, _WRITTEN),
            CommandHandler("menu", menu_asked, _WRITTEN),
            CommandHandler("journal", journal_asked, _WRITTEN),
            CommandHandler("startpoint", start_point_asked, _WRITTEN),
            CommandHandler("cards", cards_asked, _WRITTEN),
            CommandHandler("help", help_asked, _WRITTEN),
            CommandHandler("rules", rules_asked, _WRITTEN),
            CommandHandler("why", why_asked, _WRITTEN),
            CommandHandler("agreement", agreement_asked, _WRITTEN),
            CommandHandler("language", choose_language, _WRITTEN),
            CommandHandler("away", away_asked, _WRITTEN),
            CommandHandler("back", back_asked, _WRITTEN),
            CommandHandler("pause", break_asked, _WRITTEN),
            CommandHandler("resume", resume_asked, _WRITTEN),
            CommandHandler(["stop", "cancel"], stop_asked, _WRITTEN),
            CommandHandler("session", session_asked, _WRITTEN),
            CommandHandler("goal", goal_asked, _WRITTEN),
            CommandHandler("win", win_asked, _WRITTEN),
            CommandHandler("checkin", check_in_asked, _WRITTEN),
            CommandHandler("share", share_asked, _WRITTEN),
            CommandHandler("worried", worried_asked, _WRITTEN),
            CommandHandler("tasks", tasks_asked, _WRITTEN_ANYWHERE),
            CommandHandler("drill", drill_asked, _WRITTEN_ANYWHERE),
            MessageHandler(_WRITTEN & filters.COMMAND, unknown_command),
            MessageHandler(_WRITTEN, relay_message),
            MessageHandler(_EDITED, edit_message),
            CallbackQueryHandler(menu_pressed, pattern="^menu:"),
            CallbackQueryHandler(card_pressed, pattern="^cards:"),
            CallbackQueryHandler(entry_shown, pattern=r"^jour:to\."),
            CallbackQueryHandler(adult_told, pattern=r"^jour:tell(at)?\."),
            CallbackQueryHandler(shared_entry_opened, pattern=r"^jour:read\."),
            CallbackQueryHandler(journal_pressed, pattern="^jour:"),
            CallbackQueryHandler(start_point_shown, pattern="^sp:show$"),
            CallbackQueryHandler(start_point_picture, pattern="^sp:(pic|dark)$"),
            CallbackQueryHandler(start_point_pressed, pattern="^sp:"),
            CallbackQueryHandler(language_chosen, pattern="^language:"),
            CallbackQueryHandler(induction_accepted, pattern="^agree:"),
            CallbackQueryHandler(take_back_pressed, pattern="^takeback:"),
            CallbackQueryHandler(resend_pressed, pattern="^resend:"),
            CallbackQueryHandler(addressee_chosen, pattern="^to:"),
            CallbackQueryHandler(misplaced_pressed, pattern="^misplaced:"),
            CallbackQueryHandler(meant_pressed, pattern="^meant:"),
            CallbackQueryHandler(unasked_pressed, pattern="^unasked:"),
            CallbackQueryHandler(safety_pressed, pattern="^safety:"),
            CallbackQueryHandler(bare_pressed, pattern="^bare:"),
            CallbackQueryHandler(case_pressed, pattern="^case:"),
            CallbackQueryHandler(feedback_pressed, pattern="^fb:"),
            CallbackQueryHandler(change_pressed, pattern="^lex:"),
            CallbackQueryHandler(worry_pressed, pattern="^worry:"),
            CallbackQueryHandler(share_of_pressed, pattern="^shareof:"),
            CallbackQueryHandler(share_pressed, pattern="^share:"),
            CallbackQueryHandler(mute_pressed, pattern="^mute:"),
            CallbackQueryHandler(unmute_pressed, pattern="^unmute:"),
            CallbackQueryHandler(person_asked_for, pattern="^human:"),
            CallbackQueryHandler(agreement_pressed, pattern="^agr:"),
            CallbackQueryHandler(let_go_pressed, pattern="^letgo:"),
            CallbackQueryHandler(away_pressed, pattern="^away:"),
            CallbackQueryHandler(back_pressed, pattern="^back:"),
            CallbackQueryHandler(break_pressed, pattern="^pause:"),
            CallbackQueryHandler(resume_pressed, pattern="^resume:"),
            CallbackQueryHandler(staff_asked_for, pattern="^askstaff:"),
            CallbackQueryHandler(session_pressed, pattern="^session:"),
            CallbackQueryHandler(plan_pressed, pattern="^plan:"),
            CallbackQueryHandler(goal_pressed, pattern="^goal:"),
            CallbackQueryHandler(win_pressed, pattern="^win:"),
            CallbackQueryHandler(check_in_pressed, pattern="^ci:"),
            CallbackQueryHandler(check_in_time_pressed, pattern="^sched:"),
            CallbackQueryHandler(task_list_pressed, pattern="^tasks:"),
            CallbackQueryHandler(task_pressed, pattern="^task:"),
            CallbackQueryHandler(task_done_pressed, pattern="^taskdone:"),
            CallbackQueryHandler(task_later_pressed, pattern="^tasklater:"),
            CallbackQueryHandler(task_again_pressed, pattern="^taskagain:"),
            ChatMemberHandler(membership_changed, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    application.add_error_handler(_note_error)


async def _note_error(_update: object, context: BotContext) -> None:
    """Hand a handler's error to its lane, which tries again and at last parks the update."""
    turn.get().error = context.error
