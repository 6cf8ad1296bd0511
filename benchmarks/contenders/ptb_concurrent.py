"""Bare python-telegram-bot with concurrent updates."""

from telegram.ext import ApplicationBuilder

from benchmarks.contenders.ptb import run

if __name__ == "__main__":
    run(ApplicationBuilder().concurrent_updates(256).connection_pool_size(256).pool_timeout(60))
