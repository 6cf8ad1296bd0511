"""`interlude rehearse`: what it refuses before anything is played. What it plays stands in tests/rehearsal."""

from pathlib import Path

from tests.commands.conftest import Type


async def test_a_language_that_nobody_speaks_is_refused(type_in: Type):
    typed = await type_in("rehearse", "--language", "xx")

    assert typed.code == 1
    assert typed.err == "There is no language “xx”. There are: bg, en, es, tr.\n"


async def test_nothing_that_is_kept_is_overwritten(type_in: Type, tmp_path: Path):
    (tmp_path / "term.db").write_text("mine")

    typed = await type_in("rehearse", "--pairs", "1", "--weeks", "1", "--keep", "term.db")

    assert typed.code == 1
    assert typed.err == "term.db exists already; nothing was overwritten. Choose another folder.\n"
    assert (tmp_path / "term.db").read_text() == "mine"
