"""`interlude doctor`: what is right and what is wrong with an installation, in plain words."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import InvalidToken, TelegramError

from bot.cannot_start import SettingWrong
from bot.installation import database_of, target_of
from bot.settings import Settings, secret_key_of
from bot.transport import AiohttpRequest
from storage import programmes
from storage.dialect import Dialect
from storage.schema import current_step, steps
from storage.secret_key import opens
from storage.store import Store
from storage.vault import Vault

_MOST_CLOCK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and a sentence that says what to do when it is not."""

    well: bool
    sentence: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything in turn: database, key, token, webhook, clock, staff groups."""
    for finding in await _database(settings):
        yield finding
    if settings.bot_token is None:
        yield Finding(False, "There is no bot token. `interlude init` asks for it, or set TELEGRAM_BOT_TOKEN.")
        return
    bot = Bot(
        settings.bot_token.get_secret_value(),
        base_url=settings.api_base_url,
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    try:
        async with bot:
            yield Finding(True, f"Telegram knows the bot: @{bot.username}.")
            yield await _webhook(bot)
            yield _groups_allowed(bot)
            for finding in await _staff_groups(settings, bot):
                yield finding
    except InvalidToken:
        yield Finding(False, "Telegram does not know this token. BotFather shows the right one: /mybots, API Token.")
    except TelegramError as error:
        yield Finding(False, f"Telegram cannot be reached ({type(error).__name__}). Is this machine on the internet?")
    yield await _clock(settings)


async def _database(settings: Settings) -> list[Finding]:
    dialect, target = target_of(settings)
    if dialect is Dialect.SQLITE and not Path(target).exists():  # noqa: ASYNC240 - nothing else runs in this process
        return [Finding(False, f"There is no database at {target} yet. `interlude init` or `interlude run` makes it.")]
    try:
        step = current_step(dialect, target)
    except (sqlite3.Error, OSError, ImportError) as error:
        return [Finding(False, f"The database cannot be opened: {error}.")]
    except Exception as error:  # noqa: BLE001 - the driver's own errors, which only the postgres extra knows
        return [Finding(False, f"The database cannot be opened: {str(error).splitlines()[0]}.")]
    if step is None:
        return [Finding(False, "The database is empty. `interlude migrate` sets it up.")]
    if step not in steps():
        return [
            Finding(False, f"The database is newer (schema {step}) than this Interlude. Install the newer version.")
        ]
    behind = "" if step == steps()[-1] else f" It is at schema {step}; the next start brings it to {steps()[-1]}."
    return [Finding(True, f"The database opens.{behind}"), await _key(settings)]


async def _key(settings: Settings) -> Finding:
    try:
        key = secret_key_of(settings)
    except SettingWrong as error:
        return Finding(False, str(error))
    store = await Store.open(database_of(settings), Vault(key))
    try:
        if await store.read(opens):
            return Finding(True, "The secret key opens what the database holds.")
    finally:
        await store.close()
    return Finding(False, "The secret key is not the one this database was made with; nothing in it can be read.")


async def _webhook(bot: Bot) -> Finding:
    info = await bot.get_webhook_info()
    if info.url:
        return Finding(
            False,
            "A webhook is set for this bot, so polling gets nothing. If no other program needs it, remove it: open "
            "the Bot API's deleteWebhook for this bot once.",
        )
    if info.pending_update_count > 100:
        return Finding(False, f"{info.pending_update_count} messages wait at Telegram. Is `interlude run` running?")
    return Finding(True, "No webhook is set, so polling works.")


def _groups_allowed(bot: Bot) -> Finding:
    if bot.can_join_groups:
        return Finding(True, "The bot may join groups, as a staff group needs. It leaves any group that is not yours.")
    return Finding(True, "The bot may not join groups. To use a staff group, allow it in BotFather: /setjoingroups.")


async def _staff_groups(settings: Settings, bot: Bot) -> list[Finding]:
    try:
        store = await Store.open(database_of(settings), Vault(secret_key_of(settings)))
    except (SettingWrong, OSError):
        return []
    try:
        known = await store.read(programmes.everyone)
    except Exception:  # noqa: BLE001 - what is wrong with the database has been said already
        return []
    finally:
        await store.close()
    findings = []
    for programme in known:
        if programme.staff_chat_id is None:
            sentence = (
                f"“{programme.name}” has no staff group; its staff are told one by one. To have one, a coordinator "
            )
            findings.append(Finding(True, sentence + "who has joined brings the bot into a group."))
            continue
        try:
            member = await bot.get_chat_member(programme.staff_chat_id, bot.id)
            there = member.status in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
        except TelegramError:
            there = False
        if there:
            findings.append(Finding(True, f"The bot is in the staff group of “{programme.name}”."))
        else:
            sentence = f"The bot is not in the staff group of “{programme.name}” any more. Bring it in again."
            findings.append(Finding(False, sentence))
    return findings


async def _clock(settings: Settings) -> Finding:
    """Compare this machine's clock with the Date that the Bot API's server writes on any answer."""
    try:
        async with aiohttp.ClientSession() as session, session.get(settings.api_base_url) as response:
            written = response.headers.get("Date")
    except (aiohttp.ClientError, OSError):
        return Finding(True, "The clock was not compared: Telegram could not be reached.")
    if written is None:
        return Finding(True, "The clock was not compared: the server did not say what time it is.")
    apart = abs((parsedate_to_datetime(written) - datetime.now(UTC)).total_seconds())
    if apart > _MOST_CLOCK_SECONDS:
        sentence = f"This machine's clock is {apart:.0f} seconds off, so quiet hours begin and end at the wrong time. "
        return Finding(False, sentence + "Switch on time synchronisation.")
    return Finding(True, "The clock is right.")
