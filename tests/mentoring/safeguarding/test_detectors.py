"""Contact details, and what only looks like them."""

import pytest

from tests.mentoring.safeguarding.small_lexicon import look, seen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("call 0888 123 456 ok", "0888 123 456"),
        ("+359 88 812 3456", "+359 88 812 3456"),
        ("0532 123 45 67", "0532 123 45 67"),
        ("mi numero 612 345 678", "612 345 678"),
        ("07700 900123", "07700 900123"),
        ("0888-123-456", "0888-123-456"),
        ("0 8 8 8 1 2 3 4 5 6", "0 8 8 8 1 2 3 4 5 6"),
        ("o888123456", "o888123456"),
        ("oh seven seven double five 2 two eight zero", "oh seven seven double five 2 two eight zero"),
        ("0888\n123\n456", "0888\n123\n456"),
    ],
)
def test_phone_numbers_are_found(text, found):
    assert seen(text, "@phone") == [found]


@pytest.mark.parametrize(
    "text",
    [
        "on 12.05.2024 at 14:30",
        "12-05-2024 to 13-06-2024",
        "2021-2022 2023",
        "192.168.100.200",
        "1 200 000 people",
        "0888123456 лв",
        "1920x1080",
        "12.30 - 14.45",
        "ISBN 9781234567897",
        "1234567890",
        "0000000000",
        "one two three four five six seven eight",
        "5 3 2 won 21 15 18",
        "part 12345678",
        "3.14159265358",
    ],
)
def test_other_numbers_are_not(text):
    assert not seen(text, "@phone")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://x.example/a?b", "https://x.example/a?b"),
        ("www.foo.example/bar ok", "www.foo.example/bar"),
        ("t.me/ben join", "t.me/ben"),
        ("go to foo.com!", "foo.com"),
        ("foo dot com", "foo dot com"),
    ],
)
def test_links_are_found(text, found):
    assert seen(text, "@link")[0].rstrip("!") == found


@pytest.mark.parametrize("text", ["open main.py", "readme.md", "I came home.it was late", "1.5 kg", "e.g. this", "a/b"])
def test_files_and_full_stops_are_no_links(text):
    assert not seen(text, "@link")


def test_handles_are_found_and_code_is_not():
    assert seen("add @ben_07 now", "@handle") == ["@ben_07"]
    assert seen("ben#1234", "@handle") == ["ben#1234"]
    for harmless in ("@everyone look", "@property", "me @ home", "a@b"):
        assert not seen(harmless, "@handle")


def test_mail_addresses_are_found():
    assert seen("write ben.x@school.example", "@email") == ["ben.x@school.example"]


def test_street_addresses_are_found():
    assert seen("i live at 12 Baker Street ok", "@address") == ["12 Baker Street"]
    assert seen("ул. Иван Вазов 12", "@address") == ["ул. Иван Вазов 12"]
    assert not seen("5 people in the street", "@address")


def test_a_detector_stands_among_other_words():
    assert seen("so call me on my new 0888 123 456 tonight", "call me ..3 @phone") == ["call me on my new 0888 123 456"]
    assert not look("call me. 1234567890", "call me ..3 @phone").concerns


def test_a_detector_is_one_of_several_alternatives():
    pattern = "add {me on insta,my @handle,@phone}"
    assert seen("so add @nobody or add my @ben_07", pattern) == ["add my @ben_07"]
    assert seen("add 0888 123 456", pattern) == ["add 0888 123 456"]
    assert seen("add me on insta", pattern) == ["add me on insta"]
