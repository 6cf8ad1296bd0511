"""Bare python-telegram-bot with concurrent updates over our aiohttp request."""

from telegram.ext import ApplicationBuilder

from benchmarks.contenders.ptb import run
from bot.transport import AiohttpRequest

if __name__ == "__main__":
    run(ApplicationBuilder().concurrent_updates(256).request(AiohttpRequest()).get_updates_request(AiohttpRequest()))
