"""Compiling in a process of its own: what comes back, what is kept, and what is said when it does not work."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import lexicon_press
from bot.lexicon_press import MOST_KEPT, PressBroke, ProcessPress
from mentoring.safeguarding import LexiconError, LexiconRow, look_for_concerns
from tests.bot.small_press import small_shipped
from tests.watchwords import IDIOM, SISTER, small_rows

ROW = small_rows().rows("en")[0]
EXCEPTED = replace(ROW, exceptions=("grey thunder on",), negative=(*ROW.negative, IDIOM))


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProcessPress:
    monkeypatch.setattr(lexicon_press, "shipped_files", small_rows)
    monkeypatch.setattr(lexicon_press, "shipped_lexicon", small_shipped)
    return ProcessPress(tmp_path / "lexicons", module="tests.bot.small_press")


async def test_what_was_tried_is_kept_and_opened_without_compiling_again(press: ProcessPress, tmp_path: Path):
    overlay: dict[str, LexiconRow | None] = {ROW.id: EXCEPTED}
    effect = await press.effect({}, overlay)
    assert effect.broken == ()
    assert effect.looked_at > 0
    (file,) = (tmp_path / "lexicons").iterdir()
    inode = file.stat().st_ino
    lexicon = await press.lexicon(overlay)
    assert not look_for_concerns(lexicon, IDIOM).concerns
    assert look_for_concerns(lexicon, SISTER).concerns
    assert file.stat().st_ino == inode

    file.write_bytes(file.read_bytes()[:-100])
    lexicon = await press.lexicon(overlay)
    assert not look_for_concerns(lexicon, IDIOM).concerns, "a damaged file is made anew"


async def test_rows_that_cannot_be_read_are_named(press: ProcessPress):
    with pytest.raises(LexiconError, match="@gone"):
        await press.lexicon({ROW.id: replace(ROW, pattern="grey @gone")})


async def test_a_process_that_dies_leaves_no_lexicon_and_says_so(press: ProcessPress, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SMALL_PRESS_DIES", "1")
    with pytest.raises(PressBroke):
        await press.lexicon({ROW.id: EXCEPTED})


def test_only_the_last_few_are_kept(press: ProcessPress, tmp_path: Path):
    for number in range(MOST_KEPT + 2):
        order = {ROW.id: replace(ROW, note=f"note {number}")}
        lexicon_press._keep(tmp_path, lexicon_press._name(order), b"x")
    assert len(list(tmp_path.glob("lexicon-*.bin"))) == MOST_KEPT


async def test_without_changes_it_is_what_is_shipped(press: ProcessPress):
    assert await press.lexicon({}) is small_shipped()


async def test_a_change_that_mends_what_an_update_broke_can_be_tried(press: ProcessPress):
    broken = {ROW.id: replace(ROW, pattern="grey @gone")}
    effect = await press.effect(broken, {ROW.id: EXCEPTED})
    assert effect.broken == ()
