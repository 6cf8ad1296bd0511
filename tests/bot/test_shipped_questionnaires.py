"""The questionnaires that come with Interlude: right in all languages, and brought into the database once."""

from datetime import UTC, datetime

import pytest

import locales
from bot import shipped_questionnaires
from bot.shipped_questionnaires import bring_shipped_questionnaires
from mentoring.questionnaires.as_yaml import read_yaml
from mentoring.questionnaires.mistakes import in_words
from mentoring.questionnaires.questionnaire import Questionnaire, estimated_seconds
from mentoring.questionnaires.remarks import remarks
from mentoring.questionnaires.written import read_questionnaire, written_questionnaire
from storage import questionnaires
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
SHIPPED = locales.shipped_questionnaires()


def read(text: str) -> Questionnaire:
    return read_questionnaire(read_yaml(text).plain)


@pytest.fixture
async def store(sqlite_database: SqliteDatabase, vault: Vault):
    opened = await Store.open(sqlite_database, vault)
    yield opened
    await opened.close()


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_questionnaire_is_whole_in_every_language(key: str):
    it = read(SHIPPED[key])
    assert it.key == key
    assert set(it.languages) == set(locales.languages())
    assert [f"{in_words(one.place)}: {one.sentence}" for one in remarks(it)] == []
    assert estimated_seconds(it) <= 120
    assert read_questionnaire(written_questionnaire(it)) == it


async def test_they_are_brought_once(store: Store):
    await bring_shipped_questionnaires(store, NOW)
    await bring_shipped_questionnaires(store, NOW)

    rows = await store.read(lambda tx: tx.all("SELECT key, number FROM questionnaire_versions ORDER BY key"))
    assert [(row["key"], row["number"]) for row in rows] == [(key, 1) for key in sorted(SHIPPED)]


async def test_a_changed_file_is_another_version_and_a_file_that_is_gone_ends(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    files = {"a": _yaml("a", "text"), "b": _yaml("b", "text")}
    monkeypatch.setattr(locales, "shipped_questionnaires", lambda: files)
    await bring_shipped_questionnaires(store, NOW)
    first = await store.read(questionnaires.shipped_sources)

    files["a"] = _yaml("a", "date")
    del files["b"]
    await bring_shipped_questionnaires(store, NOW)

    rows = await store.read(lambda tx: tx.all("SELECT key, number, ended_at FROM questionnaire_versions ORDER BY id"))
    assert [(row["key"], row["number"], row["ended_at"] is None) for row in rows] == [
        ("a", 1, True),
        ("b", 1, False),
        ("a", 2, True),
    ]
    assert (await store.read(questionnaires.shipped_sources))["a"] != first["a"]


async def test_a_broken_file_is_logged_and_what_was_there_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    files = {"a": _yaml("a", "text")}
    monkeypatch.setattr(locales, "shipped_questionnaires", lambda: files)
    await bring_shipped_questionnaires(store, NOW)

    files["a"] = _yaml("a", "essay")
    await bring_shipped_questionnaires(store, NOW)

    assert "questions 1, kind" in caplog.text
    assert caplog.records[0].name == shipped_questionnaires.__name__
    rows = await store.read(lambda tx: tx.all("SELECT number FROM questionnaire_versions"))
    assert len(rows) == 1


def _yaml(key: str, kind: str) -> str:
    return f"""
key: {key}
languages: [en]
roles: [mentee]
title: Form
questions:
  - {{key: q, kind: {kind}, text: What}}
"""
