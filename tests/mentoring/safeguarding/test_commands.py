"""The lexicon on the command line."""

import json

import pytest
from typer.testing import CliRunner

from bot.commands import safeguarding as commands
from mentoring.safeguarding import LexiconSource, compile_lexicon
from tests.mentoring.safeguarding.small_lexicon import ENGLISH_CONTEXTS, SHARED, lexicon_of, row, table

ROWS = (
    row("want to die", positive="i want to die || i want to die now", negative="to want || die"),
    row("kill myself", positive="kill myself || i kill myself", negative="kill time || myself"),
)


@pytest.fixture
def shipped(monkeypatch):
    """A lexicon of two English rows in place of the shipped one; change `rows` to ship others."""
    shipped = {"en": LexiconSource(table(*ROWS), ENGLISH_CONTEXTS)}
    monkeypatch.setattr(commands, "shipped_source", lambda language: shipped.get(language, LexiconSource("")))
    monkeypatch.setattr(commands, "shipped_shared", lambda: SHARED)
    monkeypatch.setattr(commands, "shipped_lexicon", lambda: compile_lexicon(shipped, SHARED))
    monkeypatch.setattr(commands, "development_set", lambda language: [])
    return shipped


def run(*arguments: str):
    return CliRunner().invoke(commands.lexicon_app, list(arguments))


def scanned(*lines: object) -> tuple[list[dict], list[str]]:
    complaints: list[str] = []
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    answers = commands.scan_lines(lexicon_of(*ROWS), raw, complaints.append)
    return [json.loads(answer) for answer in answers], complaints


def test_scan_answers_each_message_once():
    answers, complaints = scanned(
        {"id": 1, "lang": "en", "text": "so I want to die"}, {"id": "b", "lang": "tr", "text": "hello"}, b"\n"
    )
    assert answers == [
        {
            "id": 1,
            "categories": ["self_harm"],
            "severity": "high",
            "spans": [{"start": 5, "end": 16, "rule": "en-test-001", "category": "self_harm"}],
            "rules": ["en-test-001"],
        },
        {"id": "b", "categories": [], "severity": "none", "spans": [], "rules": []},
    ]
    assert complaints == []


def test_scan_survives_lines_that_cannot_be_read():
    answers, complaints = scanned(
        b"{not json\n",
        b"[1, 2]\n",
        b'{"text": "no id"}\n',
        {"id": 4, "text": None},
        {"id": 5, "lang": 7, "text": "kill \ud800 myself"},
        b'{"id": 6, "text": "kill myself \xff"}\n',
        b"[" * 100_000 + b"\n",
    )
    assert [(answer["id"], answer["severity"], "error" in answer) for answer in answers] == [
        (4, "none", True),
        (5, "high", False),
        (6, "high", False),
    ]
    assert [complaint.partition(":")[0] for complaint in complaints] == [
        "line 1",
        "line 2",
        "line 3",
        "line 4",
        "line 7",
    ]


def test_check_counts_the_rows(shipped):
    result = run("check", "en")
    assert result.exit_code == 0
    assert "2 rows" in result.output


def test_check_names_every_mistake(shipped):
    shipped["en"] = LexiconSource(table(row("{kill"), row("xx")))
    result = run("check")
    assert result.exit_code == 1
    assert "line 2" in result.output
    assert "line 3" in result.output
    assert "2 mistakes" in result.output


def test_test_names_sentences_that_do_not_do_what_their_row_says(shipped):
    assert run("test", "en").exit_code == 0
    shipped["en"] = LexiconSource(table(row("kill", positive="kill it || hello", negative="kill me || bye")))
    result = run("test", "en")
    assert result.exit_code == 1
    assert "should match but does not: hello" in result.output
    assert "matches but should not: kill me" in result.output


def test_look_shows_what_is_seen_and_why(shipped):
    result = run("look", "I w4nt to die")
    assert result.output.splitlines() == [
        "critical",
        "en-test-001  critical  leet  «I w4nt to die»".replace("«I ", "«"),
    ]


def test_diff_shows_rows_that_changed(shipped, tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text(table(*ROWS), encoding="utf-8")
    new.write_text(table(ROWS[0] | {"severity": "critical"}, row("hurt me", id="en-test-900")), encoding="utf-8")
    result = run("diff", str(old), str(new))
    assert result.exit_code == 0, result.output
    assert "~ en-test-001: severity" in result.output
    assert "- en-test-002: kill myself" in result.output
    assert "+ en-test-900: hurt me" in result.output


def test_export_and_import_bring_rows_from_one_lexicon_to_another(shipped, tmp_path):
    exported = run("export", "en").output
    folder = tmp_path / "locales"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "lexicon.csv").write_text(table(ROWS[0]), encoding="utf-8")
    (tmp_path / "rows.csv").write_text(exported, encoding="utf-8")
    result = run("import", str(tmp_path / "rows.csv"), "--into", str(folder))
    assert result.exit_code == 0, result.output
    assert (folder / "en" / "lexicon.csv").read_text(encoding="utf-8") == exported


def test_import_refuses_rows_that_break_their_promises(shipped, tmp_path):
    folder = tmp_path / "locales"
    (folder / "en").mkdir(parents=True)
    (tmp_path / "rows.csv").write_text(table(row("kill", positive="kill || hello")), encoding="utf-8")
    result = run("import", str(tmp_path / "rows.csv"), "--into", str(folder))
    assert result.exit_code == 1
    assert "should match but does not: hello" in result.output
    assert not (folder / "en" / "lexicon.csv").exists()
