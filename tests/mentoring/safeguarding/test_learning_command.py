"""`interlude lexicon learn`: from files of sentences to weights of words."""

import pytest
from typer.testing import CliRunner

import locales
from bot.commands import learning
from bot.commands.safeguarding import lexicon_app
from mentoring.safeguarding.likeness import Learnt, Likeness
from mentoring.safeguarding.patterns import words_of
from tests.mentoring.safeguarding.small_lexicon import SHARED, row, table

ROOMS = ("cellar", "attic", "kitchen", "shed", "garage")
HARM = [f"high,abuse,he {deed} me in the {room}\n" for room in ROOMS for deed in ("locks", "kicks", "burns")]
CALM = [f"none,,we {deed} bread in the {room}\n" for room in ROOMS for deed in ("bake", "eat", "sell")]


@pytest.fixture
def sentences(monkeypatch, tmp_path):
    """Files of English sentences in place of the shipped ones; returns them by name, and where weights go."""
    texts = {"sentences": "severity,category,text\n" + "".join(HARM + CALM)}
    monkeypatch.setattr(learning, "LANGUAGES", ("en",))
    monkeypatch.setattr(learning, "LEARNT", tmp_path / "likeness.bin")
    monkeypatch.setattr(learning, "shipped_shared", lambda: SHARED)
    monkeypatch.setattr(locales, "sentences_csv", lambda language: texts["sentences"])
    monkeypatch.setattr(locales, "lexicon_csv", lambda language: table(row("nobody cares")))
    return texts


def test_it_writes_the_weights_and_says_the_limits(sentences):
    result = CliRunner().invoke(lexicon_app, ["learn"])
    assert result.exit_code == 0, result.output
    assert "34 sentences" in result.output
    learnt = Learnt.from_bytes(learning.LEARNT.read_bytes())
    assert learnt.learnt_from == learning.learnt_from()
    weigh = Likeness(learnt).weigh
    assert weigh(words_of("he kicks me in the yard")).score > weigh(words_of("we eat bread in the yard")).score


def test_a_sentence_that_cannot_be_read_is_named_and_nothing_is_written(sentences):
    sentences["sentences"] += "high,abuze,he shouts\n"
    result = CliRunner().invoke(lexicon_app, ["learn"])
    assert result.exit_code == 1
    assert "locales/en/sentences.csv, line 32" in result.output
    assert not learning.LEARNT.exists()
