"""A wrong setting stops the start with one sentence that names it."""

import asyncio
import stat
import sys
from pathlib import Path

import pytest

from bot.cannot_start import SettingWrong
from bot.settings import Settings, admin_token_of, read_settings, secret_key_of
from storage.vault import new_secret_key
from tests.commands.conftest import Type


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not a token"),
        ("TELEGRAM_API_BASE_URL", "https://api.telegram.org"),
        ("TELEGRAM_FILE_BASE_URL", "ftp://x/bot"),
        ("INTERLUDE_DATABASE_URL", "mysql://localhost/x"),
        ("INTERLUDE_SECRET_KEY", "short"),
        ("INTERLUDE_HTTP_PORT", "99999"),
        ("INTERLUDE_HTTP_PORT", "http"),
        ("INTERLUDE_ADMIN_TOKEN", "short"),
        ("INTERLUDE_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingWrong) as error:
        read_settings()
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)
    if "TOKEN" in name or "KEY" in name:
        assert value not in str(error.value)


def test_an_empty_setting_is_an_unset_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_BOT_TOKEN", "INTERLUDE_DATABASE_URL", "INTERLUDE_SECRET_KEY", "INTERLUDE_ADMIN_TOKEN"):
        monkeypatch.setenv(name, "")
    settings = read_settings()
    assert settings.bot_token is None
    assert settings.sqlite_path == Path("data/interlude.db")


def test_the_key_file_is_made_once_and_is_nobody_elses(tmp_path: Path):
    settings = settings_in(tmp_path)
    first = secret_key_of(settings)
    assert secret_key_of(settings) == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert admin_token_of(settings) == admin_token_of(settings)


def test_a_damaged_key_file_is_named_and_not_replaced(tmp_path: Path):
    (tmp_path / "secret.key").write_text("gone")
    with pytest.raises(SettingWrong, match=r"secret\.key is damaged"):
        secret_key_of(settings_in(tmp_path))
    assert (tmp_path / "secret.key").read_text() == "gone"


def test_a_given_key_wins_over_the_file(tmp_path: Path):
    key = new_secret_key()
    assert secret_key_of(read_settings(data_dir=tmp_path, secret_key=key)) != secret_key_of(settings_in(tmp_path))


async def test_run_without_a_token_says_what_to_do_and_makes_nothing(type_in: Type, tmp_path: Path):
    typed = await type_in("run", INTERLUDE_DATA_DIR=str(tmp_path / "data"))
    assert typed.code == 1
    assert typed.err == "TELEGRAM_BOT_TOKEN: `interlude run` needs the bot's token; `interlude init` asks for it.\n"
    assert not (tmp_path / "data").exists()


async def test_a_data_folder_that_cannot_be_used_is_named(type_in: Type, tmp_path: Path):
    (tmp_path / "file").write_text("")
    typed = await type_in("migrate", INTERLUDE_DATA_DIR=str(tmp_path / "file" / "data"))
    assert typed.code == 1
    assert typed.err.startswith("INTERLUDE_DATA_DIR: cannot use ")
    assert "Traceback" not in typed.err


async def test_the_version_is_shown_by_a_fresh_interpreter_too(type_in: Type):
    """All other commands are typed in forked processes; this one starts as from a shell."""
    fresh = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--version", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(fresh.communicate(), 60)
    assert out.decode().startswith("Interlude 0.")
    assert (await type_in("--version")).out == out.decode()


def settings_in(folder: Path) -> Settings:
    return read_settings(data_dir=folder, secret_key=None, admin_token=None, database_url=None)
