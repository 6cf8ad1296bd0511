"""A goal can always be drawn: whatever people want, however many steps it takes, light and dark, in every language."""

import struct
from typing import Any

import pytest

from bot.goals.picture import draw, plain

BASE: dict[str, Any] = {
    "dark": False,
    "lang": "en",
    "heading": "On the way",
    "title": "Write my CV",
    "title-size": 40,
    "lines": ["by 16 March"],
    "gone": {"part": 50, "label": "1 of 2"},
    "steps": [{"text": "Ask", "done": True, "day": ""}, {"text": "Write", "done": False, "day": "by Friday"}],
    "dots": [],
    "dots-note": "Each dot is something that was noted on the way.",
    "note": "",
    "footer": "2 March 2026",
}
FOUR = {
    "en": "Find a work placement",
    "bg": "Да си намеря стаж като автомонтьор",
    "tr": "Şğıİöçü ile her gün işe zamanında gelmek",
    "es": "¿Aprobar mañana? ¡Sí, con muchísima ilusión!",
}


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", FOUR)
@pytest.mark.parametrize("dark", [False, True])
def test_it_is_as_wide_as_a_phone_shows_in_every_language(language: str, dark: bool):
    width, height = size_of(draw(BASE | {"lang": language, "title": plain(FOUR[language]), "dark": dark}))
    assert width == 1080
    assert height > 600


def test_light_and_dark_are_two_pictures():
    assert draw(BASE) != draw(BASE | {"dark": True})


def test_many_long_steps_make_it_taller_and_never_cut_it():
    long = [{"text": plain("неделимо" * 12), "done": False, "day": "до петък"} for _ in range(7)]
    assert size_of(draw(BASE | {"steps": long}))[1] > size_of(draw(BASE))[1] + 800


def test_without_steps_or_a_number_there_is_still_something_to_see():
    bare = BASE | {"gone": None, "steps": [], "lines": [], "note": "Every way begins with one small step."}
    dots = bare | {"note": "", "dots": ["done", "a_bit", "stuck"] * 8}
    assert size_of(draw(bare))[1] > 300
    assert size_of(draw(dots))[1] > size_of(draw(bare))[1]


@pytest.mark.parametrize("part", [0, 1, 100])
def test_any_part_of_the_way_can_be_drawn(part: int):
    draw(BASE | {"gone": {"part": part, "label": f"{part} of 100"}})


@pytest.mark.parametrize(
    "words", ["#panic()", "$x$ *b* _i_ `c` <l> @r // c", '"\\"#read("/etc/passwd")', "= Heading", "…"]
)
def test_nothing_that_people_write_is_markup(words: str):
    draw(BASE | {"title": plain(words), "steps": [{"text": plain(words), "done": False, "day": ""}]})


def test_signs_that_no_font_has_are_left_out_and_long_words_may_break():
    assert plain("Cars 🚗 and 👩🏽‍🔧 more") == "Cars and more"
    assert plain("🚗") == "…"
    assert plain("a" * 50) == "\u200b".join(["a" * 22, "a" * 22, "a" * 6])
    assert plain("Противоконституция") == "Противоконституция"
