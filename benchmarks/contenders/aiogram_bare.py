"""Bare aiogram: a handler that passes each text on, as its documentation shows (updates run as tasks)."""

import asyncio
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message(F.text)
async def pass_on(message: Message, bot: Bot) -> None:
    """Send the text to the partner chat."""
    await bot.send_message(1000 + ((message.chat.id - 1000) ^ 1), message.text or "")


async def main() -> None:
    """Poll until SIGTERM."""
    server = TelegramAPIServer.from_base(f"http://127.0.0.1:{sys.argv[1]}")
    bot = Bot("7:bench", session=AiohttpSession(api=server, limit=256))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
