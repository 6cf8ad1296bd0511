"""Reading a message keeps what it says and leaves behind who it names."""

from hypothesis import given
from hypothesis import strategies as st

from bot.incoming import chat_of, read_content, utf16_length, without_hidden_targets
from bot.rendering import LONGEST_TEXT, Marked, split
from mentoring.kinds import Kind

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_a_hidden_address_is_written_out_and_the_markup_behind_it_moves():
    words, kept = without_hidden_targets(
        "🙂 click here, bold",
        [
            {"type": "text_link", "offset": 3, "length": 5, "url": "https://example.org/a"},
            {"type": "bold", "offset": 15, "length": 4},
        ],
    )
    assert words == "🙂 click (https://example.org/a) here, bold"
    (bold,) = kept
    units = words.encode("utf-16-le")
    assert units[bold["offset"] * 2 : (bold["offset"] + bold["length"]) * 2].decode("utf-16-le") == "bold"


def test_a_link_whose_words_are_its_address_is_not_told_twice():
    words, _ = without_hidden_targets(
        "https://example.org", [{"type": "text_link", "offset": 0, "length": 19, "url": "https://example.org/"}]
    )
    assert words == "https://example.org"


def test_accounts_behind_words_are_dropped():
    entities = [
        {"type": "text_mention", "offset": 0, "length": 3, "user": {"id": 1, "first_name": "Ben"}},
        {"type": "text_link", "offset": 4, "length": 3, "url": "tg://user?id=1"},
        {"type": "text_link", "offset": 8, "length": 3, "url": "https://t.me/ben"},
    ]
    assert without_hidden_targets("abc def ghi", entities) == ("abc def ghi", ())


def test_a_field_we_do_not_know_makes_it_a_kind_that_is_not_passed_on():
    assert read_content({"message_id": 1, "rich_message": {}}).kind is Kind.OTHER


def test_an_animation_is_no_document_and_a_venue_is_a_place():
    assert read_content({"animation": {}, "document": {}}).kind is Kind.ANIMATION
    assert read_content({"venue": {}, "location": {}}).kind is Kind.LOCATION


def test_a_press_belongs_to_the_chat_of_its_message():
    press = {"id": "1", "from": {"id": 5}, "message": {"message_id": 2, "chat": {"id": 5, "type": "private"}}}
    assert chat_of({"update_id": 1, "callback_query": press}) == 5
    assert chat_of({"update_id": 1, "my_chat_member": {"chat": {"id": -9}, "from": {"id": 5}}}) == -9
    assert chat_of({"update_id": 1}) == 0


@given(text, st.integers(0, 60), st.integers(1, 60))
def test_markup_never_leaves_the_text(words: str, start: int, length: int):
    units = utf16_length(words)
    entity = {"type": "bold", "offset": min(start, units), "length": max(0, min(length, units - min(start, units)))}
    _, kept = without_hidden_targets(words, [entity])
    assert all(0 <= k["offset"] <= k["offset"] + k["length"] <= units for k in kept)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9000))
def test_splitting_loses_no_word_and_no_piece_is_too_long(words: str):
    pieces = split(Marked(words))
    assert all(utf16_length(piece.text) <= LONGEST_TEXT for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(words.split())
