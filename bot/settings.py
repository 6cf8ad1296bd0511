"""Settings: read once, typed, and loud when wrong. The README's table lists them; a test compares the two."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.cannot_start import SettingWrong
from storage.vault import new_secret_key, read_secret_key

_ENV = {
    "bot_token": "TELEGRAM_BOT_TOKEN",
    "api_base_url": "TELEGRAM_API_BASE_URL",
    "file_base_url": "TELEGRAM_FILE_BASE_URL",
    "data_dir": "INTERLUDE_DATA_DIR",
    "database_url": "INTERLUDE_DATABASE_URL",
    "secret_key": "INTERLUDE_SECRET_KEY",
    "http_host": "INTERLUDE_HTTP_HOST",
    "http_port": "INTERLUDE_HTTP_PORT",
    "admin_token": "INTERLUDE_ADMIN_TOKEN",
    "log_level": "INTERLUDE_LOG_LEVEL",
    "canary_chat": "INTERLUDE_CANARY_CHAT",
    "operator_chat": "INTERLUDE_OPERATOR_CHAT",
}
"""Each setting's environment variable."""


class Settings(BaseSettings):
    """All there is to set, from the environment or a `.env` file."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    bot_token: SecretStr | None = Field(
        None, validation_alias=_ENV["bot_token"], description="The token that BotFather gave the bot. `run` needs it."
    )
    api_base_url: str = Field(
        "https://api.telegram.org/bot",
        validation_alias=_ENV["api_base_url"],
        description="Where the Bot API is; the token is put right behind it, so it ends in `/bot`.",
    )
    file_base_url: str = Field(
        "https://api.telegram.org/file/bot",
        validation_alias=_ENV["file_base_url"],
        description="Where files are fetched from; ends in `/file/bot`.",
    )
    data_dir: Path = Field(
        Path("data"),
        validation_alias=_ENV["data_dir"],
        description="The folder for the database file, the key file and the lock.",
    )
    database_url: str | None = Field(
        None,
        validation_alias=_ENV["database_url"],
        description="`sqlite:///path/to/file.db` or `postgresql://…`. Without it, a SQLite file in the data folder.",
    )
    secret_key: SecretStr | None = Field(
        None,
        validation_alias=_ENV["secret_key"],
        description="The key that wraps all other keys: 32 bytes as URL-safe base64. Without it, a key file that only "
        "its owner can read is made in the data folder on the first run.",
    )
    http_host: str = Field(
        "127.0.0.1", validation_alias=_ENV["http_host"], description="The address that the admin API listens on."
    )
    http_port: int = Field(
        8080, ge=0, le=65535, validation_alias=_ENV["http_port"], description="The port that the admin API listens on."
    )
    admin_token: SecretStr | None = Field(
        None,
        validation_alias=_ENV["admin_token"],
        description="The bearer token of the admin API, 16 characters or more. Without it, one is made in the data "
        "folder on the first run.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias=_ENV["log_level"], description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )
    canary_chat: int | None = Field(
        None,
        validation_alias=_ENV["canary_chat"],
        description="The Telegram id of a chat that sees the hourly test of the alarm chain, such as a duty phone's. "
        "Without it, the test shows nothing to anybody.",
    )
    operator_chat: int | None = Field(
        None,
        validation_alias=_ENV["operator_chat"],
        description="The Telegram id of a chat of whoever runs Interlude, or of the staff group: told when that test "
        "does not come through. Without it, only the log and /readyz say so.",
    )

    @field_validator(
        "bot_token", "database_url", "secret_key", "admin_token", "canary_chat", "operator_chat", mode="before"
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _token_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, _, secret = value.get_secret_value().partition(":")
            if not number.isdecimal() or not secret:
                raise ValueError("a bot token looks like 123456789:AAE…, as BotFather wrote it")
        return value

    @field_validator("api_base_url", "file_base_url")
    @classmethod
    def _base_form(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith("/bot"):
            raise ValueError("it must begin with http:// or https:// and end in /bot")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_form(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("it must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("secret_key")
    @classmethod
    def _key_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                read_secret_key(value.get_secret_value())
            except ValueError as error:
                raise ValueError(f"it must be 32 bytes as URL-safe base64, but {error}") from error
        return value

    @field_validator("admin_token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("it must have 16 characters or more")
        return value

    @property
    def sqlite_path(self) -> Path | None:
        """The SQLite file, or None when the database is PostgreSQL."""
        if self.database_url is None:
            return self.data_dir / "interlude.db"
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def read_settings(**given: object) -> Settings:
    """Read the settings; `given` ones (by field name) win. Raises SettingWrong, which names the first wrong one."""
    try:
        return Settings(**{_ENV[name]: value for name, value in given.items()})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        reason = str(first.get("ctx", {}).get("error") or first["msg"])
        # The value is left out: half of these are secrets.
        raise SettingWrong(f"{_ENV.get(name, name)}: {reason[0].lower()}{reason[1:]}.") from None


def secret_key_of(settings: Settings) -> bytes:
    """Return the installation's key: the setting, else the key file's, which is made on first use (mode 0600)."""
    if settings.secret_key is not None:
        return read_secret_key(settings.secret_key.get_secret_value())
    text = _kept_secret(settings.data_dir / "secret.key", new_secret_key)
    try:
        return read_secret_key(text)
    except ValueError as error:
        raise SettingWrong(f"The key file {settings.data_dir / 'secret.key'} is damaged: {error}.") from None


def bot_token_of(settings: Settings) -> str:
    """Return the bot's token. Raises SettingWrong when there is none."""
    if settings.bot_token is None:
        raise SettingWrong("TELEGRAM_BOT_TOKEN: `interlude run` needs the bot's token; `interlude init` asks for it.")
    return settings.bot_token.get_secret_value()


def admin_token_of(settings: Settings) -> str:
    """Return the admin API's token: the setting, else the one kept in the data folder, made on first use."""
    if settings.admin_token is not None:
        return settings.admin_token.get_secret_value()
    return _kept_secret(settings.data_dir / "admin.token", new_secret_key)


def _kept_secret(file: Path, make: Callable[[], str]) -> str:
    """Return what a secret file holds; one that is missing is made, readable by its owner alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as opened:
                opened.write(make() + "\n")
                opened.flush()
                os.fsync(opened.fileno())
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingWrong(f"INTERLUDE_DATA_DIR: cannot use {file}: {error.strerror}.") from None
