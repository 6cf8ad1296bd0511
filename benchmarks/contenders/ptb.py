"""Bare python-telegram-bot: a handler that passes each text on, as its documentation shows."""

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters


async def pass_on(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send the text to the partner chat."""
    assert update.message is not None
    chat = update.message.chat_id
    await context.bot.send_message(1000 + ((chat - 1000) ^ 1), update.message.text or "")


def run(builder: "ApplicationBuilder[Any, Any, Any, Any, Any, Any]") -> None:
    """Poll until SIGTERM."""
    port = sys.argv[1]
    application: Application[Any, Any, Any, Any, Any, Any] = (
        builder.token("7:bench").base_url(f"http://127.0.0.1:{port}/bot").build()
    )
    application.add_handler(MessageHandler(filters.TEXT, pass_on))
    application.run_polling()


if __name__ == "__main__":
    run(ApplicationBuilder())
