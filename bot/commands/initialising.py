"""`interlude init`: from a token to the first coordinator's link."""

import os
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.cannot_start import CannotStart
from bot.clock import SystemClock
from bot.installation import opened_store
from bot.settings import Settings
from bot.transport import AiohttpRequest
from mentoring.invites import LIFETIME, code_from, hash_of
from mentoring.people import Role
from mentoring.programmes import Rules
from storage import audit, due, invites, people, programmes
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class FirstProgramme:
    """What `init` asks: the programme's name, zone and language, and its first coordinator's name."""

    name: str
    zone: ZoneInfo
    language: str
    coordinator: str


async def username_of(settings: Settings, token: str) -> str:
    """Ask Telegram who a token's bot is. Raises CannotStart with a sentence when it does not say."""
    bot = Bot(token, base_url=settings.api_base_url, request=AiohttpRequest(), get_updates_request=AiohttpRequest())
    try:
        async with bot:
            return bot.username
    except InvalidToken:
        raise CannotStart("Telegram does not know this token. Please copy it from BotFather once more.") from None
    except TelegramError as error:
        raise CannotStart(f"Telegram could not be asked about the token: {type(error).__name__}.") from None


async def set_up(settings: Settings, username: str, first: FirstProgramme) -> str:
    """Make the database, the programme and its coordinator, and return the coordinator's link."""
    now = SystemClock().now()
    code = code_from(os.urandom(15))

    def act(tx: Tx) -> None:
        programme = programmes.add(
            tx, name=first.name, zone=first.zone, language=first.language, rules=Rules(rota_required=True), now=now
        )
        coordinator = people.add(
            tx,
            programme=programme,
            role=Role.COORDINATOR,
            display_name=first.coordinator,
            language=first.language,
            now=now,
        )
        expires = now + LIFETIME
        invite = invites.add(tx, person=coordinator, code_hash=hash_of(code), expires_at=expires, now=now)
        due.add(tx, kind="invite_expired", subject=invite, occurrence=f"invite_expired:{invite}", due_at=expires)
        audit.add(tx, actor="init", did="programme.added", about=f"programme:{programme}", at=now)

    async with opened_store(settings) as store:
        await store.write(act)
    return f"https://t.me/{username}?start={code}"


def write_env(file: Path, values: dict[str, str]) -> None:
    """Set values in a `.env` file that only its owner can read; other lines stay as they are."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in values]
    text = "\n".join([*kept, *(f"{name}={value}" for name, value in values.items())]) + "\n"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    file.chmod(0o600)
