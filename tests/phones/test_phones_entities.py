"""What Telegram finds in a text by itself, and how HTML is read."""

import pytest

from phones.entities import utf16_length, utf16_slice, with_found
from phones.errors import ApiError
from phones.html_text import parse_html


def found(text: str) -> list[tuple[str, str]]:
    return [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in with_found(text, [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a?b=c#d, please", [("url", "https://example.org/a?b=c#d")]),
        ("(t.me/interlude)", [("url", "t.me/interlude")]),
        ("https://en.wikipedia.org/wiki/Lathe_(metal)", [("url", "https://en.wikipedia.org/wiki/Lathe_(metal)")]),
        ("😀😀 example.org!", [("url", "example.org")]),
        ("tg://resolve?domain=otto", [("url", "tg://resolve?domain=otto")]),
        ("e.g. this, i.e.that, 3.5 mm, end.Next", []),
        ("write to ben.k+x@example.co.uk.", [("email", "ben.k+x@example.co.uk")]),
        ("ask @amina_d or a@b or @abc", [("mention", "@amina_d")]),
        ("#workshop #1 a#b #бг", [("hashtag", "#workshop"), ("hashtag", "#бг")]),
        ("costs $USD", [("cashtag", "$USD")]),
        (
            "/start and /help@interlude_bot, not a/b",
            [("bot_command", "/start"), ("bot_command", "/help@interlude_bot")],
        ),
        ("call +359 88 812 3456 now", [("phone_number", "+359 88 812 3456")]),
        ("0888 123 456", [("phone_number", "0888 123 456")]),
        ("at 12:30, 5 of 10, in 2026", []),
        ("nothing here", []),
    ],
)
def test_links_addresses_names_tags_commands_and_numbers_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_nothing_is_found_inside_code_or_under_a_text_link() -> None:
    given = [{"type": "code", "offset": 0, "length": 11}]
    assert with_found("example.org example.net", given) == [*given, {"type": "url", "offset": 12, "length": 11}]


def test_what_is_given_already_is_not_found_twice() -> None:
    given = [{"type": "url", "offset": 0, "length": 11}]
    assert with_found("example.org", given) == given


def test_length_is_measured_in_utf16_units() -> None:
    assert [utf16_length(text) for text in ("abc", "ж", "😀", "👩‍🔧")] == [3, 1, 2, 5]
    assert utf16_slice("a😀b", 1, 2) == "😀"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        (
            "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>",
            "abc",
            [("underline", 0, 1), ("strikethrough", 1, 1), ("spoiler", 2, 1)],
        ),
        ('<span class="tg-spoiler">😀</span>x', "😀x", [("spoiler", 0, 2)]),
        ("<blockquote expandable>long</blockquote>", "long", [("expandable_blockquote", 0, 4)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ("1 &lt; 2 &amp;&amp; &quot;x&quot; &#33; &nbsp;", '1 < 2 && "x" ! &nbsp;', []),
        ("<b></b>empty", "empty", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == entities


def test_the_language_of_code_and_the_person_behind_a_link_are_kept() -> None:
    assert parse_html('<pre><code class="language-python">x</code></pre>').entities[0]["language"] == "python"
    mention = parse_html('<a href="tg://user?id=77">Otto</a>').entities[0]
    assert (mention["type"], mention["user"]["id"]) == ("text_mention", 77)


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("é<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_html_is_refused_with_the_place(source: str, refusal: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.description == f"Bad Request: can't parse entities: {refusal}"
