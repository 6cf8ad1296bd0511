"""Blotting out a part of a message moves nothing else of it."""

from bot.blotting import blotted
from mentoring.content import Content
from mentoring.kinds import Kind


def test_the_letters_go_and_the_markup_of_the_rest_stays_where_it_was():
    text = "🎉 call 0888 now 🎉"
    entities = (
        {"type": "phone_number", "offset": 8, "length": 4},
        {"type": "bold", "offset": 13, "length": 3},
    )
    clean = blotted(Content(Kind.TEXT, text, entities), [(2, 11)])
    assert clean is not None
    assert clean.text == "🎉 •••• •••• now 🎉"
    assert clean.entities == entities[1:]


def test_an_emoji_keeps_its_two_places():
    clean = blotted(Content(Kind.TEXT, "a😀b", ({"type": "bold", "offset": 3, "length": 1},)), [(1, 2)])
    assert clean is not None
    assert clean.text == "a••b"
    assert clean.entities == ({"type": "bold", "offset": 3, "length": 1},)


def test_what_stands_outside_the_words_cannot_be_blotted_out():
    assert blotted(Content(Kind.DOCUMENT, "hi"), [(3, 9)]) is None
    assert blotted(Content(Kind.TEXT, "hi"), []) is None
