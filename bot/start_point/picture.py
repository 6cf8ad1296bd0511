"""A start point as a picture that is legible on a phone, light or dark."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from bot.goals.picture import plain
from bot.start_point.pages import title_of
from bot.words import Words
from mentoring.cards import Deck, said
from mentoring.people import Person
from storage.start_points import StartPoint

PNG = "image/png"
NAME = "start-point.png"

_PIXELS_PER_INCH = 144.0  # of a page 7.5 inches wide: 1080 pixels, what a phone shows without enlarging


def picture_data(owner: Person, deck: Deck, point: StartPoint, in_words: Words, *, dark: bool) -> Mapping[str, Any]:
    """Return what the picture shows of a start point: the topics on which something stands."""
    _ = in_words
    spots = []
    for card in deck.cards:
        spot = point.map.spot(card.key)
        labels = {word.key: said(word.texts, _.language) for word in card.words}
        if not spot.is_empty:
            spots.append(
                {
                    "title": plain(title_of(card, _.language)),
                    "words": [plain(labels[key]) for key in spot.words if key in labels],
                    "line": plain(_.quoted(spot.line)) if spot.line else "",
                }
            )
    return {
        "dark": dark,
        "lang": _.language,
        "heading": plain(said(deck.title, _.language)),
        "name": plain(owner.display_name),
        "spots": spots,
        "footer": _.long_date(point.begun_at, owner.zone),
    }


def draw(data: Mapping[str, Any]) -> bytes:
    """Return the picture as a PNG, 1080 pixels wide. It takes some 100 ms of a core: not on the event loop.

    Raises typst.TypstError, whose text may quote people's words.
    """
    import typst  # large, and most processes never draw

    drawn = typst.compile(
        _template(), format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
    assert isinstance(drawn, bytes)  # a page as tall as what it holds is one page
    return drawn


@cache
def _template() -> bytes:
    return files("bot.start_point").joinpath("picture.typ").read_bytes()
